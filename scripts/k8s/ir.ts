/** OpenAPI facts → IR: {@link nodeOfSchema} for a schema with a name of its own. */
import { referenceOf } from '../../packages/kube-core/src/openapi/facts.js';
import type { OpenApiSchema } from '../../packages/kube-core/src/openapi/schema.js';
import type { Property, SchemaNode } from '../../packages/kube-codegen/src/model/schema-node.js';
import { baseNameOf } from './packages.js';

const machinery = 'io.k8s.apimachinery.pkg.';
const apiextensions = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.';

/** Schemas that are values rather than types of their own. */
const values: Readonly<Record<string, SchemaNode>> = {
  [`${machinery}apis.meta.v1.Time`]: { node: 'scalar', type: 'string', format: 'date-time' },
  [`${machinery}apis.meta.v1.MicroTime`]: { node: 'scalar', type: 'string', format: 'date-time' },
  [`${machinery}apis.meta.v1.FieldsV1`]: { node: 'json' },
  [`${machinery}runtime.RawExtension`]: { node: 'json' },
  [`${apiextensions}JSON`]: { node: 'json' },
};

/** Whether a schema stands for a value and gets no declaration. */
export const isValue = (name: string): boolean => values[name] !== undefined;

/** The object that a named schema describes; the apiVersion and kind of a kind are literals. */
export function nodeOfSchema(schema: OpenApiSchema): SchemaNode {
  const gvk = schema['x-kubernetes-group-version-kind']?.[0];
  const literals: Record<string, string> = gvk
    ? { apiVersion: gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`, kind: gvk.kind }
    : {};
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]): Property => {
    const literal = literals[name];
    const node: SchemaNode = literal === undefined ? nodeOf(property) : { node: 'enum', type: 'string', values: [literal] };
    return { name, required: schema.required?.includes(name) ?? false, node };
  });
  return { node: 'object', properties: gvk ? [...properties].sort(byRank) : properties };
}

/** apiVersion, kind, metadata, spec, the rest, status: the order in which objects are written. */
const ranks: Readonly<Record<string, number>> = { apiVersion: 0, kind: 1, metadata: 2, spec: 3, status: 5 };
const byRank = (a: Property, b: Property): number => (ranks[a.name] ?? 4) - (ranks[b.name] ?? 4);

function nodeOf(schema: OpenApiSchema): SchemaNode {
  const to = referenceOf(schema);
  if (to !== undefined) return values[to] ?? { node: 'ref', to };
  if (schema.enum !== undefined) return { node: 'enum', type: 'string', values: schema.enum.map(String), open: true };
  if (schema.items !== undefined) return { node: 'list', items: nodeOf(schema.items) };
  if (schema.additionalProperties !== undefined) return { node: 'map', values: nodeOf(schema.additionalProperties) };
  return scalarOf(schema);
}

function scalarOf({ type, format }: OpenApiSchema): SchemaNode {
  if (type !== 'string' && type !== 'integer' && type !== 'number' && type !== 'boolean') return { node: 'json' };
  return { node: 'scalar', type, ...(format !== undefined && { format }) };
}

/** Types that OpenAPI cannot say: the server publishes them without a type. */
export const writtenOut: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['JSONSchemaPropsOrArray', 'JSONSchemaProps | JSONSchemaProps[]'],
    ['JSONSchemaPropsOrBool', 'JSONSchemaProps | boolean'],
    ['JSONSchemaPropsOrStringArray', 'JSONSchemaProps | string[]'],
  ].map(([name, type]) => [`${apiextensions}${name}`, `export type ${baseNameOf(name!)} = ${type};\n`]),
);
