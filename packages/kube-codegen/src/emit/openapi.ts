/**
 * Shapes as the schemas of a CustomResourceDefinition: {@link schemaOf}. Structural throughout: what a union or an immutable field means
 * becomes rules.
 */
import type { Schema, ValidationRule } from 'kube-core/schema';
import { celAccess, celLiteral } from '../model/cel-names.js';
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
import { knownSchema } from './known-schemas.js';
import { lowerUnion } from './union.js';

/** The schema of a shape. Keys and properties come in alphabetical order, so that a refactoring of the source leaves no trace. */
export function schemaOf(node: SchemaNode): Schema {
  return schemaCalled('the value', node);
}

/** @param name - How the messages of its rules call it. */
function schemaCalled(name: string, node: SchemaNode): Schema {
  if (node.node !== 'union') return sorted({ ...shapeOf(node), ...wordsOf(node), ...rulesOf(name, node) });
  return schemaCalled(name, { ...node, ...lowerUnion(node) });
}

function shapeOf(node: Exclude<SchemaNode, UnionNode>): Schema {
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
      return objectSchema(node);
    case 'map':
      return mapSchema(node);
    case 'list':
      return listSchema(node);
    case 'ref':
      return knownSchema(node.to);
    default:
      return node satisfies never;
  }
}

/** What any node may say beside its shape. */
function wordsOf({ description, title, example, nullable, default: fallback }: SchemaNode): Schema {
  return {
    ...(description !== undefined && { description }),
    ...(title !== undefined && { title }),
    ...(example !== undefined && { example }),
    ...(nullable === true && { nullable }),
    ...(fallback !== undefined && { default: fallback.value }),
  };
}

function rulesOf(name: string, node: SchemaNode): Schema {
  const rules = [...keyRules(node), ...(node.rules ?? []).map(ruleOf), ...immutableProperties(node)];
  if (node.immutable === true) rules.unshift({ rule: 'self == oldSelf', message: `${name} is immutable` });
  return rules.length === 0 ? {} : { 'x-kubernetes-validations': rules };
}

const ruleOf = ({ origin: _, ...rule }: CelRule): ValidationRule => rule;

/** An optional property that must not change must not go either, which only its parent can say. */
function immutableProperties(node: SchemaNode): readonly ValidationRule[] {
  if (node.node !== 'object') return [];
  return node.properties
    .filter((property) => property.node.immutable === true && !property.required)
    .map(({ name }) => ({
      rule: `!has(${celAccess('oldSelf', name)}) || has(${celAccess('self', name)})`,
      message: `${name} is immutable once set`,
    }));
}

function keyRules(node: SchemaNode): readonly ValidationRule[] {
  const { minLength, maxLength, pattern } = (node.node === 'map' ? node.keys : undefined) ?? {};
  return [
    ...(minLength === undefined
      ? []
      : [{ rule: `self.all(k, k.size() >= ${minLength})`, message: `keys must be at least ${minLength} characters` }]),
    ...(maxLength === undefined
      ? []
      : [{ rule: `self.all(k, k.size() <= ${maxLength})`, message: `keys must be at most ${maxLength} characters` }]),
    ...(pattern === undefined ? [] : [{ rule: `self.all(k, k.matches(${celLiteral(pattern)}))`, message: `keys must match ${pattern}` }]),
  ];
}

const constraintsOf = (constraints: Constraints | undefined): Schema => ({ ...constraints });

function scalarSchema({ type, format, constraints }: ScalarNode): Schema {
  return { type, ...(format !== undefined && { format }), ...constraintsOf(constraints) };
}

/** A null is never in an enum that stands beside `nullable`: the values move into an allOf, which servers do not ask of a null. */
function enumSchema({ type, values, format, nullable }: EnumNode): Schema {
  const typed: Schema = {
    ...(type === 'mixed' ? { 'x-kubernetes-preserve-unknown-fields': true } : { type }),
    ...(format !== undefined && { format }),
  };
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

function objectSchema(node: ObjectNode): Schema {
  const { properties, preserveUnknown, embeddedResource, mapType, constraints } = node;
  const required = properties.filter((property) => property.required).map(({ name }) => name);
  return {
    type: 'object',
    ...(properties.length > 0 && { properties: propertySchemas(properties) }),
    ...(required.length > 0 && { required: required.toSorted() }),
    ...(preserveUnknown === true && { 'x-kubernetes-preserve-unknown-fields': true }),
    ...(embeddedResource === true && { 'x-kubernetes-embedded-resource': true }),
    ...(mapType !== undefined && { 'x-kubernetes-map-type': mapType }),
    ...constraintsOf(constraints),
  };
}

function propertySchemas(properties: readonly Property[]): Readonly<Record<string, Schema>> {
  return Object.fromEntries(
    properties.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, node }) => [name, schemaCalled(name, node)]),
  );
}

function mapSchema({ values, mapType, constraints }: MapNode): Schema {
  return {
    type: 'object',
    additionalProperties: schemaOf(values),
    ...(mapType !== undefined && { 'x-kubernetes-map-type': mapType }),
    ...constraintsOf(constraints),
  };
}

function listSchema({ items, listType, mapKeys, constraints }: ListNode): Schema {
  return {
    type: 'array',
    items: schemaOf(items),
    ...(listType !== undefined && { 'x-kubernetes-list-type': listType }),
    ...(mapKeys !== undefined && { 'x-kubernetes-list-map-keys': mapKeys }),
    ...constraintsOf(constraints),
  };
}

function sorted(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).sort(([a], [b]) => (a < b ? -1 : 1)));
}
