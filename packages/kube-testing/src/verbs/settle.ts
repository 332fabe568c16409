/**
 * What becomes of an object that was changed: {@link settle} stores it, or lets it go where nothing holds it any more.
 */
import { listAt } from 'kube-core/json';
import { isDeleting } from '../admit/metadata.js';
import type { Cluster } from '../cluster.js';
import type { KubeJson } from '../object.js';
import { storedVersion, type Resource } from '../registry/resource.js';
import { Item } from '../store/item.js';

/** The state that is stored, and the one that is to follow it. */
export interface Transition {
  readonly resource: Resource;
  readonly before: Item;
  readonly next: KubeJson;
}

/** @returns the new state. Of an object that went, watches are told the state before. */
export function settle({ store }: Cluster, { resource, before, next }: Transition): Item {
  const object = { ...next, apiVersion: storedVersion(resource) };
  if (!isGone(object, resource)) return store.put(resource.id, object);
  store.remove(resource.id, before);
  return new Item(object);
}

/** Whether nothing holds back an object whose deletion was asked for. */
export function isGone(object: KubeJson, resource: Resource): boolean {
  if (!isDeleting(object) || (object.metadata.finalizers ?? []).length > 0) return false;
  if (resource.id === 'namespaces') return listAt(object.spec, 'finalizers').length === 0;
  return (object.metadata.deletionGracePeriodSeconds ?? 0) === 0;
}
