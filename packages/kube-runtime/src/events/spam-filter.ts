/**
 * Lets a few events of each object through at once, then one at a time: {@link SpamFilter}.
 */
import { TokenBucket } from 'kube-core/support';

/** What is let through. */
export interface SpamFilterOptions {
  /** How many at once. */
  readonly burst: number;
  /** How long until one more, in milliseconds. */
  readonly refillMs: number;
  /** Of how many keys something is remembered; the one asked for longest ago is forgotten first. */
  readonly remembered: number;
}

interface Seen {
  readonly bucket: TokenBucket;
  readonly refused: boolean;
}

/** One bucket for each key. */
export class SpamFilter {
  readonly #options: SpamFilterOptions;
  readonly #seen = new Map<string, Seen>();

  constructor(options: SpamFilterOptions) {
    this.#options = options;
  }

  /** @returns `yes`, or whether this is the first refusal since one was granted. */
  take(key: string, now: number): 'yes' | 'first-no' | 'no' {
    const { burst, refillMs, remembered } = this.#options;
    const { bucket, refused } = this.#seen.get(key) ?? {
      bucket: new TokenBucket({ perSecond: 1000 / refillMs, burst }, now),
      refused: false,
    };
    const granted = bucket.tryTake(now);
    this.#seen.delete(key);
    this.#seen.set(key, { bucket, refused: !granted });
    if (this.#seen.size > remembered) this.#forgetOldest();
    if (granted) return 'yes';
    return refused ? 'no' : 'first-no';
  }

  #forgetOldest(): void {
    for (const key of this.#seen.keys()) return void this.#seen.delete(key);
  }
}
