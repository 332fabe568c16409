/**
 * A null in metadata is what Go makes of it: {@link withoutNulls}. A field that is null is absent, an item or a value that is null is the zero of
 * its type.
 */
import { isList, isObject, put, type JsonObject } from 'kube-core/json';

/** The zeros of the items and values of the fields that have some. */
const zeros = new Map<string, unknown>([
  ['labels', ''],
  ['annotations', ''],
  ['finalizers', ''],
  ['ownerReferences', {}],
  ['managedFields', {}],
]);

/** The metadata without a null in any field that the server reads. */
export function withoutNulls(metadata: JsonObject): JsonObject {
  return mapped(metadata, (value, field) => (value === null ? undefined : filled(value, zeros.get(field))));
}

function filled(value: unknown, zero: unknown): unknown {
  if (zero === undefined) return value;
  if (isList(value)) return value.map((item) => partOf(item, zero));
  return isObject(value) ? mapped(value, (item) => partOf(item, zero)) : value;
}

const partOf = (item: unknown, zero: unknown): unknown => (isObject(item) ? mapped(item, (value) => value ?? undefined) : (item ?? zero));

/** The object with other values; without the fields whose value is then undefined. */
function mapped(object: JsonObject, change: (value: unknown, field: string) => unknown): JsonObject {
  const changed: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(object)) {
    const next = change(value, field);
    if (next !== undefined) put(changed, field, next);
  }
  return changed;
}
