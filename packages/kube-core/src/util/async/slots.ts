/**
 * A number of places, and a queue for them: first come, first served. Enter at {@link Slots}.
 */
import { onAbort } from './abort.js';

interface Waiting {
  readonly resolve: (release: () => void) => void;
  readonly reject: (error: unknown) => void;
}

/** Places that are taken and given back. */
export class Slots {
  #free: number;
  #closed: { readonly error: unknown } | undefined;
  readonly #queue = new Set<Waiting>();

  /** @param count - How many there are; at least one. */
  constructor(count: number) {
    this.#free = count;
  }

  /**
   * Takes a place, or waits for one.
   *
   * @returns what gives it back; to call it again does nothing.
   * @throws the signal's reason when it aborts first: the queue is then left at once; the error of {@link close} after that.
   */
  take(signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- whoever closed it chose what is thrown
      if (this.#closed !== undefined) return reject(this.#closed.error);
      if (this.#free > 0) return resolve(this.#taken());
      this.#enqueue({ resolve, reject }, signal);
    });
  }

  /** Rejects whoever waits, and whoever comes. Places that are taken may still be given back. */
  close(error: unknown): void {
    this.#closed = { error };
    for (const { reject } of this.#queue) reject(error);
  }

  #enqueue({ resolve, reject }: Waiting, signal: AbortSignal | undefined): void {
    const leave = (): void => {
      this.#queue.delete(waiting);
      release();
    };
    const waiting: Waiting = {
      resolve: (place) => {
        leave();
        resolve(place);
      },
      reject: (error) => {
        leave();

        reject(error);
      },
    };
    let release = (): void => undefined;
    this.#queue.add(waiting);
    release = onAbort(signal, (reason) => waiting.reject(reason));
  }

  #taken(): () => void {
    let given = false;
    this.#free--;
    return () => {
      if (given) return;
      given = true;
      this.#free++;
      const [next] = this.#queue;
      next?.resolve(this.#taken());
    };
  }
}
