/**
 * Strategic merge patch as a Kubernetes API server applies it to built-in kinds. Enter at {@link strategicMergePatch}.
 *
 * Like a merge patch, but lists whose topology has the strategy `merge` merge item by item (`strategic-list.ts`), and directives
 * say what plain JSON cannot: `$patch: replace | delete`, `$retainKeys`, `$deleteFromPrimitiveList/x`, `$setElementOrder/x`.
 */
import { isList, isObject, own, put, type JsonObject } from 'kube-core/json';
import { deduced, type Topology } from 'kube-core/schema';
import { typeName, type Draft } from './draft.js';
import { badRequest, internal } from '../../refusal.js';
import { checkItems, checkOrder, goFormat, liveOrder, mergeLists, orderBy, withoutItems, type ListMerge } from './strategic-list.js';

const directives = {
  patch: '$patch',
  retainKeys: '$retainKeys',
  deleteItems: '$deleteFromPrimitiveList/',
  order: '$setElementOrder/',
} as const;

/**
 * The document with the patch merged in; the document stays as it is.
 *
 * @param document - The live object, as JSON.
 * @param patch - The parsed body, unchecked.
 * @param topology - Of the object's kind; `patchStrategies` and `patchMergeKey` decide how lists merge.
 * @throws Refusal 400 for a directive in the wrong form, 500 for an item without its merge key or an unknown directive.
 */
export function strategicMergePatch(document: JsonObject, patch: unknown, topology: Topology): JsonObject {
  if (patch === null) return document;
  if (!isObject(patch)) throw badRequest(`json: cannot unmarshal ${typeName(patch)} into Go value of type map[string]interface {}`);
  return mergeMaps(document, patch, topology);
}

function mergeMaps(original: JsonObject, patch: JsonObject, topology: Topology): JsonObject {
  const directive = own(patch, directives.patch);
  if (directive !== undefined) return obey(directive, patch);
  const merged: Draft = retained(original, patch);
  const rest: Draft = { ...patch };
  Reflect.deleteProperty(rest, directives.retainKeys);
  for (const name of Object.keys(patch)) if (name.startsWith(directives.order)) mergeInOrder(merged, rest, { name, topology });
  const fields = Object.entries(rest);
  for (const [name, value] of fields) if (!name.startsWith(directives.deleteItems)) mergeField(merged, name, { value, topology });
  for (const [name, value] of fields) {
    if (name.startsWith(directives.deleteItems)) deleteItems(merged, name.slice(directives.deleteItems.length), value);
  }
  return merged;
}

function obey(directive: unknown, patch: JsonObject): JsonObject {
  if (directive === 'delete') return {};
  if (directive !== 'replace') throw internal(`unknown patch type: ${goFormat(directive)} in map: ${goFormat(patch)}`);
  const whole: Draft = { ...patch };
  Reflect.deleteProperty(whole, directives.patch);
  return whole;
}

/** A copy of the original with the fields that `$retainKeys` names, or with all where there is no such directive. */
function retained(original: JsonObject, patch: JsonObject): Draft {
  const keys = own(patch, directives.retainKeys);
  if (keys === undefined) return { ...original };
  const foreign = (name: string, value: unknown): boolean => value !== null && !isDirective(name) && isList(keys) && !keys.includes(name);
  if (!isList(keys) || Object.entries(patch).some(([name, value]) => foreign(name, value)))
    throw badRequest('invalid patch format of retainKeys');
  return Object.fromEntries(Object.entries(original).filter(([name]) => keys.includes(name)));
}

interface FieldPatch {
  readonly value: unknown;
  readonly topology: Topology;
}

function mergeField(merged: Draft, name: string, { value, topology }: FieldPatch): void {
  const current = own(merged, name);
  if (value === null) Reflect.deleteProperty(merged, name);
  else if (isObject(value) && isObject(current)) put(merged, name, mergeObjectField(current, value, fieldTopology(topology, name)));
  else if (isList(value) && isList(current)) put(merged, name, mergeListField(current, value, fieldTopology(topology, name)));
  else setOrDrop(merged, name, value);
}

function mergeObjectField(current: JsonObject, patch: JsonObject, topology: Topology): JsonObject {
  return topology.patchStrategies.includes('replace') ? patch : mergeMaps(current, patch, topology);
}

function mergeListField(current: readonly unknown[], patch: readonly unknown[], topology: Topology): readonly unknown[] {
  return topology.patchStrategies.includes('merge') ? mergeLists(current, patch, listMerge(topology)) : patch;
}

/** A new value stands as it is, but for directives, which have nothing to act on, and for `null` fields. */
function setOrDrop(merged: Draft, name: string, value: unknown): void {
  const clean = withoutDirectives(value);
  if (clean === undefined) Reflect.deleteProperty(merged, name);
  else put(merged, name, clean);
}

/** The value without what carries a directive; undefined if it carries one itself. */
function withoutDirectives(value: unknown): unknown {
  if (isList(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  if (Object.hasOwn(value, directives.patch)) return undefined;
  const clean: Draft = {};
  for (const [name, inner] of Object.entries(value)) if (inner !== null) setOrDrop(clean, name, inner);
  return clean;
}

/** A new item of a list: unlike elsewhere what carries a directive stays, and only the directive goes, as an unknown field would. */
function withoutMarks(item: JsonObject): JsonObject {
  const clean: Draft = {};
  for (const [name, inner] of Object.entries(item)) if (inner !== null && !isDirective(name)) put(clean, name, unmarked(inner));
  return clean;
}

function unmarked(value: unknown): unknown {
  if (isList(value)) return value.map(unmarked);
  return isObject(value) ? withoutMarks(value) : value;
}

const isDirective = (name: string): boolean => Object.values(directives).some((directive) => name.startsWith(directive));

function deleteItems(merged: Draft, name: string, items: unknown): void {
  const current = own(merged, name);
  if (items === null) Reflect.deleteProperty(merged, name);
  else if (isList(current) && isList(items)) put(merged, name, withoutItems(current, items));
}

interface OrderDirective {
  /** The directive in full: `$setElementOrder/containers`. */
  readonly name: string;
  readonly topology: Topology;
}

/** Merges the list that an order directive is for, and takes both out of the patch. */
function mergeInOrder(merged: Draft, rest: Draft, { name, topology }: OrderDirective): void {
  const list = name.slice(directives.order.length);
  const [order, current, patch] = [listOf(own(rest, name)), listOf(own(merged, list)), listOf(own(rest, list))];
  const merge = listMerge(fieldTopology(topology, list));
  Reflect.deleteProperty(rest, name);
  if (order === undefined) return;
  checkOrder(patch ?? [], order, merge);
  if (current === undefined && patch === undefined) return;
  checkItems(current ?? [], patch ?? []);
  const items = current === undefined ? listOf(withoutDirectives(patch)) : mergeOrdered(current, patch, fieldTopology(topology, list));
  put(merged, list, orderBy(items ?? [], { patch: order, server: liveOrder(current ?? [], patch ?? [], merge.key) }, merge.key));
  Reflect.deleteProperty(rest, list);
}

function mergeOrdered(current: readonly unknown[], patch: readonly unknown[] | undefined, topology: Topology): readonly unknown[] {
  return patch === undefined ? current : mergeListField(current, patch, topology);
}

function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || isList(value)) return value;
  throw internal(`expected a []interface {}, but received a ${goType(value)}`);
}

/** The Go type that the server decodes a JSON value into. */
function goType(value: unknown): string {
  if (isObject(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return value === null ? '%!s(<nil>)' : typeName(value);
}

const fieldTopology = (topology: Topology, name: string): Topology => topology.map?.field(name) ?? deduced;

const listMerge = (topology: Topology): ListMerge => ({
  key: topology.patchMergeKey,
  mergeItems: (original, patch) => mergeMaps(original, patch, topology.list?.items ?? deduced),
  newItem: withoutMarks,
});
