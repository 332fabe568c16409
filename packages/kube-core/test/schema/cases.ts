/** Objects put to schemas: types, bounds, formats, junctors, pruning, defaults, list types. Enter at {@link objectCases}. */
import { type ObjectCase, change, field, root } from './case.js';

const intOrString = { 'x-kubernetes-int-or-string': true } as const;

/** Every case without CEL. */
export const objectCases: readonly ObjectCase[] = [
  field(
    'string',
    { type: 'string' },
    {
      good: 'a',
      empty: '',
      number: 1,
      float: 1.5,
      boolean: true,
      list: ['a'],
      map: { a: 1 },
      null: null,
    },
  ),
  field(
    'integer',
    { type: 'integer' },
    { good: 1, zero: 0, string: '1', float: 1.5, boolean: false, list: [], map: {}, big: 9007199254740991 },
  ),
  field('number', { type: 'number' }, { good: 1, float: 1.5, string: '1', boolean: false, list: [1] }),
  field('boolean', { type: 'boolean' }, { good: true, string: 'true', number: 0 }),
  field('object', { type: 'object', properties: { a: { type: 'string' } } }, { good: {}, string: 'x', list: [], number: 3, bad: { a: 1 } }),
  field(
    'array',
    { type: 'array', items: { type: 'string' } },
    { good: ['a'], string: 'x', map: {}, items: ['a', 1, null, 'b', {}], number: 2.5 },
  ),
  field('nested array', { type: 'array', items: { type: 'array', items: { type: 'integer' } } }, { good: [[1]], bad: [[1, 'a'], 'b'] }),
  field(
    'array of objects',
    { type: 'array', items: { type: 'object', required: ['a'], properties: { a: { type: 'integer', minimum: 1 } } } },
    {
      good: [{ a: 1 }],
      bad: [{ a: 0 }, {}, { a: 'x' }],
    },
  ),
  field(
    'map',
    { type: 'object', additionalProperties: { type: 'integer', maximum: 3 } },
    {
      good: { a: 1 },
      bad: { a: 4, 'b.c/d': 'x' },
      null: { a: null, b: 1 },
    },
  ),
  field(
    'map of lists',
    { type: 'object', additionalProperties: { type: 'array', items: { type: 'string', maxLength: 2 } } },
    { bad: { 'a b': ['abc'] } },
  ),
  field('nullable', { type: 'string', nullable: true, minLength: 2 }, { null: null, good: 'ab', bad: 'a' }),
  field('nullable enum', { type: 'string', nullable: true, enum: ['a'] }, { null: null, bad: 'b' }),
  field('nullable enum in allOf', { type: 'string', nullable: true, allOf: [{ enum: ['a'] }] }, { null: null, good: 'a', bad: 'b' }),
  field(
    'nullable object',
    { type: 'object', nullable: true, required: ['a'], properties: { a: { type: 'string' } } },
    { null: null, bad: {} },
  ),
  field('nullable with default', { type: 'string', nullable: true, default: 'd' }, { null: null }),
  field('null with default', { type: 'string', default: 'd' }, { null: null }),
  field('null in list', { type: 'array', items: { type: 'string', nullable: true } }, { null: [null, 'a'] }),
  {
    name: 'required',
    schema: root(
      {
        a: { type: 'string' },
        b: { type: 'object', required: ['c', 'd'], properties: { c: { type: 'string' }, d: { type: 'string', default: 'x' } } },
      },
      { required: ['a', 'b'] },
    ),
    objects: {
      good: { object: { spec: { a: '', b: { c: 'x' } } } },
      missing: { object: { spec: {} } },
      nested: { object: { spec: { a: 'x', b: {} } } },
      null: { object: { spec: { a: null, b: { c: null, d: null } } } },
      'no spec': { object: {} },
    },
  },
  {
    name: 'required spec',
    schema: { ...root({ a: { type: 'string' } }), required: ['spec'] },
    objects: { missing: { object: {} }, null: { object: { spec: null } }, scalar: { object: { spec: 'x' } } },
  },
  field('minimum', { type: 'integer', minimum: 0, maximum: 10 }, { good: 5, low: -1, high: 11, 'very high': 4294967296 }),
  field(
    'exclusive bounds',
    { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 2.5, exclusiveMaximum: true },
    { good: 1, low: 0, high: 2.5, 'too low': -0.25 },
  ),
  field('multipleOf', { type: 'integer', multipleOf: 3 }, { good: 9, bad: 10 }),
  field('multipleOf float', { type: 'number', multipleOf: 0.1 }, { good: 0.3, bad: 0.35 }),
  field('big numbers', { type: 'number', maximum: 1 }, { big: 1e21, small: 1234567.5, huge: 123456789012 }),
  field('int32', { type: 'integer', format: 'int32' }, { good: 1, above: 2147483648, string: 'x', float: 1.5 }),
  field(
    'int32 bounded',
    { type: 'integer', format: 'int32', minimum: -2147483648, maximum: 2147483647 },
    { above: 2147483648, below: -2147483649 },
  ),
  field('int64', { type: 'integer', format: 'int64' }, { good: 1, string: 'x', float: 1.5 }),
  field('float', { type: 'number', format: 'float' }, { good: 1.5, int: 1, string: 'x' }),
  field('double', { type: 'number', format: 'double' }, { good: 1.5, int: 1, string: 'x', big: 1e300 }),
  field(
    'lengths',
    { type: 'string', minLength: 2, maxLength: 4 },
    { good: 'abc', short: 'a', long: 'abcde', emoji: '😀', 'long emoji': '😀😀😀😀😀', quoted: 'a"b\n\u0001é' },
  ),
  field('pattern', { type: 'string', pattern: '^[a-z]+$' }, { good: 'abc', bad: 'ABC', newline: 'abc\n' }),
  field('pattern unanchored', { type: 'string', pattern: 'b(?i)c\\d' }, { good: 'abC1x', bad: 'x"<>&' }),
  field('items', { type: 'array', minItems: 1, maxItems: 2, items: { type: 'integer' } }, { good: [1], few: [], many: [1, 2, 3] }),
  field('items over with bad items', { type: 'array', maxItems: 1, items: { type: 'integer' } }, { bad: ['a', 2] }),
  field(
    'properties',
    { type: 'object', minProperties: 1, maxProperties: 2, additionalProperties: { type: 'integer' } },
    { good: { a: 1 }, few: {}, many: { a: 1, b: 2, c: 'x' } },
  ),
  field('enum', { type: 'string', enum: ['a', 'b'] }, { good: 'a', bad: 'c', empty: '' }),
  field('enum of numbers', { type: 'integer', enum: [1, 2] }, { good: 1, bad: 3 }),
  field(
    'enum of objects',
    { type: 'object', properties: { a: { type: 'integer' } }, enum: [{ a: 1 }, { a: 2 }] },
    { good: { a: 1 }, bad: { a: 3 } },
  ),
  field(
    'mixed enum',
    { 'x-kubernetes-preserve-unknown-fields': true, enum: [true, 'auto', 3] },
    { good: 'auto', number: 3, bad: 4, boolean: false, map: { b: '<x>', a: 1.5 } },
  ),
  field('several failures', { type: 'string', minLength: 3, pattern: '^a', enum: ['abc'] }, { bad: 'x' }),
  field('int-or-string', intOrString, { int: 1, string: '50%', float: 1.5, boolean: true, list: [], map: {}, null: null }),
  field(
    'int-or-string spelled out',
    { ...intOrString, anyOf: [{ type: 'integer' }, { type: 'string' }] },
    { int: 1, string: 'x', float: 1.5, boolean: true },
  ),
  field(
    'int-or-string with bounds',
    { ...intOrString, minimum: 1, pattern: '^[0-9]+%$', maxLength: 4 },
    { int: 0, string: 'x', good: '50%', long: '12345%' },
  ),
  field('int-or-string with enum', { ...intOrString, enum: [1, 'a'] }, { good: 1, bad: 2, string: 'b' }),
  field(
    'int-or-string in allOf',
    { ...intOrString, allOf: [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, { pattern: '^a' }] },
    { int: 1, bad: 'b', float: 1.5 },
  ),
  field(
    'oneOf',
    {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'integer' } },
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
    },
    { a: { a: 'x' }, none: {}, both: { a: 'x', b: 1 } },
  ),
  field(
    'oneOf with types',
    {
      type: 'object',
      required: ['kind'],
      properties: {
        kind: { type: 'string', enum: ['a', 'b'] },
        a: { type: 'object', properties: { n: { type: 'integer' } } },
        b: { type: 'string' },
      },
      oneOf: [
        { properties: { kind: { enum: ['a'] }, a: { properties: { n: { minimum: 3 } } } }, required: ['a'], not: { required: ['b'] } },
        { properties: { kind: { enum: ['b'] } }, required: ['b'], not: { required: ['a'] } },
      ],
    },
    {
      good: { kind: 'a', a: { n: 3 } },
      wrong: { kind: 'a', a: { n: 1 } },
      mixed: { kind: 'a', b: 'x' },
      both: { kind: 'b', a: {}, b: 'x' },
      none: { kind: 'b' },
      empty: {},
    },
  ),
  field('anyOf', { type: 'string', anyOf: [{ pattern: '^a' }, { minLength: 3 }] }, { good: 'a', other: 'bbb', bad: 'b' }),
  field(
    'anyOf with match counts',
    {
      type: 'object',
      properties: { a: { type: 'integer' }, b: { type: 'integer' }, c: { type: 'integer' } },
      anyOf: [
        { properties: { a: { minimum: 5 } } },
        { properties: { a: { minimum: 3 }, b: { minimum: 3 }, c: { maximum: 2 } } },
        { required: ['c', 'b'], properties: { a: { maximum: 0 } } },
      ],
    },
    { bad: { a: 1, b: 5, c: 1 }, few: { a: 1 }, two: { a: 1, b: 1, c: 3 } },
  ),
  field('allOf', { type: 'string', allOf: [{ pattern: '^a' }, { minLength: 3 }] }, { good: 'abc', one: 'abx'.slice(0, 2), none: 'b' }),
  field('not', { type: 'string', not: { pattern: '^a' } }, { good: 'b', bad: 'a' }),
  field(
    'not object',
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } }, not: { required: ['a', 'b'] } },
    { good: { a: '' }, bad: { a: '', b: '' } },
  ),
  field(
    'junctors in list',
    {
      type: 'array',
      items: { type: 'object', properties: { a: { type: 'integer' } }, oneOf: [{ required: ['a'], properties: { a: { minimum: 2 } } }] },
    },
    { bad: [{ a: 1 }, {}, { a: 3 }] },
  ),
  field(
    'nested junctors',
    { type: 'integer', allOf: [{ anyOf: [{ minimum: 5 }, { maximum: 1 }] }, { not: { enum: [7] } }] },
    { good: 6, gap: 3, seven: 7 },
  ),
  field(
    'additionalProperties true',
    { type: 'object', additionalProperties: true },
    { map: { a: 1, b: { c: 1 }, d: [1, { e: 1 }] }, scalar: 1 },
  ),
  field('additionalProperties false', { type: 'object', additionalProperties: false }, { map: { a: 1 } }),
  field(
    'properties beside additionalProperties true',
    { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: true },
    { map: { a: 'x', b: 1, c: { d: 1 } } },
  ),
  field('object without properties', { type: 'object' }, { map: { a: 1, b: { c: 2 } } }),
  field(
    'unknown fields',
    {
      type: 'object',
      properties: {
        a: { type: 'object', properties: { b: { type: 'string' } } },
        l: { type: 'array', items: { type: 'object', properties: { b: { type: 'string' } } } },
        m: { type: 'object', additionalProperties: { type: 'object', properties: { b: { type: 'string' } } } },
      },
    },
    {
      one: { z: 1, a: { b: 'x', c: { d: 1 } }, l: [{ b: 'x' }, { c: 1 }], m: { k: { c: 1 }, 'x.y/z': { q: 1, r: 2 } } },
      wrong: { a: 'x', l: { z: 1 }, m: ['x'] },
    },
  ),
  field(
    'preserve unknown fields',
    {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
      properties: { a: { type: 'object', properties: { b: { type: 'string' } } } },
    },
    {
      one: { z: { y: 1 }, a: { b: 'x', c: 1 } },
      wrong: { a: { b: 3 } },
      null: { z: null, y: [null] },
    },
  ),
  field(
    'any JSON',
    { 'x-kubernetes-preserve-unknown-fields': true },
    { map: { a: { b: [1, { c: 2 }] } }, scalar: 1, list: [1, 'a', null], null: null },
  ),
  field('any JSON in lists', { 'x-kubernetes-preserve-unknown-fields': true }, { list: [{ a: { b: 1 } }, [{ c: 1 }]] }),
  field(
    'a preserving array of declared objects',
    {
      type: 'array',
      'x-kubernetes-preserve-unknown-fields': true,
      items: { type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'string' } } } } },
    },
    { list: [{ a: { b: 'x', c: 1 }, d: 1 }] },
  ),
  field(
    'a format on another type',
    { type: 'object', format: 'date' },
    { map: {}, string: 'x', date: '2026-01-02', list: [1], number: 1, float: 1.5, boolean: true },
  ),
  field('a string format given others', { type: 'string', format: 'date' }, { list: [], number: 1, float: 1.5, boolean: true, map: {} }),
  field('a number format given others', { type: 'integer', format: 'int32' }, { list: [], float: 1.5, boolean: true, map: {} }),
  field('int64 given others', { type: 'integer', format: 'int64' }, { list: [], float: 1.5, boolean: true, map: {} }),
  field('double given others', { type: 'number', format: 'double' }, { list: [], boolean: true, map: {}, string: 'x' }),
  field('an unknown format given others', { type: 'string', format: 'nothing' }, { list: [], boolean: true, map: {}, number: 1 }),
  field('a boolean with a format', { type: 'boolean', format: 'byte' }, { list: [], string: 'aGk=', map: {}, number: 1, good: true }),
  field(
    'a format beside int-or-string',
    { 'x-kubernetes-int-or-string': true, format: 'date' },
    { list: [], string: 'aGk=', map: {}, number: 1, good: true },
  ),
  field(
    'a format without type',
    { 'x-kubernetes-preserve-unknown-fields': true, format: 'date' },
    { list: [], string: 'aGk=', map: {}, number: 1, boolean: true },
  ),
  field('code points in enums', { 'x-kubernetes-int-or-string': true, enum: ['a'] }, { number: 97, other: 98 }),
  field('numbers near integers', { type: 'integer', enum: [1] }, { near: 1.0000000000001, half: 1.5 }),
  field('enum of integers for numbers', { type: 'number', enum: [1, 2.5] }, { half: 1.5, good: 2.5 }),
  field(
    'several duplicates',
    {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['a'],
      items: { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
    },
    {
      bad: [{ a: 'x' }, { a: 'x' }, { a: 'x' }, { a: 'y' }, { a: 'y' }],
    },
  ),
  field(
    'names of the prototype',
    { type: 'object', properties: { constructor: { type: 'string' } } },
    { good: { constructor: 'x' }, other: { toString: 'x', valueOf: { a: 1 } } },
  ),
  field(
    'map of any JSON',
    { type: 'object', additionalProperties: { 'x-kubernetes-preserve-unknown-fields': true } },
    { map: { a: { b: { c: 1 } }, d: null } },
  ),
  field('list of any JSON', { type: 'array', items: { 'x-kubernetes-preserve-unknown-fields': true } }, { list: [{ a: { b: 1 } }, 3] }),
  {
    name: 'unknown fields of the root',
    schema: root({ a: { type: 'string' } }),
    objects: {
      root: { object: { spec: { a: 'x', b: 1 }, other: { c: 1 }, status: {} } },
      'unknown metadata': { object: { metadata: { labels: { a: 'b' }, unknown: 1 } } },
    },
  },
  {
    name: 'preserve unknown fields at the root',
    schema: {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
      properties: { spec: { type: 'object', properties: { a: { type: 'string' } } } },
    },
    objects: { root: { object: { spec: { a: 'x', b: 1 }, other: { c: 1 } } } },
  },
  {
    name: 'metadata name constraints',
    schema: {
      type: 'object',
      properties: {
        metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 5, pattern: '^[a-z]+$' } } },
        spec: { type: 'object', properties: {} },
      },
    },
    objects: { long: { object: { metadata: { name: 'abcdefg' } } }, dashed: { object: { metadata: { name: 'a-b' } } } },
  },
  field(
    'embedded resource',
    { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
    {
      good: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels: { a: 'b' }, unknown: 1 }, spec: { x: 1 } },
      'no kind': { apiVersion: 'v1' },
      nothing: {},
      'empty kind': { apiVersion: '', kind: '' },
      'bad types': { apiVersion: 1, kind: 'Pod' },
      'bad metadata': { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'A_b', labels: { 'a b': 'c d' } } },
      'metadata of a wrong type': { apiVersion: 'v1', kind: 'Pod', metadata: { name: 3, labels: 'x' } },
      'bad apiVersion': { apiVersion: 'a/b/c', kind: 'pod_x' },
    },
  ),
  field(
    'embedded resource with properties',
    {
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      properties: { spec: { type: 'object', properties: { a: { type: 'string' } } } },
    },
    {
      good: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', annotations: { a: 'b' } }, spec: { a: 'x', b: 1 }, other: 1 },
    },
  ),
  field(
    'defaults',
    {
      type: 'object',
      properties: {
        a: { type: 'string', default: 'x' },
        b: { type: 'object', properties: { c: { type: 'integer', default: 1 } } },
        d: {
          type: 'object',
          default: {},
          properties: { e: { type: 'integer', default: 2 }, f: { type: 'array', items: { type: 'integer' }, default: [1, 2] } },
        },
        l: { type: 'array', items: { type: 'object', properties: { g: { type: 'boolean', default: false } } } },
        m: { type: 'object', additionalProperties: { type: 'object', properties: { h: { type: 'number', default: 1.5 } } } },
        n: { type: 'string', nullable: true, default: 'n' },
        o: { type: 'object', additionalProperties: { type: 'string', default: 'p' } },
      },
    },
    {
      empty: {},
      partial: { b: {}, l: [{}, { g: true }], m: { x: {}, y: { h: 2 } }, n: null, o: { q: null, r: 's' } },
      nulls: { a: null, b: null, d: null, l: null, m: { x: null } },
      kept: { a: '', d: { e: 0, f: [] } },
    },
  ),
  {
    name: 'defaults from the top',
    schema: {
      type: 'object',
      properties: {
        spec: { type: 'object', default: { a: 'x' }, properties: { a: { type: 'string' }, b: { type: 'string', default: 'y' } } },
      },
    },
    objects: { none: { object: {} }, empty: { object: { spec: {} } }, null: { object: { spec: null } } },
  },
  field(
    'list set',
    { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
    { good: ['a', 'b'], bad: ['a', 'b', 'a', 'a'], two: ['a', 'a', 'b', 'b'] },
  ),
  field('list set of numbers', { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'number' } }, { bad: [1, 1.5, 1.5, 1] }),
  field(
    'list set of atomic maps',
    {
      type: 'array',
      'x-kubernetes-list-type': 'set',
      items: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: { type: 'integer' }, b: { type: 'string' } } },
    },
    { bad: [{ b: 'x', a: 1 }, { a: 1, b: 'x' }, { a: 2 }] },
  ),
  field(
    'list set of atomic lists',
    {
      type: 'array',
      'x-kubernetes-list-type': 'set',
      items: { type: 'array', 'x-kubernetes-list-type': 'atomic', items: { type: 'integer' } },
    },
    { bad: [[1], [2], [1]] },
  ),
  field(
    'list map',
    {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
      items: {
        type: 'object',
        required: ['port'],
        properties: { port: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' }, name: { type: 'string' } },
      },
    },
    {
      good: [{ port: 1 }, { port: 1, protocol: 'UDP' }],
      bad: [{ port: 1 }, { port: 2 }, { port: 1, protocol: 'TCP', name: 'x' }],
      missing: [{ protocol: 'TCP' }, { protocol: 'TCP' }],
      wrong: [{ port: 'x' }, { port: 'x' }],
      scalar: ['x'],
    },
  ),
  field(
    'list map in map',
    {
      type: 'object',
      additionalProperties: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['a'],
        items: { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
      },
    },
    {
      bad: { k: [{ a: 'x' }, { a: 'x' }] },
    },
  ),
  field(
    'list set in list',
    { type: 'array', items: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } } },
    { bad: [[], ['a', 'a']] },
  ),
  ...formats(),
  change('ratcheting of a scalar', { type: 'string', maxLength: 2 }, { unchanged: ['abc', 'abc'], changed: ['abc', 'abcd'] }),
  change(
    'ratcheting beside a change',
    {
      type: 'object',
      required: ['r'],
      properties: { r: { type: 'string' }, a: { type: 'string', maxLength: 2 }, b: { type: 'integer', minimum: 3 }, c: { type: 'string' } },
    },
    {
      'other field': [
        { r: '', a: 'abc', c: 'x' },
        { r: '', a: 'abc', c: 'y' },
      ],
      'one of two': [
        { r: '', a: 'abc', b: 1 },
        { r: '', a: 'abc', b: 2 },
      ],
      'required stays': [{ c: 'x' }, { c: 'y' }],
      'all equal': [{ c: 'x' }, { c: 'x' }],
    },
  ),
  change(
    'ratcheting of lists',
    { type: 'array', items: { type: 'string', maxLength: 2 } },
    {
      'atomic list grows': [['abc'], ['abc', 'a']],
      unchanged: [['abc'], ['abc']],
    },
  ),
  change(
    'ratcheting of list maps',
    {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
      items: {
        type: 'object',
        required: ['k'],
        properties: { k: { type: 'string' }, v: { type: 'string', maxLength: 2 }, w: { type: 'string' } },
      },
    },
    {
      'list map grows': [
        [{ k: 'a', v: 'abc' }],
        [
          { k: 'b', v: 'a' },
          { k: 'a', v: 'abc' },
        ],
      ],
      'item changes elsewhere': [[{ k: 'a', v: 'abc' }], [{ k: 'a', v: 'abc', w: 'x' }]],
      'item changes': [[{ k: 'a', v: 'abc' }], [{ k: 'a', v: 'abd' }]],
      'duplicates stay': [
        [{ k: 'a' }, { k: 'a' }],
        [{ k: 'a' }, { k: 'a' }, { k: 'b' }],
      ],
    },
  ),
  change(
    'ratcheting of maps',
    { type: 'object', additionalProperties: { type: 'string', maxLength: 2 } },
    { 'other key': [{ a: 'abc' }, { a: 'abc', b: 'x' }], 'bad key': [{ a: 'abc' }, { a: 'abc', b: 'xyz' }] },
  ),
  change(
    'ratcheting under junctors',
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } }, allOf: [{ properties: { a: { maxLength: 2 } } }] },
    {
      'other field': [
        { a: 'abc', b: 'x' },
        { a: 'abc', b: 'y' },
      ],
      'all equal': [{ a: 'abc' }, { a: 'abc' }],
    },
  ),
  change(
    'ratcheting of sets',
    { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
    {
      'was bad': [
        ['a', 'a'],
        ['a', 'a', 'b'],
      ],
      'is bad now': [['a'], ['a', 'a']],
    },
  ),
];

function formats(): ObjectCase[] {
  const values: Record<string, [good: string[], bad: string[]]> = {
    'date-time': [
      ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.123+02:00', '2026-01-02t03:04:05z', '2026-01-02 03:04:05Z', '2026-13-02T03:04:05Z'],
      ['2026-01-02', 'x', '2026-01-02T03:04:05'],
    ],
    date: [
      ['2026-01-02', '2026-02-29', '2024-02-29'],
      ['2026-1-2', 'x', '2026-13-01', '2026-01-02T03:04:05Z'],
    ],
    duration: [
      ['1h30m', 'PT1H', '5s', '1 day', '2 weeks', '1.5h', '-1m', '3ms'],
      ['x', '', '1', '1y'],
    ],
    uri: [
      ['https://a.b/c?d=e', '/a/b', 'urn:a:b', 'http:foo', 'a:b'],
      ['foo', '', 'a b', '%zz', '../x'],
    ],
    email: [
      ['a@b.c', 'A <a@b.c>', 'a@localhost'],
      ['a', 'a@', '@b', 'a b@c'],
    ],
    hostname: [
      ['a.b.c', 'localhost', 'A-B.com', 'example.com.', '1.2.3.4', 'xn--a'],
      ['a_b', '-a', 'a..b', '', 'a b', 'foo.123'],
    ],
    ipv4: [['1.2.3.4'], ['1.2.3', '1.2.3.256', '::1', 'x', '01.2.3.4']],
    ipv6: [
      ['::1', '2001:db8::1', '::ffff:1.2.3.4', 'fe80::1%eth0'],
      ['1.2.3.4', 'x', ':::', '1:2:3:4:5:6:7'],
    ],
    cidr: [
      ['10.0.0.0/8', '::/0', '10.1.2.3/8'],
      ['10.0.0.0', '10.0.0.0/33', 'x'],
    ],
    mac: [
      ['00:11:22:33:44:55', '00-11-22-33-44-55', '0011.2233.4455', '00:11:22:33:44:55:66:77'],
      ['00:11:22:33:44', 'x', '0011223344556677', '00:11-22:33-44:55', '001122334455'],
    ],
    uuid: [
      ['123e4567-e89b-12d3-a456-426614174000', '123E4567E89B12D3A456426614174000'],
      ['123e4567', 'x'],
    ],
    uuid3: [['a3bb189e-8bf9-3888-9912-ace4e6543002'], ['a3bb189e-8bf9-4888-9912-ace4e6543002']],
    uuid4: [['57b73598-8764-4ad0-a76a-679bb6640eb1'], ['57b73598-8764-3ad0-a76a-679bb6640eb1', '57b73598-8764-4ad0-076a-679bb6640eb1']],
    uuid5: [['987fbc97-4bed-5078-9f07-9141ba07c9f3'], ['987fbc97-4bed-4078-9f07-9141ba07c9f3']],
    isbn: [
      ['978-3-16-148410-0', '0-306-40615-2'],
      ['978-3-16-148410-1', 'x'],
    ],
    isbn10: [
      ['0-306-40615-2', '080442957X'],
      ['0-306-40615-3', '978-3-16-148410-0'],
    ],
    isbn13: [['978-3-16-148410-0'], ['0-306-40615-2']],
    creditcard: [
      ['4111 1111 1111 1111', '4111-1111-1111-1111', '5555555555554444'],
      ['4111111111111112', 'x'],
    ],
    ssn: [
      ['123-45-6789', '123 45 6789', '123456789', '000-00-0000'],
      ['12-345-6789', 'x'],
    ],
    hexcolor: [
      ['#fff', 'ffffff', '#A0b1C2'],
      ['#ffff', 'x', ''],
    ],
    rgbcolor: [
      ['rgb(1,2,3)', 'rgb( 1 , 2 , 255 )'],
      ['rgb(1,2,256)', 'rgba(1,2,3,4)', 'x'],
    ],
    byte: [
      ['aGk=', '', 'aGk', 'aG k='],
      ['*', 'a', '=a'],
    ],
    password: [['x', ''], []],
    bsonobjectid: [['507f1f77bcf86cd799439011'], ['507f1f77', 'x']],
    datetime: [['2026-01-02T03:04:05Z'], ['x']],
    'k8s-short-name': [
      ['a-b', 'a'],
      ['a.b', 'A', '', '-a', 'a'.repeat(64)],
    ],
    'k8s-long-name': [
      ['a.b', 'a-b.c'],
      ['A', 'a..b', '', 'a_b'],
    ],
    'no-such-format': [['x', ''], []],
  };
  return Object.entries(values).map(([format, [good, bad]]) =>
    field(
      `format ${format}`,
      { type: 'string', format },
      Object.fromEntries([...good, ...bad].map((value) => [`v ${JSON.stringify(value).slice(0, 50)}`, value])),
    ),
  );
}
