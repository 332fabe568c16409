/**
 * So many at once, the others wait their turn: {@link Seats}.
 */
import { onAbort } from 'kube-core';

/** First come, first served. */
export class Seats {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Does the work when there is a seat. @throws the signal's reason, where it aborts before that; what the work throws. */
  async use<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#turn(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  /** A seat that gets free is handed on, and not put back. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#free++;
    else next();
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sit = (): void => {
        this.#waiting.delete(sit);
        release();
        resolve();
      };
      this.#waiting.add(sit);
      const release = onAbort(signal, (reason) => {
        this.#waiting.delete(sit);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller chose the reason
        reject(reason);
      });
    });
  }
}
