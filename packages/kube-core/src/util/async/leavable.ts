/**
 * The half of an async generator that leaves it: {@link Leavable}.
 */

/** What a generator answers that has ended. */
export const done: IteratorResult<never, undefined> = { done: true, value: undefined };

/** An async generator of which only `next()` and `return()` are left to write. */
export abstract class Leavable<T> implements AsyncGenerator<T, void, undefined> {
  abstract next(): Promise<IteratorResult<T, undefined>>;
  abstract return(): Promise<IteratorResult<T, undefined>>;

  async throw(error: unknown): Promise<IteratorResult<T, undefined>> {
    await this.return();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
