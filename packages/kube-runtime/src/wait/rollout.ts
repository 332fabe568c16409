/**
 * Whether what a spec asks for runs, and nothing else any more: {@link deploymentRolledOut}, {@link statefulSetRolledOut},
 * {@link daemonSetRolledOut}. The rule is that of `rolloutOf` of kube-core/ops.
 */
import type { DaemonSet, Deployment, StatefulSet } from 'kube-core/k8s';
import { rolloutOf, type Workload, type WorkloadKind } from 'kube-core/ops';
import type { Cached } from '../watcher/event.js';
import { present, type Verdict, type WaitCondition } from './condition.js';

const rolledOut =
  (kind: WorkloadKind) =>
  (object: Cached<Workload>): Verdict => {
    const { state, message } = rolloutOf(kind, object);
    return state === 'done' || message;
  };

/** All replicas are of the new template and available, and no old one is left. */
export const deploymentRolledOut: WaitCondition<Deployment, never> = present(rolledOut('Deployment'));

/** All replicas, or those that `partition` lets be replaced, are of the new template and ready. */
export const statefulSetRolledOut: WaitCondition<StatefulSet, never> = present(rolledOut('StatefulSet'));

/** On every node that is to have one, the pod is of the new template and available. */
export const daemonSetRolledOut: WaitCondition<DaemonSet, never> = present(rolledOut('DaemonSet'));
