import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseGoDuration } from '../resource/values/duration.js';
import { parseDuration } from './text/duration.js';
import type { CustomResourceDefinition } from '../k8s/apiextensions-v1.js';
import { applyDefaults, checkStructural, prune, unknownFields, validate, validator, validatorOf } from './index.js';
import type { Schema } from './types.js';
import { printed } from './printed.js';

const names = fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__', 'x.y');

/** Structural schemas, a few levels deep. */
const schemas: fc.Arbitrary<Schema> = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Schema>(
      { type: 'string' },
      { type: 'string', default: 'd' },
      { type: 'integer', nullable: true },
      { type: 'integer', default: 1 },
      { 'x-kubernetes-preserve-unknown-fields': true },
      { 'x-kubernetes-int-or-string': true },
    ),
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({ type: fc.constant('object'), additionalProperties: fc.oneof(tie('schema'), fc.constant(true)) }),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(names, tie('schema'), { maxKeys: 3 }),
        'x-kubernetes-preserve-unknown-fields': fc.constant(true),
        default: fc.constant({}),
      },
      { requiredKeys: ['type', 'properties'] },
    ),
  ),
})).schema;

const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>('s', 1, 1.5, true, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 4 }),
  ),
})).value;

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

describe('prune', () => {
  test('is idempotent, changes nothing in place and keeps the value itself where nothing is unknown', () => {
    fc.assert(
      fc.property(values, schemas, (value, schema) => {
        const once = prune(frozen(value), schema);
        expect(prune(once, schema)).toBe(once);
        expect(once === value).toBe(unknownFields(value, schema).length === 0);
        expect(unknownFields(once, schema)).toEqual([]);
      }),
    );
  });

  test('never touches a declared field', () => {
    fc.assert(
      fc.property(fc.dictionary(names, fc.string(), { maxKeys: 4 }), (value) => {
        const properties = Object.fromEntries(Object.keys(value).map((key) => [key, { type: 'string' }]));
        expect(prune({ ...value, unknown: 1 }, { type: 'object', properties })).toEqual(value);
      }),
    );
  });

  test('leaves the prototype of what it returns alone, whatever fields are called', () => {
    const value: unknown = JSON.parse('{"a":1,"__proto__":{"polluted":true},"drop":1}');
    const properties = JSON.parse('{"a":{"type":"integer"},"__proto__":{"type":"object"}}') as Record<string, Schema>;
    const result = prune(value, { type: 'object', properties });
    expect(JSON.stringify(result)).toBe('{"a":1,"__proto__":{}}');
    expect(Reflect.get(Object(result) as object, 'polluted')).toBeUndefined();
  });
});

describe('applyDefaults', () => {
  test('is idempotent and changes nothing in place', () => {
    fc.assert(
      fc.property(values, schemas, (value, schema) => {
        const once = applyDefaults(frozen(value), frozen(schema));
        expect(applyDefaults(once, schema)).toBe(once);
      }),
    );
  });

  test('shares no default between two values', () => {
    const schema: Schema = {
      type: 'object',
      properties: { a: { type: 'object', default: { list: [1] }, 'x-kubernetes-preserve-unknown-fields': true } },
    };
    const [one, two] = [applyDefaults({}, schema), applyDefaults({}, schema)] as [{ a: object }, { a: object }];
    expect(one).toEqual(two);
    expect(one.a).not.toBe(two.a);
  });
});

describe('validate', () => {
  test('finds nothing wrong with what no schema says anything about', () => {
    fc.assert(fc.property(values, (value) => expect(validate(value, { 'x-kubernetes-preserve-unknown-fields': true })).toEqual([])));
  });

  test('tolerates whatever did not change', () => {
    fc.assert(
      fc.property(values, schemas, (value, schema) => expect(validate(value, schema, { old: structuredClone(value) })).toEqual([])),
    );
  });

  test('goes two hundred levels deep', () => {
    let schema: Schema = { type: 'string', maxLength: 1 };
    let value: unknown = 'ab';
    for (let depth = 0; depth < 200; depth += 1) {
      schema = { type: 'object', properties: { a: schema } };
      value = { a: value };
    }
    expect(checkStructural(schema)).toEqual([]);
    expect(validate(applyDefaults(prune(value, schema), schema), schema)).toEqual([
      {
        path: Array(200).fill('a').join('.'),
        code: 'FieldValueTooLong',
        message: 'Too long: may not be more than 1 bytes',
        rule: 'maxLength',
        wanted: 1,
      },
    ]);
  });

  test('answers patterns in linear time', () => {
    const schema: Schema = { type: 'string', pattern: '^(a+)+$' };
    expect(validate(`${'a'.repeat(50_000)}b`, schema)).toHaveLength(1);
  });

  test('says no word of a rule that cannot be compiled: that is for the schema to be told', () => {
    const schema: Schema = { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self.x' }, { rule: 'self > 3' }] };
    expect(validate(1, schema).map((finding) => finding.message)).toEqual(['Invalid value: 1: failed rule: self > 3']);
    expect(checkStructural(schema, { path: 'p' }).map((finding) => finding.path)).toEqual(['p.x-kubernetes-validations[0].rule']);
  });

  test('refuses cel.bind, which the server does not have', () => {
    const schema: Schema = { type: 'integer', 'x-kubernetes-validations': [{ rule: 'cel.bind(x, self, x > 3)' }] };
    expect(checkStructural(schema).map((finding) => finding.message)).toEqual([
      expect.stringContaining("1:1: undeclared reference to 'cel'"),
    ]);
  });

  test('runs patterns of rules as RE2, never as a RegExp', () => {
    const schema: Schema = { type: 'string', 'x-kubernetes-validations': [{ rule: "self.matches('^(?i)abc$')" }] };
    expect(validate('ABC', schema)).toEqual([]);
    expect(validate('x', schema)).toHaveLength(1);
  });
});

describe('validator', () => {
  const websites = validator({
    type: 'object',
    required: ['spec'],
    properties: {
      spec: {
        type: 'object',
        required: ['host', 'replicas'],
        properties: { host: { type: 'string' }, replicas: { type: 'integer', default: 1 } },
      },
    },
  });
  const site = { apiVersion: 'example.com/v1', kind: 'Website', metadata: { name: 'a' } };

  test('counts defaults in and lets unknown fields pass, as the server does', () => {
    const object = frozen({ ...site, spec: { host: 'a.b', nmae: 'x' } });
    expect(websites.validate(object)).toEqual([]);
    expect(websites.unknownFields(object)).toEqual(['spec.nmae']);
    expect(websites.admit(object)).toEqual({ ...site, spec: { host: 'a.b', replicas: 1 } });
  });

  test('says what is missing', () => {
    expect(websites.validate({ ...site, spec: {} })).toEqual([
      { path: 'spec.host', code: 'FieldValueRequired', message: 'Required value', rule: 'required' },
    ]);
  });
});

describe('durations', () => {
  test.each<[string, bigint | undefined]>([
    ['1h30m', 5_400_000_000_000n], ['-1.5s', -1_500_000_000n], ['0', 0n], ['+5ms', 5_000_000n], ['.5s', 500_000_000n], ['1.h', 3_600_000_000_000n],
    ['', undefined], ['1', undefined], ['h', undefined], ['-', undefined], ['.s', undefined], ['1h ', undefined], ['0.1.2s', undefined],
    ['9223372036854775807ns', 9223372036854775807n], ['9223372036854775808ns', undefined], ['-9223372036854775808ns', -9223372036854775808n],
    ['2562047h47m16.854775807s', 9223372036854775807n], ['0000000000000000000000001s', 1_000_000_000n],
  ])('reads Go duration %p as %p nanoseconds', (text, expected) => {
    expect(parseGoDuration(text)).toBe(expected);
  }); // prettier-ignore

  test.each<[string, bigint | undefined]>([
    ['PT1H', 3_600_000_000_000n], ['2 weeks', 1_209_600_000_000_000n], ['1 day 3 hours', 97_200_000_000_000n], ['3 microseconds', 3_000n],
    ['x', undefined], ['1y', undefined], ['99999999999999999999 weeks', undefined], ['9223372036854775807 days', -86_400_000_000_000n],
  ])('reads %p, which the format takes too, as %p nanoseconds', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  }); // prettier-ignore
});

describe('printed', () => {
  test.each<[unknown, string]>([
    ['a"\n\u0001é\u200b😀', '"a\\"\\n\\x01é\\u200b😀"'],
    [1e6, '1000000'], [1234567.5, '1.2345675e+06'], [0.00001, '1e-05'], [1e21, '1e+21'], [0.5, '0.5'], [-0.25, '-0.25'],
    [{ b: 1, a: ['<&>'] }, '{"a":["\\u003c\\u0026\\u003e"],"b":1}'], [null, 'null'], [true, 'true'],
  ])('writes %p as Go does', (value, expected) => {
    expect(printed(value)).toBe(expected);
  }); // prettier-ignore
});

describe('a finding names its rule, and what the rule asks for', () => {
  const found = (value: unknown, schema: Schema) => validate(value, schema).map(({ rule, wanted }) => [rule, wanted]);

  test.each<[unknown, Schema, string, unknown]>([
    ['a', { type: 'integer' }, 'type', ['integer']],
    [3, { type: 'integer', maximum: 2 }, 'maximum', 2],
    [3, { type: 'integer', multipleOf: 2 }, 'multipleOf', 2],
    ['c', { type: 'string', enum: ['a', 'b'] }, 'enum', ['a', 'b']],
    ['c', { type: 'string', pattern: '^a' }, 'pattern', '^a'],
    [[], { type: 'array', items: { type: 'string' }, minItems: 1 }, 'minItems', 1],
    [3, { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self < 3', message: 'too much' }] }, 'cel', 'too much'],
  ])('%j of %j: %s', (value, schema, rule, wanted) => {
    expect(found(value, schema)).toEqual([[rule, wanted]]);
  });

  test.each([
    ['self.b', { rule: 'cel-field', wanted: 'b', compilation: { line: 1, column: 5, says: "undefined field 'b'" } }],
    ['other', { rule: 'cel-name', wanted: 'other' }],
    ['self.a', { rule: 'cel-result' }],
    ['self.a ==', { rule: 'cel-syntax' }],
  ])('the expression %s', (rule, finding) => {
    const properties = { a: { type: 'string' } };
    expect(checkStructural({ type: 'object', properties, 'x-kubernetes-validations': [{ rule }] })).toEqual([
      expect.objectContaining(finding),
    ]);
  });
});

test('validatorOf takes the schema of the version of a class, and refuses a version that has none', async () => {
  const crd: CustomResourceDefinition = {
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Site', plural: 'sites' },
      versions: [
        { name: 'v1beta1', served: true, storage: false, schema: { openAPIV3Schema: { type: 'object' } } },
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', required: ['spec'] } } },
      ],
    },
  };
  const site = (version: string) => ({ kind: 'Site', version, crd: () => Promise.resolve(crd) });
  const object = { apiVersion: 'example.com/v1', kind: 'Site', metadata: { name: 'a' } };
  expect((await validatorOf(site('v1'))).validate(object)).toMatchObject([{ path: 'spec', message: 'Required value' }]);
  expect((await validatorOf(site('v1beta1'))).validate(object)).toEqual([]);
  await expect(validatorOf(site('v2'))).rejects.toThrow('the definition of Site has no schema for its version v2');
});
