/**
 * Fills in the defaults of a schema and drops the nulls it does not allow, as the API server does between pruning and validation.
 * Enter at {@link applyDefaults}.
 */
import { checkDepth } from '../depth.js';
import type { Schema } from '../types.js';
import { copied, isList, isObject, own, put } from '../../util/json/json.js';

/**
 * The value with the defaults of the schema; the same value where nothing changes.
 *
 * A null on a field that is not nullable becomes its default, or goes where there is none; in a list it stays for validation to refuse. A
 * default below a missing object does not apply: the object needs a default of its own, `{}` for example.
 *
 * @throws KubeError `schema-depth` for a schema that is nested more deeply than 500 levels.
 */
export function applyDefaults(value: unknown, schema: Schema): unknown {
  checkDepth(schema);
  return defaulted(value, schema);
}

function defaulted(value: unknown, schema: Schema): unknown {
  if (isList(value)) return schema.items === undefined ? value : defaultedList(value, schema.items);
  return isObject(value) ? defaultedObject(value, schema) : value;
}

function defaultedList(value: readonly unknown[], items: Schema): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (const [index, item] of value.entries()) {
    const next = defaulted(isForbiddenNull(item, items) ? copied(items.default ?? null) : item, items);
    if (next !== item) (copy ??= [...value])[index] = next;
  }
  return copy ?? value;
}

function defaultedObject(value: Readonly<Record<string, unknown>>, schema: Schema): unknown {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const item = value[key];
    const next = defaultedField(item, fieldSchema(schema, key));
    if (next === item) continue;
    copy ??= { ...value };
    if (next === undefined)
      delete copy[key]; // eslint-disable-line @typescript-eslint/no-dynamic-delete -- the copy is ours
    else put(copy, key, next);
  }
  for (const [key, property] of defaultsOf(schema)) {
    if (Object.hasOwn(value, key)) continue;
    copy ??= { ...value };
    put(copy, key, defaulted(copied(property.default), property));
  }
  return copy ?? value;
}

/** The field's value, or undefined where a null goes. */
function defaultedField(item: unknown, schema: Schema | undefined): unknown {
  if (schema === undefined) return item;
  if (!isForbiddenNull(item, schema)) return defaulted(item, schema);
  return hasDefault(schema) ? defaulted(copied(schema.default), schema) : undefined;
}

function fieldSchema(schema: Schema, key: string): Schema | undefined {
  const property = own(schema.properties, key);
  if (property !== undefined) return property;
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

function isForbiddenNull(value: unknown, schema: Schema): boolean {
  return value === null && schema.nullable !== true;
}

/** `default: null` is no default. */
function hasDefault(schema: Schema): boolean {
  return schema.default !== undefined && schema.default !== null;
}

type Defaults = readonly (readonly [name: string, property: Schema])[];
const defaultsBySchema = new WeakMap<Schema, Defaults>();

function defaultsOf(schema: Schema): Defaults {
  const known = defaultsBySchema.get(schema);
  if (known !== undefined) return known;
  const defaults = Object.entries(schema.properties ?? {}).filter(([, property]) => hasDefault(property));
  defaultsBySchema.set(schema, defaults);
  return defaults;
}
