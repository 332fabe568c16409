/**
 * How long a key has to wait after a failure: longer after each failure in a row. Enter at {@link RateLimit}.
 */
import { exponentialBackoff, type Backoff } from 'kube-core';

/** The constants of a queue. */
export const defaults = {
  /** client-go's: the first tries follow quickly, since most failures are conflicts; a broken object costs little in the long run. */
  backoff: { initialMs: 5, maxMs: 1_000_000 },
} as const;

/** Counts the failures in a row of each key. A key that succeeded takes no memory. */
export class RateLimit {
  readonly #failures = new Map<string, number>();
  readonly #backoff: Backoff;

  /** @param backoff - The wait after a number of failures. @defaultValue 5 ms, doubled each time, up to 1000 s */
  constructor(backoff: Backoff = exponentialBackoff(defaults.backoff)) {
    this.#backoff = backoff;
  }

  /** Failures in a row so far. */
  failuresOf(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** Notes a failure. @returns how long to wait, in milliseconds. */
  fail(key: string): number {
    const failures = this.failuresOf(key) + 1;
    this.#failures.set(key, failures);
    return this.#backoff(failures);
  }

  /** The key succeeded, or is gone. */
  forget(key: string): void {
    this.#failures.delete(key);
  }
}
