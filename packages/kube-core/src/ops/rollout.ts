/**
 * `kubectl rollout`, `kubectl scale`: {@link restart}, {@link pause}, {@link resume}, {@link scale}, {@link rolloutStatus} and
 * {@link untilRolledOut}.
 */
import type { Key } from '../api/options.js';
import type { Api } from '../api/types.js';
import { KubeError } from '../errors.js';
import type { CallOptions } from '../request/params.js';
import type { Stored } from '../resource/definition.js';
import type { Clock } from '../util/async/clock.js';
import { checkOptions, rules } from '../util/options.js';
import { rolloutOf, type Rollout } from './rollout-status.js';
import { until, type Look } from './wait/until.js';
import { callRules, nameIn, refuse, workloadKind, type Workload } from './workload.js';

const defaults = {
  pollMs: 2000, // a rollout takes seconds at least
  timeoutMs: 600_000, // a Deployment gives up by itself after as long (progressDeadlineSeconds)
} as const;

const restartedAt = 'kubectl.kubernetes.io/restartedAt';

/** Options of what only asks or writes once. */
export type RolloutOptions = Pick<CallOptions, 'signal'>;

/**
 * Replaces all pods, one after another, as `kubectl rollout restart`: it notes the time in an annotation of the pod template.
 *
 * @returns the workload with the annotation.
 * @throws KubeError `rollout` for a Deployment that is paused: nothing would happen.
 */
export async function restart<K extends Workload>(api: Api<K>, key: Key, options: RolloutOptions = {}): Promise<Stored<K>> {
  workloadKind(api);
  const call = checkOptions('restart()', options, callRules);
  const { spec } = await api.get(key, call);
  if (spec?.paused === true) throw refuse(`${nameIn(api, key)} is paused and does not restart: resume it first`);
  const annotations = { [restartedAt]: new Date().toISOString().replace(/\.\d+Z$/, 'Z') };
  return patched(api, key, { ...call, merge: { spec: { template: { metadata: { annotations } } } } });
}

/** Stops a Deployment from acting on changes of its template. It scales all the same. */
export async function pause<K extends Workload>(api: Api<K>, key: Key, options: RolloutOptions = {}): Promise<Stored<K>> {
  return patched(deploymentsOnly(api, 'paused'), key, {
    ...checkOptions('pause()', options, callRules),
    merge: { spec: { paused: true } },
  });
}

/** Lets a paused Deployment go on. */
export async function resume<K extends Workload>(api: Api<K>, key: Key, options: RolloutOptions = {}): Promise<Stored<K>> {
  return patched(deploymentsOnly(api, 'resumed'), key, {
    ...checkOptions('resume()', options, callRules),
    merge: { spec: { paused: null } },
  });
}

/** Options of {@link scale}. */
export interface ScaleOptions extends RolloutOptions {
  /** Scales only what has so many replicas now. */
  readonly current?: number;
}

/**
 * Sets the number of replicas of anything with a scale subresource, as `kubectl scale`.
 *
 * @param replicas - How many, from 0.
 * @throws KubeError `rollout` where the workload has not `current` replicas; ApiError `NotFound` for a kind without scale.
 */
export async function scale(api: Api, key: Key, options: ScaleOptions & { readonly replicas: number }): Promise<void> {
  const { replicas, current, ...call } = checkOptions('scale()', options, scaleRules);
  if (!Number.isSafeInteger(replicas) || replicas < 0)
    throw new KubeError('params', `replicas is ${replicas}; it is a whole number from 0`);
  const scales = api.subresource('scale');
  await scales.modify(
    key,
    (stored) => {
      const now = stored.spec?.replicas ?? 0;
      if (current !== undefined && now !== current) throw refuse(`${nameIn(api, key)} has ${now} replicas, not ${current}`);
      return { ...stored, spec: { ...stored.spec, replicas } };
    },
    call,
  );
}

const scaleRules = { ...callRules, replicas: rules.anything, current: rules.amount };

/** How far the rollout is. @throws KubeError `rollout` for a kind that is not rolled out. */
export async function rolloutStatus<K extends Workload>(api: Api<K>, key: Key, options: RolloutOptions = {}): Promise<Rollout> {
  const kind = workloadKind(api);
  return rolloutOf(kind, await api.get(key, checkOptions('rolloutStatus()', options, callRules)));
}

/** Options of {@link untilRolledOut}. */
export interface UntilRolledOutOptions extends RolloutOptions {
  /** When to give up, in milliseconds. @defaultValue 10 minutes */
  readonly timeoutMs?: number;
  /** Is told each message that differs from the one before. */
  readonly onProgress?: (message: string) => void;
  /** @defaultValue the machine's */
  readonly clock?: Clock;
}

/**
 * Waits until a rollout is done, looking every two seconds.
 *
 * @returns what it says at the end.
 * @throws KubeError `rollout` when the controller has given up, or the time is over; the signal's reason.
 */
export async function untilRolledOut<K extends Workload>(api: Api<K>, key: Key, options: UntilRolledOutOptions = {}): Promise<string> {
  const { timeoutMs = defaults.timeoutMs, signal, ...rest } = checkOptions('untilRolledOut()', options, untilRules);
  const look = async (looking: AbortSignal): Promise<Look<string>> => {
    const { state, message } = await rolloutStatus(api, key, { signal: looking });
    if (state === 'failed') throw refuse(`${nameIn(api, key)}: ${message}`);
    return state === 'done' ? { met: message } : { waiting: message };
  };
  const late = (waiting: string): KubeError => refuse(`${nameIn(api, key)} is not rolled out after ${timeoutMs / 1000} s: ${waiting}`);
  return until(look, { ...rest, pollMs: defaults.pollMs, timeoutMs, late, signal });
}

const untilRules = { ...callRules, timeoutMs: rules.limitMs, onProgress: rules.call, clock: rules.clock };

function deploymentsOnly<K extends Workload>(api: Api<K>, done: string): Api<K> {
  const kind = workloadKind(api);
  if (kind !== 'Deployment') throw refuse(`only Deployments are ${done}, not ${kind}`);
  return api;
}

/** Several kinds share these fields, so the patch is typed by what they share. */
async function patched<K extends Workload>(api: Api<K>, key: Key, { merge, ...options }: Merge): Promise<Stored<K>> {
  return api.patch(key, { merge } as Parameters<Api<K>['patch']>[1], options); // fields of every Workload
}

interface Merge extends RolloutOptions {
  readonly merge: object;
}
