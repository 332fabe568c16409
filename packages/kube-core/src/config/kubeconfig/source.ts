/**
 * The texts that kubeconfigs are made of: which files, and what stands in each. Enter at {@link readSources}.
 */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { codeOf, messageOf } from '../../errors.js';
import { KubeconfigError } from '../errors.js';
import type { Entries } from './entries.js';

/** Which files. */
export interface SourceOptions {
  /** One file, which must exist, in place of those of the environment. */
  readonly file?: string;
  /** @defaultValue `process.env` */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where `.kube/config` is looked for. @defaultValue the user's home directory */
  readonly home?: string;
}

/** A text that holds a kubeconfig, and what it says. */
export interface Source<File extends string | undefined = string> {
  /** `undefined` for text that came from no file. */
  readonly file: File;
  readonly text: string;
  readonly entries: Entries;
}

/** As client-go reads `KUBECONFIG`: empty names count for nothing, but one that holds only separators names no file at all. */
export function filesOf({ file, env = process.env, home = homedir() }: SourceOptions): readonly string[] {
  if (file !== undefined) return [file];
  const { KUBECONFIG: named = '' } = env;
  if (named === '') return [join(home, '.kube', 'config')];
  return [...new Set(named.split(delimiter).filter((one) => one !== ''))];
}

/**
 * Those of the files that there are.
 *
 * @throws KubeconfigError that names each file that cannot be read or parsed.
 */
export async function readSources(files: readonly string[], mustExist: boolean): Promise<readonly Source[]> {
  const read = await Promise.allSettled(files.map((file) => readSource(file, mustExist)));
  const faults = read.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  if (faults.length > 1) throw severalFaults(faults);
  if (faults.length === 1) throw faults[0];
  return read.flatMap((one) => (one.status === 'fulfilled' && one.value !== undefined ? [one.value] : []));
}

/** Whoever mends one file at a time would meet the next fault after each. */
function severalFaults(faults: readonly unknown[]): KubeconfigError {
  const message = `${faults.length} files are to be mended: ${faults.map(messageOf).join('; ')}`;
  return new KubeconfigError(message, { cause: new AggregateError(faults, message) });
}

async function readSource(file: string, mustExist: boolean): Promise<Source | undefined> {
  const text = await readText(file, mustExist);
  return text === undefined ? undefined : sourceOf(text, file);
}

/** @throws KubeconfigError with file and place. */
export async function sourceOf<File extends string | undefined>(text: string, file: File): Promise<Source<File>> {
  const { parseEntries } = await import('./entries.js');
  return { file, text, entries: parseEntries(text, file) };
}

/** The text of a file; `undefined` where it is missing and may be. @throws KubeconfigError. */
export async function readText(file: string, mustExist: boolean): Promise<string | undefined> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT' && !mustExist) return undefined;
    throw new KubeconfigError(`cannot be read (${codeOf(cause) ?? 'unreadable'})`, { file, cause });
  });
  return bytes && decoded(bytes, file);
}

/** UTF-8, or UTF-16 with its mark: what PowerShell writes. */
function decoded(bytes: Buffer, file: string): string {
  const mark = bytes.subarray(0, 2).toString('latin1');
  const encoding = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new KubeconfigError(`is not text in ${encoding.toUpperCase()}; save it as UTF-8`, { file });
  }
}
