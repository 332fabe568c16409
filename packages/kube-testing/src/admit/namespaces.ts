/**
 * The namespaces that every cluster has, and the rule that nothing is put into one that is not there or is ending: {@link livingNamespace}.
 */
import { forbidden, notFound } from '../refusal.js';
import { checking, type Step } from './attempt.js';
import { isDeleting } from './metadata.js';

/** The namespaces that every cluster has. */
export const firstNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'] as const;

/** Namespaces that cannot be deleted. */
export const lastingNamespaces: ReadonlySet<string> = new Set(['default', 'kube-public', 'kube-system']);

/** @throws Refusal 404 for a new object in a namespace that is not there, 403 in one that is ending. */
export const livingNamespace: Step = checking(({ cluster, target: { resource }, current, object }) => {
  const { namespace, name = '' } = object.metadata;
  if (current !== undefined || !resource.namespaced || namespace === undefined) return;
  const found = cluster.store.collection('namespaces').get(undefined, namespace);
  if (found === undefined) throw notFound({ group: '', plural: 'namespaces', kind: 'Namespace' }, namespace);
  if (!isDeleting(found.object)) return;
  throw forbidden(resource, name, `unable to create new content in namespace ${namespace} because it is being terminated`, [
    { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' },
  ]);
});
