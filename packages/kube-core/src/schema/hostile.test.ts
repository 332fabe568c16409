/** Values and schemas that nobody means well with: names of the prototype, great depth, great numbers, anything at random. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isKubeError } from '../errors.js';
import { applyDefaults, checkStructural, prune, type Schema, topologyOfCustomResource, unknownFields, validate } from './index.js';
import { printed } from './printed.js';

const levels = 20_000;

/** A value inside of as many objects, or lists, as the test wants. */
function nested(wrap: (value: unknown) => unknown, innermost: unknown = 1): unknown {
  let value = innermost;
  for (let level = 0; level < levels; level += 1) value = wrap(value);
  return value;
}

const inObjects = (innermost: unknown = 1): unknown => nested((a) => ({ a }), innermost);
const inLists = (innermost: unknown = 1): unknown => nested((item) => [item], innermost);

/** A schema of one field. */
const about = (field: Schema): Schema => ({ type: 'object', properties: { x: field } });
const anything: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

describe('a value of 20,000 levels', () => {
  test.each<[string, Schema]>([
    ['unknown', {}],
    ['anything', anything],
    ['a map of anything', { type: 'object', additionalProperties: anything }],
    ['undeclared', { type: 'object', additionalProperties: true }],
    ['undeclared lists', { type: 'array' }],
    ['text', { type: 'string' }],
    ['an enum', { ...anything, enum: [1, inObjects()] }],
    ['a set', { type: 'array', items: anything, 'x-kubernetes-list-type': 'set' }],
    ['arms', { ...anything, anyOf: [{ type: 'string' }, {}], not: { enum: [3] } }],
    ['under a rule', { type: 'object', additionalProperties: anything, 'x-kubernetes-validations': [{ rule: 'size(self) < 9' }] }],
    ['under its default', { ...anything, default: inObjects() }],
  ])('that is %s passes every step', (_, field) => {
    const schema = about(field);
    for (const value of [{ x: inObjects() }, { x: inLists() }, { x: [inObjects(), inObjects()] }, {}]) {
      const stored = applyDefaults(prune(value, schema), schema);
      unknownFields(value, schema);
      validate(stored, schema, { old: { x: inObjects(2) } });
      expect(validate(stored, schema, { old: stored }).filter(({ path }) => path !== '<nil>')).toEqual([]);
    }
    expect(checkStructural({ type: 'object', properties: { x: { ...field, default: 1 } } })).not.toBeUndefined();
  });

  test('is compared and printed', () => {
    const set = about({ type: 'array', items: anything, 'x-kubernetes-list-type': 'set' });
    const [finding] = validate({ x: [inObjects(), inObjects()] }, set);
    expect(finding?.code).toBe('FieldValueDuplicate');
    expect(printed(inObjects()).length).toBeGreaterThan(levels * 6);
  });
});

describe('a schema of 20,000 levels', () => {
  test.each<[string, (schema: Schema) => Schema]>([
    ['properties', (a) => ({ type: 'object', properties: { a } })],
    ['maps', (additionalProperties) => ({ type: 'object', additionalProperties })],
    ['lists', (items) => ({ type: 'array', items })],
    ['arms', (arm) => ({ anyOf: [arm] })],
    ['nots', (not) => ({ not })],
  ])('of %s is refused with an error that says so', (_, wrap) => {
    const schema = deepSchema(wrap, levels);
    for (const step of [
      () => validate({}, schema),
      () => prune({}, schema),
      () => unknownFields({}, schema),
      () => applyDefaults({}, schema),
      () => checkStructural(schema),
    ]) {
      expect(step).toThrow(expect.objectContaining({ code: 'schema-depth' }));
    }
  });

  test('is read where it has 500 levels', () => {
    const wrap = (a: Schema): Schema => ({ type: 'object', properties: { a }, anyOf: [{ required: ['a'] }] });
    const schema = deepSchema(wrap, 499);
    let value: unknown = 'x';
    for (let level = 0; level < 499; level += 1) value = { a: value };
    expect(validate(applyDefaults(prune(value, schema), schema), schema, { old: {} })).toEqual([]);
    expect(validate(value, deepSchema(wrap, 499, { type: 'integer' }))).not.toEqual([]);
    expect(checkStructural(schema)).toEqual([]);
  });
});

function deepSchema(wrap: (schema: Schema) => Schema, depth: number, innermost: Schema = { type: 'string' }): Schema {
  let schema = innermost;
  for (let level = 0; level < depth; level += 1) schema = wrap(schema);
  return schema;
}

/** Names that a lookup in a plain object finds without anybody having put them there. */
const inherited = ['constructor', '__proto__', 'hasOwnProperty', 'toString', 'valueOf', '__defineGetter__'];
/** JSON.parse makes own properties of all names. */
const ownField = (name: string, value: unknown): Readonly<Record<string, unknown>> =>
  JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) as Readonly<Record<string, unknown>>;

describe.each(inherited)('a field named %s', (name) => {
  test('that no schema declares is unknown', () => {
    const value = ownField(name, { a: 1 });
    expect(unknownFields(value, { type: 'object' })).toEqual([name]);
    expect(Object.keys(prune(value, { type: 'object', properties: { b: {} } }) as object)).toEqual([]);
  });

  test('that is required but not there is missing', () => {
    expect(validate({}, { type: 'object', required: [name] })).toEqual([
      { path: name, code: 'FieldValueRequired', message: 'Required value', rule: 'required' },
    ]);
  });

  test('that is declared is pruned, defaulted and validated as any other', () => {
    const properties = ownField(name, { type: 'integer', default: 3 }) as Readonly<Record<string, Schema>>;
    const schema: Schema = { type: 'object', properties };
    expect(applyDefaults({}, schema)).toEqual(ownField(name, 3));
    expect(prune(ownField(name, 4), schema)).toEqual(ownField(name, 4));
    expect(validate(ownField(name, 'x'), schema)).toHaveLength(1);
    expect(topologyOfCustomResource(schema).map?.field(name)).toMatchObject({ scalar: 'numeric' });
    expect(topologyOfCustomResource({ type: 'object', properties: { a: {} } }).map?.declares(name)).toBe(false);
  });

  test('is no known format, type or named key', () => {
    const keyed: Schema = {
      type: 'array',
      items: { type: 'object' },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': [name],
    };
    expect(validate([{}, {}], keyed)).toEqual(validate([{}, {}], { ...keyed, 'x-kubernetes-list-map-keys': ['k'] }));
    expect(validate('x', { type: 'string', format: name })).toEqual([]);
    expect(validate({ x: 1 }, about({ enum: [1] }), { old: ownField(name, 1) })).toEqual([]);
  });

  test('of a map is seen by CEL as any other', () => {
    const ruled = (rule: string): Schema => ({
      type: 'object', additionalProperties: { type: 'string' }, 'x-kubernetes-validations': [{ rule }],
    }); // prettier-ignore
    expect(validate(ownField(name, 'a'), ruled(`'${name}' in self && self['${name}'] == 'a' && self.all(k, k == '${name}')`))).toEqual([]);
    expect(validate({ b: 'c' }, ruled(`!('${name}' in self)`))).toEqual([]);
  });
});

describe.each(inherited.filter((name) => !name.startsWith('_')))('a declared field named %s', (name) => {
  const ruled = (rule: string, properties: Readonly<Record<string, Schema>>): Schema => ({
    type: 'object', properties, 'x-kubernetes-validations': [{ rule }],
  }); // prettier-ignore

  test('is seen by CEL as any other', () => {
    const schema = ruled(`self.${name} == 'a' && has(self.${name}) && self.?${name}.value() == 'a'`, { [name]: { type: 'string' } });
    expect(checkStructural(schema)).toEqual([]);
    expect(validate(ownField(name, 'a'), schema)).toEqual([]);
  });

  test('is unknown to CEL where it is not declared', () => {
    expect(checkStructural(ruled(`self.${name} == 'a'`, { b: { type: 'string' } }))[0]?.message).toContain(`undefined field '${name}'`);
  });
});

describe('an integer beyond 2^53', () => {
  const exact = 9_007_199_254_740_993n;

  test.each<[string, Schema]>([
    ['its type', { type: 'integer' }],
    ['its multiple', { type: 'integer', multipleOf: 3 }],
    ['bounds', { type: 'integer', minimum: 1, maximum: 2 ** 60 }],
    ['a number', { type: 'number' }],
    ['int-or-string', { 'x-kubernetes-int-or-string': true }],
    ['a rule', { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self == 9007199254740993 && self != 9007199254740992' }] }],
  ])('is judged exactly: %s', (_, schema) => {
    expect(validate(exact, schema)).toEqual([]);
    expect(prune({ x: exact }, about(schema))).toEqual({ x: exact });
    expect(applyDefaults({ x: exact }, about(schema))).toEqual({ x: exact });
  });

  test('is printed exactly', () => {
    expect(validate(exact, { type: 'integer', maximum: 100 }).map(({ message }) => message)).toEqual([
      'Invalid value: 9007199254740993:  in body should be less than or equal to 100',
    ]);
    expect(validate(exact, { type: 'integer', multipleOf: 10 })).toHaveLength(1);
    expect(validate([exact, exact - 1n], { type: 'array', items: { type: 'integer' }, 'x-kubernetes-list-type': 'set' })).toEqual([]);
  });

  test.each([2n ** 63n, -(2n ** 63n) - 1n, 1e19, -1e300])('is none where it has more than 64 bits: %s', (value) => {
    expect(validate({ x: value }, about({ type: 'integer', maximum: 2 ** 62, minimum: -(2 ** 62) }))[0]?.message).toBe(
      'Invalid value: "number": x in body must be of type integer: "number"',
    );
    expect(validate({ x: value }, about({ 'x-kubernetes-int-or-string': true }))).toHaveLength(1);
    expect(validate({ x: value }, about({ type: 'number' }))).toEqual([]);
  });
});

const names = fc.constantFrom(...inherited, 'a', 'b', 'metadata', 'kind', 'a.b', '');
const scalars = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    'a',
    '99999999999h',
    '1ns',
    'PT1H',
    '2026-13-45T99:99:99Z',
    '-0',
    '🙂',
    0,
    -0,
    1.5,
    1e300,
    -1e19,
  ),
  fc.bigInt(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary' }),
);
const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalars, fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(names, tie('value'), { maxKeys: 4 })),
})).value;

const rules = fc.constantFrom(
  "self == oldSelf", "self > duration('1s')", 'self.getSeconds() > 1', 'size(self) > 1', 'self + self > self', 'self.all(x, x == x)',
  "string(self) == 'a'", 'self * 9223372036854775807 > 0', 'self / 0 == 1', 'self.a == self.b', 'has(self.a) && self.a', "self.matches('(')",
  'self[0] == self[1]', "self.constructor == 'a'", 'timestamp(self) < timestamp(self)', 'dyn(self) == 1', '((((', '', "quantity(self).isInteger()",
); // prettier-ignore
const formats = ['duration', 'date', 'date-time', 'byte', 'ipv4', 'email', 'uri', 'int64', 'constructor', '__proto__', ''];
const numbers = fc.constantFrom(0, -1, 1, 0.1, 1e300, -1e19, 2 ** 63);

/** What a schema says of one value, with anything in it. */
const facts = {
  type: fc.constantFrom('object', 'array', 'string', 'integer', 'number', 'boolean', 'constructor', ''),
  format: fc.constantFrom(...formats),
  nullable: fc.boolean(), exclusiveMinimum: fc.boolean(),
  default: values,
  enum: fc.array(values, { maxLength: 3 }),
  minimum: numbers, maximum: numbers, multipleOf: numbers, minLength: numbers, maxLength: numbers, minItems: numbers, maxProperties: numbers,
  pattern: fc.constantFrom('', 'a+$', '^(a|b)*$'),
  required: fc.array(names, { maxLength: 2 }),
  additionalProperties: fc.boolean(),
  'x-kubernetes-preserve-unknown-fields': fc.boolean(),
  'x-kubernetes-int-or-string': fc.boolean(),
  'x-kubernetes-embedded-resource': fc.boolean(),
  'x-kubernetes-list-type': fc.constantFrom('set', 'map', 'atomic', 'toString'),
  'x-kubernetes-list-map-keys': fc.array(names, { maxLength: 2 }),
  'x-kubernetes-map-type': fc.constantFrom('atomic', 'granular', 'valueOf'),
  'x-kubernetes-validations': fc.array(fc.record({ rule: rules }), { maxLength: 2 }),
}; // prettier-ignore
const leaves: fc.Arbitrary<Schema> = fc.record(facts, { requiredKeys: [] });

/** Schemas of the right shape, two levels deep. */
const schemas = [1, 2].reduce<fc.Arbitrary<Schema>>((below) => {
  const arms = fc.array(below, { maxLength: 2 });
  const parts = {
    properties: fc.dictionary(names, below, { maxKeys: 3 }), additionalProperties: fc.oneof(fc.boolean(), below),
    items: below, anyOf: arms, allOf: arms, oneOf: arms, not: below,
  }; // prettier-ignore
  return fc.record({ ...facts, ...parts }, { requiredKeys: [] });
}, leaves);

describe('anything at all', () => {
  test('is judged without an error that is not ours', () => {
    fc.assert(
      fc.property(values, values, schemas, fc.boolean(), (value, old, schema, root) => {
        try {
          checkStructural(schema, { root });
          unknownFields(value, schema, { root });
          const stored = applyDefaults(prune(value, schema, { root }), schema);
          validate(stored, schema, { root });
          validate(stored, schema, { root, old });
        } catch (error) {
          if (!isKubeError(error)) throw error;
        }
      }),
      { numRuns: 60 },
    );
  });
});
