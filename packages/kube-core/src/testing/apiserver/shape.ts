/**
 * A body in the shape of its kind, before anything is decided about it: {@link builtinShape} reads what the OpenAPI facts say,
 * as Go's decoder would: unknown fields dropped and named, `null` taken for absent, another type refused.
 */
import { referenceOf, resolved, schemaOfKind } from '../../openapi/facts.js';
import type { OpenApiSchema } from '../../openapi/schema.js';
import { isObject, type JsonObject, type KubeJson } from './json.js';
import { badRequest } from './refusal.js';
import type { Resource } from './registry.js';

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
    super(`json: cannot unmarshal ${jsonType(value)} into Go struct field ${place.struct}.${place.path} of type ${goType(schema)}`);
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
    if (!(error instanceof Mismatch)) throw error;
    throw badRequest(`${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: ${error.message}`);
  }
}

// eslint-disable-next-line max-params -- one recursion over value and schema, with where it is and what it found
function shape(value: unknown, schema: OpenApiSchema, place: Place, unknown: string[]): unknown {
  const target = resolved(schema);
  if (value === null || target.type === undefined) return value;
  const inside = { ...place, struct: structOf(schema) ?? place.struct };
  switch (target.type) {
    case 'object':
      if (!isObject(value)) throw new Mismatch(value, schema, place);
      return shapeObject(value, target, inside, unknown);
    case 'array':
      if (!Array.isArray(value)) throw new Mismatch(value, schema, place);
      return value.map((item, index) => shape(item, target.items ?? {}, { ...inside, path: `${place.path}[${index}]` }, unknown));
    default:
      if (!fits(value, target)) throw new Mismatch(value, schema, place);
      return value;
  }
}

// eslint-disable-next-line max-params -- as above
function shapeObject(value: JsonObject, schema: OpenApiSchema, place: Place, unknown: string[]): JsonObject {
  const { properties, additionalProperties } = schema;
  if (properties === undefined && additionalProperties === undefined) return value;
  const shaped: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(value)) {
    const path = place.path === '' ? field : `${place.path}.${field}`;
    const known = properties !== undefined && Object.hasOwn(properties, field) ? properties[field] : additionalProperties;
    if (known === undefined) unknown.push(path);
    else if (inner !== null) shaped[field] = shape(inner, known, { ...place, path: properties === undefined ? place.path : path }, unknown);
  }
  return shaped;
}

function fits(value: unknown, { type, format }: OpenApiSchema): boolean {
  if (type === 'string') return typeof value === 'string' || format === 'int-or-string';
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'integer') return Number.isInteger(value);
  return type !== 'number' || typeof value === 'number';
}

const structOf = (schema: OpenApiSchema): string | undefined => referenceOf(schema)?.split('.').at(-1);

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' && !Number.isInteger(value) ? `number ${value}` : typeof value;
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
