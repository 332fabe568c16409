/**
 * Waits for an answer, but not longer than a time, also where the call does not heed that: {@link orLate}.
 */
import { linkedAbort, type Clock } from 'kube-core';
import { orAborted } from './or-aborted.js';

/** How long to wait for an answer. */
export interface OrLateOptions {
  /** In milliseconds. */
  readonly ms: number;
  /** The message of the error where there is none in time. */
  readonly late: string;
  readonly clock: Clock;
  /** Ends the wait early when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** @throws DOMException `TimeoutError` where the time is over; the signal's reason; whatever the call throws. */
export async function orLate<T>(call: (signal: AbortSignal) => Promise<T>, { ms, late, clock, signal }: OrLateOptions): Promise<T> {
  using limit = linkedAbort(signal);
  const cancel = clock.after(ms, () => limit.abort(new DOMException(late, 'TimeoutError')));
  try {
    return await orAborted(call(limit.signal), limit.signal);
  } finally {
    cancel();
  }
}
