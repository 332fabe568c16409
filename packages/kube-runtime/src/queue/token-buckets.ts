/**
 * A bucket of tokens for each key: {@link TokenBuckets}. It has no clock: whoever asks says when.
 */
import { TokenBucket, type Filling } from 'kube-core/support';

/** One bucket for each key. A bucket that is full again takes no memory for long. */
export class TokenBuckets {
  readonly #rate: Filling;
  /** Those of which one was taken last come last. */
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(rate: Filling) {
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
