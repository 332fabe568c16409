/**
 * A schema as the shape that TypeScript can say, with the rest as keywords to be written as they are: {@link shapeOf}. Lowering the shape
 * gives the schema again, whatever the schema is.
 */
import { equal, isObject, own } from 'kube-core/json';
import type { Schema } from 'kube-core/schema';
import type { CelRule, Constraints, JsonValue, MapNode, ObjectNode, Origin, Property, SchemaNode } from '../model/schema-node.js';
import { schemaOfShape } from '../schema/lower.js';
import { enumShape } from './enum.js';
import { unionOf } from './union.js';

/** Where the parts of a schema stand in the text that it comes from. */
export type OriginOf = (container: unknown, key?: string | number) => Origin;

/**
 * The shape of a schema and of everything below it.
 *
 * @param originOf - Where things stand, for findings about the text. Without it the shape is to become TypeScript: an object that is one of
 * several is a union then, which findings would speak of in words of TypeScript.
 */
export function shapeOf(schema: Schema, originOf?: OriginOf): SchemaNode {
  const typed = typedShape(schema, originOf);
  const union = originOf === undefined && typed.node === 'object' ? unionOf(schema, typed) : undefined;
  return saidBy(schema, union ?? typed, originOf);
}

/** The same of the schema of a whole object, which is never a union. */
export const rootShapeOf = (schema: Schema, originOf?: OriginOf): SchemaNode => saidBy(schema, typedShape(schema, originOf), originOf);

function saidBy(schema: Schema, typed: SchemaNode, originOf: OriginOf | undefined): SchemaNode {
  const said: SchemaNode = { ...typed, ...wordsOf(schema), ...(originOf && placesOf(schema, originOf)) };
  const keywords = leftOf(schema, said);
  return keywords === undefined ? said : { ...said, patch: { keywords } };
}

/** Where the node and its keywords stand. */
function placesOf(schema: Schema, originOf: OriginOf): Pick<SchemaNode, 'origin' | 'spans' | 'default' | 'rules'> {
  const { 'x-kubernetes-validations': rules = [] } = schema;
  const spans = Object.keys(schema).map((key) => [spanNames[key] ?? key, originOf(schema, key)] as const);
  return {
    origin: originOf(schema),
    spans: Object.fromEntries(spans),
    ...(Object.hasOwn(schema, 'default') && { default: { value: jsonOf(schema.default), origin: originOf(schema, 'default') } }),
    ...(rules.length > 0 && { rules: rules.map((rule, at): CelRule => ({ ...rule, origin: originOf(rules, at) })) }),
  };
}

/** What any shape may carry. */
function wordsOf(schema: Schema): Pick<SchemaNode, 'description' | 'title' | 'nullable' | 'default' | 'rules'> {
  const { description, title, nullable, 'x-kubernetes-validations': rules = [] } = schema;
  return {
    ...(description !== undefined && { description }),
    ...(title !== undefined && isOneLine(title) && { title }),
    ...(nullable === true && { nullable }),
    ...(Object.hasOwn(schema, 'default') && { default: { value: jsonOf(schema.default) } }),
    ...(rules.length > 0 && { rules }),
  };
}

/** What the checks call a keyword. */
const spanNames: Readonly<Record<string, string>> = {
  'x-kubernetes-list-type': 'listType',
  'x-kubernetes-list-map-keys': 'listMapKey',
  'x-kubernetes-map-type': 'mapType',
};

/** Of what a reader of YAML gives. */
const isJson = (_value: unknown): _value is JsonValue => true;
export const jsonOf = (value: unknown): JsonValue => (isJson(value) ? value : null);

function typedShape(schema: Schema, originOf: OriginOf | undefined): SchemaNode {
  if (schema['x-kubernetes-int-or-string'] === true)
    return { node: 'int-or-string', ...limits({ ...numberLimits(schema), ...textLimits(schema) }) };
  const choice = enumShape(schema);
  if (choice !== undefined) return choice;
  switch (schema.type) {
    case 'boolean':
      return { node: 'scalar', type: 'boolean' };
    case 'string':
      return { node: 'scalar', type: 'string', ...formatOf(schema), ...limits(textLimits(schema)) };
    case 'integer':
      return { node: 'scalar', type: 'integer', ...formatOf(schema), ...limits(numberLimits(schema)) };
    case 'number':
      return { node: 'scalar', type: 'number', format: 'double', ...formatOf(schema), ...limits(numberLimits(schema)) };
    case 'array':
      return listShape(schema, originOf);
    case 'object':
      return objectShape(schema, originOf);
    default:
      return isObject(schema.properties) ? objectShape(schema, originOf) : { node: 'json' };
  }
}

const isListType = (text: string | undefined): text is 'atomic' | 'set' | 'map' => text === 'atomic' || text === 'set' || text === 'map';
const isMapType = (text: string | undefined): text is 'atomic' | 'granular' => text === 'atomic' || text === 'granular';

function listShape(schema: Schema, originOf: OriginOf | undefined): SchemaNode {
  const { items, 'x-kubernetes-list-type': listType, 'x-kubernetes-list-map-keys': mapKeys = [] } = schema;
  return {
    node: 'list',
    items: items === undefined ? { node: 'json' } : shapeOf(items, originOf),
    ...(isListType(listType) && { listType }),
    ...(mapKeys.length > 0 && mapKeys.every((key) => /^[\w$.-]+$/.test(key)) && { mapKeys }),
    ...limits(counts(schema, ['minItems', 'maxItems'])),
  };
}

function objectShape(schema: Schema, originOf: OriginOf | undefined): ObjectNode | MapNode {
  const { properties = {}, additionalProperties, 'x-kubernetes-map-type': mapType } = schema;
  const said = {
    ...(isMapType(mapType) && { mapType }),
    ...limits(counts(schema, ['minProperties', 'maxProperties'])),
  };
  const names = Object.keys(properties);
  if (names.length === 0 && additionalProperties !== undefined && additionalProperties !== false)
    return { node: 'map', values: additionalProperties === true ? { node: 'json' } : shapeOf(additionalProperties, originOf), ...said };
  const preserveUnknown = names.length === 0 || schema['x-kubernetes-preserve-unknown-fields'] === true; // an empty type means any object
  return {
    node: 'object',
    properties: propertiesOf(schema, originOf),
    ...(preserveUnknown && { preserveUnknown }),
    ...(schema['x-kubernetes-embedded-resource'] === true && { embeddedResource: true }),
    ...said,
  };
}

function propertiesOf({ properties = {}, required = [] }: Schema, originOf: OriginOf | undefined): readonly Property[] {
  const needed = new Set(required);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    required: needed.has(name),
    node: shapeOf(schema, originOf),
    ...(originOf && { origin: originOf(properties, name) }),
  }));
}

const formatOf = ({ format }: Schema): { readonly format?: string } =>
  format !== undefined && /^[a-z0-9-]+$/.test(format) ? { format } : {};

const limits = (constraints: Constraints): { readonly constraints?: Constraints } =>
  Object.keys(constraints).length === 0 ? {} : { constraints };

function numberLimits(schema: Schema): Constraints {
  const { minimum, maximum, multipleOf, exclusiveMinimum, exclusiveMaximum } = schema;
  return {
    ...(minimum !== undefined && { minimum, ...(exclusiveMinimum === true && { exclusiveMinimum }) }),
    ...(maximum !== undefined && { maximum, ...(exclusiveMaximum === true && { exclusiveMaximum }) }),
    ...(multipleOf !== undefined && multipleOf > 0 && { multipleOf }),
  };
}

const textLimits = (schema: Schema): Constraints => ({
  ...counts(schema, ['minLength', 'maxLength']),
  ...(schema.pattern !== undefined && isOneLine(schema.pattern) && { pattern: schema.pattern }),
});

/** Whether a text can be the argument of a tag, which ends with its line. */
export const isOneLine = (text: string): boolean => text !== '' && text.trim() === text && !/[\r\n\u2028\u2029]/.test(text);

type Count = 'minLength' | 'maxLength' | 'minItems' | 'maxItems' | 'minProperties' | 'maxProperties';

const counts = (schema: Schema, names: readonly Count[]): Constraints =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = schema[name];
      return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? [[name, value]] : [];
    }),
  );

/** Keywords that the shape does not come to: as they are, and null for those that it has and the schema has not. */
function leftOf(schema: Schema, shape: SchemaNode): Readonly<Record<string, JsonValue>> | undefined {
  const lowered = schemaOfShape(withoutParts(shape));
  const parts = partsOf(schema, shape);
  const names = [...new Set([...Object.keys(schema), ...Object.keys(lowered)])].filter((name) => !parts.has(name));
  const left = names.flatMap((name): [string, JsonValue][] => {
    const [wanted, has] = [own(fields(schema), name), own(fields(lowered), name)];
    return sameKeyword(name, wanted, has) ? [] : [[name, wanted === undefined ? null : jsonOf(wanted)]];
  });
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

const fields = (schema: Schema): Readonly<Record<string, unknown>> => ({ ...schema });

/** The order of required names means nothing; `anyOf` of int-or-string says again what the extension says. */
function sameKeyword(name: string, wanted: unknown, has: unknown): boolean {
  if (name === 'required' && Array.isArray(wanted) && Array.isArray(has)) return equal(wanted.toSorted(), has.toSorted());
  return equal(wanted, has);
}

/** Keywords that hold the schemas below, which are shapes of their own. */
function partsOf(schema: Schema, shape: SchemaNode): ReadonlySet<string> {
  const inside = (keyword: string, is: boolean): readonly string[] => (is ? [keyword] : []);
  return new Set([
    ...inside('properties', shape.node === 'union' || (shape.node === 'object' && shape.properties.length > 0)),
    ...inside('items', shape.node === 'list' && schema.items !== undefined),
    ...inside('additionalProperties', shape.node === 'map' && isObject(schema.additionalProperties)),
    ...inside('anyOf', shape.node === 'int-or-string' && schema.anyOf === undefined && schema.allOf === undefined),
  ]);
}

/** The shape with something small below, so that lowering costs no more than what it is asked for. */
function withoutParts(shape: SchemaNode): SchemaNode {
  const small: SchemaNode = { node: 'json' };
  const emptied = (object: ObjectNode): ObjectNode => ({
    ...object,
    properties: object.properties.map((property) => ({ ...property, node: small })),
  });
  if (shape.node === 'object') return emptied(shape);
  if (shape.node === 'union') return { ...shape, arms: shape.arms.map(emptied) };
  if (shape.node === 'list') return { ...shape, items: small };
  return shape.node === 'map' ? { ...shape, values: small } : shape;
}
