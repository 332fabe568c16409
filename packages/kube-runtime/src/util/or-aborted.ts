/**
 * Waits for work, but no longer than until a signal aborts, also where the work does not heed that: {@link orAborted}.
 */
import { onAbort } from 'kube-core';

/** @throws the signal's reason, as soon as it aborts; whatever the work throws until then. What comes of the work later is dropped. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, reject);
    void work.then(resolve, reject).finally(stop);
  });
}
