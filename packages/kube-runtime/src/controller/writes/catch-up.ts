/**
 * Holds back what was reconciled until the caches have what its reconcile wrote: {@link CatchUp}. Else the next reconcile would see the
 * world as it was before, and do the same once more.
 *
 * Kubernetes: KEP-5647, by which its own controllers read their writes.
 */
import type { Clock } from 'kube-core';
import type { Seeing, WrittenObject } from '../../reflector/written.js';

/** What a {@link CatchUp} works with. */
export interface CatchUpOptions {
  readonly clock: Clock;
  /** How long a key is held at most, in milliseconds. */
  readonly timeoutMs: number;
  /** The caches that may have an object. */
  readonly cachesOf: (written: WrittenObject) => Iterable<Seeing>;
  /** No more work on a key is started, */
  readonly hold: (key: string) => void;
  /** until it may be. */
  readonly release: (key: string) => void;
  /** Hears that the time is over, and what is still missing. */
  readonly late: (key: string, missing: readonly string[]) => void;
}

/** A cache, and what it does not have yet. */
interface Missing {
  readonly cache: Seeing;
  readonly written: WrittenObject;
}

const textOf = ({ written: { group, resource, key } }: Missing): string => `${resource}${group === '' ? '' : `.${group}`} ${key}`;

/** The keys that are held. */
export class CatchUp {
  readonly #options: CatchUpOptions;
  readonly #held = new Map<string, () => void>();
  #ended = false;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  /** Holds a key until every cache has all of it; not at all where they have it already. */
  after(key: string, written: readonly WrittenObject[]): void {
    this.#held.get(key)?.(); // a reconcile that was left behind may still be waited for
    const missing = this.#missing(written);
    if (missing.length === 0 || this.#ended) return;
    this.#options.hold(key);
    this.#wait(key, missing);
  }

  /** Releases whatever is held, and holds nothing more. */
  end(): void {
    this.#ended = true;
    for (const end of [...this.#held.values()]) end();
  }

  #missing(written: readonly WrittenObject[]): readonly Missing[] {
    return written
      .flatMap((each) => [...this.#options.cachesOf(each)].map((cache) => ({ cache, written: each })))
      .filter(({ cache, written: each }) => cache.covers(each) && cache.lacks(each));
  }

  #wait(key: string, missing: readonly Missing[]): void {
    const { clock, timeoutMs, release, late } = this.#options;
    let left = missing;
    const look = (): void => {
      left = left.filter(({ cache, written }) => cache.lacks(written));
      if (left.length === 0) queueMicrotask(end); // when whoever hears of the change has asked for the key
    };
    const stops = missing.map(({ cache, written }) => cache.onChange(written.key, look));
    const cancel = clock.after(timeoutMs, () => {
      end();
      late(key, left.map(textOf));
    });
    const end = (): void => {
      if (this.#held.get(key) !== end) return;
      this.#held.delete(key);
      cancel();
      for (const stop of stops) stop();
      release(key);
    };
    this.#held.set(key, end);
  }
}
