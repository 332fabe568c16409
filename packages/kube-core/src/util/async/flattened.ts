/**
 * The items of batches, one after the other: {@link flattened}. An item that has come already costs no turn through the generators that
 * made its batch, which is most of the price of a short line.
 */
import { interruptible } from './interruptible.js';
import { done, Leavable } from './leavable.js';

/**
 * @param parent - Ends the iteration with its reason, also where items are left of a batch.
 * @param open - As for `interruptible`, whose guarantees hold.
 */
export function flattened<T>(
  parent: AbortSignal | undefined,
  open: Parameters<typeof interruptible<readonly T[]>>[1],
): AsyncGenerator<T, void, undefined> {
  return new Flattened(parent, interruptible(parent, open));
}

class Flattened<T> extends Leavable<T> {
  readonly #parent: AbortSignal | undefined;
  readonly #batches: AsyncGenerator<readonly T[], void, undefined>;
  #batch: readonly T[] = [];
  #at = 0;
  #waiting = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parent: AbortSignal | undefined, batches: AsyncGenerator<readonly T[], void, undefined>) {
    super();
    this.#parent = parent;
    this.#batches = batches;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#waiting === 0 && this.#hasMore()) return Promise.resolve(this.#take());
    this.#waiting++;
    const result = this.#turn.then(() => this.#pull());
    this.#turn = result.then(
      () => this.#waiting--,
      () => this.#waiting--,
    );
    return result;
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#batch = [];
    await this.#batches.return();
    return done;
  }

  #hasMore(): boolean {
    return this.#at < this.#batch.length && this.#parent?.aborted !== true;
  }

  /** There is one more: see `#hasMore`. */
  #take(): IteratorResult<T, undefined> {
    return { done: false, value: this.#batch[this.#at++] as T };
  }

  async #pull(): Promise<IteratorResult<T, undefined>> {
    while (!this.#hasMore()) {
      const next = await this.#batches.next();
      if (next.done === true) return done;
      [this.#batch, this.#at] = [next.value, 0];
    }
    return this.#take();
  }
}
