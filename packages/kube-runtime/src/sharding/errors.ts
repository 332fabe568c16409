/**
 * What can go wrong with a sharding beside its elections: {@link shardingFailure}.
 */
import { isConflict, isForbidden, isNotFound, KubeError, messageOf } from 'kube-core';

/**
 * @param verb - What was to be done with Leases.
 * @param place - Whose Leases.
 * @param cause - Why it failed.
 * @returns what to tell; `undefined`: nothing, since another replica was faster.
 */
export function shardingFailure(
  verb: 'list' | 'delete',
  { namespace, name }: { readonly namespace: string; readonly name: string },
  cause: unknown,
): KubeError | undefined {
  if (verb === 'delete' && (isConflict(cause) || isNotFound(cause))) return undefined;
  const remedy = isForbidden(cause) ? remedyIn(namespace) : '';
  return new KubeError('sharding', `cannot ${verb} Leases of the sharding ${namespace}/${name}: ${messageOf(cause)}${remedy}`, { cause });
}

const remedyIn = (namespace: string): string =>
  [
    `\nAdd this rule to a Role in namespace ${namespace}, for the user that the process runs as:`,
    `  - apiGroups: ['coordination.k8s.io']`,
    `    resources: ['leases']`,
    `    verbs: ['get', 'list', 'create', 'update', 'delete']`,
  ].join('\n');
