/**
 * Waits for an answer, but not longer than a time, also where the call does not heed that: {@link orLate}.
 */
import { linkedAbort, type Clock } from 'kube-core';
import { orAborted } from './or-aborted.js';

/** How long to wait for an answer. */
export interface OrLateOptions {
  /** In milliseconds. */
  readonly ms: number;
  /** Makes the error where there is none in time. */
  readonly late: () => Error;
  readonly clock: Clock;
  /** Ends the wait early when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** That of a call without an answer. */
export const timeoutError = (message: string): DOMException => new DOMException(message, 'TimeoutError');

/** @throws what `late` makes where the time is over; the signal's reason; whatever the call throws. */
export async function orLate<T>(call: (signal: AbortSignal) => Promise<T>, { ms, late, clock, signal }: OrLateOptions): Promise<T> {
  using limit = linkedAbort(signal);
  const cancel = clock.after(ms, () => limit.abort(late()));
  try {
    return await orAborted(call(limit.signal), limit.signal);
  } finally {
    cancel();
  }
}
