/**
 * A few at once, then one at a time: {@link TokenBuckets}.
 */

/** How fast a bucket empties and fills. */
export interface BucketOptions {
  /** How many at once. */
  readonly burst: number;
  /** How long until one more, in milliseconds. */
  readonly refillMs: number;
  /** Of how many keys something is remembered; the one asked for longest ago is forgotten first. */
  readonly remembered: number;
}

interface Bucket {
  readonly tokens: number;
  readonly at: number;
  readonly refused: boolean;
}

/** One bucket for each key. */
export class TokenBuckets {
  readonly #options: BucketOptions;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: BucketOptions) {
    this.#options = options;
  }

  /** @returns `yes`, or whether this is the first refusal since one was granted. */
  take(key: string, now: number): 'yes' | 'first-no' | 'no' {
    const { burst, refillMs, remembered } = this.#options;
    const { tokens: left, at, refused } = this.#buckets.get(key) ?? { tokens: burst, at: now, refused: false };
    const tokens = Math.min(burst, left + (now - at) / refillMs);
    const granted = tokens >= 1;
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: granted ? tokens - 1 : tokens, at: now, refused: !granted });
    if (this.#buckets.size > remembered) this.#forgetOldest();
    if (granted) return 'yes';
    return refused ? 'no' : 'first-no';
  }

  #forgetOldest(): void {
    for (const key of this.#buckets.keys()) return void this.#buckets.delete(key);
  }
}
