/**
 * Read, change, write, and again where somebody was faster: {@link retryOnConflict}.
 */
import { isAlreadyExists, isConflict } from '../request/status.js';
import { exponentialBackoff } from '../util/async/backoff.js';
import { systemClock, type Clock } from '../util/async/clock.js';
import { unwanted } from '../util/arguments.js';
import { checkOptions, rules, type Rules } from '../util/options.js';

const defaults = {
  attempts: 5, // client-go's DefaultRetry, as all of its backoff
  backoff: { initialMs: 10, maxMs: 10, factor: 1, jitter: 0.1 },
} as const;

/** How often to try. */
export interface RetryOptions {
  /** Tries in all, the first among them. @defaultValue 5 */
  readonly attempts?: number;
  /** Ends the waiting, with its reason. */
  readonly signal?: AbortSignal;
  /** What waits between two tries, 10 ms. @defaultValue the machine's */
  readonly clock?: Clock;
}

/** The rules of {@link RetryOptions}. */
export const retryRules: Rules<RetryOptions> = { attempts: rules.count, signal: rules.signal, clock: rules.clock };

/**
 * Calls a function again while it rejects with a conflict (409): the object has changed since it was read. Also where a create found the
 * name taken, since whoever reads first finds the object the next time.
 *
 * @param call - Reads the object anew, changes it and writes it. What it did before must not matter.
 * @throws what the call rejects with: the last conflict, or at once any other error; KubeError `option` for attempts below 1, `params` for
 *   what is no function.
 * @example
 * ```ts
 * import { Api, Client, retryOnConflict } from 'kube-core';
 * import { Namespace } from 'kube-core/k8s';
 *
 * await using client = await Client.tryDefault();
 * const namespaces = Api.all(client, Namespace);
 * await retryOnConflict(async () => {
 *   const web = await namespaces.get('web');
 *   await namespaces.replace({ ...web, metadata: { ...web.metadata, labels: { tier: 'front' } } });
 * });
 * ```
 */
export async function retryOnConflict<T>(call: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  if (typeof call !== 'function') throw unwanted('retryOnConflict takes a function that reads and writes', call);
  const { attempts = defaults.attempts, signal, clock = systemClock } = checkOptions('retryOnConflict()', options, retryRules);
  const backoff = exponentialBackoff(defaults.backoff);
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === attempts || !isLost(error)) throw error;
      await clock.sleep(backoff(attempt), signal);
    }
  }
}

const isLost = (error: unknown): boolean => isConflict(error) || isAlreadyExists(error);
