/**
 * One pod, from its eviction until it is gone: {@link evicted}.
 */
import { Api } from '../api/api.js';
import type { Client } from '../client/client.js';
import { messageOf } from '../errors.js';
import { Pod } from '../k8s/core-v1.js';
import { isApiError, isConflict, isForbidden, isNotFound, isTooManyRequests } from '../request/status.js';
import type { Stored } from '../resource/definition.js';
import type { Clock } from '../util/async/clock.js';

const defaults = {
  retryMs: 5000, // kubectl's, after an eviction that a PodDisruptionBudget does not allow now
  pollMs: 1000, // kubectl's, until an evicted pod is gone
} as const;

/** What happened to one pod. */
export interface DrainStep {
  readonly pod: Stored<Pod>;
  /** `waiting`: the API does not allow the eviction now. */
  readonly state: 'evicting' | 'waiting' | 'gone';
  /** Why it waits. */
  readonly message: string;
}

/** How to evict. */
export interface EvictionOptions {
  readonly gracePeriodSeconds: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly tell: (step: DrainStep) => void;
}

/** Evicts a pod and waits until it is gone. @throws ApiError for an eviction that is refused for good; the signal's reason. */
export async function evicted(client: Client, pod: Stored<Pod>, options: EvictionOptions): Promise<void> {
  const { clock, signal, tell } = options;
  const pods = Api.namespaced(client, Pod, pod.metadata.namespace ?? '');
  for (let outcome = await tried(pods, pod, options); outcome !== undefined; outcome = await tried(pods, pod, options)) {
    tell({ pod, state: 'waiting', message: outcome });
    await clock.sleep(defaults.retryMs, signal);
  }
  tell({ pod, state: 'evicting', message: '' });
  while ((await pods.find(pod, { signal }))?.metadata.uid === pod.metadata.uid) await clock.sleep(defaults.pollMs, signal);
  tell({ pod, state: 'gone', message: '' });
}

/** Why the eviction is not allowed now; undefined once it is under way, or the pod is gone: its name may be another pod's by now (409). */
async function tried(pods: Api<Pod>, pod: Stored<Pod>, { gracePeriodSeconds, signal }: EvictionOptions): Promise<string | undefined> {
  const preconditions = { uid: pod.metadata.uid };
  try {
    await pods.evict(pod, { preconditions, signal, ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }) });
    return undefined;
  } catch (error) {
    if (isNotFound(error) || isConflict(error)) return undefined;
    if (isTooManyRequests(error) || isEndingNamespace(error)) return messageOf(error);
    throw error;
  }
}

/** Pods of a namespace that is being deleted go by themselves. */
const isEndingNamespace = (error: unknown): boolean =>
  isApiError(error) && isForbidden(error) && error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') === true;
