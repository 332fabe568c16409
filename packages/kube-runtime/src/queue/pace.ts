/**
 * How fast keys are given out: {@link Pace}. A key that has to wait is put off; where all have to, nothing is given out for that time.
 */
import { TokenBucket, type Filling } from 'kube-core/support';
import { TokenBuckets } from './token-buckets.js';

/** The rates of a queue. */
export interface PaceOptions {
  /** How often one key is given out. */
  readonly each?: Filling;
  /** How often any is. */
  readonly all?: Filling;
}

/** Counts the keys that are given out. */
export class Pace {
  readonly #each: TokenBuckets | undefined;
  readonly #all: TokenBucket | undefined;

  constructor({ each, all }: PaceOptions, now: number) {
    this.#each = each && new TokenBuckets(each);
    this.#all = all && new TokenBucket(all, now);
  }

  /** How long until any key may be given out, in milliseconds; 0: now. */
  waitMs(now: number): number {
    return this.#all?.waitMs(now) ?? 0;
  }

  /** How long until this one may be. */
  waitMsOf(key: string, now: number): number {
    return this.#each?.waitMs(key, now) ?? 0;
  }

  /** The key is given out. */
  taken(key: string, now: number): void {
    this.#each?.take(key, now);
    this.#all?.take(now);
  }
}
