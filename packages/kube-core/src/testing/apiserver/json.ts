/**
 * Looking into JSON that nobody has typed: guards, comparison, freezing. What the server keeps is frozen, so that a state that
 * was stored once can be handed out any number of times.
 */
import type { ObjectMeta } from '../../resource/types.js';

/** A JSON object. */
export interface JsonObject {
  readonly [field: string]: unknown;
}

/** An object of the API, whatever its kind. */
export interface KubeJson extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<ObjectMeta>;
}

/** Whether this is a JSON object: no list, no null. */
export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object under a field; an empty one where there is none. */
export function objectAt(value: unknown, field: string): JsonObject {
  const found = isObject(value) ? value[field] : undefined;
  return isObject(found) ? found : {};
}

/** The list under a field; an empty one where there is none. */
export function listAt(value: unknown, field: string): readonly unknown[] {
  const found = isObject(value) ? value[field] : undefined;
  return Array.isArray(found) ? found : [];
}

/** The text under a field; empty where there is none. */
export function textAt(value: unknown, field: string): string {
  const found = isObject(value) ? value[field] : undefined;
  return typeof found === 'string' ? found : '';
}

/** What stands at the end of a path of fields. */
export function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const field of path) found = isObject(found) ? found[field] : undefined;
  return found;
}

/** The same object with one value set at the end of a path of fields; objects are made on the way. */
export function withAt(value: JsonObject, path: readonly string[], leaf: unknown): JsonObject {
  const [field, ...rest] = path;
  if (field === undefined) return value;
  return { ...value, [field]: rest.length === 0 ? leaf : withAt(objectAt(value, field), rest, leaf) };
}

/** The same object without some fields. */
export function without<T extends object, K extends keyof T>(value: T, ...fields: readonly K[]): Omit<T, K> {
  const rest = { ...value };
  for (const field of fields) Reflect.deleteProperty(rest, field);
  return rest;
}

/** Whether two JSON values are equal; the order of fields does not count, and a field without a value counts as absent. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const fields = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const field of fields) if (!sameJson(a[field], b[field])) return false;
  return true;
}

/** Freezes a JSON value all the way down, and gives it back. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
