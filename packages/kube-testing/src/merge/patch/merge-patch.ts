/**
 * JSON merge patch (RFC 7386) as a Kubernetes API server applies it. Enter at {@link mergePatch}.
 */
import { isList, isObject, own, put, type JsonObject } from 'kube-core/json';
import { typeName, type Draft } from './draft.js';
import { badRequest } from '../../refusal.js';

/**
 * The document with the patch merged in: what is named is set, what is `null` is removed, lists are replaced. The document stays
 * as it is. Beyond the RFC, and as the server does, a `null` field inside an object of a new list is dropped as well.
 *
 * @param document - The live object, as JSON.
 * @param patch - The parsed body, unchecked.
 * @throws Refusal 400 if the patch is not an object.
 */
export function mergePatch(document: JsonObject, patch: unknown): JsonObject {
  if (patch === null) throw badRequest('Invalid JSON Patch');
  if (!isObject(patch))
    throw badRequest(`error decoding patch: json: cannot unmarshal ${typeName(patch)} into Go value of type map[string]interface {}`);
  return mergeObject(document, patch);
}

function mergeObject(document: JsonObject, patch: JsonObject): Draft {
  const merged: Draft = { ...document };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(merged, name);
    else put(merged, name, mergeValue(own(merged, name), value));
  }
  return merged;
}

function mergeValue(current: unknown, patch: unknown): unknown {
  if (!isObject(current)) return withoutNulls(patch);
  return isObject(patch) ? mergeObject(current, patch) : structuredClone(patch);
}

/** The value without its `null` fields; a `null` that is an item of a list stays. */
function withoutNulls(value: unknown): unknown {
  if (isList(value)) return value.map(withoutNulls);
  return isObject(value) ? mergeObject({}, value) : value;
}
