/**
 * Waits until something is so of an object: {@link waitFor}.
 */
import { hasCode, keyOf, KubeError, onAbort, systemClock, targetOf, type Api, type Clock, type Key, type KubeObject } from 'kube-core';
import { freeze } from 'kube-core/json';
import { checkOptions, checkValue, rules, type Rules } from 'kube-core/support';
import { filter, firstValueFrom, merge, Observable } from 'rxjs';
import { durationText } from '../util/duration.js';
import type { WatcherError } from '../watcher/errors.js';
import type { Cached } from '../watcher/event.js';
import { watchObject } from '../watcher/watch-object.js';
import { watcherRules } from '../watcher/options.js';
import { reasonFor, type WaitCondition } from './condition.js';

/** What is waited for, and for how long. */
export interface WaitOptions<K extends KubeObject, A extends undefined> extends WaitLimits {
  /** What has to be so: one of the conditions that are there for it, `allOf`, `anyOf` or `not` of some, or any function of the object. */
  readonly until: WaitCondition<NoInfer<K>, A>;
}

/** How long something is waited for. */
export interface WaitLimits {
  /** How long it may take, in milliseconds. @defaultValue Infinity */
  readonly timeoutMs?: number;
  /** Ends the wait early; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Hears of the failures of the watch. The wait goes on. @defaultValue the last one is told by a wait that took too long */
  readonly onFailure?: (error: WatcherError) => void;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

const waitRules: Rules<WaitOptions<KubeObject, undefined>> = {
  until: rules.call,
  timeoutMs: rules.limitMs,
  signal: rules.signal,
  onFailure: watcherRules.onFailure,
  clock: rules.clock,
};

/** Whether a wait took longer than it may. */
export const isWaitTimeout = (error: unknown): error is KubeError => hasCode(error, 'wait-timeout');

/**
 * Waits until a condition is met, also by the object as it already is.
 *
 * @param api - Where the object is, or will be.
 * @param key - Which: its name, its name and namespace, or the object itself.
 * @param options - Until what, and how long.
 * @returns the object that met the condition, frozen; `undefined` where that was that there is none.
 * @throws KubeError `wait-timeout`, which says what was not so yet; the signal's reason when it aborts; CallbackError where the condition
 *   throws; KubeError `key` for a key that is none, `option` for an option that there is not.
 *
 * @remarks Guarantees: the object is watched, not polled. The watch is resumed after whatever breaks it; a server that refuses it (403, 404)
 * is asked again until the time is over. When the promise settles, every request and timer has ended.
 *
 * Caveat: a state that lasts so short a time that a watch skips it may not be seen.
 *
 * @example
 * ```ts
 * import { Api, Client } from 'kube-core';
 * import { Pod } from 'kube-core/k8s';
 * import { podReady, waitFor } from 'kube-runtime';
 *
 * await using client = await Client.tryDefault();
 * const pod = await waitFor(Api.namespaced(client, Pod, 'web'), 'nginx-0', { until: podReady, timeoutMs: 60_000 });
 * console.log(pod.status?.podIP);
 * ```
 */
export async function waitFor<K extends KubeObject, A extends undefined>(
  api: Api<K>,
  key: Key,
  options: WaitOptions<K, A>,
): Promise<Cached<K> | A> {
  checkOptions('waitFor()', options, waitRules);
  const { until, clock = systemClock, onFailure } = options;
  checkValue('until of waitFor()', until, rules.call); // an option that may not be missing
  const waiting = new Waiting(nameOf(api, key));
  const note = (failure: WatcherError): void => {
    waiting.failure = failure;
    onFailure?.(failure);
  };
  const met = watchObject(api, key, { clock, onFailure: note }).pipe(filter((object) => waiting.isOver(until, object)));
  const found = await firstValueFrom(merge(ending(waiting, options), met));
  return freeze(found) as Cached<K> | A; // a condition that is met where there is no object says so in its type
}

/** Fails when the wait is to end. */
function ending(waiting: Waiting, { timeoutMs = Infinity, signal, clock = systemClock }: WaitLimits): Observable<never> {
  return new Observable((subscriber) => {
    subscriber.add(onAbort(signal, (reason) => subscriber.error(reason)));
    if (timeoutMs !== Infinity) subscriber.add(clock.after(timeoutMs, () => subscriber.error(waiting.tooLong(timeoutMs))));
  });
}

/** What is not so yet, and why nobody knows better. */
class Waiting {
  readonly #subject: string;
  #reason = 'the server has not said how it is';
  /** The last failure of the watch. */
  failure: WatcherError | undefined;

  constructor(subject: string) {
    this.#subject = subject;
  }

  isOver<K>(condition: WaitCondition<K>, object: Cached<K> | undefined): boolean {
    const reason = reasonFor(condition, object, this.#subject);
    this.#reason = reason ?? this.#reason;
    this.failure = undefined; // the watch has come so far again
    return reason === undefined;
  }

  tooLong(ms: number): KubeError {
    const { failure } = this;
    const broken = failure === undefined ? '' : `; last, ${failure.message}`;
    return new KubeError('wait-timeout', `waited ${durationText(ms)} for ${this.#subject}: ${this.#reason}${broken}`, { cause: failure });
  }
}

/** `Pod web/nginx-0` */
function nameOf(api: Api, key: Key): string {
  const { name = '', namespace } = targetOf(api, key);
  return `${api.definition.kind} ${keyOf({ metadata: namespace === undefined ? { name } : { name, namespace } })}`;
}
