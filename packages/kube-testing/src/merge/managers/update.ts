/**
 * Who owns which fields after a write: {@link trackUpdate} for create, replace and patches other than apply; {@link take} is
 * the part that apply shares.
 */
import { objectAt, type JsonObject } from 'kube-core/json';
import type { Topology } from 'kube-core/schema';
import { compareFields, type Comparison } from '../fields/compare.js';
import { elementOf } from '../fields/element.js';
import { reconcileFields } from '../fields/reconcile.js';
import { FieldSet } from '../fields/field-set.js';
import {
  capUpdaters,
  forgetsManagers,
  managerId,
  managersOf,
  newManager,
  readManagers,
  withManagers,
  withoutManagers,
  type Manager,
  type Managers,
} from './managed-fields.js';

/** Who writes, through which endpoint, and when. */
export interface Writing {
  /** The field manager of the call; without one, the server takes the user agent up to its first slash. */
  readonly manager: string;
  /** The version in which the objects given are. */
  readonly apiVersion: string;
  /** The subresource written through, `status` for example; absent for the object itself. */
  readonly subresource?: string | undefined;
  /** RFC 3339 in UTC, whole seconds. */
  readonly now: string;
  /** How objects of the version merge. */
  readonly topology: Topology;
  /** Fields that this endpoint does not write, whatever it is sent: {@link notWritten}. */
  readonly ignored?: FieldSet;
  /**
   * The object and its topology in another version that managers wrote in; undefined if that version is no longer served. Without
   * it, versions differ in their name only.
   */
  readonly inVersion?: (object: JsonObject, apiVersion: string) => Versioned | undefined;
}

/** Metadata that the status endpoints of these kinds leave alone, as Kubernetes 1.35 does it; all others write it. */
const metadataLeftOut: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['labels'],
  Pod: ['deletionTimestamp', 'ownerReferences'],
};

/**
 * What an endpoint does not write, whatever it is sent: the object's own leaves `status` alone, that of its status leaves `spec`
 * alone. The status endpoint of a custom resource stores no metadata either, and yet notes who sent it.
 *
 * @param kind - The name of a kind with a status endpoint.
 * @param subresource - `status`, or undefined for the object's own endpoint.
 */
export function notWritten(kind: string, subresource: string | undefined): FieldSet {
  if (subresource === undefined) return FieldSet.of([elementOf('status')]);
  if (subresource !== 'status') return FieldSet.empty;
  return FieldSet.of([elementOf('spec')], ...(metadataLeftOut[kind] ?? []).map((name) => [elementOf('metadata'), elementOf(name)]));
}

/** Fields that every object has and no manager owns. */
const ownerless = FieldSet.of(
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map(
    (name) => ['f:metadata', elementOf(name)],
  ),
);

/**
 * The new object with its managedFields: the writer gains what it set or changed, others lose what it changed or removed.
 *
 * The list of managers is that of the new object, if it has a valid one and the write is not to a subresource; else that of the
 * live one. An empty list, or one of a single empty entry, forgets all managers, and without managers an existing object is not tracked.
 *
 * @param live - The object before. For a create: a built-in kind's `zeroObject`, or an empty object for a custom resource.
 * @param next - The object as it will be stored: patched, decoded and defaulted.
 */
export function trackUpdate(live: JsonObject, next: JsonObject, writing: Writing): JsonObject {
  const managers = managersBefore(live, next, writing.subresource !== undefined);
  const object = withoutManagers(next);
  const creates = objectAt(live, 'metadata').uid === undefined;
  if (managers.size === 0 && !creates) return object;
  return withManagers(object, updateManagers({ live: withoutManagers(live), next: object }, managers, writing));
}

function managersBefore(live: JsonObject, next: JsonObject, ofLive: boolean): Managers {
  const sent = objectAt(next, 'metadata').managedFields;
  if (!ofLive && forgetsManagers(sent)) return new Map();
  const given = ofLive ? new Map<string, Manager>() : managersOrNone(() => readManagers(sent));
  return given.size > 0 ? given : managersOrNone(() => managersOf(live));
}

function managersOrNone(read: () => Managers): Managers {
  try {
    return read();
  } catch {
    return new Map();
  }
}

/** The two states between which managers gain and lose. */
export interface States {
  readonly live: JsonObject;
  readonly next: JsonObject;
}

/** The managers after an update. */
export function updateManagers(states: States, before: Managers, writing: Writing): Managers {
  const { managers, changed } = take(states, reconcileManagers(states.live, before, writing), { writing, keep: undefined });
  const gained = changed.modified
    .union(changed.added)
    .without(writing.ignored ?? FieldSet.empty)
    .difference(ownerless);
  if (gained.isEmpty) return managers;
  const writer = newManager(writing.manager, { operation: 'Update', apiVersion: writing.apiVersion, subresource: writing.subresource });
  const id = managerId(writer);
  const fields = gained.union(managers.get(id)?.fields ?? FieldSet.empty);
  return capUpdaters(new Map(managers).set(id, { ...writer, time: writing.now, fields }));
}

/** Fields that others own and that a write would change, by {@link managerId}. */
export type Contested = ReadonlyMap<string, FieldSet>;

/** What a write does to the managers. */
export interface Taking {
  /** The managers without what was taken from them; those that have nothing left are gone. */
  readonly managers: Managers;
  readonly contested: Contested;
  readonly changed: Comparison;
}

interface TakeOptions {
  readonly writing: Writing;
  /** The manager that nothing is taken from: the one that applies. */
  readonly keep: string | undefined;
}

/** Takes what changed from everybody else. */
export function take(states: States, managers: Managers, { writing, keep }: TakeOptions): Taking {
  const compare = comparer(states, writing);
  const left = new Map<string, Manager>();
  const contested = new Map<string, FieldSet>();
  for (const [id, manager] of managers) {
    const changed = id === keep ? none : compare(manager.apiVersion);
    if (changed === undefined) continue;
    const taken = manager.fields.intersection(changed.modified.union(changed.added));
    const fields = manager.fields.difference(taken).difference(changed.removed);
    if (!taken.isEmpty) contested.set(id, taken);
    if (!fields.isEmpty) left.set(id, { ...manager, fields });
  }
  return { managers: left, contested, changed: compare(writing.apiVersion) ?? none };
}

const none: Comparison = { added: FieldSet.empty, modified: FieldSet.empty, removed: FieldSet.empty };

/** Compares the states in each version once. */
function comparer({ live, next }: States, writing: Writing): (apiVersion: string) => Comparison | undefined {
  const known = new Map<string, Comparison | undefined>();
  const compare = (apiVersion: string): Comparison | undefined => {
    const [before, after] = [inVersion(live, apiVersion, writing), inVersion(next, apiVersion, writing)];
    return before === undefined || after === undefined
      ? undefined
      : filtered(compareFields(before.object, after.object, after.topology), writing.ignored ?? FieldSet.empty);
  };
  return (apiVersion) => {
    if (!known.has(apiVersion)) known.set(apiVersion, compare(apiVersion));
    return known.get(apiVersion);
  };
}

/** An object in one of its versions, and how that version merges. */
export interface Versioned {
  readonly object: JsonObject;
  readonly topology: Topology;
}

/** An object in a version; undefined if that version is not served. */
export function inVersion(object: JsonObject, apiVersion: string, writing: Writing): Versioned | undefined {
  const topology = apiVersion === writing.apiVersion ? writing.topology : undefined;
  if (topology !== undefined && (object.apiVersion === apiVersion || object.apiVersion === undefined)) return { object, topology };
  const converted =
    writing.inVersion === undefined
      ? { object: { ...object, apiVersion }, topology: writing.topology }
      : writing.inVersion(object, apiVersion);
  return converted === undefined || topology === undefined ? converted : { object: converted.object, topology };
}

function filtered({ added, modified, removed }: Comparison, ignored: FieldSet): Comparison {
  return { added: added.without(ignored), modified: modified.without(ignored), removed: removed.without(ignored) };
}

/** The managers with their fields fitted to the schema of today; those of versions that are gone are left out. */
export function reconcileManagers(live: JsonObject, managers: Managers, writing: Writing): Managers {
  const reconciled = new Map<string, Manager>();
  for (const [id, manager] of managers) {
    const version = inVersion(live, manager.apiVersion, writing);
    if (version === undefined) continue;
    reconciled.set(id, { ...manager, fields: reconcileFields(manager.fields, version.topology) });
  }
  return reconciled;
}

/** What a manager may own of these fields. */
export const ownable = (fields: FieldSet): FieldSet => fields.difference(ownerless);
