/**
 * Whether anything goes on between a client and its server: {@link Activity}. Watches do not count; they wait.
 */
import { Client, onAbort, type Clock } from 'kube-core';
import { stack, type Layer } from 'kube-core/service';

/** Hears of every request of the client that it makes. */
export class Activity {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #open = 0;
  #last: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = clock.now();
  }

  /** The same client, heard of. */
  heard(client: Client): Client {
    const { fieldManager, defaultNamespace } = client;
    return Client.of(stack(client.service, [this.#layer]), { defaultNamespace, ...(fieldManager !== undefined && { fieldManager }) });
  }

  /** Something happened that is no request. */
  touch(): void {
    this.#last = this.#clock.now();
    for (const wake of this.#waiting) wake();
  }

  /** Resolves when nothing has happened for a time. @throws the signal's reason. */
  quiet(forMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      let cancel = (): void => undefined;
      const arm = (): void => {
        cancel();
        const left = this.#last + forMs - this.#clock.now();
        if (this.#open === 0) cancel = this.#clock.after(Math.max(left, 0), () => end(resolve));
      };
      const end = (settle: () => void): void => {
        cancel();
        release();
        this.#waiting.delete(arm);
        settle();
      };
      this.#waiting.add(arm);
      let release = (): void => undefined;
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller chose the reason
      release = onAbort(signal, (reason) => end(() => reject(reason)));
      if (!signal.aborted) arm();
    });
  }

  readonly #layer: Layer = (inner) => async (request) => {
    if (request.streaming === true) return inner(request);
    this.#open++;
    try {
      return await inner(request);
    } finally {
      this.#open--;
      this.touch();
    }
  };
}
