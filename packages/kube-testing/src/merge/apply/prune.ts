/**
 * A field that a manager applied before and leaves out now is removed from the object, unless another manager owns it. Enter at
 * {@link pruneConfig}.
 */
import { isObject, type JsonObject } from 'kube-core/json';
import type { Topology } from 'kube-core/schema';
import { fieldsOf, removeFields, withDeclaredFields } from '../fields/of.js';
import { FieldSet } from '../fields/field-set.js';
import type { Manager, Managers } from '../managers/managed-fields.js';
import { inVersion, type Writing } from '../managers/update.js';

/**
 * The merged object without the fields that `last` owns alone and that the manager no longer applies.
 *
 * @param merged - The live object with the new configuration merged in.
 * @param last - What the manager applied before.
 * @param options - All managers, the one that applies with its new fields already.
 */
export function pruneConfig(
  merged: JsonObject,
  last: Manager | undefined,
  options: { readonly managers: Managers; readonly writing: Writing },
): JsonObject {
  if (last === undefined || last.fields.isEmpty) return merged;
  const { writing } = options;
  const whole = inVersion(merged, last.apiVersion, writing);
  if (whole === undefined) return merged;
  const bare = removed(whole.object, withDeclaredFields(last.fields, whole.topology), whole.topology);
  const owned = addBackOwned(whole.object, bare, { ...options, first: last.apiVersion });
  const pruned = addBackDangling(whole.object, inVersion(owned, last.apiVersion, writing)?.object ?? owned, {
    fields: last.fields,
    topology: whole.topology,
  });
  return inVersion(pruned, writing.apiVersion, writing)?.object ?? pruned;
}

function removed(object: JsonObject, fields: FieldSet, topology: Topology): JsonObject {
  const rest = removeFields(object, fields, topology);
  return isObject(rest) ? rest : {};
}

interface OwnedOptions {
  readonly managers: Managers;
  readonly writing: Writing;
  /** The version to begin with: the one in which the manager applied, so that its own removals are seen first. */
  readonly first: string;
}

/** Keeps what any manager owns, in the version in which it owns it. */
function addBackOwned(merged: JsonObject, bare: JsonObject, { managers, writing, first }: OwnedOptions): JsonObject {
  const owned = new Map<string, FieldSet>([[first, FieldSet.empty]]);
  for (const { apiVersion, fields } of managers.values()) owned.set(apiVersion, (owned.get(apiVersion) ?? FieldSet.empty).union(fields));
  let pruned = bare;
  for (const [apiVersion, fields] of owned) {
    const [all, some] = [inVersion(merged, apiVersion, writing), inVersion(pruned, apiVersion, writing)];
    if (all === undefined || some === undefined) continue;
    const kept = declaredFieldsOf(some.object, all.topology).union(withDeclaredFields(fields, all.topology));
    pruned = removed(all.object, declaredFieldsOf(all.object, all.topology).difference(kept), all.topology);
  }
  return pruned;
}

/** Keeps fields that nobody owns, and fields below an item that the manager shared with others: the manager may remove only its own. */
function addBackDangling(
  merged: JsonObject,
  pruned: JsonObject,
  last: { readonly fields: FieldSet; readonly topology: Topology },
): JsonObject {
  const gone = declaredFieldsOf(merged, last.topology).difference(declaredFieldsOf(pruned, last.topology));
  return removed(merged, gone.intersection(withDeclaredFields(last.fields, last.topology)), last.topology);
}

const declaredFieldsOf = (object: JsonObject, topology: Topology): FieldSet => withDeclaredFields(fieldsOf(object, topology), topology);
