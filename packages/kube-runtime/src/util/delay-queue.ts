/**
 * Keys, each with the time at which it falls due. A key that is put in twice keeps the earlier time. Enter at {@link DelayQueue}.
 *
 * It is a binary heap with a map from each key to its place in the heap. So a key can be moved and removed without a search.
 */

interface Entry<Key> {
  readonly key: Key;
  readonly due: number;
  /** Of two keys with the same time, the one with the lower number comes out first: it was put in first. */
  readonly order: number;
}

const before = (a: Entry<unknown>, b: Entry<unknown>): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);

/** It has no timer. Its owner sets one for {@link DelayQueue.nextDue}. */
export class DelayQueue<Key> {
  readonly #heap: Entry<Key>[] = [];
  readonly #places = new Map<Key, number>();
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** When the first key falls due. */
  get nextDue(): number | undefined {
    return this.#heap[0]?.due;
  }

  /** When this key falls due. */
  dueOf(key: Key): number | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#heap[place]?.due;
  }

  /** Puts a key in, or moves it forward; a later time than the one it has changes nothing. */
  put(key: Key, due: number): void {
    const known = this.dueOf(key);
    if (known !== undefined && known <= due) return;
    const place = this.#places.get(key) ?? this.#heap.length;
    this.#rise({ key, due, order: this.#order++ }, place);
  }

  /** @returns whether the key was there. */
  remove(key: Key): boolean {
    const place = this.#places.get(key);
    if (place === undefined) return false;
    this.#removeAt(place);
    return true;
  }

  /** Takes the first key that is due at `now`, if there is one. */
  takeDue(now: number): Key | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.due > now) return undefined;
    this.#removeAt(0);
    return first.key;
  }

  clear(): void {
    this.#heap.length = 0;
    this.#places.clear();
  }

  #removeAt(place: number): void {
    const removed = this.#heap[place];
    const last = this.#heap.pop();
    if (removed === undefined || last === undefined) return;
    this.#places.delete(removed.key);
    if (last === removed) return;
    if (before(last, removed)) this.#rise(last, place);
    else this.#sink(last, place);
  }

  #set(entry: Entry<Key>, place: number): void {
    this.#heap[place] = entry;
    this.#places.set(entry.key, place);
  }

  #rise(entry: Entry<Key>, start: number): void {
    let place = start;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !before(entry, parent)) break;
      this.#set(parent, place);
      place = above;
    }
    this.#set(entry, place);
  }

  #sink(entry: Entry<Key>, start: number): void {
    let place = start;
    for (;;) {
      const left = this.#heap[2 * place + 1];
      const right = this.#heap[2 * place + 2];
      if (left === undefined) break;
      const rightFirst = right !== undefined && before(right, left);
      const child = rightFirst ? right : left;
      if (!before(child, entry)) break;
      this.#set(child, place);
      place = 2 * place + (rightFirst ? 2 : 1);
    }
    this.#set(entry, place);
  }
}
