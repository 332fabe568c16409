/** The page of findings says what there is, and there is nothing that it does not say. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { diagnosticCodes } from '../../diagnostic-codes.js';
import { codePage, codeSection } from './code-page.js';

const page = join(import.meta.dirname, '../../../../../docs/diagnostics.md');
const sources = join(import.meta.dirname, '../..');

const used = (): string[] => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !/\.test\.ts$|diagnostic-codes\.ts$|code-page\.ts$/.test(name),
  );
  const found = files.flatMap((name) => readFileSync(join(sources, name), 'utf8').match(/(?<=')KC\d{3}(?=')/g) ?? []);
  return [...new Set(found)].sort();
};

test('docs/diagnostics.md is what the registry says', () => {
  if (process.env.UPDATE_FIXTURES === '1') writeFileSync(page, codePage());
  expect(readFileSync(page, 'utf8')).toBe(codePage());
});

test('every code that the sources use is described, and no other', () => {
  expect(Object.keys(diagnosticCodes)).toEqual(used());
});

test('a code that there is not has no section', () => {
  expect(codeSection('KC999')).toBeUndefined();
  expect(codeSection('toString')).toBeUndefined();
});
