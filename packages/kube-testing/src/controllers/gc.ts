/**
 * Collects what has lost its owners, as kube-controller-manager does: {@link GarbageCollector}. Dependants go after their owner
 * (background), before it (foreground), or lose the reference (orphan).
 */
import type { OwnerReference } from 'kube-core/types';
import type { Cluster } from '../cluster.js';
import type { Item } from '../store/item.js';
import { isDeleting, tidy } from '../admit/metadata.js';
import { foregroundFinalizer, orphanFinalizer, removeItem } from '../verbs/remove.js';
import { settle } from '../verbs/settle.js';
import type { Resource } from '../registry/resource.js';
import type { Change } from '../store/collection.js';

type Reference = Readonly<OwnerReference>;

/** Where an object is kept. */
interface Place {
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

const placeKey = ({ resource, namespace, name }: Place): string => `${resource} ${namespace ?? ''}/${name}`;

/** Follows the changes of a store, and deletes what nobody owns any more. */
export class GarbageCollector {
  readonly #cluster: Cluster;
  /** By the uid of an object: where it is. */
  readonly #live = new Map<string, Place>();
  /** By the uid of an owner: its dependants, by place. */
  readonly #dependants = new Map<string, Map<string, Place>>();
  /** The uids of owners whose dependants were all asked to go. */
  readonly #swept = new Set<string>();
  readonly #queue = new Map<string, Place>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    for (const collection of cluster.store.collections()) {
      for (const item of collection.items())
        this.note(collection.resource, { version: item.version, type: 'ADDED', item, previous: undefined });
    }
  }

  /** Takes note of a change; {@link GarbageCollector.work} acts on it. */
  note(resource: string, change: Change): void {
    const { item, previous } = change;
    const place = { resource, namespace: item.namespace, name: item.name };
    for (const owner of ownersOf(previous)) this.#forget(owner.uid, place);
    if (change.type === 'DELETED') {
      this.#live.delete(item.uid);
      this.#swept.delete(item.uid);
      for (const dependant of this.#dependantsOf(item.uid)) this.#queue.set(placeKey(dependant), dependant);
      for (const owner of ownersOf(item)) this.#enqueueOwner(owner);
      return;
    }
    this.#live.set(item.uid, place);
    for (const owner of ownersOf(item)) this.#remember(owner.uid, place);
    if (ownersOf(item).length > 0 || holdsDependants(item)) this.#queue.set(placeKey(place), place);
  }

  /** Looks at everything that was noted. */
  work(): void {
    for (const [key, place] of [...this.#queue]) {
      this.#queue.delete(key);
      this.#look(place);
    }
  }

  #remember(owner: string, place: Place): void {
    const known = this.#dependants.get(owner) ?? new Map<string, Place>();
    this.#dependants.set(owner, known.set(placeKey(place), place));
  }

  #forget(owner: string, place: Place): void {
    const known = this.#dependants.get(owner);
    known?.delete(placeKey(place));
    if (known?.size === 0) this.#dependants.delete(owner);
  }

  #dependantsOf(uid: string): readonly Place[] {
    return [...(this.#dependants.get(uid)?.values() ?? [])];
  }

  /** An owner that waits for its dependants may now be free to go. */
  #enqueueOwner(owner: Reference): void {
    const place = this.#live.get(owner.uid);
    if (place !== undefined) this.#queue.set(placeKey(place), place);
  }

  #find(place: Place): { readonly resource: Resource; readonly item: Item } | undefined {
    const resource = this.#cluster.registry.byId(place.resource);
    const item = this.#cluster.store.collection(place.resource).get(place.namespace, place.name);
    return resource === undefined || item === undefined ? undefined : { resource, item };
  }

  #look(place: Place): void {
    const found = this.#find(place);
    if (found === undefined) return;
    if (isDeleting(found.item.object) && holds(found.item, orphanFinalizer)) {
      this.#orphan(found);
      return;
    }
    if (isDeleting(found.item.object) && holds(found.item, foregroundFinalizer)) {
      this.#collectFirst(found);
      return;
    }
    if (ownersOf(found.item).length > 0) this.#collect(found);
  }

  /** Deletes an object whose owners are all gone or are waiting for it; of some that are gone it drops the references. */
  #collect(found: { readonly resource: Resource; readonly item: Item }): void {
    const owners = ownersOf(found.item);
    const states = new Map(owners.map((owner) => [owner, this.#stateOf(owner, found.item)]));
    const dangling = owners.filter((owner) => states.get(owner) === 'gone');
    const waiting = owners.filter((owner) => states.get(owner) === 'waits');
    const solid = owners.length - dangling.length - waiting.length;
    if (solid > 0) {
      if (dangling.length + waiting.length > 0) this.#drop(found, new Set([...dangling, ...waiting].map(({ uid }) => uid)));
      return;
    }
    const hasDependants = this.#dependantsOf(found.item.uid).length > 0;
    const policy = waiting.length > 0 && hasDependants ? 'Foreground' : 'Background';
    if (!isDeleting(found.item.object))
      removeItem(this.#cluster, found, { graceSeconds: undefined, propagation: ownPolicy(found.item) ?? policy });
  }

  /**
   * An owner is looked for by its kind and name, where its dependant is or outside of all namespaces, and is another if its uid is. Of an owner
   * that cannot be looked for nobody knows whether it lives, so that its dependant stays: its kind is not served, or it is in a namespace
   * and its dependant in none.
   */
  #stateOf({ apiVersion, kind, name, uid }: Reference, dependant: Item): 'lives' | 'waits' | 'gone' {
    const resource = this.#cluster.registry.byKind(groupOf(apiVersion), kind);
    if (resource === undefined || (resource.namespaced && dependant.namespace === undefined)) return 'lives';
    const namespace = resource.namespaced ? dependant.namespace : undefined;
    const owner = this.#cluster.store.collection(resource.id).get(namespace, name);
    if (owner?.uid !== uid) return 'gone';
    return isDeleting(owner.object) && holds(owner, foregroundFinalizer) ? 'waits' : 'lives';
  }

  /** Deletes the dependants of an owner, and lets the owner go when none blocks it. */
  #collectFirst(found: { readonly resource: Resource; readonly item: Item }): void {
    const { uid } = found.item;
    if (!this.#swept.has(uid)) {
      this.#swept.add(uid); // whoever takes this owner from now on is looked at on its own
      for (const place of this.#dependantsOf(uid)) {
        const dependant = this.#find(place);
        if (dependant !== undefined && !isDeleting(dependant.item.object)) this.#collect(dependant);
      }
    }
    if (!this.#isBlocked(uid)) this.#release(found.resource, place(found), foregroundFinalizer);
  }

  /** Whether a dependant that is still there holds its owner back. */
  #isBlocked(uid: string): boolean {
    for (const place of this.#dependants.get(uid)?.values() ?? []) {
      const dependant = this.#find(place)?.item;
      if (ownersOf(dependant).some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true)) return true;
    }
    return false;
  }

  #orphan(found: { readonly resource: Resource; readonly item: Item }): void {
    for (const dependant of this.#dependantsOf(found.item.uid)) {
      const child = this.#find(dependant);
      if (child !== undefined) this.#drop(child, new Set([found.item.uid]));
    }
    this.#release(found.resource, place(found), orphanFinalizer);
  }

  /** Takes the references to some owners from a dependant. */
  #drop({ item, resource }: { readonly resource: Resource; readonly item: Item }, uids: ReadonlySet<string>): void {
    const ownerReferences = ownersOf(item).filter((owner) => !uids.has(owner.uid));
    this.#cluster.store.put(resource.id, { ...item.object, metadata: tidy({ ...item.object.metadata, ownerReferences }) });
  }

  /** Takes a finalizer from an owner, who goes if it was the last. */
  #release(resource: Resource, where: Place, finalizer: string): void {
    const item = this.#find(where)?.item;
    if (item === undefined) return;
    const finalizers = (item.object.metadata.finalizers ?? []).filter((one) => one !== finalizer);
    const next = { ...item.object, metadata: tidy({ ...item.object.metadata, finalizers }) };
    settle(this.#cluster, { resource, before: item, next });
  }
}

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');
const ownersOf = (item: Item | undefined): Reference[] => [...(item?.object.metadata.ownerReferences ?? [])];
const holds = (item: Item, finalizer: string): boolean => item.object.metadata.finalizers?.includes(finalizer) === true;
const holdsDependants = (item: Item): boolean =>
  isDeleting(item.object) && (holds(item, orphanFinalizer) || holds(item, foregroundFinalizer));

/** A dependant may have said itself how its own dependants are to be treated. */
function ownPolicy(item: Item): 'Orphan' | 'Foreground' | undefined {
  if (holds(item, orphanFinalizer)) return 'Orphan';
  return holds(item, foregroundFinalizer) ? 'Foreground' : undefined;
}

const place = ({ resource, item }: { readonly resource: Resource; readonly item: Item }): Place => ({
  resource: resource.id,
  namespace: item.namespace,
  name: item.name,
});
