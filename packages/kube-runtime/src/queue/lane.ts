/**
 * The keys of one priority, in the order in which they came. Enter at {@link Lane}.
 *
 * It is a list that is read from its front. What is removed before its turn stays in the list as a gap, and gaps are thrown out when they
 * are more than half of it: so each operation costs the same however many keys there are. A Map would not do, for whoever asks it for its
 * first key passes over all that were deleted before.
 */

/** A key that waits. */
export interface Waiting {
  readonly key: string;
  readonly priority: number;
  /** When it fell due. */
  readonly since: number;
  readonly order: number;
}

/** Fewer gaps than that are never thrown out by themselves. */
const fewGaps = 64;

/** A lane keeps each key once: who puts in a key that is there removes it first. */
export class Lane {
  #list: (Waiting | undefined)[] = [];
  #front = 0;
  readonly #places = new Map<string, number>();

  get size(): number {
    return this.#places.size;
  }

  /** The key that has been here longest. */
  get first(): Waiting | undefined {
    return this.#list[this.#front];
  }

  add(waiting: Waiting): void {
    this.#places.set(waiting.key, this.#list.push(waiting) - 1);
  }

  remove(key: string): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    this.#list[place] = undefined;
    while (this.#front < this.#list.length && this.#list[this.#front] === undefined) this.#front++;
    if (this.#list.length - this.size > this.size + fewGaps) this.#close();
  }

  /** Closes the gaps. */
  #close(): void {
    this.#list = this.#list.filter((waiting) => waiting !== undefined);
    this.#front = 0;
    for (const [place, waiting] of this.#list.entries()) if (waiting !== undefined) this.#places.set(waiting.key, place);
  }
}
