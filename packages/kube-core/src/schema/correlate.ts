/**
 * Which part of an old object a part of the new one comes from: what transition rules see as `oldSelf`, and what may stay as it was.
 * Enter at {@link oldProperty} and {@link oldItems}.
 */
import type { Schema } from './types.js';
import { canonicalJson, isList, isObject, own } from '../util/json/json.js';

/** The same place of the old object, in a box: the value may be null. */
export interface Old {
  readonly value: unknown;
}

/** The same property, or value of a map, of the old object. */
export function oldProperty(old: Old | undefined, key: string): Old | undefined {
  return isObject(old?.value) && Object.hasOwn(old.value, key) ? { value: old.value[key] } : undefined;
}

/** Finds an item's old self by its keys; undefined where the list is not of type map, whose items alone have a place. */
export function oldItems(schema: Schema, old: Old | undefined): ((item: unknown) => Old | undefined) | undefined {
  if (!isList(old?.value) || schema['x-kubernetes-list-type'] !== 'map') return undefined;
  const keyOf = identityOf(schema);
  const byKey = new Map<string, Old>();
  for (const item of old.value) byKey.set(keyOf(item), { value: item });
  return (item) => byKey.get(keyOf(item));
}

/** What makes an item of a list the same item: its keys in a list of type map, the whole of it elsewhere. */
export function identityOf(schema: Schema): (item: unknown) => string {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (schema['x-kubernetes-list-type'] !== 'map' || keys === undefined) return canonicalJson;
  return (item) => canonicalJson(keys.map((key) => (isObject(item) ? (own(item, key) ?? null) : null)));
}
