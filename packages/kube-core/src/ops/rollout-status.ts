/**
 * How far a rollout is, from one look at its workload: {@link rolloutOf}. Its answers are those of `kubectl rollout status`.
 */
import { unwanted } from '../util/arguments.js';
import { isObject, objectAt } from '../util/json/json.js';
import type { Frozen } from '../resource/definition.js';
import type { Workload, WorkloadKind } from './workload.js';

/** How far a rollout is. */
export type Rollout =
  | { readonly state: 'done'; readonly message: string }
  | { readonly state: 'waiting'; readonly message: string }
  /** It will not happen: the Deployment's `progressDeadlineSeconds` are over, or the strategy is `OnDelete`. */
  | { readonly state: 'failed'; readonly message: string };

type Step = Rollout | undefined;
type Read = Frozen<Workload>;

/**
 * How far the rollout of an object is. What its controller has not seen yet is waiting, whatever the status says.
 *
 * @throws KubeError `params` for a kind that has no rollout, and for what is no object.
 */
export function rolloutOf(kind: WorkloadKind, workload: Frozen<Workload>): Rollout {
  if (!isObject(workload)) throw unwanted('rolloutOf takes a kind and an object of it, rolloutOf("Deployment", deployment)', workload);
  if (!Object.hasOwn(steps, kind)) throw unwanted(`rolloutOf knows ${Object.keys(steps).join(', ')}`, kind);
  if (workload.spec?.updateStrategy?.type === 'OnDelete')
    return { state: 'failed', message: 'its strategy is OnDelete: its pods are replaced as somebody deletes them' };
  const { generation = 0 } = workload.metadata ?? {};
  const { observedGeneration = 0 } = workload.status ?? {};
  if (observedGeneration === 0 || observedGeneration < generation) return waiting('its controller has not seen the change yet');
  return steps[kind](workload);
}

const steps: Readonly<Record<WorkloadKind, (workload: Read) => Rollout>> = {
  Deployment: (workload) => failed(workload) ?? replaced(workload) ?? done('all replicas are updated and available'),
  StatefulSet: (workload) => ready(workload) ?? partitioned(workload) ?? revised(workload),
  DaemonSet: (workload) => scheduled(workload) ?? done('the pods of all nodes are updated and available'),
};

const waiting = (message: string): Rollout => ({ state: 'waiting', message });
const done = (message: string): Rollout => ({ state: 'done', message });

function failed({ status }: Read): Step {
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason !== 'ProgressDeadlineExceeded') return undefined;
  return { state: 'failed', message: `the progress deadline is over: ${progressing.message ?? 'no reason given'}` };
}

function replaced({ spec, status = {} }: Read): Step {
  const { replicas = 0, updatedReplicas: updated = 0, availableReplicas: available = 0 } = status;
  const wanted = spec?.replicas ?? 1;
  if (updated < wanted) return waiting(`${updated} of ${wanted} replicas are updated`);
  if (replicas > updated) return waiting(`${replicas - updated} old replicas are ending`);
  if (available < updated) return waiting(`${available} of ${updated} updated replicas are available`);
  return undefined;
}

function ready({ spec, status }: Read): Step {
  const [wanted, now] = [spec?.replicas ?? 1, status?.readyReplicas ?? 0];
  return now < wanted ? waiting(`${now} of ${wanted} pods are ready`) : undefined;
}

/** With a partition, only the pods from that number on are updated. */
function partitioned({ spec, status }: Read): Step {
  const { partition } = objectAt(spec?.updateStrategy, 'rollingUpdate');
  if (typeof partition !== 'number' || partition === 0) return undefined;
  const [wanted, updated] = [Math.max((spec?.replicas ?? 1) - partition, 0), status?.updatedReplicas ?? 0];
  return updated < wanted
    ? waiting(`${updated} of ${wanted} pods of the partition are updated`)
    : done('the pods of the partition are updated');
}

function revised({ status = {} }: Read): Rollout {
  const { updateRevision, currentRevision, updatedReplicas = 0 } = status;
  if (updateRevision !== currentRevision) return waiting(`${updatedReplicas} pods are at revision ${updateRevision ?? ''}`);
  return done('all pods are updated');
}

function scheduled({ status = {} }: Read): Step {
  const { desiredNumberScheduled: wanted = 0, updatedNumberScheduled: updated = 0, numberAvailable: available = 0 } = status;
  if (updated < wanted) return waiting(`the pods of ${updated} of ${wanted} nodes are updated`);
  if (available < wanted) return waiting(`the pods of ${available} of ${wanted} nodes are available`);
  return undefined;
}
