/**
 * A gate that opens once and stays open. Enter at {@link Ready}.
 */
import { onAbort } from 'kube-core';

/** Any number of waiters, one opening. */
export class Ready {
  readonly #waiters = new Set<() => void>();
  #open = false;

  get isOpen(): boolean {
    return this.#open;
  }

  /** Lets everybody through, now and later. */
  open(): void {
    this.#open = true;
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }

  /** Resolves when the gate is open. @throws the signal's reason, as soon as it aborts. */
  wait(signal?: AbortSignal): Promise<void> {
    if (this.#open) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        release();
        resolve();
      };
      this.#waiters.add(wake);
      const release = onAbort(signal, (reason) => {
        this.#waiters.delete(wake);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller chose the reason
        reject(reason);
      });
    });
  }
}
