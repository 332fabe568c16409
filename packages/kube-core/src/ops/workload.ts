/**
 * What Deployments, StatefulSets and DaemonSets have in common: {@link Workload}.
 */
import type { Key } from '../api/options.js';
import { targetOf } from '../api/target.js';
import type { Api } from '../api/types.js';
import { KubeError } from '../errors.js';
import type { KubeObject } from '../resource/definition.js';
import type { LabelSelector } from '../resource/types.js';
import { unwanted } from '../util/arguments.js';
import { isObject } from '../util/json/json.js';
import { rules } from '../util/options.js';

/** What these functions look at of a Deployment, a StatefulSet or a DaemonSet. */
export interface Workload extends KubeObject {
  spec?: {
    replicas?: number;
    paused?: boolean;
    selector?: LabelSelector;
    template?: object;
    updateStrategy?: { type?: string; rollingUpdate?: object };
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    currentRevision?: string;
    updateRevision?: string;
    desiredNumberScheduled?: number;
    updatedNumberScheduled?: number;
    numberAvailable?: number;
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
  };
}

/** The kinds of workloads. */
export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet';

const kinds: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet'] satisfies WorkloadKind[];

/** @throws KubeError `rollout` for an Api of another kind, `params` for what is none. */
export function workloadKind(api: Pick<Api<Workload>, 'definition'>): WorkloadKind {
  if (!isObject(api) || !isObject(api.definition)) throw unwanted('a rollout is one of an Api, Api.namespaced(client, Deployment, …)', api);
  const { group, kind } = api.definition;
  if (group === 'apps' && kinds.includes(kind)) return kind as WorkloadKind; // one of them
  throw refuse(`only Deployments, StatefulSets and DaemonSets are rolled out, not ${kind}`);
}

/** An error of a rollout. */
export const refuse = (words: string, cause?: unknown): KubeError => new KubeError('rollout', words, { cause });

/** An object as messages show it: `Deployment nginx`. */
export const nameIn = (api: Api, key: Key): string => `${api.definition.kind} ${targetOf(api, key).name ?? ''}`;

/** What every operation may be told. */
export const callRules = { signal: rules.signal } as const;
