/**
 * Some at once, then so many a second: {@link TokenBucket}. It has no clock: whoever asks says when.
 */

/** How fast a bucket fills. */
export interface Filling {
  /** So many a second, on average: 0.1 is one each ten seconds. */
  readonly perSecond: number;
  /** So many at once after a pause. */
  readonly burst: number;
}

/** What sums of fractions are off by. */
const tolerance = 1e-6;

/** It is full at first, and fills steadily. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  /** When there were so many. */
  #at: number;

  /** @param now - In milliseconds, as everywhere here. */
  constructor({ perSecond, burst }: Filling, now: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = now;
  }

  /** How long until there is one, in milliseconds; 0: there is. */
  waitMs(now: number): number {
    this.#fill(now);
    const missing = 1 - this.#tokens;
    return missing <= tolerance ? 0 : Math.ceil(missing / this.#perMs - tolerance);
  }

  /** Takes one, also one that is still to come. @returns how long until it is there, in milliseconds. */
  take(now: number): number {
    const wait = this.waitMs(now);
    this.#tokens -= 1;
    return wait;
  }

  /** Takes one if it is there. @returns whether it was. */
  tryTake(now: number): boolean {
    if (this.waitMs(now) > 0) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Whether it is as if nobody had ever taken one. */
  isFull(now: number): boolean {
    this.#fill(now);
    return this.#burst - this.#tokens <= tolerance;
  }

  #fill(now: number): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perMs);
    this.#at = now;
  }
}
