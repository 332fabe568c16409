/**
 * Nodes before their maintenance and after it: {@link cordon}, {@link drain}, {@link uncordon}, as kubectl does it.
 */
import { Api } from '../api/api.js';
import type { Client } from '../client/client.js';
import { KubeError } from '../errors.js';
import { Node, Pod } from '../k8s/core-v1.js';
import type { CallOptions } from '../request/params.js';
import type { Stored } from '../resource/definition.js';
import { keyOf } from '../resource/metadata.js';
import { linkedAbort } from '../util/async/abort.js';
import { tell } from '../util/callbacks.js';
import { systemClock, type Clock } from '../util/async/clock.js';
import { checkOptions, rules, type Rules } from '../util/options.js';
import { planOf, type DrainRules, type Verdict } from './drain-plan.js';
import { evicted, type DrainStep } from './evict.js';
import { callRules } from './workload.js';

type Call = Pick<CallOptions, 'signal'>;

/** No new pods on a node. */
export async function cordon(client: Client, node: string, options: Call = {}): Promise<Stored<Node>> {
  return Api.all(client, Node).patch(node, { merge: { spec: { unschedulable: true } } }, checkOptions('cordon()', options, callRules));
}

/** New pods on a node again. */
export async function uncordon(client: Client, node: string, options: Call = {}): Promise<Stored<Node>> {
  return Api.all(client, Node).patch(node, { merge: { spec: { unschedulable: null } } }, checkOptions('uncordon()', options, callRules));
}

/** Options of {@link drain}. */
export interface DrainOptions extends DrainRules, Call {
  /** Seconds that each pod has to end. @defaultValue the pod's own */
  readonly gracePeriodSeconds?: number;
  /** When to give up, in milliseconds. @defaultValue never */
  readonly timeoutMs?: number;
  /** Is told of each pod: `evicting`, `waiting` (a PodDisruptionBudget does not allow it now), `gone`. */
  readonly onProgress?: (step: DrainStep) => void;
  /** @defaultValue the machine's */
  readonly clock?: Clock;
}

/** What a drain came to. */
export interface Drained {
  /** Pods that are gone. */
  readonly evicted: readonly Stored<Pod>[];
  /** Pods that stay, each with the reason. */
  readonly left: readonly Verdict[];
}

/**
 * Cordons a node, evicts its pods, and waits until they are gone. Evictions go through the API, so PodDisruptionBudgets hold: one that does
 * not allow an eviction now is asked again every five seconds.
 *
 * @throws KubeError `drain` before anything is evicted where the rules keep pods from being evicted, with all of them and what to set;
 *   KubeError `drain` when the time is over, with the pods that are still there; ApiError for an eviction that is refused for good; the
 *   signal's reason.
 */
export async function drain(client: Client, node: string, options: DrainOptions = {}): Promise<Drained> {
  const checked = checkOptions('drain()', options, drainRules);
  const { signal } = checked;
  await cordon(client, node, signal === undefined ? {} : { signal });
  const plan = planOf(await podsOf(client, node, checked), checked);
  const refused = plan.filter(({ what }) => what === 'refuse');
  if (refused.length > 0) throw new KubeError('drain', `node ${node} is not drained:\n${refused.map(lineOf).join('\n')}`);
  const pods = plan.filter(({ what }) => what === 'evict').map(({ pod }) => pod);
  await allEvicted(client, pods, checked);
  return { evicted: pods, left: plan.filter(({ what }) => what === 'leave') };
}

const drainRules: Rules<DrainOptions> = {
  ...callRules,
  ignoreDaemonSets: rules.flag,
  deleteEmptyDirData: rules.flag,
  force: rules.flag,
  podSelector: rules.text,
  gracePeriodSeconds: rules.amount,
  timeoutMs: rules.limitMs,
  onProgress: rules.call,
  clock: rules.clock,
};

/** All at once. The first that fails, the signal, or the end of the time ends the others. */
async function allEvicted(client: Client, pods: readonly Stored<Pod>[], options: DrainOptions): Promise<void> {
  const { timeoutMs, gracePeriodSeconds, onProgress = () => undefined, clock = systemClock } = options;
  using linked = linkedAbort(options.signal);
  const still = new Set(pods);
  const note = (step: DrainStep): void => {
    if (step.state === 'gone') still.delete(step.pod);
    tell('onProgress', () => onProgress(step));
  };
  const cancel = timeoutMs === undefined ? () => undefined : clock.after(timeoutMs, () => linked.abort(late(still, timeoutMs)));
  try {
    await Promise.all(pods.map((pod) => evicted(client, pod, { gracePeriodSeconds, clock, signal: linked.signal, tell: note })));
  } catch (error) {
    linked.abort(error);
    throw error;
  } finally {
    cancel();
  }
}

const late = (still: ReadonlySet<Stored<Pod>>, timeoutMs: number): KubeError =>
  new KubeError('drain', `after ${timeoutMs / 1000} s these pods are still there: ${[...still].map(keyOf).join(', ')}`);

async function podsOf(client: Client, node: string, { podSelector, signal }: DrainOptions): Promise<Stored<Pod>[]> {
  const pods: Stored<Pod>[] = [];
  const selectors = { fieldSelector: `spec.nodeName=${node}`, ...(podSelector !== undefined && { labelSelector: podSelector }) };
  for await (const pod of Api.all(client, Pod).items({ ...selectors, ...(signal && { signal }) })) pods.push(pod);
  return pods;
}

const lineOf = ({ pod, why }: Verdict): string => `  pod ${keyOf(pod)}: ${why}`;
