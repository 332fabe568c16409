/**
 * `oneOf` and `anyOf` of required properties as the union that they mean: {@link unionOf}. What TypeScript says of it is what a server
 * checks; keywords that it does not come to word for word are kept beside it.
 */
import { equal } from 'kube-core/json';
import type { Schema } from 'kube-core/schema';
import type { ObjectNode, Property, UnionNode } from '../model/schema-node.js';

/** More members would be a type that nobody can read. */
const maxArms = 24;

/** The union that an object is, or undefined where its schema says something else or more. */
export function unionOf({ oneOf, anyOf }: Schema, object: ObjectNode): UnionNode | undefined {
  const { properties, preserveUnknown, embeddedResource, mapType, constraints, ...words } = object;
  if ([preserveUnknown, embeddedResource, mapType, constraints].some((each) => each !== undefined)) return undefined;
  const none = oneOf?.find(({ not }) => not !== undefined);
  const ofOne = chosen(
    oneOf?.filter((each) => each !== none),
    properties,
  );
  const names = ofOne?.flat() ?? [];
  if (ofOne !== undefined && ofOne.every(({ length }) => length === 1) && isDistinct(names) && (none === undefined || isNone(none, names)))
    return {
      ...words,
      node: 'union',
      mode: 'oneOf',
      arms: names.map((name) => onlyWith(properties, { name, names, required: none === undefined })),
    };
  const ofAny = chosen(anyOf, properties);
  if (ofAny === undefined || !isDistinct(ofAny.map((each) => JSON.stringify([...new Set(each)].toSorted())))) return undefined;
  return { ...words, node: 'union', mode: 'anyOf', arms: ofAny.map((names) => requiring(properties, names)) };
}

/** What each member requires beyond what the object does; undefined where one of them says something else, or nothing. */
function chosen(schemas: readonly Schema[] | undefined, properties: readonly Property[]): readonly (readonly string[])[] | undefined {
  if (schemas === undefined || schemas.length < 2 || schemas.length > maxArms) return undefined;
  const optional = new Set(properties.flatMap(({ name, required }) => (required ? [] : [name])));
  const names = schemas.map((schema) => (requiresOnly(schema) ? (schema.required ?? []).filter((name) => optional.has(name)) : []));
  const isPlain = schemas.every(({ required = [] }) => required.every((name) => properties.some((property) => property.name === name)));
  return isPlain && names.every(({ length }) => length > 0) ? names : undefined;
}

/** Properties of which nothing is said are said twice. */
function requiresOnly({ required: _, properties = {}, ...more }: Schema): boolean {
  return Object.keys(more).length === 0 && Object.values(properties).every((schema) => equal(schema, {}));
}

/** Whether a schema says that none of some properties is there. */
function isNone({ not, ...more }: Schema, names: readonly string[]): boolean {
  const { anyOf = [], ...rest } = not ?? {};
  const said = anyOf.flatMap((each) => (requiresOnly(each) && each.required?.length === 1 ? each.required : ['']));
  return Object.keys({ ...more, ...rest }).length === 0 && equal(said.toSorted(), names.toSorted());
}

const isDistinct = (names: readonly string[]): boolean => new Set(names).size === names.length;

interface Choice {
  readonly name: string;
  readonly names: readonly string[];
  readonly required: boolean;
}

/** The member that has one of some properties, and none of the others. */
const onlyWith = (properties: readonly Property[], { name, names, required }: Choice): ObjectNode => ({
  node: 'object',
  properties: properties.flatMap((property) => {
    if (property.name === name) return [{ ...property, required }];
    return names.includes(property.name) ? [] : [property];
  }),
  excludes: names.filter((other) => other !== name),
});

const requiring = (properties: readonly Property[], names: readonly string[]): ObjectNode => ({
  node: 'object',
  properties: properties.map((property) => (names.includes(property.name) ? { ...property, required: true } : property)),
});
