/** The whole object of a kind as its schema describes it, without what every object has: {@link rootOf}. */
import { equal } from 'kube-core/json';
import type { Schema } from 'kube-core/schema';
import type { ObjectNode, Property, SchemaNode, UnionNode } from '../model/schema-node.js';
import { type OriginOf, rootShapeOf } from './shape.js';
import { isNamed } from './tags.js';

/** What every object has, and how definitions describe it. */
const everyObject: Readonly<Record<string, string>> = { apiVersion: 'string', kind: 'string', metadata: 'object' };

/** The root without the words about apiVersion, kind and metadata, which are the same in all definitions. */
export function withoutUsualWords(root: Schema): Schema {
  const own = Object.entries(root.properties ?? {}).filter(([name]) => !Object.hasOwn(everyObject, name));
  const usual = Object.entries(everyObject).map(([name, type]): [string, Schema] => {
    const { description: _, ...said } = root.properties?.[name] ?? { type };
    return [name, said];
  });
  return { ...root, properties: Object.fromEntries([...usual, ...own]) };
}

/** The root as an object: apiVersion, kind and metadata are among its properties only where something is said of them. */
export function rootOf(schema: Schema, originOf?: OriginOf): ObjectNode {
  const root = rootShapeOf(withoutUsualWords(schema), originOf);
  if (root.node !== 'object') return { node: 'object', properties: [] };
  const properties = root.properties.flatMap((property) => topProperty(property, schema) ?? []);
  if (properties.length > 0 || root.preserveUnknown === true) return { ...root, properties };
  const keywords = { ...root.patch?.keywords, 'x-kubernetes-preserve-unknown-fields': null }; // an empty type means any object
  return { ...root, properties, preserveUnknown: true, patch: { ...root.patch, keywords } };
}

function topProperty(property: Property, { properties }: Schema): Property | undefined {
  const type = everyObject[property.name];
  if (type === undefined || !Object.hasOwn(everyObject, property.name)) return property;
  const { description: _, ...said } = properties?.[property.name] ?? { type };
  const keywords = Object.fromEntries(Object.entries(said).filter(([name, value]) => !equal(value, { type }[name])));
  if (Object.keys(keywords).length === 0 && !property.required) return undefined;
  return { ...property, node: typeOf(property.name, keywords) };
}

const isPatch = (value: object): value is NonNullable<SchemaNode['patch']>['keywords'] => Object.keys(value).length > 0;

function typeOf(name: string, keywords: object): SchemaNode {
  const node: SchemaNode = name === 'metadata' ? { node: 'ref', to: 'ObjectMeta' } : { node: 'scalar', type: 'string' };
  return isPatch(keywords) ? { ...node, patch: { keywords } } : node;
}

/** The spec of a root that the usual form can say: an interface of the spec, one of the status, and no more. */
export function usualParts(
  root: ObjectNode,
): { readonly spec: ObjectNode | UnionNode; readonly status?: ObjectNode | UnionNode } | undefined {
  const { patch, rules, title, preserveUnknown, constraints, mapType, embeddedResource, properties, nullable, default: fallback } = root;
  const said = [patch, rules, title, preserveUnknown, constraints, mapType, embeddedResource, nullable, fallback];
  if (said.some((each) => each !== undefined)) return undefined;
  const [spec, status, ...more] = properties.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (spec === undefined || more.length > 0 || !isPart(spec, 'spec') || spec.node.description !== undefined) return undefined;
  if (status === undefined) return { spec: spec.node };
  return isPart(status, 'status') ? { spec: spec.node, status: status.node } : undefined;
}

function isPart(property: Property, name: 'spec' | 'status'): property is Property & { readonly node: ObjectNode | UnionNode } {
  const { node, required } = property;
  const fits = property.name === name && required === (name === 'spec');
  return fits && isNamed(node) && node.nullable !== true && node.default === undefined;
}
