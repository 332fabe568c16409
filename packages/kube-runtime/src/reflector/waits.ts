/**
 * Who waits for changes of a store: {@link Waits}.
 */
import { onAbort } from 'kube-core';
import { keepAlive } from '../util/keep-alive.js';

/** What the server answered to a write. */
export interface Versioned {
  readonly metadata: { readonly resourceVersion: string };
}

/** The version of what was written. */
export const versionIn = (written: string | Versioned): string =>
  typeof written === 'string' ? written : written.metadata.resourceVersion;

/** Wakes whoever waits for one object when that changes, and whoever waits for anything when anything does. */
export class Waits {
  readonly #of = new Map<string, Set<() => void>>();
  readonly #any = new Set<() => void>();

  /** @returns what ends the waiting. */
  on(key: string, call: () => void): () => void {
    const calls = this.#of.get(key) ?? new Set();
    this.#of.set(key, calls.add(call));
    return () => {
      if (calls.delete(call) && calls.size === 0 && this.#of.get(key) === calls) this.#of.delete(key);
    };
  }

  /** Resolves when something is so, looked at after every change. @throws the signal's reason, as soon as it aborts. */
  until(isSo: () => boolean, signal?: AbortSignal): Promise<void> {
    if (isSo()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const letGo = keepAlive();
      let release = (): void => undefined;
      const end = (): void => {
        letGo();
        this.#any.delete(look);
        release();
      };
      const look = (): void => {
        if (!isSo()) return;
        end();
        resolve();
      };
      this.#any.add(look);
      release = onAbort(signal, (reason) => {
        end();
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller chose the reason
        reject(reason);
      });
    });
  }

  /** An object has changed. */
  wake(key: string): void {
    for (const call of [...(this.#of.get(key) ?? [])]) call();
    for (const look of [...this.#any]) look();
  }

  /** Anything may have changed. */
  wakeAll(): void {
    for (const call of [...this.#of.values()].flatMap((calls) => [...calls])) call();
    for (const look of [...this.#any]) look();
  }
}
