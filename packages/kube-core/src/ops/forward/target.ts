/**
 * What ports are forwarded to, as a user names it: {@link readTarget}.
 */
import { KubeError } from '../../errors.js';
import { whatIs } from '../../util/arguments.js';
import { isObject } from '../../util/json/json.js';
import { suggest } from '../../util/text/suggest.js';

/**
 * A pod, or what has pods: `'nginx-0'` and `'pod/nginx-0'`, `'service/nginx'`, `'deployment/nginx'`, `'statefulset/…'`, `'daemonset/…'`,
 * `'replicaset/…'`, or kubectl's short names of them; or the object itself.
 */
export type ForwardTarget = string | { readonly kind?: string; readonly metadata: { readonly name: string; readonly namespace?: string } };

/** The kinds that ports are forwarded to. */
export type TargetKind = 'Pod' | 'Service' | 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet';

/** A {@link ForwardTarget} that was read. */
export interface Target {
  readonly kind: TargetKind;
  readonly name: string;
  readonly namespace: string;
}

const words: Readonly<Record<TargetKind, readonly string[]>> = {
  Pod: ['pod', 'pods', 'po'],
  Service: ['service', 'services', 'svc'],
  Deployment: ['deployment', 'deployments', 'deploy'],
  StatefulSet: ['statefulset', 'statefulsets', 'sts'],
  DaemonSet: ['daemonset', 'daemonsets', 'ds'],
  ReplicaSet: ['replicaset', 'replicasets', 'rs'],
};
const kinds = new Map(Object.entries(words).flatMap(([kind, names]) => names.map((name) => [name, kind as TargetKind]))); // its own keys

/**
 * @param namespace - Where it is, unless it says so itself.
 * @throws KubeError `option` for what is none.
 */
export function readTarget(target: ForwardTarget, namespace: string): Target {
  if (typeof target !== 'string') return fromObject(target, namespace);
  const [first = '', second, ...more] = target.split('/');
  if (first === '' || second === '' || more.length > 0)
    throw new KubeError(
      'option',
      `${JSON.stringify(target)} is nothing to forward to; write 'nginx-0' for a pod, 'service/nginx', 'deployment/nginx'`,
    );
  return second === undefined ? { kind: 'Pod', name: first, namespace } : { kind: kindOf(first), name: second, namespace };
}

function fromObject(target: Exclude<ForwardTarget, string>, namespace: string): Target {
  if (!isObject(target) || !isObject(target.metadata) || typeof target.metadata.name !== 'string')
    throw new KubeError('option', `ports are forwarded to 'nginx-0', 'service/nginx', or an object of the API; this is ${whatIs(target)}`);
  const { kind = '', metadata } = target;
  return { kind: kindOf(kind), name: metadata.name, namespace: metadata.namespace ?? namespace };
}

function kindOf(word: string): TargetKind {
  const kind = kinds.get(word.toLowerCase());
  if (kind !== undefined) return kind;
  const meant = suggest(word, kinds.keys());
  const help = meant === undefined ? `only to ${Object.keys(words).join(', ')}` : `did you mean ${meant}?`;
  throw new KubeError('option', `ports are not forwarded to ${JSON.stringify(word)}; ${help}`);
}

/** As messages show it: `service/nginx`. */
export const shown = ({ kind, name }: Target): string => `${kind.toLowerCase()}/${name}`;
