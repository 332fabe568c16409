/**
 * Looking again and again until it is so: {@link until}, which every operation waits by.
 */
import { linkedAbort } from '../../util/async/abort.js';
import { tell } from '../../util/callbacks.js';
import { systemClock, type Clock } from '../../util/async/clock.js';

/** What one look comes to: what was waited for, or why it is not so yet. */
export type Look<T> = { readonly met: T } | { readonly waiting: string };

/** How to wait. */
export interface UntilOptions {
  /** Between two looks, in milliseconds. */
  readonly pollMs: number;
  readonly timeoutMs: number;
  /** The error of a wait that took too long, from the last look. */
  readonly late: (waiting: string) => Error;
  /** Is told what each look says that differs from the one before. */
  readonly onProgress?: ((waiting: string) => void) | undefined;
  readonly clock?: Clock | undefined;
  readonly signal?: AbortSignal | undefined;
}

const defaults = {
  lastLookMs: 5000, // a look that is under way when the time is over may bring what was waited for
  unseen: 'an answer of the server',
} as const;

/**
 * Looks at once and then at intervals, a last time when the time is over. A look that the server does not answer is cut off soon after that.
 *
 * @param look - Looks once, and leaves off when its signal aborts.
 * @throws what a look throws, `late`, the signal's reason.
 */
export async function until<T>(look: (signal: AbortSignal) => Promise<Look<T>>, options: UntilOptions): Promise<T> {
  const { pollMs, timeoutMs, late, onProgress = () => undefined, clock = systemClock, signal } = options;
  const end = clock.now() + timeoutMs;
  using limit = linkedAbort(signal);
  const isOver = new Error('the time is over');
  const cancel = clock.after(timeoutMs + defaults.lastLookMs, () => limit.abort(isOver));
  let last: string = defaults.unseen;
  try {
    for (;;) {
      const found = await look(limit.signal);
      if ('met' in found) return found.met;
      if (found.waiting !== last) tell('onProgress', () => onProgress(found.waiting));
      last = found.waiting;
      const left = end - clock.now();
      if (left <= 0) throw isOver;
      await clock.sleep(Math.min(pollMs, left), signal);
    }
  } catch (error) {
    throw error === isOver ? late(last) : error;
  } finally {
    cancel();
  }
}
