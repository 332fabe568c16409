/**
 * How the lists of a strategic merge patch merge: items are matched by their merge key (or, for scalars, by value), directives
 * among the items delete or replace, and the order of the patch wins over that of the live list. Enter at {@link mergeLists}.
 */
import { isList, isObject, own, toJson, type JsonObject } from 'kube-core/json';
import { internal } from '../../refusal.js';

/** How the items of one list merge. */
export interface ListMerge {
  /** The field that tells items apart; undefined for scalars. */
  readonly key: string | undefined;
  mergeItems(original: JsonObject, patch: JsonObject): JsonObject;
  /** An item that the live list does not have, as it goes in. */
  newItem(item: JsonObject): JsonObject;
}

/** The live list with the items of the patch merged in. */
export function mergeLists(current: readonly unknown[], patch: readonly unknown[], merge: ListMerge): readonly unknown[] {
  if (current.length === 0 && patch.length === 0) return current;
  checkItems(current, patch);
  if (![...current, ...patch].some(isObject)) {
    return orderBy([...new Set([...current, ...patch])], { patch, server: current }, undefined);
  }
  const { key } = merge;
  if (key === undefined) throw internal('cannot merge lists without merge key for ');
  const { kept, items } = obeyItems(current.filter(isObject), patch.filter(isObject), key);
  return orderBy(mergeItems(kept, items, { ...merge, key }), { patch: items, server: kept }, key);
}

/** The list without the items named. */
export function withoutItems(current: readonly unknown[], items: readonly unknown[]): readonly unknown[] {
  return current.filter((item) => !items.includes(item));
}

/** Refuses lists that do not hold items of one type. */
export function checkItems(current: readonly unknown[], patch: readonly unknown[]): void {
  const items = [...current, ...patch];
  if (items.length === 0) throw internal('no elements in any of the given slices');
  if (isList(items[0])) throw internal('lists of lists are not supported');
  if (items.some((item) => kindOf(item) !== kindOf(items[0])))
    throw internal(`list element types are not identical: ${goFormat([current, patch])}`);
}

const kindOf = (item: unknown): string => (isObject(item) ? 'map' : isList(item) ? 'list' : typeof item);

/** What the directives among the items leave of both lists. */
function obeyItems(
  current: readonly JsonObject[],
  patch: readonly JsonObject[],
  key: string,
): { readonly kept: readonly JsonObject[]; readonly items: readonly JsonObject[] } {
  const items = patch.filter((item) => !Object.hasOwn(item, '$patch'));
  const deleted: unknown[] = [];
  let replaces = false;
  for (const item of patch) {
    const directive = own(item, '$patch');
    if (directive === 'delete') deleted.push(keyOf(item, key));
    else if (directive === 'replace') replaces = true;
    else if (directive === 'merge') throw internal('merging lists cannot yet be specified in the patch');
    else if (directive !== undefined) throw internal(`unknown patch type: ${goFormat(directive)} in map: ${goFormat(item)}`);
  }
  if (replaces) return { kept: items, items: [] };
  return { kept: current.filter((item) => !deleted.includes(own(item, key))), items };
}

function mergeItems(
  current: readonly JsonObject[],
  patch: readonly JsonObject[],
  merge: ListMerge & { readonly key: string },
): JsonObject[] {
  const merged = [...current];
  for (const item of patch) {
    const value = keyOf(item, merge.key);
    const place = merged.findIndex((other) => own(other, merge.key) === value);
    const found = merged[place];
    if (found === undefined) merged.push(merge.newItem(item));
    else merged[place] = merge.mergeItems(found, item);
  }
  return merged;
}

function keyOf(item: JsonObject, key: string): unknown {
  const value = own(item, key);
  if (value === undefined) throw internal(`map: ${goFormat(item)} does not contain declared merge key: ${key}`);
  return value;
}

/** The orders that a merged list follows. */
interface Orders {
  /** The order of the patch, or of its `$setElementOrder`. */
  readonly patch: readonly unknown[];
  /** The order of the live list. */
  readonly server: readonly unknown[];
}

/**
 * The items in the order of the patch, with those that only the server has woven in where they stood: each before the first item
 * of the patch that it preceded in the live list.
 */
export function orderBy(items: readonly unknown[], { patch, server }: Orders, key: string | undefined): readonly unknown[] {
  const place = (order: readonly unknown[]): ((item: unknown) => number) => {
    const identities = order.map((item) => identityOf(item, key));
    return (item) => identities.indexOf(identityOf(item, key));
  };
  const [inPatch, inServer] = [place(patch), place(server)];
  const fromPatch = items.filter((item) => inPatch(item) >= 0).sort((a, b) => inPatch(a) - inPatch(b));
  const fromServer = items.filter((item) => inPatch(item) < 0).sort((a, b) => inServer(a) - inServer(b));
  return weave(fromServer, fromPatch, inServer);
}

function weave(left: readonly unknown[], right: readonly unknown[], place: (item: unknown) => number): readonly unknown[] {
  const woven: unknown[] = [];
  let next = 0;
  for (const item of right) {
    while (next < left.length && place(item) >= 0 && place(left[next]) < place(item)) woven.push(left[next++]);
    woven.push(item);
  }
  return [...woven, ...left.slice(next)];
}

function identityOf(item: unknown, key: string | undefined): unknown {
  return key !== undefined && isObject(item) ? keyOf(item, key) : item;
}

/**
 * The order of the live list that a `$setElementOrder` is woven with. The server merges into the array of the live list, so that new
 * items stand in it where deleted ones were, as many as there is room for.
 */
export function liveOrder(current: readonly unknown[], patch: readonly unknown[], key: string | undefined): readonly unknown[] {
  if (key === undefined) return current;
  const { kept, items } = obeyItems(current.filter(isObject), patch.filter(isObject), key);
  const known = new Set(kept.map((item) => own(item, key)));
  return [...kept, ...items.filter((item) => !known.has(own(item, key)))].slice(0, current.length);
}

/** Refuses a patch whose items stand in another order than its `$setElementOrder`, or are not in it. */
export function checkOrder(patch: readonly unknown[], order: readonly unknown[], { key }: ListMerge): void {
  if (order.length === 0) return;
  const items = patch.filter((item) => !isObject(item) || item.$patch !== 'delete');
  let next = 0;
  for (const wanted of order) {
    while (isDirective(items[next])) next += 1;
    if (next < items.length && identityOf(items[next], key) === identityOf(wanted, key)) next += 1;
  }
  if (next < items.length)
    throw internal(`The order in patch list:\n${goFormat(patch)}\n doesn't match $setElementOrder list:\n${goFormat(order)}\n`);
}

const isDirective = (item: unknown): boolean => isObject(item) && Object.hasOwn(item, '$patch');

/** A JSON value as Go's `%v` prints it, which is how it stands in messages of the server. */
export function goFormat(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (isList(value)) return `[${value.map(goFormat).join(' ')}]`;
  if (!isObject(value)) return typeof value === 'string' ? value : toJson(value);
  const fields = Object.keys(value).sort();
  return `map[${fields.map((name) => `${name}:${goFormat(value[name])}`).join(' ')}]`;
}
