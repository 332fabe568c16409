/**
 * Whether an apply would change anything, told from the object alone: {@link isApplied}. The server keeps for each manager which fields it
 * has applied; an apply changes nothing where those are the fields that are wanted, and have the values that are wanted.
 */
import { equal, isList, isObject, objectAt, without } from '../../util/json/json.js';

/** An object as it was read, with its managedFields: those of a cache have none. */
export interface Managed {
  readonly metadata?: { readonly managedFields?: readonly object[] } | undefined;
}

/** The noted fields of one manager: `{ "f:spec": { "f:replicas": {} } }`. */
type Fields = Readonly<Record<string, unknown>>;

/** Said by every object, and owned by nobody. */
const unowned = ['name', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink'];

/** Whether a manager has applied any of it. What it has only updated or patched does not count. */
export const isAppliedBy = (object: Managed, fieldManager: string): boolean => entryOf(object, fieldManager) !== undefined;

/**
 * Whether applying this would change nothing: the manager has applied just these fields, and the object has these values.
 *
 * @param object - The object as the server has it.
 * @param wanted - What would be applied, whole.
 * @param fieldManager - Who would apply it.
 * @returns `false` also where it cannot be told: a value that the server writes in another way (`1000m` for a CPU), a default within a list
 *   that is owned as a whole. Applying then changes nothing either, and costs a request.
 * @example
 * ```ts
 * import { Api, Client, isApplied } from 'kube-core';
 * import { ConfigMap } from 'kube-core/k8s';
 *
 * await using client = await Client.tryDefault({ fieldManager: 'site' });
 * const configMaps = Api.namespaced(client, ConfigMap, 'web');
 * const wanted = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'site' }, data: { colour: 'blue' } } as const;
 * const found = await configMaps.find('site');
 * if (found === undefined || !isApplied(found, wanted, 'site')) await configMaps.apply(wanted);
 * ```
 */
export function isApplied(object: Managed, wanted: object, fieldManager: string): boolean {
  const entry = entryOf(object, fieldManager);
  if (entry === undefined || !isObject(object) || !isObject(wanted)) return false;
  const { apiVersion = entry['apiVersion'] } = wanted;
  if (apiVersion !== entry['apiVersion']) return false; // the fields of another version may have other names
  return isSame(objectAt(entry, 'fieldsV1'), ownable(wanted), object);
}

function entryOf(object: Managed, fieldManager: string): Fields | undefined {
  const entries: readonly unknown[] = object.metadata?.managedFields ?? [];
  return entries.filter(isObject).find((entry) => {
    const { manager, operation, subresource = '' } = entry;
    return manager === fieldManager && operation === 'Apply' && subresource === '';
  });
}

/** Without what nobody owns. */
function ownable(wanted: Fields): Fields {
  const { metadata, ...rest } = without(wanted, 'apiVersion', 'kind');
  if (!isObject(metadata)) return rest;
  const owned = without(metadata, ...unowned);
  return Object.keys(owned).length === 0 ? rest : { ...rest, metadata: owned };
}

function isSame(owned: Fields, wanted: unknown, actual: unknown): boolean {
  const names = Object.keys(owned).filter((name) => name !== '.');
  if (names.length === 0) return equal(wanted, actual);
  if (names.every((name) => name.startsWith('f:'))) return isObject(wanted) && isSameRecord(owned, wanted, actual);
  if (!isList(wanted) || !isList(actual) || wanted.length !== names.length) return false;
  if (names.every((name) => name.startsWith('k:'))) return isSameMap(owned, wanted, actual);
  return names.every((name) => name.startsWith('v:')) && isSameSet(names, wanted, actual);
}

function isSameRecord(owned: Fields, wanted: Fields, actual: unknown): boolean {
  const names = Object.keys(wanted).filter((name) => wanted[name] !== undefined);
  const noted = Object.keys(owned).filter((name) => name !== '.');
  return (
    isObject(actual) &&
    names.length === noted.length &&
    names.every((name) => `f:${name}` in owned && isSame(objectAt(owned, `f:${name}`), wanted[name], actual[name]))
  );
}

/** A list whose items are told apart by some of their fields. */
function isSameMap(owned: Fields, wanted: readonly unknown[], actual: readonly unknown[]): boolean {
  const places = wanted.map((item) => {
    const ids = Object.keys(owned).filter((name) => name.startsWith('k:') && hasKeys(item, parsed(name), true));
    const [id] = ids;
    if (id === undefined || ids.length > 1) return -1;
    const place = actual.findIndex((other) => hasKeys(other, parsed(id), false));
    return isSame(objectAt(owned, id), item, actual[place]) ? place : -1;
  });
  return isRising(places);
}

/** A list whose items are told apart by themselves. */
function isSameSet(names: readonly string[], wanted: readonly unknown[], actual: readonly unknown[]): boolean {
  const values = names.map(parsed);
  return isRising(
    wanted.map((item) => (values.some((value) => equal(value, item)) ? actual.findIndex((other) => equal(other, item)) : -1)),
  );
}

/** Each is there, in this order, and no two are the same: an apply would put them in order. */
const isRising = (places: readonly number[]): boolean => places.every((place, at) => place > (places[at - 1] ?? -1));

function parsed(name: string): unknown {
  try {
    return JSON.parse(name.slice(2));
  } catch {
    return undefined;
  }
}

/** @param defaulted - Whether a key may be missing: the server has filled it in. */
function hasKeys(item: unknown, keys: unknown, defaulted: boolean): boolean {
  if (!isObject(item) || !isObject(keys)) return false;
  return Object.entries(keys).every(([name, value]) => equal(item[name], value) || (defaulted && item[name] === undefined));
}
