/**
 * A body in the shape of its kind, before anything is decided about it: {@link builtinShape} reads what the OpenAPI facts say,
 * as Go's decoder would: unknown fields dropped and named, `null` taken for absent, another type refused.
 */
import { isList, isObject, own, put, type JsonObject } from 'kube-core/json';
import { type OpenApiSchema, referenceOf, resolved, schemaOfKind } from 'kube-core/openapi';
import type { KubeJson } from '../../object.js';
import { badRequest } from '../../refusal.js';
import type { Resource } from '../../registry/resource.js';
import { scalarOf, Unreadable } from './scalars.js';

/** An object in shape, and the paths of what it had too much. */
export interface Shaped {
  readonly object: KubeJson;
  readonly unknown: readonly string[];
}

/** Where in an object something stands: what messages need to name it. */
interface Place {
  readonly path: string;
  /** The Go struct that declares the field, `DeploymentSpec`. */
  readonly struct: string;
}

/** A value that Go's decoder would refuse. */
class Mismatch extends Error {
  constructor(value: unknown, schema: OpenApiSchema, place: Place) {
    super(`json: cannot unmarshal ${jsonType(value, schema)} into Go struct field ${place.struct}.${place.path} of type ${goType(schema)}`);
  }
}

/**
 * @param object - A body with the right apiVersion and kind.
 * @param resource - A built-in kind.
 * @throws Refusal 400 where a value has another type than its field.
 */
export function builtinShape(object: KubeJson, resource: Resource): Shaped {
  const schema = schemaOfKind(resource);
  if (schema === undefined) return { object, unknown: [] };
  const unknown: string[] = [];
  try {
    const shaped = shapeObject(object, schema, { path: '', struct: resource.kind }, unknown);
    const { apiVersion, kind, metadata } = object;
    return { object: { ...shaped, apiVersion, kind, metadata: isObject(shaped.metadata) ? shaped.metadata : metadata }, unknown };
  } catch (error) {
    if (!(error instanceof Mismatch || error instanceof Unreadable)) throw error;
    throw badRequest(`${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: ${error.message}`);
  }
}

// eslint-disable-next-line max-params -- one recursion over value and schema, with where it is and what it found
function shape(value: unknown, schema: OpenApiSchema, place: Place, unknown: string[]): unknown {
  const target = resolved(schema);
  if (value === null) return zeroOf(target);
  const inside = { ...place, struct: structOf(schema) ?? place.struct };
  if (target.type === 'object') {
    if (isObject(value)) return shapeObject(value, target, inside, unknown);
  } else if (target.type === 'array') {
    if (isList(value))
      return value.map((item, index) => shape(item, target.items ?? {}, { ...inside, path: `${place.path}[${index}]` }, unknown));
  } else {
    const scalar = scalarOf(value, schema, target);
    if (scalar !== undefined) return scalar;
  }
  throw new Mismatch(value, schema, place);
}

// eslint-disable-next-line max-params -- as for shape
function shapeObject(value: JsonObject, schema: OpenApiSchema, place: Place, unknown: string[]): JsonObject {
  const { properties, additionalProperties, required = [] } = schema;
  if (properties === undefined && additionalProperties === undefined) return value;
  const shaped: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(value)) {
    const path = place.path === '' ? field : `${place.path}.${field}`;
    const known = own(properties, field) ?? additionalProperties;
    if (known === undefined) unknown.push(path);
    else if ((inner !== null || properties === undefined) && (required.includes(field) || !isEmptyOf(inner, known, properties)))
      put(shaped, field, shape(inner, known, { ...place, path: properties === undefined ? place.path : path }, unknown));
  }
  return shaped;
}

/** Go leaves out empty lists and maps of optional fields when it writes an object. */
function isEmptyOf(value: unknown, schema: OpenApiSchema, properties: OpenApiSchema['properties']): boolean {
  if (properties === undefined) return false;
  if (isList(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0 && resolved(schema).additionalProperties !== undefined;
}

/** What Go makes of a null in a list or a map, where it cannot be absent. */
function zeroOf({ type }: OpenApiSchema): unknown {
  if (type === undefined) return null;
  return { array: [], boolean: false, integer: 0, number: 0, object: {}, string: '' }[type];
}

const structOf = (schema: OpenApiSchema): string | undefined => referenceOf(schema)?.split('.').at(-1);

/** How Go names what it found; a number that is no such integer stands there in full. */
function jsonType(value: unknown, schema: OpenApiSchema): string {
  if (isList(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return `number ${value}`;
  if (typeof value !== 'number' || resolved(schema).type !== 'integer') return typeof value;
  return `number ${Number.isInteger(value) ? BigInt(value) : value}`;
}

const goScalars: Readonly<Record<string, string>> = {
  boolean: 'bool',
  integer: 'int64',
  number: 'float64',
  string: 'string',
  object: 'map[string]interface {}',
};

function goType(schema: OpenApiSchema): string {
  const reference = referenceOf(schema)?.split('.').slice(-2).join('.');
  if (reference !== undefined) return reference;
  if (schema.type === 'array') return `[]${goType(schema.items ?? {})}`;
  if (schema.additionalProperties !== undefined) return `map[string]${goType(schema.additionalProperties)}`;
  return schema.format === 'int32' ? 'int32' : (goScalars[schema.type ?? ''] ?? 'interface {}');
}
