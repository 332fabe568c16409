/** Objects to begin with: what the command `sample` prints is taken by the validator, for every kind of the fixtures. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Schema, validate, validator } from 'kube-core/schema';
import { readDefinitions } from '../src/crd/definition.js';
import { textsOf } from '../src/sample/pattern.js';
import { sampleObject } from '../src/sample/sample.js';
import { casesIn } from './cases.js';

const texts = casesIn('fixtures').flatMap(({ name, folder }) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => ({ name: `${name}/${file}`, text: readFileSync(join(folder, file), 'utf8') })),
);
const imported = join(import.meta.dirname, 'fixtures-import');
const others = readdirSync(imported).filter((file) => file.endsWith('.yaml') && file !== 'oddities.yaml'); // no server takes its rules

test.each([...texts, ...others.map((name) => ({ name, text: readFileSync(join(imported, name), 'utf8') }))])(
  'the samples of $name are taken, and are the same every time',
  async ({ name, text }) => {
    const { definitions } = await readDefinitions(name, text);
    expect(definitions.length).toBeGreaterThan(0);
    for (const definition of definitions)
      for (const version of definition.versions) {
        const { object, findings } = sampleObject(definition, version);
        expect(findings).toEqual([]);
        const judge = validator(version.schema);
        expect([judge.validate(object), judge.unknownFields(object)]).toEqual([[], []]);
        expect(JSON.stringify(sampleObject(definition, version).object)).toBe(JSON.stringify(object));
      }
  },
);

const sampled = (spec: Schema): { readonly spec: unknown; readonly findings: readonly string[] } => {
  const schema: Schema = { type: 'object', required: ['spec'], properties: { spec } };
  const origin = { file: '', start: 0, end: 0 };
  const version = {
    name: 'v1',
    served: true,
    storage: true,
    deprecated: false,
    schema,
    columns: [],
    selectableFields: [],
    hasStatus: false,
    origin,
  };
  const { object, findings } = sampleObject({ group: 'example.com', kind: 'Thing', scope: 'Namespaced' }, version);
  return { spec: object['spec'], findings: findings.map(({ path }) => path) };
};
const text: Schema = { type: 'string' };

describe('a sample', () => {
  test('has what is required and what has a default, and nothing else', () => {
    const properties = {
      a: text,
      b: { type: 'integer', default: 3 },
      c: text,
      d: { type: 'object', properties: { e: text }, default: {} },
    };
    expect(sampled({ type: 'object', required: ['a'], properties })).toEqual({ spec: { a: 'example', b: 3, d: {} }, findings: [] });
  });

  test.each<[string, Schema, unknown]>([
    ['the least number', { type: 'integer', minimum: 5, exclusiveMinimum: true }, 6],
    ['a multiple', { type: 'integer', multipleOf: 4, minimum: 6 }, 8],
    ['a fraction', { type: 'number', maximum: 0.5 }, 0.5],
    ['a number or a text', { 'x-kubernetes-int-or-string': true, pattern: '^[0-9]+%$' }, '50%'],
    ['a text of a length', { type: 'string', minLength: 9, maxLength: 9 }, 'exampleee'],
    ['an address', { type: 'string', format: 'uri' }, 'https://www.example.com'],
    ['a value of an enum that may be null', { type: 'string', nullable: true, allOf: [{ enum: ['x'] }] }, 'x'],
    ['items of a set', { type: 'array', items: text, minItems: 2, 'x-kubernetes-list-type': 'set' }, ['example', 'example2']],
    [
      'items of a list map',
      {
        type: 'array',
        minItems: 2,
        items: { type: 'object', required: ['p'], properties: { p: { type: 'integer', minimum: 80 } } },
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['p'],
      },
      [{ p: 80 }, { p: 81 }],
    ],
    ['entries of a map', { type: 'object', minProperties: 2, additionalProperties: text }, { key: 'example', key2: 'example' }],
  ])('of %s', (_, a, value) => {
    expect(sampled({ type: 'object', required: ['a'], properties: { a } })).toEqual({ spec: { a: value }, findings: [] });
  });

  test.each<[string, string, object]>([
    ['adds what a rule asks for', 'has(self.a) || has(self.b)', { a: 'example' }],
    ['adds two fields', 'has(self.a) && has(self.b)', { a: 'example', b: 'example' }],
    ['takes another value', "self.k == 'z'", { k: 'z' }],
    ['leaves out what a default would bring', '!has(self.a) && has(self.b)', { b: 'example' }],
  ])('%s', (_, rule, fields) => {
    const { spec, findings } = sampled({
      type: 'object',
      required: ['k'],
      properties: { k: { type: 'string', enum: ['x', 'y', 'z'] }, a: text, b: text },
      'x-kubernetes-validations': [{ rule }],
    });
    expect(findings).toEqual([]);
    expect(spec).toMatchObject(fields);
  });

  test('says what is left where no small change helps', () => {
    const { findings } = sampled({
      type: 'object',
      required: ['a'],
      properties: { a: text },
      'x-kubernetes-validations': [{ rule: "self.a == 'x'.substring(0) + '42'" }],
    });
    expect(findings).toEqual(['spec']);
  });
});

test.each([
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
  '^(?i)on|off$',
  '^v[1-9][0-9]*$',
  '^sha256:[a-f0-9]{64}$',
  '^[[:alpha:]]+\\.\\d{2,4}$',
  '^(?P<a>x|y)z?\\\\$',
  '^[^/]+/[^/]+$',
  '^\\S+@\\S+$',
  '^[]a]+$',
  '^\\x{41}\\x42$',
  '^\\pL{3}$',
])('a text is found for the pattern %s', (pattern) => {
  expect(textsOf(pattern, 0).some((each) => validate(each, { type: 'string', pattern }).length === 0)).toBe(true);
});
