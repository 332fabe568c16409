/**
 * Shapes as the schemas of a CustomResourceDefinition, with the index of what came from where: {@link schemaOfKind}. Structural
 * throughout: what a union or an immutable field means becomes rules.
 */
import type { Schema, ValidationRule } from 'kube-core/schema';
import { expanded } from '../builtin/expand.js';
import { celAccess, celLiteral } from '../model/cel-names.js';
import { type Resource, topProperties } from '../model/resource.js';
import type {
  CelRule,
  Constraints,
  EnumNode,
  IntOrStringNode,
  ListNode,
  MapNode,
  ObjectNode,
  Property,
  ScalarNode,
  SchemaNode,
  UnionNode,
} from '../model/schema-node.js';
import type { Place, Places } from './places.js';
import { armSchemas, lowerUnion } from './union.js';

/** The schema of a whole object, and where its parts come from. */
export interface Lowered {
  readonly schema: Schema;
  readonly places: Places;
}

/** The schema of a kind. Keys and properties come in alphabetical order, so that a refactoring of the source leaves no trace. */
export function schemaOfKind(resource: Resource): Lowered {
  const { root, description, origin } = resource;
  const places: Places = { shapes: new Map(), rules: new Map() };
  if (root !== undefined) return { schema: schemaOfRoot({ path: '', node: root, name: resource.kind, origin }, places), places };
  const part = ({ name, node }: Property): [string, Schema] => [
    name,
    schemaOf({ path: `.properties[${name}]`, node, name, origin: node.origin ?? origin }, places),
  ];
  const parts = topProperties(resource);
  const schema: Schema = {
    ...(description !== undefined && { description }),
    properties: { ...ofEveryObject, ...Object.fromEntries(parts.map(part)) },
    required: parts.filter(({ required }) => required).map(({ name }) => name),
    type: 'object',
  };
  return { schema, places };
}

const ofEveryObject: Readonly<Record<string, Schema>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { type: 'object' },
};

/** The schema of a kind that is described whole; what every object has is as the server wants it there, and keeps what is said of it. */
function schemaOfRoot(place: Place, places: Places): Schema {
  const { properties, ...schema } = schemaOf(place, places);
  const said = 'properties' in place.node ? place.node.properties : [];
  const ofEvery = Object.entries(ofEveryObject).map(([name, every]): [string, Schema] => {
    const node = said.find((each) => each.name === name)?.node;
    return [name, node === undefined ? every : patched({ ...every, ...wordsOf(node) }, node)];
  });
  return sorted({ ...schema, properties: sorted({ ...properties, ...Object.fromEntries(ofEvery) }) });
}

/** The schema of a shape by itself. */
export const schemaOfShape = (node: SchemaNode): Schema =>
  schemaOf({ path: '', node, name: '', origin: { file: '', start: 0, end: 0 } }, { shapes: new Map(), rules: new Map() });

function schemaOf(place: Place, places: Places): Schema {
  const { path, node } = place;
  places.shapes.set(path, place);
  const shape = node.node === 'union' ? unionSchema(node, place, places) : shapeOf(node, place, places);
  const rules = rulesOf(place);
  rules.forEach((rule, index) => places.rules.set(`${path}.x-kubernetes-validations[${index}]`, rule));
  const schema = { ...shape, ...wordsOf(node), ...(rules.length > 0 && { 'x-kubernetes-validations': rules.map(ruleOf) }) };
  return sorted(patched(schema, node));
}

/** Keywords that the source says literally. */
function patched(schema: Schema, { patch }: SchemaNode): Schema {
  if (patch === undefined) return schema;
  const left = ([name]: [string, unknown]): boolean => !Object.hasOwn(patch.keywords, name);
  const said = Object.entries(patch.keywords).filter(([, value]) => value !== null);
  return Object.fromEntries([...Object.entries(schema).filter(left), ...said]);
}

function unionSchema(node: UnionNode, place: Place, places: Places): Schema {
  return { ...objectSchema(lowerUnion(node), place, places), ...armSchemas(node) };
}

function below(parent: Place, at: { readonly step: string; readonly node: SchemaNode; readonly property?: Property }): Place {
  const { node, property, step } = at;
  return {
    path: parent.path + step,
    node,
    name: property?.name ?? parent.name,
    origin: property?.origin ?? node.origin ?? parent.origin,
    parent,
  };
}

function shapeOf(node: Exclude<SchemaNode, UnionNode>, place: Place, places: Places): Schema {
  switch (node.node) {
    case 'scalar':
      return scalarSchema(node);
    case 'enum':
      return enumSchema(node);
    case 'int-or-string':
      return intOrStringSchema(node);
    case 'json':
      return { 'x-kubernetes-preserve-unknown-fields': true };
    case 'object':
      return objectSchema(node, place, places);
    case 'map':
      return mapSchema(node, place, places);
    case 'list':
      return listSchema(node, place, places);
    case 'ref':
      return objectSchema(node.preserveUnknown === true ? anyObject : expanded(node.to), place, places);
    default:
      return node satisfies never;
  }
}

const anyObject: ObjectNode = { node: 'object', properties: [], preserveUnknown: true };

/** What any node may say beside its shape. */
function wordsOf(node: SchemaNode): Schema {
  const { title, example, nullable, default: fallback } = node;
  const description = describedAs(node);
  return {
    ...(description !== undefined && { description }),
    ...(title !== undefined && { title }),
    ...(example !== undefined && { example }),
    ...(nullable === true && { nullable }),
    ...(fallback !== undefined && { default: fallback.value }),
  };
}

/** A schema has no word for what is deprecated: the description says it, as Kubernetes' own do. */
function describedAs({ description, deprecated }: SchemaNode): string | undefined {
  if (deprecated === undefined) return description;
  const note = deprecated === '' ? 'Deprecated.' : `Deprecated: ${deprecated}`;
  return description === undefined ? note : `${description}\n\n${note}`;
}

/** The rules at a place: those that were written, and those that say what its shape means. */
function rulesOf({ name, node }: Place): readonly CelRule[] {
  const shape = node.node === 'union' ? lowerUnion(node) : node;
  const rules = [...keyRules(node), ...(shape.rules ?? []), ...immutableProperties(shape)];
  return node.immutable === true ? [immutableRule(name, node), ...rules] : rules;
}

function immutableRule(name: string, { spans }: SchemaNode): CelRule {
  const made = { by: 'immutable', properties: [] } as const;
  return {
    rule: 'self == oldSelf',
    message: `${inOneLine(name)} is immutable`,
    made,
    ...(spans?.immutable && { origin: spans.immutable }),
  };
}

/** A name in a message, which is one line. */
const inOneLine = (name: string): string => (/[\r\n]/.test(name) ? JSON.stringify(name) : name);

const ruleOf = ({ origin: _origin, text: _text, made: _made, ...rule }: CelRule): ValidationRule => rule;

/** An optional property that must not change must not go either, which only its parent can say. */
function immutableProperties(node: SchemaNode): readonly CelRule[] {
  if (node.node !== 'object') return [];
  return node.properties
    .filter((property) => property.node.immutable === true && !property.required)
    .map(({ name, node: { spans } }) => ({
      rule: `!has(${celAccess('oldSelf', name)}) || has(${celAccess('self', name)})`,
      message: `${inOneLine(name)} is immutable once set`,
      made: { by: 'immutable', properties: [name] },
      ...(spans?.immutable && { origin: spans.immutable }),
    }));
}

function keyRules(node: SchemaNode): readonly CelRule[] {
  const { minLength, maxLength, pattern } = (node.node === 'map' ? node.keys : undefined) ?? {};
  const rule = (condition: string, message: string): CelRule => ({
    rule: `self.all(k, ${condition})`,
    message: `keys must ${message}`,
    made: { by: 'keys', properties: [] },
  });
  return [
    ...(minLength === undefined ? [] : [rule(`k.size() >= ${minLength}`, `be at least ${minLength} characters`)]),
    ...(maxLength === undefined ? [] : [rule(`k.size() <= ${maxLength}`, `be at most ${maxLength} characters`)]),
    ...(pattern === undefined ? [] : [rule(`k.matches(${celLiteral(pattern)})`, `match ${pattern}`)]),
  ];
}

const constraintsOf = (constraints: Constraints | undefined): Schema => ({ ...constraints });

function scalarSchema({ type, format, constraints }: ScalarNode): Schema {
  return { type, ...(format !== undefined && { format }), ...constraintsOf(constraints) };
}

/**
 * A null is never in an enum that stands beside `nullable`: the values move into an allOf, which servers do not ask of a null. What a
 * later version may have more of is not held to the values of today.
 */
function enumSchema({ type, values, format, nullable, open }: EnumNode): Schema {
  const typed: Schema = {
    ...(type === 'mixed' ? { 'x-kubernetes-preserve-unknown-fields': true } : { type }),
    ...(format !== undefined && { format }),
  };
  if (open === true) return typed;
  return nullable === true ? { ...typed, allOf: [{ enum: values }] } : { ...typed, enum: values };
}

function intOrStringSchema({ values, constraints, nullable }: IntOrStringNode): Schema {
  const either: Schema = { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] };
  return {
    ...either,
    ...(values !== undefined && (nullable === true ? { allOf: [{ enum: values }] } : { enum: values })),
    ...constraintsOf(constraints),
  };
}

function objectSchema(node: ObjectNode, place: Place, places: Places): Schema {
  const { properties, preserveUnknown, embeddedResource, mapType, constraints } = node;
  const required = properties.filter((property) => property.required).map(({ name }) => name);
  return {
    type: 'object',
    ...(properties.length > 0 && { properties: propertySchemas(properties, place, places) }),
    ...(required.length > 0 && { required: required.toSorted() }),
    ...(preserveUnknown === true && { 'x-kubernetes-preserve-unknown-fields': true }),
    ...(embeddedResource === true && { 'x-kubernetes-embedded-resource': true }),
    ...(mapType !== undefined && { 'x-kubernetes-map-type': mapType }),
    ...constraintsOf(constraints),
  };
}

function propertySchemas(properties: readonly Property[], place: Place, places: Places): Readonly<Record<string, Schema>> {
  return Object.fromEntries(
    properties
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((property) => {
        const { name, node } = property;
        return [name, schemaOf(below(place, { step: `.properties[${name}]`, node, property }), places)];
      }),
  );
}

function mapSchema({ values, mapType, constraints }: MapNode, place: Place, places: Places): Schema {
  return {
    type: 'object',
    additionalProperties: schemaOf(below(place, { step: '.additionalProperties', node: values }), places),
    ...(mapType !== undefined && { 'x-kubernetes-map-type': mapType }),
    ...constraintsOf(constraints),
  };
}

function listSchema({ items, listType, mapKeys, constraints }: ListNode, place: Place, places: Places): Schema {
  return {
    type: 'array',
    items: schemaOf(below(place, { step: '.items', node: items }), places),
    ...(listType !== undefined && { 'x-kubernetes-list-type': listType }),
    ...(mapKeys !== undefined && { 'x-kubernetes-list-map-keys': mapKeys }),
    ...constraintsOf(constraints),
  };
}

function sorted<T extends object>(schema: T): { [K in keyof T]: T[K] };
function sorted(schema: object): object {
  return Object.fromEntries(Object.entries(schema).sort(([a], [b]) => (a < b ? -1 : 1)));
}
