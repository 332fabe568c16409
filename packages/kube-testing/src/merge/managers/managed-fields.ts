/**
 * The list in `metadata.managedFields`, read and written (KEP 555): which manager set which fields. Enter at {@link readManagers}
 * and {@link writeManagers}; who gains and loses fields in a write is in `update.ts` and `apply.ts`.
 */
import { equal, isList, isObject, listAt, objectAt, without, type JsonObject } from 'kube-core/json';
import type { ManagedFieldsEntry } from 'kube-core/types';
import { FieldSet } from '../fields/field-set.js';

/** One manager and the fields it set in one way. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  /** The version in which the fields are meant. */
  readonly apiVersion: string;
  readonly subresource: string | undefined;
  /** When it last changed the object; RFC 3339. */
  readonly time: string | undefined;
  readonly fields: FieldSet;
}

/** Managers by {@link managerId}. */
export type Managers = ReadonlyMap<string, Manager>;

/** Without a name a manager is called this. */
const unnamed = 'unknown';

/**
 * What makes two entries one: name, operation, subresource, and for updates the version; whoever applies keeps one entry over all
 * versions. The form is that of the server, since it decides the order of conflicts.
 */
export function managerId({
  name,
  operation,
  apiVersion,
  subresource,
}: Pick<Manager, 'name' | 'operation' | 'apiVersion' | 'subresource'>): string {
  return JSON.stringify({
    manager: name === '' ? undefined : name,
    operation,
    apiVersion: operation === 'Update' ? apiVersion : undefined,
    subresource: subresource === '' ? undefined : subresource,
  });
}

/** A manager with nothing yet. */
export function newManager(name: string, about: Omit<Manager, 'name' | 'fields' | 'time'>): Manager {
  return { ...about, name: name === '' ? unnamed : name, time: undefined, fields: FieldSet.empty };
}

/**
 * Reads a list of entries.
 *
 * @throws Error where an entry is no valid one; the server then takes the list of the live object.
 */
export function readManagers(entries: unknown): Managers {
  return new Map((isList(entries) ? entries : []).map(readManager).map((manager) => [managerId(manager), manager]));
}

function readManager(entry: unknown, index: number): Manager {
  if (!isObject(entry)) throw new Error(`managedFields[${index}] must be an object`);
  const { operation, fieldsType, fieldsV1 } = entry;
  const apiVersion = text(entry, 'apiVersion');
  if (operation !== 'Apply' && operation !== 'Update') throw new Error('operation must be `Apply` or `Update`');
  if (apiVersion === undefined) throw new Error('apiVersion must not be empty');
  if (fieldsType !== 'FieldsV1') throw new Error(`invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${index}`);
  const name = text(entry, 'manager') ?? '';
  return {
    name,
    operation,
    apiVersion,
    subresource: text(entry, 'subresource'),
    time: text(entry, 'time'),
    fields: FieldSet.parse(fieldsV1),
  };
}

function text(entry: JsonObject, field: string): string | undefined {
  const value = entry[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The list as it stands in the object: appliers before updaters, each by time, name, version and subresource. */
export function writeManagers(managers: Managers): readonly ManagedFieldsEntry[] {
  return [...managers.values()].sort(compareManagers).map(writeManager);
}

function writeManager({ name, operation, apiVersion, subresource, time, fields }: Manager): ManagedFieldsEntry {
  return {
    ...(name !== '' && { manager: name }),
    operation,
    apiVersion,
    ...(time !== undefined && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: fields.toJSON(),
    ...(subresource !== undefined && { subresource }),
  };
}

function compareManagers(a: Manager, b: Manager): number {
  return (
    compareText(a.operation, b.operation) ||
    secondsOf(a) - secondsOf(b) ||
    compareText(a.name, b.name) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource ?? '', b.subresource ?? '')
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const secondsOf = ({ time }: Manager): number => (time === undefined ? 0 : Math.floor(Date.parse(time) / 1000));

/** The managers of an object. */
export const managersOf = (object: JsonObject): Managers => readManagers(objectAt(object, 'metadata').managedFields);

/** The object with these managers. */
export function withManagers(object: JsonObject, managers: Managers): JsonObject {
  const bare = withoutManagers(object);
  if (managers.size === 0) return bare;
  return { ...bare, metadata: { ...objectAt(bare, 'metadata'), managedFields: writeManagers(managers) } };
}

/** The object without its list of managers. */
export function withoutManagers(object: JsonObject): JsonObject {
  const metadata = objectAt(object, 'metadata');
  return Object.hasOwn(metadata, 'managedFields') ? { ...object, metadata: without(metadata, 'managedFields') } : object;
}

/** Whether a list of entries asks to forget all managers: it is empty, or holds nothing but one empty entry. */
export function forgetsManagers(entries: unknown): boolean {
  return (
    isList(entries) && (entries.length === 0 || (entries.length === 1 && isObject(entries[0]) && Object.keys(entries[0]).length === 0))
  );
}

/** As many updaters are kept one by one; objects that everybody writes to would grow without end. */
const mostUpdaters = 10;
const ancient = 'ancient-changes';

/** Merges the oldest updaters of a version into one entry, until no more than ten are left. */
export function capUpdaters(managers: Managers): Managers {
  const updaters = [...managers].filter(([, { operation }]) => operation === 'Update');
  if (updaters.length <= mostUpdaters) return managers;
  updaters.sort(([a, left], [b, right]) => secondsOf(left) - secondsOf(right) || compareText(a, b));
  const capped = new Map(managers);
  const firstOfVersion = new Map<string, string>();
  let count = updaters.length;
  for (const [id, manager] of updaters) {
    if (count <= mostUpdaters) break;
    const first = firstOfVersion.get(manager.apiVersion);
    if (first === undefined) firstOfVersion.set(manager.apiVersion, id);
    else if (mergeAncient(capped, first, id)) count -= 1;
  }
  return capped;
}

/** Moves what a manager owns to the entry for ancient changes, which begins with what the first of its version owns. */
function mergeAncient(managers: Map<string, Manager>, first: string, id: string): boolean {
  const manager = managers.get(id);
  if (manager === undefined) return false;
  const bucket = newManager(ancient, { operation: 'Update', apiVersion: manager.apiVersion, subresource: undefined });
  const key = managerId(bucket);
  const before = managers.get(key) ?? managers.get(first);
  if (!managers.has(key)) managers.delete(first);
  managers.delete(id);
  managers.set(key, { ...bucket, time: manager.time, fields: manager.fields.union(before?.fields ?? FieldSet.empty) });
  return true;
}

/**
 * A write that changes nothing but the times of managers keeps the times it found, and so is no write at all.
 *
 * @param live - The object before.
 * @param next - The object about to be stored, after defaulting and admission.
 */
export function keepTimes(live: JsonObject, next: JsonObject): JsonObject {
  const [before, after] = [listAt(objectAt(live, 'metadata'), 'managedFields'), listAt(objectAt(next, 'metadata'), 'managedFields')];
  const timeless = (entry: unknown): JsonObject => without(isObject(entry) ? entry : {}, 'time');
  const same = before.length === after.length && before.every((entry, i) => equal(timeless(entry), timeless(after[i])));
  if (!same || !equal(withoutManagers(live), withoutManagers(next))) return next;
  return { ...next, metadata: { ...objectAt(next, 'metadata'), managedFields: before } };
}
