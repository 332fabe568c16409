/**
 * A kind in one version as JSON Schema, for editors and other tools that know no definitions: {@link printJsonSchema}. Draft 7, which they
 * all read. What draft 7 cannot say is left out, so that it refuses nothing that a server takes for a reason of its own.
 */
import { objectMetaSchema, type Schema } from 'kube-core/schema';
import type { SchemaVersion } from './crd.js';

/** A schema of draft 7; what it may hold is what this file writes. */
type JsonSchema = Readonly<Record<string, unknown>>;

/** @param made - A line that says where the file comes from. */
export function printJsonSchema({ resource, schema }: SchemaVersion, made: string): string {
  const { group, version, kind } = resource;
  const { properties = {} } = schema;
  const header = { $schema: 'http://json-schema.org/draft-07/schema#', $comment: made };
  const title = `${kind} (${group}/${version})`;
  const top = {
    ...convertAll(properties),
    apiVersion: { ...propertyOf(schema, 'apiVersion'), const: `${group}/${version}` },
    kind: { ...propertyOf(schema, 'kind'), const: kind },
    metadata: { ...convert(metadata), ...propertyOf(schema, 'metadata') },
  };
  const required = [...new Set(['apiVersion', 'kind', ...requiredOf(schema)])];
  return `${JSON.stringify({ ...header, ...convert(schema), title, properties: top, required }, null, 2)}\n`;
}

/** The metadata of any object, as `kubectl` writes it: a time that is not yet known is null, and what servers keep of their own is theirs. */
const metadata: Schema = {
  ...objectMetaSchema,
  properties: {
    ...objectMetaSchema.properties,
    creationTimestamp: { ...objectMetaSchema.properties.creationTimestamp, nullable: true },
    managedFields: { type: 'array', items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  },
};

/** What a definition says of a property that every object has. */
const propertyOf = ({ properties = {} }: Schema, name: string): JsonSchema => convertKeywords(properties[name] ?? {});

/** The schemas of properties, by their names. */
const convertAll = (properties: Readonly<Record<string, Schema>>, one: (schema: Schema) => JsonSchema = convert): JsonSchema =>
  Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, one(property)]));

/** A schema that says whole what a value is. */
function convert(schema: Schema): JsonSchema {
  const said: JsonSchema = { ...convertKeywords(schema), ...partsOf(schema, convert), ...objectOf(schema), ...listOf(schema) };
  return schema.nullable === true ? orNull(said) : said;
}

/** A schema within `allOf`, `anyOf`, `oneOf` and `not`: it narrows what stands around it, and knows only some of the properties. */
const convertNarrowing = (schema: Schema): JsonSchema => ({ ...convertKeywords(schema), ...partsOf(schema, convertNarrowing) });

/** Keywords that mean the same in both languages. */
const same = [
  'type', 'title', 'description', 'default', 'enum', 'multipleOf', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties',
  'maxProperties',
] as const; // prettier-ignore

/** Formats that both languages check alike: an `email` of a server has a name before the address, a `duration` is one of Go. */
const sameFormats: ReadonlySet<string> = new Set(['date', 'date-time', 'ipv4', 'ipv6']);

function convertKeywords(schema: Schema): JsonSchema {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, format = '', pattern, example } = schema;
  const required = requiredOf(schema);
  return {
    ...Object.fromEntries(same.flatMap((name) => (schema[name] === undefined ? [] : [[name, schema[name]]]))),
    ...(example !== undefined && { examples: [example] }),
    ...(minimum !== undefined && { [exclusiveMinimum === true ? 'exclusiveMinimum' : 'minimum']: minimum }),
    ...(maximum !== undefined && { [exclusiveMaximum === true ? 'exclusiveMaximum' : 'maximum']: maximum }),
    ...(sameFormats.has(format) && { format }),
    ...(pattern !== undefined && isOfBoth(pattern) && { pattern }),
    ...(required.length > 0 && { required }),
  };
}

/** What somebody has to write: a server fills in what has a default before it asks. */
const requiredOf = ({ required = [], properties = {} }: Schema): readonly string[] =>
  required.filter((name) => !Object.hasOwn(properties, name) || properties[name]?.default === undefined);

/** What RE2 has and JavaScript has not, or only lately: anchors, literal texts and classes by name, flags, code points. */
const onlyRe2 = /(?<!\\)(?:\\\\)*(?:\\[aACEQpPz]|\\x\{|\[\[:|\(\?(?!:))/;

/** Whether a pattern means to an editor what it means to a server. */
function isOfBoth(pattern: string): boolean {
  if (onlyRe2.test(pattern)) return false;
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}

/** The schemas that a schema is made of. */
function partsOf(schema: Schema, one: (schema: Schema) => JsonSchema): JsonSchema {
  const { properties, additionalProperties, items, not } = schema;
  const lists = (['allOf', 'anyOf', 'oneOf'] as const).flatMap((name) => {
    const list = schema[name];
    return list === undefined ? [] : [[name, list.map(convertNarrowing)] as const];
  });
  return {
    ...(properties !== undefined && { properties: convertAll(properties, one) }),
    ...(additionalProperties !== undefined && {
      additionalProperties: typeof additionalProperties === 'boolean' ? additionalProperties : one(additionalProperties),
    }),
    ...(items !== undefined && { items: one(items) }),
    ...Object.fromEntries(lists),
    ...(not !== undefined && { not: convertNarrowing(not) }),
  };
}

/** A server drops the fields that a schema does not have, or refuses them; an editor can only tell. */
function objectOf(schema: Schema): JsonSchema {
  const { type, properties, additionalProperties } = schema;
  if (type !== 'object') return eitherOf(schema);
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties !== undefined;
  const closed = isOpen ? {} : { additionalProperties: false };
  if (schema['x-kubernetes-embedded-resource'] !== true) return closed;
  const whole = { apiVersion: { type: 'string' }, kind: { type: 'string' }, ...properties, metadata };
  return { ...closed, ...partsOf({ properties: whole }, convert), required: [...new Set(['apiVersion', 'kind', ...requiredOf(schema)])] };
}

/** A number or a text. */
function eitherOf(schema: Schema): JsonSchema {
  if (schema['x-kubernetes-int-or-string'] !== true || schema.anyOf !== undefined) return {};
  return { anyOf: [{ type: 'integer' }, { type: 'string' }] };
}

const listOf = (schema: Schema): JsonSchema => (schema['x-kubernetes-list-type'] === 'set' ? { uniqueItems: true } : {});

/** Words and defaults, which stay outside of the choice between a value and null: editors show them. */
const outside: ReadonlySet<string> = new Set(['title', 'description', 'default', 'examples']);

/** Null passes every limit of another type; what is left has to be one of two. */
function orNull(said: JsonSchema): JsonSchema {
  const { type } = said;
  const judgesNull = ['enum', 'allOf', 'anyOf', 'oneOf', 'not'].some((name) => said[name] !== undefined);
  if (!judgesNull) return type === undefined ? said : { ...said, type: [type, 'null'] };
  const isOutside = ([name]: readonly [string, unknown]): boolean => outside.has(name);
  const entries = Object.entries(said);
  return {
    ...Object.fromEntries(entries.filter(isOutside)),
    anyOf: [Object.fromEntries(entries.filter((entry) => !isOutside(entry))), { type: 'null' }],
  };
}
