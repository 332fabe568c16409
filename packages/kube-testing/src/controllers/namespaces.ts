/**
 * What becomes of a namespace whose deletion was asked for: its content is deleted, then the namespace goes. Enter at
 * {@link emptyNamespace}.
 */
import { isObject, listAt } from 'kube-core/json';
import { isDeleting } from '../admit/metadata.js';
import type { Cluster } from '../cluster.js';
import type { KubeJson } from '../object.js';
import { removeItem } from '../verbs/remove.js';

/** The finalizer in the spec of a namespace that stands for its content. */
const contentFinalizer = 'kubernetes';

/** Whether a namespace is ending and its content has not been seen to be gone. */
const isEmptying = (namespace: KubeJson): boolean =>
  isDeleting(namespace) && listAt(namespace.spec, 'finalizers').includes(contentFinalizer);

/** A namespace whose content is gone. */
function emptied(namespace: KubeJson): KubeJson {
  const finalizers = listAt(namespace.spec, 'finalizers').filter((one) => one !== contentFinalizer);
  const { spec } = namespace;
  return { ...namespace, spec: finalizers.length === 0 ? {} : { ...(isObject(spec) ? spec : {}), finalizers } };
}

/**
 * Deletes what a namespace that is ending holds, once: nothing more can be created in it. It goes with the last object,
 * by {@link finishNamespace}.
 */
export function emptyNamespace(cluster: Cluster, name: string): void {
  const { store, registry } = cluster;
  const namespace = store.collection('namespaces').get(undefined, name);
  if (namespace === undefined || !isEmptying(namespace.object)) return;
  for (const collection of store.collections()) {
    const resource = registry.byId(collection.resource);
    if (resource?.namespaced !== true) continue;
    for (const item of collection.items()) {
      if (item.namespace === name && !isDeleting(item.object))
        removeItem(cluster, { resource, item }, { graceSeconds: 0, propagation: undefined });
    }
  }
  finishNamespace(cluster, name);
}

/** Lets a namespace go that is ending and holds nothing any more. */
export function finishNamespace({ store, registry }: Cluster, name: string): void {
  const current = store.collection('namespaces').get(undefined, name);
  if (current === undefined || !isEmptying(current.object)) return;
  const left = store.collections().some((one) => one.reaches(name) && registry.byId(one.resource)?.namespaced === true);
  if (left) return;
  const done = emptied(current.object);
  const item = store.put('namespaces', done);
  if ((done.metadata.finalizers ?? []).length === 0) store.remove('namespaces', item);
}
