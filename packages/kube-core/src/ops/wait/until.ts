/**
 * Looking again and again until it is so: {@link until}, which every operation waits by.
 */
import { tell } from '../../util/callbacks.js';
import { systemClock, type Clock } from '../../util/clock.js';

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

/** Looks at once and then at intervals, a last time when the time is over. @throws what a look throws, `late`, the signal's reason. */
export async function until<T>(look: () => Promise<Look<T>>, options: UntilOptions): Promise<T> {
  const { pollMs, timeoutMs, late, onProgress = () => undefined, clock = systemClock, signal } = options;
  const end = clock.now() + timeoutMs;
  for (let last = ''; ;) {
    const found = await look();
    if ('met' in found) return found.met;
    if (found.waiting !== last) tell('onProgress', () => onProgress(found.waiting));
    last = found.waiting;
    const left = end - clock.now();
    if (left <= 0) throw late(last);
    await clock.sleep(Math.min(pollMs, left), signal);
  }
}
