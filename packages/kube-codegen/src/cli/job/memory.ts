/**
 * What an earlier run of the same call found, so that one with nothing to do loads no compiler: {@link openMemory}. It is kept in
 * `node_modules/.cache` of the project, and counts only while everything that was read and written is the same.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Entries, hashOf, isUnchanged } from './ledger.js';

/** The memory of one call. */
export interface Memory {
  /** Whether a run would read what the last one read, and find on the disk what it would write. */
  readonly isFresh: () => boolean;
  /** Keeps what a run read, and what it wrote or found as it would have written it. */
  readonly keep: (read: Entries, files: readonly { readonly path: string; readonly text: string }[]) => void;
}

/** Where a memory is kept, and whose it is. */
export interface MemoryOptions {
  /** The folder with `node_modules`; without that nothing is kept. */
  readonly folder: string;
  /** This very program: another one may write something else. */
  readonly program: string;
}

/** @param call - The call: what it names and what it asks for. */
export function openMemory(call: readonly string[], { folder, program }: MemoryOptions): Memory | undefined {
  if (!existsSync(join(folder, 'node_modules'))) return undefined;
  const path = join(
    folder,
    'node_modules',
    '.cache',
    'kube-codegen',
    `${hashOf(JSON.stringify(call)).replace(/\W/g, '').slice(0, 20)}.json`,
  );
  const isMemory = (value: object): boolean =>
    Reflect.get(value, 'program') === program && Reflect.get(value, 'call') === JSON.stringify(call);
  return {
    isFresh: () => {
      const kept = readKept(path);
      return kept !== undefined && isMemory(kept) && isUnchanged(kept.read) && isUnchanged(kept.written);
    },
    keep: (read, files) => {
      const written: Entries = { files: Object.fromEntries(files.map((file) => [file.path, hashOf(file.text)])), lists: {} };
      write(path, JSON.stringify({ program, call: JSON.stringify(call), read, written }));
    },
  };
}

interface Kept {
  readonly read: Entries;
  readonly written: Entries;
}

const isEntries = (value: unknown): value is Entries =>
  typeof Reflect.get(Object(value) as object, 'files') === 'object' && typeof Reflect.get(Object(value) as object, 'lists') === 'object';

/** What a program that was ended in the middle left behind is no memory. */
function readKept(path: string): Kept | undefined {
  try {
    const value = Object(JSON.parse(readFileSync(path, 'utf8'))) as object;
    const read: unknown = Reflect.get(value, 'read');
    const written: unknown = Reflect.get(value, 'written');
    return isEntries(read) && isEntries(written) ? { ...value, read, written } : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all; where nothing can be written, nothing is kept. */
function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.${process.pid}`, text);
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    return;
  }
}

/**
 * What this program is: its chunks are called by their contents. Undefined for the sources, which change under one name.
 */
export function thisProgram(): string | undefined {
  const own = fileURLToPath(import.meta.url);
  return own.endsWith('.ts') ? undefined : hashOf([process.version, ...readdirSync(dirname(own)).sort()].join('\n'));
}
