/** Fields as the command `explain` tells them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readDefinitions } from '../src/crd/definition.js';
import { explainField } from '../src/explain/explain.js';

const text = readFileSync(join(import.meta.dirname, 'fixtures-import/choices.yaml'), 'utf8');
const { definitions } = await readDefinitions('choices.yaml', text);

const explained = (path: string, recursive = false): unknown => {
  const [definition] = definitions;
  const [version] = definition?.versions ?? [];
  if (definition === undefined || version === undefined) throw new Error('the fixture has a definition');
  return explainField({ definition, version, path: path.split('.').filter((name) => name !== ''), recursive });
};

test('a field is told with its description, its limits and the fields below it', () => {
  expect(explained('spec.to')).toBe(
    `GROUP:      fixtures.example.com
KIND:       Backup
VERSION:    v1

FIELD: to <object> -required-

DESCRIPTION:
  Exactly one of two, and what both have.

FIELDS:
  keep <integer (int32)> -required-
    default 7
    ≥ 1

  bucket <object>

  volume <string>
    A claim in the namespace.`,
  );
});

test('a path goes through the items of a list', () => {
  expect(explained('spec.contacts.mail')).toContain('FIELD: mail <string>');
});

test('all that is below is listed on demand', () => {
  expect(explained('spec.hook', true)).toContain('FIELDS:\n  seconds <integer (int32)>\n  command <list of string>\n  url <string (uri)>');
  expect(explained('', true)).toContain('    to <object> -required-\n      keep <integer (int32)> -required-\n');
});

test.each([
  ['spec.contact', { wrong: 'spec has no field contact; did you mean contacts?' }],
  ['spec.hook.url.x', { wrong: 'spec.hook.url has no field x; it has no fields that are described' }],
  ['constructor', { wrong: 'the object has no field constructor; it has spec' }],
])('%s is no field', (path, wrong) => {
  expect(explained(path)).toEqual(wrong);
});
