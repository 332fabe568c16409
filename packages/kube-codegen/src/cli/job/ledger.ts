/**
 * What a run read of the disk, so that the next one can see whether it would read the same: {@link openLedger}.
 */
import { createHash } from 'node:crypto';
import { filesMatching } from '../../glob.js';
import { readText } from '../files.js';

/** Reads, and remembers what. */
export interface Ledger {
  /** The text of a file, or undefined where there is none. @throws what the system says of one that cannot be read. */
  readonly read: (path: string) => string | undefined;
  /** The files that patterns mean. */
  readonly list: (patterns: readonly string[]) => readonly string[];
  /** What was read so far. */
  readonly entries: () => Entries;
}

/** What was read: files by their hashes, null for one that was not there; lists by their patterns. */
export interface Entries {
  readonly files: Readonly<Record<string, string | null>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64');

export function openLedger(): Ledger {
  const files = new Map<string, string | null>();
  const lists = new Map<string, readonly string[]>();
  return {
    read: (path) => {
      const text = readText(path);
      files.set(path, text === undefined ? null : hashOf(text));
      return text;
    },
    list: (patterns) => [...new Set(patterns.flatMap((pattern) => listed(pattern, lists)))],
    entries: () => ({ files: Object.fromEntries(files), lists: Object.fromEntries(lists) }),
  };
}

function listed(pattern: string, lists: Map<string, readonly string[]>): readonly string[] {
  if (!pattern.includes('*')) return [pattern];
  const found = filesMatching(pattern);
  lists.set(pattern, found);
  return found;
}

/** Whether everything that was read reads the same now. */
export function isUnchanged({ files, lists }: Entries): boolean {
  const sameFiles = Object.entries(files).every(([path, hash]) => hash === currentHash(path));
  return sameFiles && Object.entries(lists).every(([pattern, found]) => JSON.stringify(filesMatching(pattern)) === JSON.stringify(found));
}

function currentHash(path: string): string | null | undefined {
  try {
    const text = readText(path);
    return text === undefined ? null : hashOf(text);
  } catch {
    return undefined; // what cannot be read is not what was read
  }
}
