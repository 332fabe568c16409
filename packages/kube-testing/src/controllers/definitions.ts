/**
 * What becomes of a CustomResourceDefinition after it was written: its kinds are served, and emptied before it goes. Enter at
 * {@link settleDefinition}.
 */
import { equal } from 'kube-core/json';
import { isDeleting, tidy } from '../admit/metadata.js';
import { timestamp, type Cluster } from '../cluster.js';
import { crdId, resourcesOf } from '../registry/definition.js';
import type { Change } from '../store/collection.js';
import type { Item } from '../store/item.js';
import { removeItem } from '../verbs/remove.js';
import { isEstablished, settled } from './definition-status.js';

/** The finalizer that holds a definition until its objects are gone. */
const crdFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

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
  const served = registry.byId(name) !== undefined;
  registry.replace(name, isEstablished(next) ? resourcesOf(next) : []);
  if (!served) store.collection(name).compact(store.version); // what was before the kind was served nobody can watch
  const held = {
    ...next,
    metadata: tidy({ ...next.metadata, finalizers: [...new Set([...(next.metadata.finalizers ?? []), crdFinalizer])] }),
  };
  if (!equal(held, item.object)) store.put(crdId, held);
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
export function finishDefinition(cluster: Cluster, id: string): void {
  const item = cluster.store.collection(crdId).get(undefined, id);
  if (item === undefined || !isDeleting(item.object) || cluster.store.collection(id).items().length > 0) return;
  const finalizers = (item.object.metadata.finalizers ?? []).filter((finalizer) => finalizer !== crdFinalizer);
  const next = { ...item.object, metadata: tidy({ ...item.object.metadata, finalizers }) };
  if (finalizers.length === 0) cluster.store.remove(crdId, item);
  else if (!equal(next, item.object)) cluster.store.put(crdId, next);
}
