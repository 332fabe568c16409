/**
 * What can go wrong with a sharding beside its elections: {@link shardingFailure}.
 */
import { isConflict, isForbidden, isNotFound, KubeError, messageOf } from 'kube-core';
import { Lease } from 'kube-core/k8s';
import { permission, ruleText, type Verb } from '../util/permission.js';

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

/** @param layouts - How others divide the objects, and how this process does. */
export function dividedFailure(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  { others, own }: { readonly others: readonly string[]; readonly own: string },
): KubeError {
  const what = `replicas of the sharding ${namespace}/${name} divide the objects otherwise: into ${others.join(', and into ')}; this one into ${own}`;
  return new KubeError('sharding', `${what}. It takes no more shards until they have ended: a rollout ends them, otherwise stop them`);
}

/** What a sharding asks of Leases. */
export const shardingVerbs: readonly Verb[] = ['get', 'list', 'create', 'update', 'delete'];

const remedyIn = (namespace: string): string =>
  `\nAdd this rule to a Role in namespace ${namespace}, for the user that the process runs as:\n${ruleText(permission(Lease, shardingVerbs))}`;
