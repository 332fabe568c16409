/**
 * The cases in `fixtures/` and `fixtures-invalid/`: a folder each, with what goes in and what comes out. Enter at {@link casesIn} and
 * {@link compile}.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate, type Generation } from '../src/generate.js';

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

/** Compiles the input under the name `expected.crd.ts`, so that what comes out has the names of the files it is compared with. */
export function compile({ folder }: Case): Generation {
  return generate(['expected.crd.ts'], {
    readFile: (path) => read(join(folder, path === 'expected.crd.ts' ? 'input.crd.ts' : path)),
  });
}
