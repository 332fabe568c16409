/**
 * One way to find the objects of a store: {@link Index}.
 */
import { answerOf } from '../util/callbacks.js';
import { reportOnce } from '../util/report-once.js';
import type { Cached } from '../watcher/event.js';

/** Index key → object key → object. */
export class Index<K> {
  readonly #keysOf: (object: Cached<K>) => readonly string[];
  readonly #from: string;
  readonly #report: (error: unknown) => void;
  readonly #found = new Map<string, Map<string, Cached<K>>>();
  /** Under which keys each object was put: a function that answers otherwise the second time leaves nothing behind. */
  readonly #places = new Map<string, readonly string[]>();

  /**
   * @param name - What the index is called.
   * @param keysOf - The user's function. It may throw.
   */
  constructor(name: string, keysOf: (object: Cached<K>) => readonly string[]) {
    this.#from = `the index ${name}`;
    this.#keysOf = keysOf;
    this.#report = reportOnce(this.#from);
  }

  find(key: string): readonly Cached<K>[] {
    return [...(this.#found.get(key)?.values() ?? [])];
  }

  /** @param next - The object as it is now; `undefined` when it is gone. */
  replace(key: string, next: Cached<K> | undefined): void {
    const places = next === undefined ? none : this.#placesOf(key, next);
    for (const place of this.#places.get(key) ?? none) if (!places.includes(place)) this.#remove(place, key);
    if (places.length === 0) this.#places.delete(key);
    else this.#places.set(key, places);
    if (next !== undefined) for (const place of places) this.#at(place).set(key, next);
  }

  #placesOf(subject: string, object: Cached<K>): readonly string[] {
    try {
      return answerOf({ from: this.#from, subject }, () => [...this.#keysOf(object)]);
    } catch (error) {
      this.#report(error);
      return none;
    }
  }

  #at(place: string): Map<string, Cached<K>> {
    const known = this.#found.get(place);
    if (known !== undefined) return known;
    const made = new Map<string, Cached<K>>();
    this.#found.set(place, made);
    return made;
  }

  #remove(place: string, key: string): void {
    const objects = this.#found.get(place);
    objects?.delete(key);
    if (objects?.size === 0) this.#found.delete(place);
  }
}

const none: readonly string[] = [];
