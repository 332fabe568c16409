/**
 * Collects what has lost its owners, as kube-controller-manager does: {@link GarbageCollector}. Dependants go after their owner
 * (background), before it (foreground), or lose the reference (orphan).
 */
import type { OwnerReference } from '../../resource/types.js';
import type { Cluster } from './cluster.js';
import type { Item } from './item.js';
import { isDeleting, tidy } from './metadata.js';
import { foregroundFinalizer, orphanFinalizer, removeItem } from './remove.js';
import type { Resource } from './registry.js';
import type { Change } from './store.js';

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
    for (const owner of ownersOf(previous)) this.#dependants.get(owner.uid)?.delete(placeKey(place));
    if (change.type === 'DELETED') {
      this.#live.delete(item.uid);
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
    const dangling = owners.filter((owner) => !this.#live.has(owner.uid));
    const waiting = owners.filter((owner) => this.#waits(owner));
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

  #waits(owner: Reference): boolean {
    const place = this.#live.get(owner.uid);
    const found = place && this.#find(place);
    return found !== undefined && isDeleting(found.item.object) && holds(found.item, foregroundFinalizer);
  }

  /** Deletes the dependants of an owner, and lets the owner go when none blocks it. */
  #collectFirst(found: { readonly resource: Resource; readonly item: Item }): void {
    const { uid } = found.item;
    let blocking = 0;
    for (const place of this.#dependantsOf(uid)) {
      const dependant = this.#find(place);
      if (dependant === undefined) continue;
      if (!isDeleting(dependant.item.object)) this.#collect(dependant);
      const left = this.#find(place)?.item;
      if (left !== undefined && ownersOf(left).some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true)) blocking++;
    }
    if (blocking === 0) this.#release(found.resource, place(found), foregroundFinalizer);
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
    if (finalizers.length === 0) this.#cluster.store.remove(resource.id, item);
    else this.#cluster.store.put(resource.id, { ...item.object, metadata: tidy({ ...item.object.metadata, finalizers }) });
  }
}

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
