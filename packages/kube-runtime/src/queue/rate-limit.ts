/**
 * How long a key has to wait after a failure: longer after each failure in a row, and where many fail, until it is its turn. Enter at
 * {@link RateLimit}.
 */
import { exponentialBackoff } from 'kube-core';
import type { TokenBucket } from 'kube-core/support';

/** The constants of a queue. */
export const defaults = {
  /** client-go's: the first tries follow quickly, since most failures are conflicts; a broken object costs little in the long run. */
  backoff: { initialMs: 5, maxMs: 1_000_000 },
  /** client-go's, where a controller asks for it: how many tries after failures all its objects have together. */
  retries: { perSecond: 10, burst: 100 },
} as const;

/** Counts the failures in a row of each key. A key that succeeded takes no memory. */
export class RateLimit {
  readonly #failures = new Map<string, number>();
  readonly #backoff = exponentialBackoff(defaults.backoff);

  readonly #together: TokenBucket | undefined;

  /** @param together - How often keys are tried again, all together. @defaultValue as often as their own waits allow */
  constructor(together?: TokenBucket) {
    this.#together = together;
  }

  /** Failures in a row so far. */
  failuresOf(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** Notes a failure. @returns how long to wait, in milliseconds: the longer of the waits for the key and for its turn. */
  fail(key: string, now: number): number {
    const failures = this.failuresOf(key) + 1;
    this.#failures.set(key, failures);
    return Math.max(this.#backoff(failures), this.#together?.take(now) ?? 0);
  }

  /** The key succeeded, or is gone. */
  forget(key: string): void {
    this.#failures.delete(key);
  }
}
