/**
 * Waits for something, but not longer than a time: {@link inTime}.
 */
import { linkedAbort, type Clock } from 'kube-core';

/** What a wait looks at beside the time. */
export interface InTimeOptions {
  readonly clock: Clock;
  /** Ends the wait early when it aborts. */
  readonly signal?: AbortSignal;
}

/**
 * @param ms - How long to wait, in milliseconds.
 * @param wait - Waits; it rejects as soon as its signal aborts.
 * @param options - The clock, and what ends the wait early.
 * @returns whether what was waited for came, before the time was over and before the signal aborted.
 * @throws whatever `wait` throws while its signal has not aborted.
 */
export async function inTime(
  ms: number,
  wait: (signal: AbortSignal) => Promise<unknown>,
  { clock, signal }: InTimeOptions,
): Promise<boolean> {
  const limit = linkedAbort(signal);
  const cancel = clock.after(ms, () => limit.abort());
  try {
    await wait(limit.signal);
    return true;
  } catch (error) {
    if (limit.signal.aborted) return false;
    throw error;
  } finally {
    cancel();
    limit[Symbol.dispose]();
  }
}
