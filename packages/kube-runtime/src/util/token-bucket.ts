/**
 * Some at once, then so many a second: {@link TokenBucket}, and one for each key: {@link TokenBuckets}. Neither has a clock: whoever asks says
 * when.
 */
import { checkOptions, checkValue, rules, type Rule } from 'kube-core/support';

/** How often something may happen. */
export interface Rate {
  /** So many a second, on average: 0.1 is one each ten seconds. */
  readonly perSecond: number;
  /** So many at once after a pause. @defaultValue as many as come in a second, at least one */
  readonly burst?: number;
}

const positive: Rule = { fits: (value) => typeof value === 'number' && value > 0 && value < Infinity, wanted: 'a number above 0' };

/** @throws KubeError `option` for a rate that cannot be meant. */
export function checkRate(of: string, rate: Rate): Required<Rate> {
  const { perSecond, burst } = checkOptions<Rate>(of, rate, { perSecond: positive, burst: rules.count });
  checkValue(`perSecond of ${of}`, perSecond, positive);
  return { perSecond, burst: burst ?? Math.max(1, Math.ceil(perSecond)) };
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
  constructor({ perSecond, burst }: Required<Rate>, now: number) {
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

/** One bucket for each key. A bucket that is full again takes no memory for long. */
export class TokenBuckets {
  readonly #rate: Required<Rate>;
  /** Those of which one was taken last come last. */
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(rate: Required<Rate>) {
    this.#rate = rate;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  waitMs(key: string, now: number): number {
    return this.#buckets.get(key)?.waitMs(now) ?? 0;
  }

  take(key: string, now: number): void {
    for (const [known, bucket] of this.#buckets) {
      if (!bucket.isFull(now)) break;
      this.#buckets.delete(known);
    }
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#rate, now);
    bucket.take(now);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
  }
}
