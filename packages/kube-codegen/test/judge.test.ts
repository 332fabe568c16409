/** The promise of the compiler: what it writes without a word, a server takes. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkStructural, type Schema } from 'kube-core/schema';
import { parse } from 'yaml';
import { generate } from '../src/generate.js';
import { sources } from './sources.js';

interface Version {
  readonly schema: { readonly openAPIV3Schema: Schema };
  readonly subresources?: { readonly status?: object };
}
interface Crd {
  readonly spec: { readonly versions: readonly [Version] };
}

const compile = (text: string) => generate(['random.crd.ts'], { readFile: (path) => (path === 'random.crd.ts' ? text : undefined) });

describe('random kinds', () => {
  const seen = { written: 0, refused: 0 };

  test('are refused with a reason at a place, or give a definition that the rules of the server accept', () => {
    fc.assert(
      fc.property(sources, (text) => {
        const { files, diagnostics } = compile(text);
        for (const { code, message, help = '', origin } of diagnostics) {
          expect(`${code} ${message} ${help}`).not.toMatch(/^KC309|undefined(?! field)|\[object/);
          expect(text.slice(origin.start, origin.end).trim()).not.toBe('');
        }
        seen[diagnostics.length === 0 ? 'written' : 'refused']++;
        for (const file of files.filter(({ path }) => path.endsWith('.yaml'))) {
          const [{ schema, subresources }] = (parse(file.text) as Crd).spec.versions;
          const options = { root: true, statusSubresource: subresources?.status !== undefined };
          expect(checkStructural(schema.openAPIV3Schema, options)).toEqual([]);
        }
      }),
      { numRuns: 600 },
    );
  });

  test('come out both ways often enough to mean something', () => {
    expect(Math.min(seen.written, seen.refused)).toBeGreaterThan(30);
  });
});
