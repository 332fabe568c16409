/**
 * An async generator that can be left at any time: {@link interruptible}. The `return()` of one that is written as `async function*`
 * waits for a `next()` that is under way, which in a watch may be for ever.
 */
import { linkedAbort, type LinkedAbort } from './abort.js';
import { done, Leavable } from './leavable.js';

/**
 * @param parent - Ends the iteration with its reason.
 * @param open - Opens what is iterated over, at the first `next()`; it ends when its signal aborts. It may load its code first.
 * @remarks Guarantee: `return()` answers every `next()` that waits with the end, aborts the signal, and waits for nothing but a source
 *   that is not at work.
 */
export function interruptible<T>(parent: AbortSignal | undefined, open: Open<T>): AsyncGenerator<T, void, undefined> {
  return new Interruptible(parent, open);
}

type Open<T> = (signal: AbortSignal) => AsyncIterable<T> | Promise<AsyncIterable<T>>;
type Result<T> = IteratorResult<T, undefined>;

class Interruptible<T> extends Leavable<T> {
  readonly #start: () => Promise<AsyncIterator<T>>;
  readonly #waiting = new Set<(result: Result<T>) => void>();
  #link: LinkedAbort | undefined;
  #source: Promise<AsyncIterator<T>> | undefined;
  #ended = false;

  constructor(parent: AbortSignal | undefined, open: Open<T>) {
    super();
    this.#start = async () => {
      this.#link = linkedAbort(parent);
      return (await open(this.#link.signal))[Symbol.asyncIterator]();
    };
  }

  next(): Promise<Result<T>> {
    if (this.#ended) return Promise.resolve(done);
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve);
      this.#pull().then(
        (result) => this.#answer(resolve, result),
        (error: unknown) => {
          this.#answer(resolve, undefined);
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the source chose what is thrown
          reject(error); // means nothing to a reader that has left: it was answered then
        },
      );
    });
  }

  async return(): Promise<Result<T>> {
    const idle = this.#waiting.size === 0;
    const source = this.#source;
    for (const resolve of this.#waiting) resolve(done);
    this.#waiting.clear();
    this.#ended = true;
    if (!idle) this.#link?.abort(new Error('the reader has left'));
    this.#link?.[Symbol.dispose]();
    const left = source?.then((opened) => opened.return?.());
    if (idle) await left;
    else left?.catch(() => undefined);
    return done;
  }

  async #pull(): Promise<IteratorResult<T>> {
    this.#source ??= this.#start();
    const source = await this.#source;
    return this.#ended ? done : source.next(); // it may have been left while it was opened
  }

  /** Ends the iteration where there is no more; a reader that has left has its answer already. */
  #answer(resolve: (result: Result<T>) => void, result: IteratorResult<T> | undefined): void {
    this.#waiting.delete(resolve);
    if (result !== undefined && result.done !== true) return resolve(result);
    this.#ended = true;
    this.#link?.[Symbol.dispose]();
    if (result !== undefined) resolve(done);
  }
}
