/** What a command is, and what it was told. Enter at {@link readArguments}. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Cluster } from './cluster.js';

/** Options by their names. */
export type Options = NonNullable<ParseArgsConfig['options']>;

/** One command: `get`, `exec`. */
export interface Command {
  readonly usage: string;
  readonly options: Options;
  /** Returns the exit code where that is not 0. */
  run(cluster: Cluster, args: Arguments): Promise<number | undefined>;
}

/** What stands behind the name of a command. */
export interface Arguments {
  readonly words: readonly string[];
  /** What stands behind `--`. */
  readonly rest: readonly string[];
  readonly flag: (name: string) => boolean;
  readonly text: (name: string) => string | undefined;
  /** The word at a place. @throws Error where there is none. */
  readonly word: (at: number, what: string) => string;
}

/** Options that every command has. */
export const everywhere: Options = { namespace: { type: 'string', short: 'n' }, context: { type: 'string' } };

/** @throws Error for an option that there is not. */
export function readArguments(words: readonly string[], options: Options): Arguments {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const { values, positionals } = parseArgs({
    args: words.slice(0, end),
    options: { ...everywhere, ...options },
    allowPositionals: true,
  });
  return {
    words: positionals,
    rest: words.slice(end + 1),
    flag: (name) => values[name] === true,
    text: (name) => textOf(values[name]),
    word: (at, what) => positionals[at] ?? missing(what),
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** @throws Error always. */
export function missing(what: string): never {
  throw new Error(`${what} is missing`);
}
