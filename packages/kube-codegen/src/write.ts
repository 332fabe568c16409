/**
 * Generated files and the disk: {@link writeFiles} writes what differs, {@link staleFiles} only says what would.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { GeneratedFile } from './generate.js';

/** The files whose text on disk is another, or that are missing. */
export async function staleFiles(files: readonly GeneratedFile[]): Promise<readonly GeneratedFile[]> {
  const current = await Promise.all(files.map(({ path }) => readFile(path, 'utf8').catch(() => undefined)));
  return files.filter(({ text }, index) => current[index] !== text);
}

/** Writes the stale ones, each whole or not at all. @returns what was written. */
export async function writeFiles(files: readonly GeneratedFile[]): Promise<readonly GeneratedFile[]> {
  const stale = await staleFiles(files);
  for (const { path, text } of stale) {
    await mkdir(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.tmp`;
    await writeFile(draft, text);
    await rename(draft, path);
  }
  return stale;
}
