/** The table of commands: what each is called, what the usage says of it, and where it is loaded from. Enter at {@link commands}. */
import type { Command } from './command.js';

/** A line of the table. */
export interface Entry {
  /** Ways to call it, each with what that does. */
  readonly usage: readonly (readonly [call: string, does: string])[];
  readonly load: () => Promise<Command>;
}

/** All commands by name, in the order of the usage. */
export const commands: Readonly<Record<string, Entry>> = {
  generate: {
    usage: [
      ['generate FILE…', 'writes class, CRD module and CRD beside each FILE'],
      ['generate --check FILE…', 'writes nothing; fails when what is there is not what would be written'],
    ],
    load: async () => (await import('./generate.js')).generateCommand,
  },
  tags: {
    usage: [['tags', 'lists the tags, with their arguments and examples, in Markdown']],
    load: async () => (await import('./tags.js')).tagsCommand,
  },
};

/** What `--help` prints. */
export function usage(): string {
  const lines = [...Object.values(commands).flatMap((entry) => entry.usage), ['--version', 'prints the version'] as const];
  const width = Math.max(...lines.map(([call]) => call.length));
  return lines.map(([call, does]) => `kube-codegen ${call.padEnd(width)}   ${does}\n`).join('');
}
