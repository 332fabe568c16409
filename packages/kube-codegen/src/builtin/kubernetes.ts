/**
 * The built-in types of Kubernetes as parts of another kind: what a kube-apiserver publishes of them (kube-core/openapi), less what no
 * definition may say. Enter at {@link kubernetesType}.
 */
import { type OpenApiSchema, referenceOf, schemaOf } from 'kube-core/openapi';
import type { JsonValue, ListNode, ObjectNode, Property, SchemaNode } from '../model/schema-node.js';
import { aliases } from './aliases.js';

const machinery = 'io.k8s.apimachinery.pkg.';
const apiextensions = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.';
const json: SchemaNode = { node: 'json' };
const anyObject: SchemaNode = { node: 'object', properties: [], preserveUnknown: true };
const time: SchemaNode = { node: 'scalar', type: 'string', format: 'date-time' };

/** Schemas that are values, that have a shape of their own here, or that contain themselves. */
const own: Readonly<Record<string, SchemaNode>> = {
  [`${machinery}api.resource.Quantity`]: aliases.Quantity ?? json,
  [`${machinery}util.intstr.IntOrString`]: aliases.IntOrString ?? json,
  [`${machinery}apis.meta.v1.Time`]: time,
  [`${machinery}apis.meta.v1.MicroTime`]: time,
  [`${machinery}apis.meta.v1.FieldsV1`]: anyObject,
  [`${machinery}apis.meta.v1.Condition`]: { node: 'ref', to: 'Condition' },
  [`${machinery}apis.meta.v1.ObjectMeta`]: { node: 'ref', to: 'ObjectMeta' },
  [`${machinery}runtime.RawExtension`]: anyObject,
  [`${apiextensions}JSON`]: json,
  [`${apiextensions}JSONSchemaProps`]: anyObject,
  [`${apiextensions}JSONSchemaPropsOrArray`]: json,
  [`${apiextensions}JSONSchemaPropsOrBool`]: json,
  [`${apiextensions}JSONSchemaPropsOrStringArray`]: json,
};

const read = new Map<string, ObjectNode | undefined>();

/** The object of a name in OpenAPI, or undefined where there is none of that name. */
export function kubernetesType(name: string): ObjectNode | undefined {
  if (!read.has(name)) read.set(name, readType(name));
  return read.get(name);
}

function readType(name: string): ObjectNode | undefined {
  const special = Object.hasOwn(own, name) ? own[name] : undefined;
  if (special !== undefined) return special.node === 'object' ? special : undefined;
  const schema = schemaOf(name);
  return schema === undefined ? undefined : objectOf(schema);
}

function objectOf(schema: OpenApiSchema): ObjectNode {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => propertyOf(name, property, schema));
  const mapType = schema['x-kubernetes-map-type'];
  return {
    node: 'object',
    properties,
    ...(properties.length === 0 && { preserveUnknown: true }),
    ...(isMapType(mapType) && { mapType }),
  };
}

const isMapType = (word: unknown): word is 'atomic' | 'granular' => word === 'atomic' || word === 'granular';
const isListType = (word: unknown): word is 'atomic' | 'set' => word === 'atomic' || word === 'set';

/** Go's zero value stands as the default of what is required: it would make up for what is missing, and is left out. */
function propertyOf(name: string, property: OpenApiSchema, { required = [] }: OpenApiSchema): Property {
  const node = nodeOf(property);
  const { default: value } = property;
  const isRequired = required.includes(name);
  const hasDefault = !isRequired && isScalar(value);
  return { name, required: isRequired, node: hasDefault ? { ...node, default: { value } } : node };
}

const isScalar = (value: unknown): value is JsonValue =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function nodeOf(schema: OpenApiSchema): SchemaNode {
  const to = referenceOf(schema);
  if (to !== undefined) return Object.hasOwn(own, to) ? (own[to] ?? json) : { node: 'ref', to };
  if (schema.items !== undefined) return listNode(schema, nodeOf(schema.items));
  if (schema.additionalProperties !== undefined) return { node: 'map', values: nodeOf(schema.additionalProperties) };
  if (schema.enum !== undefined) return { node: 'enum', type: 'string', values: schema.enum.map(String), open: true };
  const { type, format } = schema;
  if (type === 'object') return anyObject;
  if (type !== 'string' && type !== 'integer' && type !== 'number' && type !== 'boolean') return json;
  return { node: 'scalar', type, ...(format !== undefined && { format }) };
}

/** A list is a map only where each item has its keys. */
function listNode(schema: OpenApiSchema, items: SchemaNode): ListNode {
  const keys = schema['x-kubernetes-list-map-keys'];
  const listType = schema['x-kubernetes-list-type'];
  const list: ListNode = { node: 'list', items };
  if (keys !== undefined) return hasKeys(items, keys) ? { ...list, listType: 'map', mapKeys: keys } : { ...list, listType: 'atomic' };
  return isListType(listType) ? { ...list, listType } : list;
}

function hasKeys(items: SchemaNode, keys: readonly string[]): boolean {
  if (items.node !== 'ref') return false;
  if (items.to === 'Condition') return true;
  const properties = kubernetesType(items.to)?.properties ?? [];
  return keys.every((key) => properties.some(({ name, required, node }) => name === key && (required || node.default !== undefined)));
}
