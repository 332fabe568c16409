/**
 * The cases in `fixtures/` and `fixtures-invalid/`: a folder each, with what goes in and what comes out. Enter at {@link casesIn} and
 * {@link compile}.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate, type GenerateOptions, type Generation } from '../src/generate.js';

export interface Case {
  readonly name: string;
  readonly folder: string;
}

export function casesIn(folder: 'fixtures' | 'fixtures-invalid'): Case[] {
  const base = join(import.meta.dirname, folder);
  return readdirSync(base)
    .sort()
    .map((name) => ({ name, folder: join(base, name) }));
}

export const read = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** The other sources of a case that hold kinds. */
const entriesOf = ({ folder }: Case): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.crd.ts') && name !== 'input.crd.ts' && name !== 'expected.crd.ts')
    .sort();

/**
 * Compiles the input under the name `expected.crd.ts`, so that what comes out has the names of the files it is compared with, and what
 * stands beside it.
 */
export function compile(one: Case, options: Omit<GenerateOptions, 'readFile'> = {}): Generation {
  return generate(['expected.crd.ts', ...entriesOf(one)], {
    ...options,
    readFile: (path) => read(join(one.folder, path === 'expected.crd.ts' ? 'input.crd.ts' : path)),
  });
}

/** The same of a case that cannot be said, under the names of the files. */
export function refuse(one: Case): Generation {
  return generate(['input.crd.ts', ...entriesOf(one)], { readFile: (path) => read(join(one.folder, path)) });
}
