/** Random structural schemas, with whatever keywords servers take, in odd places too. Enter at {@link definitions}. */
import fc from 'fast-check';

type Schema = Record<string, unknown>;

/** Words that comments, tags and code read as something else. */
const odd = fc.constantFrom(
  '*/', '/*', '`', '```', '${', '\u2028', "'", '"', '\\', '\\@', '*\\/', '\n', '\r\n', '@minimum 3', ' @default 1', '{@link a | b}', '{', '}', '@items.maxLength 3',
  '//', '\ufeff', '\u0085', '  ', '- ', '@schema {', '@kube group=a', '@deprecated', '\t', '\u00a0', '<b>', 'a', 'Z', '9', '_',
); // prettier-ignore
const text = fc.array(fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 6 }).map((parts) => parts.join(''));

const names = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'name', 'max-size', 'x.y', 'in', 'constructor', 'toString', '1st', 'with blank', 'spec', 'Status', '$ref', '') },
  { weight: 1, arbitrary: text.filter((name) => name !== '__proto__') },
); // prettier-ignore

/** Some of the fields of an object. */
const some = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Schema> => fc.record(fields, { requiredKeys: [] });

const count = fc.nat({ max: 300 });
const number = fc.oneof(fc.integer({ min: -1000, max: 100_000 }), fc.constantFrom(0.5, -1.25, 1e21, 1e-7, 65535, 4294967295));
const json = fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value).replaceAll('"__proto__"', '"proto"')));
const rule = fc.record(
  { rule: fc.oneof(fc.constantFrom('true', 'self == oldSelf', "self != '*/'", '{"a": 1} != {}', 'self\n== self'), text), message: text, messageExpression: text, reason: fc.constantFrom('FieldValueInvalid', 'FieldValueForbidden'), fieldPath: fc.constantFrom('.a', ".b['x.y']"), optionalOldSelf: fc.boolean() },
  { requiredKeys: ['rule'] },
); // prettier-ignore

/** What any schema may say. */
const words = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.record({ description: text }) },
  {
    weight: 1,
    arbitrary: some({
      description: text,
      title: text,
      nullable: fc.boolean(),
      default: json,
      example: json,
      externalDocs: fc.record({ url: text }),
      'x-kubernetes-validations': fc.array(rule, { minLength: 1, maxLength: 2 }),
      not: fc.record({ minimum: number }),
      anyOf: fc.array(some({ required: fc.constant(['a']), pattern: text, enum: fc.array(json) }), { minLength: 1, maxLength: 2 }),
    }),
  },
);

const limitsOfText = some({
  minLength: count,
  maxLength: count,
  pattern: fc.oneof(fc.constantFrom('^a*/$', '^[a-z]+$', '`x`', ' a', '@b', '^https://'), text),
});
const limitsOfNumber = some({
  minimum: number,
  maximum: number,
  exclusiveMinimum: fc.boolean(),
  exclusiveMaximum: fc.boolean(),
  multipleOf: fc.constantFrom(1, 2, 0.5),
});

const anyText = fc.tuple(
  limitsOfText,
  some({ format: fc.constantFrom('date-time', 'uri', 'byte', 'ipv4', 'email', 'x y', '', 'duration') }),
);
const anyNumber = fc.tuple(
  limitsOfNumber,
  some({ format: fc.constantFrom('int32', 'int64', 'float', 'double', 'uint32') }),
  fc.constantFrom('integer', 'number'),
);
const values = fc.oneof(
  fc.record({ type: fc.constant('string'), enum: fc.array(text, { maxLength: 3 }) }),
  fc.record({ type: fc.constantFrom('integer', 'number'), enum: fc.array(number, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    type: fc.constantFrom('string', 'boolean'),
    enum: fc.array(fc.oneof(fc.boolean(), text, fc.constant(null)), { maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('string'), nullable: fc.constant(true), allOf: fc.constant([{ enum: ['a', 'b'] }]) }),
);
const known = fc.constantFrom<Schema>(
  { type: 'integer', format: 'int64', minimum: 0, maximum: 4294967295 },
  { type: 'string', maxLength: 8, pattern: '^[0-9]+%$' },
  { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, 'x-kubernetes-embedded-resource': true },
  { 'x-kubernetes-preserve-unknown-fields': true },
  { type: 'object' },
  { type: 'object', additionalProperties: true },
  { type: 'object', additionalProperties: false },
  { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
  { type: 'boolean' },
);
const either = limitsOfText.map((limits) => ({ 'x-kubernetes-int-or-string': true, ...limits }));

const scalars = fc.oneof(
  anyText.map((parts): Schema => Object.assign({ type: 'string' }, ...parts) as Schema),
  anyNumber.map(([limits, format, type]): Schema => ({ type, ...limits, ...format })),
  values,
  known,
  either,
);

const objectWords = some({
  minProperties: count,
  maxProperties: count,
  'x-kubernetes-map-type': fc.constantFrom('atomic', 'granular', 'other'),
  'x-kubernetes-preserve-unknown-fields': fc.constant(true),
  'x-kubernetes-embedded-resource': fc.constant(true),
  additionalProperties: fc.constant(true),
});

/** One of several by what is required, as unions are: of properties that there are, and now and then of one that there is not. */
const choices: fc.Arbitrary<(properties: readonly string[]) => Schema> = fc
  .record({
    keyword: fc.constantFrom('oneOf', 'anyOf'),
    none: fc.boolean(),
    said: fc.boolean(),
    foreign: fc.option(names),
    both: fc.boolean(),
  })
  .map(({ keyword, none, said, foreign, both }) => (properties) => {
    const chosen = foreign === null ? properties.filter((_, at) => at % 2 === 1) : [...properties, foreign];
    const arms = chosen.map((each) => ({
      required: both ? [each, ...properties.slice(-1)] : [each],
      ...(said && { properties: { [each]: {} } }),
    }));
    const nothing = { not: { anyOf: chosen.map((each) => ({ required: [each] })) } };
    return arms.length === 0 ? {} : { [keyword]: none ? [nothing, ...arms] : arms };
  });

const { schema, object } = fc.letrec<{ schema: Schema; object: Schema }>((tie) => ({
  schema: fc
    .tuple(
      fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalars, tie('object'), listOf(tie('schema')), mapOf(tie('schema'))),
      words,
    )
    .map(([shape, said]) => ({ ...shape, ...said })),
  object: fc
    .tuple(
      fc.dictionary(names, tie('schema'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
      fc.array(names, { maxLength: 2 }),
      fc.oneof(objectWords, choices),
    )
    .map(([properties, more, said]) => ({
      type: 'object',
      properties,
      ...requiredOf(Object.keys(properties), more),
      ...(typeof said === 'function' ? said(Object.keys(properties)) : said),
    })),
}));

/** Every other property, and now and then one that there is not. */
const requiredOf = (properties: readonly string[], more: readonly string[]): Schema => {
  const required = [...properties.filter((_, at) => at % 2 === 0), ...more.slice(1)];
  return required.length === 0 ? {} : { required: [...new Set(required)] };
};

function listOf(items: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  const said = some({
    minItems: count,
    maxItems: count,
    'x-kubernetes-list-type': fc.constantFrom('atomic', 'set', 'map'),
    'x-kubernetes-list-map-keys': fc.constant(['a', 'b c']),
  });
  return fc.tuple(items, said).map(([each, more]) => ({ type: 'array', items: each, ...more }));
}

function mapOf(each: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  const said = some({ minProperties: count, maxProperties: count, 'x-kubernetes-map-type': fc.constantFrom('atomic', 'granular') });
  return fc.tuple(each, said).map(([additionalProperties, more]) => ({ type: 'object', additionalProperties, ...more }));
}

const column = fc.record(
  { name: fc.constantFrom('Host', 'Last Run', 'Age'), type: fc.constantFrom('string', 'date'), jsonPath: fc.constantFrom('.spec.a', '.status.conditions[?(@.type=="Ready")].status', '.metadata.creationTimestamp'), priority: fc.constantFrom(0, 1), description: text },
  { requiredKeys: ['name', 'type', 'jsonPath'] },
); // prettier-ignore

const version = fc
  .record({
    top: fc.oneof(
      fc.record({ spec: object, status: object }),
      fc.record({ spec: object }),
      fc.dictionary(fc.constantFrom('spec', 'status', 'data', 'x-y', 'constructor'), schema, { noNullPrototype: true }),
    ),
    required: fc.subarray(['spec', 'metadata', 'kind']),
    root: some({
      description: text,
      'x-kubernetes-validations': fc.constant([{ rule: 'true' }]),
      'x-kubernetes-preserve-unknown-fields': fc.constant(true),
    }),
    additionalPrinterColumns: fc.array(column, { maxLength: 3 }),
    subresources: some({
      status: fc.constant({}),
      scale: fc.constant({ specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' }),
    }),
    deprecated: fc.boolean(),
  })
  .map(({ top, required, root, ...rest }) => ({
    ...rest,
    served: true,
    schema: {
      openAPIV3Schema: {
        type: 'object',
        ...root,
        ...(required.length > 0 && { required }),
        properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, ...top },
      },
    },
  }));

/** Definitions of one version or two, as plain values. */
export const definitions: fc.Arbitrary<Schema> = fc
  .record({
    versions: fc.array(version, { minLength: 1, maxLength: 2 }),
    scope: fc.constantFrom('Namespaced', 'Cluster'),
    shortNames: fc.subarray(['ex', 'exs']),
    plural: fc.constantFrom('examples', 'exampli'),
    annotations: some({ 'example.com/team': fc.constantFrom('web', 'a = b') }),
  })
  .map(({ versions, scope, shortNames, plural, annotations }) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.example.com`, annotations },
    spec: {
      group: 'example.com',
      scope,
      names: { kind: 'Example', listKind: 'ExampleList', plural, singular: 'example', shortNames },
      versions: versions.map((each, at) => ({ ...each, name: `v${at + 1}`, storage: at === 0 })),
    },
  }));
