/**
 * What the four ways to change an object share: careful access to fields whose names are not known, and the refusals that only
 * patches have. The ways themselves are `jsonPatch`, `mergePatch`, `strategicMergePatch` and `serverSideApply`, each in the file
 * of its name.
 */
import type { JsonObject } from './json.js';
import { Refusal } from './refusal.js';

/** A JSON object that is being made. */
export type Draft = Record<string, unknown>;

/** Whether the value is a list. `Array.isArray` would take the items for `any`. */
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** A field of its own, never one that every object inherits: `constructor` is a legal key of a ConfigMap. */
export function fieldOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Sets a field, also one whose name JavaScript treats specially (`__proto__`). */
export function setField(object: Draft, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

/** How messages of the server name the JSON type of a value. */
export function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** 422 without a word about the cause: all that the server says of a patch that does not fit its object. */
export const unprocessable = (): Refusal =>
  new Refusal({ message: 'the server rejected our request due to an error in our request', reason: 'Invalid', details: {}, code: 422 });

/** 413. */
export const entityTooLarge = (why: string): Refusal =>
  new Refusal({ message: `Request entity too large: ${why}`, reason: 'RequestEntityTooLarge', code: 413 });
