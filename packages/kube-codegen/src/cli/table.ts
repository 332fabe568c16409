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
  init: {
    usage: [
      ['init [DIR]', 'writes a new project there: an operator with a kind, tests, an image and manifests; overwrites nothing'],
      ['  --kind Greeting', 'the kind; --group example.com and --version v1 are those of its definition'],
      ['  --name greeting-operator', 'the program; --namespace is where it is installed, --image what it is built as, without a tag'],
      ['  --webhook', 'with admission webhooks'],
    ],
    load: async () => (await import('./commands/init.js')).initCommand,
  },
  generate: {
    usage: [
      ['generate [FILE…]', 'writes class, CRD module and CRD beside each FILE; without any, those of kube-codegen.config.ts'],
      ['  --target 1.30', 'also finds what the API server of that version does not know'],
      ['  --config FILE', 'reads the configuration there; else kube-codegen.config.ts, else "kube-codegen" of package.json'],
      ['  --crds FOLDER', 'writes the YAML of all definitions there, and not into crds beside each FILE'],
      ['  --json-schemas FOLDER', 'also writes a JSON Schema of each version there, for editors'],
      ['  --reference FOLDER', 'also writes a page of Markdown about each kind there: all its fields'],
      ['  --no-cache', 'compiles although nothing has changed since the last run'],
      ['  --json, --sarif, --github', 'tells findings for programs: JSON, SARIF 2.1.0, annotations of a workflow'],
    ],
    load: async () => (await import('./commands/generate.js')).generateCommand,
  },
  check: {
    usage: [['check [FILE…]', 'writes nothing; fails when what is there is not what would be written. Options as above']],
    load: async () => (await import('./commands/generate.js')).checkCommand,
  },
  import: {
    usage: [
      ['import SOURCE…', 'writes TypeScript of definitions, for generate: a file, a folder, -, https://…, cluster:NAME, git:REV:PATH'],
      ['import --out FOLDER SOURCE…', 'writes it there'],
      ['import --stdout SOURCE…', 'prints it'],
    ],
    load: async () => (await import('./commands/import.js')).importCommand,
  },
  validate: {
    usage: [['validate SOURCE…', 'checks definitions as generate does, and objects by the definitions among them']],
    load: async () => (await import('./commands/validate.js')).validateCommand,
  },
  diff: {
    usage: [
      ['diff [--json] OLD NEW', 'what the change of a definition breaks; exit code 1 if it does: a file, git:REV:PATH, cluster:NAME'],
    ],
    load: async () => (await import('./commands/diff.js')).diffCommand,
  },
  watch: {
    usage: [['watch [FILE…]', 'generates, and again whenever a source changes, until Ctrl-C']],
    load: async () => (await import('./commands/watch.js')).watchCommand,
  },
  explain: {
    usage: [
      ['explain CODE…', 'says what a finding means and what to do: explain KC101'],
      ['explain KIND.FIELD [SOURCE…]', 'describes a field, as kubectl explain does: explain website.spec.host crds'],
      ['  --recursive', 'lists all fields below it'],
      ['  --api-version v1', 'of that version; else of the one that servers prefer'],
    ],
    load: async () => (await import('./commands/explain.js')).explainCommand,
  },
  sample: {
    usage: [['sample [SOURCE…]', 'prints an object of each kind to begin with: what is required, and defaults. --kind website, --json']],
    load: async () => (await import('./commands/sample.js')).sampleCommand,
  },
  tags: {
    usage: [['tags', 'lists the tags, with their arguments and examples, in Markdown']],
    load: async () => (await import('./commands/tags.js')).tagsCommand,
  },
};

/** What `--help` prints. */
export function usage(): string {
  const lines = [...Object.values(commands).flatMap((entry) => entry.usage), ['--version', 'prints the version'] as const];
  const width = Math.max(...lines.map(([call]) => call.length));
  return lines
    .map(([call, does]) => `${call.startsWith(' ') ? ' '.repeat(13) : 'kube-codegen '}${call.padEnd(width)}   ${does}\n`)
    .join('');
}
