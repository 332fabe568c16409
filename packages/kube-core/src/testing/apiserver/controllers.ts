/**
 * What kube-apiserver and kube-controller-manager do on their own account, a moment after a write: definitions are served, namespaces
 * emptied, dependants collected. Enter at {@link startControllers}.
 *
 * Each change is looked at once, outside the request that made it, in the order of the writes.
 */
import { timestamp, type Cluster } from './cluster.js';
import { crdId, isEstablished, resourcesOf, settled } from './crd.js';
import { GarbageCollector } from './gc.js';
import type { Item } from './item.js';
import { sameJson } from './json.js';
import { isDeleting, tidy } from './metadata.js';
import { emptied, isEmptying } from './namespaces.js';
import { removeItem } from './remove.js';
import type { Change } from './store.js';

/** Options of {@link startControllers}. */
export interface ControllerOptions {
  /** Whether dependants are collected. */
  readonly gc: boolean;
}

/** The finalizer that holds a definition until its objects are gone. */
const crdFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/** Works after each change, until it is disposed of. */
export function startControllers(cluster: Cluster, options: ControllerOptions): Disposable {
  const collector = options.gc ? new GarbageCollector(cluster) : undefined;
  const pending: (() => void)[] = [];
  let scheduled: NodeJS.Immediate | undefined;
  const work = (): void => {
    scheduled = undefined;
    for (const task of pending.splice(0)) task();
    if (pending.length > 0) schedule();
  };
  const schedule = (): void => {
    scheduled ??= setImmediate(work);
  };
  const release = cluster.store.onChange((resource, change) => {
    collector?.note(resource, change);
    pending.push(
      () => react(cluster, resource, change),
      () => collector?.work(),
    );
    schedule();
  });
  return {
    [Symbol.dispose]: () => {
      release();
      clearImmediate(scheduled);
    },
  };
}

function react(cluster: Cluster, resource: string, change: Change): void {
  if (resource === crdId) settleDefinition(cluster, change);
  if (resource === 'namespaces' && change.type !== 'DELETED') emptyNamespace(cluster, change.item.name);
  const { namespace } = change.item;
  if (change.type === 'DELETED' && namespace !== undefined) emptyNamespace(cluster, namespace);
  if (change.type === 'DELETED') finishDefinition(cluster, resource);
}

/** Serves what a definition declares, or no longer does. */
export function settleDefinition(cluster: Cluster, change: Pick<Change, 'item'>): void {
  const { store, registry, clock } = cluster;
  const { name } = change.item;
  const item = store.collection(crdId).get(undefined, name);
  if (item === undefined) {
    registry.replace(name, []);
    return;
  }
  if (isDeleting(item.object)) {
    emptyDefinition(cluster, item);
    return;
  }
  const next = settled(item.object, registry, timestamp(clock));
  registry.replace(name, isEstablished(next) ? resourcesOf(next) : []);
  const held = {
    ...next,
    metadata: tidy({ ...next.metadata, finalizers: [...new Set([...(next.metadata.finalizers ?? []), crdFinalizer])] }),
  };
  if (!sameJson(held, item.object)) store.put(crdId, held);
}

function emptyDefinition(cluster: Cluster, item: Item): void {
  const resource = cluster.registry.byId(item.name);
  for (const left of cluster.store.collection(item.name).items()) {
    if (resource !== undefined && !isDeleting(left.object))
      removeItem(cluster, { resource, item: left }, { graceSeconds: 0, propagation: undefined });
  }
  finishDefinition(cluster, item.name);
}

/** Lets a definition go whose objects are gone. */
function finishDefinition(cluster: Cluster, id: string): void {
  const item = cluster.store.collection(crdId).get(undefined, id);
  if (item === undefined || !isDeleting(item.object) || cluster.store.collection(id).items().length > 0) return;
  const finalizers = (item.object.metadata.finalizers ?? []).filter((finalizer) => finalizer !== crdFinalizer);
  const next = { ...item.object, metadata: tidy({ ...item.object.metadata, finalizers }) };
  if (finalizers.length === 0) cluster.store.remove(crdId, item);
  else if (!sameJson(next, item.object)) cluster.store.put(crdId, next);
}

/** Deletes what a namespace that is ending holds, and lets the namespace go when nothing is left. */
function emptyNamespace(cluster: Cluster, name: string): void {
  const { store, registry } = cluster;
  const namespace = store.collection('namespaces').get(undefined, name);
  if (namespace === undefined || !isEmptying(namespace.object)) return;
  let left = 0;
  for (const collection of store.collections()) {
    const resource = registry.byId(collection.resource);
    if (resource?.namespaced !== true) continue;
    for (const item of collection.items()) {
      if (item.namespace !== name) continue;
      const removed = isDeleting(item.object)
        ? { gone: false }
        : removeItem(cluster, { resource, item }, { graceSeconds: 0, propagation: undefined });
      if (!removed.gone) left++;
    }
  }
  const current = store.collection('namespaces').get(undefined, name);
  if (left > 0 || current === undefined || !isEmptying(current.object)) return;
  const done = emptied(current.object);
  const item = store.put('namespaces', done);
  if ((done.metadata.finalizers ?? []).length === 0) store.remove('namespaces', item);
}
