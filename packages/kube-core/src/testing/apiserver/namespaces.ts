/**
 * The life of a namespace: what cannot be put into one that is not there or is ending ({@link requireNamespace}), and how one that is
 * ending is emptied ({@link emptyNamespaces}).
 */
import type { Cluster } from './cluster.js';
import { at, listAt, type KubeJson } from './json.js';
import { isDeleting } from './metadata.js';
import { forbidden, notFound } from './refusal.js';
import type { Resource } from './registry.js';

/** The namespaces that every cluster has. */
export const firstNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'] as const;

/** Namespaces that cannot be deleted. */
export const lastingNamespaces: ReadonlySet<string> = new Set(['default', 'kube-public', 'kube-system']);

/** @throws Refusal 404 for a namespace that is not there, 403 for one that is ending. */
export function requireNamespace(cluster: Cluster, resource: Resource, object: KubeJson): void {
  const { namespace, name = '' } = object.metadata;
  if (!resource.namespaced || namespace === undefined) return;
  const found = cluster.store.collection('namespaces').get(undefined, namespace);
  if (found === undefined) throw notFound({ group: '', plural: 'namespaces', kind: 'Namespace' }, namespace);
  if (!isDeleting(found.object)) return;
  throw forbidden(resource, name, `unable to create new content in namespace ${namespace} because it is being terminated`, [
    { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' },
  ]);
}

/** The finalizer in the spec of a namespace that stands for its content. */
const contentFinalizer = 'kubernetes';

/** Whether a namespace is ending and its content has not been seen to be gone. */
export const isEmptying = (namespace: KubeJson): boolean =>
  isDeleting(namespace) && listAt(namespace.spec, 'finalizers').includes(contentFinalizer);

/** A namespace whose content is gone. */
export function emptied(namespace: KubeJson): KubeJson {
  const finalizers = listAt(namespace.spec, 'finalizers').filter((one) => one !== contentFinalizer);
  const spec = at(namespace, ['spec']);
  return { ...namespace, spec: finalizers.length === 0 ? {} : { ...(typeof spec === 'object' ? spec : {}), finalizers } };
}
