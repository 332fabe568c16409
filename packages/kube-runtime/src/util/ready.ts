/**
 * Something that happens once, and that any number of callers wait for: the first list of a store is complete, for example.
 * Enter at {@link Ready}.
 */
import { onAbort } from 'kube-core';
import { keepAlive } from './keep-alive.js';

/** It begins closed; {@link Ready.open} ends every wait, and a wait that begins later ends at once. */
export class Ready {
  readonly #waiters = new Set<() => void>();
  #open = false;

  get isOpen(): boolean {
    return this.#open;
  }

  /** Ends every wait. A second call changes nothing. */
  open(): void {
    this.#open = true;
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }

  /** Resolves when it is open; the process stays alive until then. @throws the signal's reason, as soon as it aborts. */
  wait(signal?: AbortSignal): Promise<void> {
    if (this.#open) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const letGo = keepAlive();
      const wake = (): void => {
        letGo();
        release();
        resolve();
      };
      this.#waiters.add(wake);
      const release = onAbort(signal, (reason) => {
        letGo();
        this.#waiters.delete(wake);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller chose the reason
        reject(reason);
      });
    });
  }
}
