/**
 * Abort signals, linked by hand: `AbortSignal.any` keeps memory for as long as the longest-lived parent lives.
 * Enter at {@link linkedAbort}.
 */
import { setMaxListeners } from 'node:events';

/** A controller that also aborts when one of its parents does, until it is released. */
export interface LinkedAbort extends Disposable {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

/**
 * A fresh controller that follows the parents given.
 *
 * @remarks Guarantee: after disposal no listener stays on a parent. Dispose it when the work that it guards has ended.
 */
export function linkedAbort(...parents: readonly (AbortSignal | undefined)[]): LinkedAbort {
  const controller = new AbortController();
  const live = parents.filter((parent): parent is AbortSignal => parent !== undefined);
  const follow = (event: { readonly target: unknown }): void => controller.abort(reasonOf(event.target));
  const release = (): void => {
    for (const parent of live) parent.removeEventListener('abort', follow);
  };
  for (const parent of live) {
    if (parent.aborted) controller.abort(parent.reason);
    else listen(parent, follow);
  }
  return { signal: controller.signal, abort: (reason) => controller.abort(reason), [Symbol.dispose]: release };
}

const reasonOf = (target: unknown): unknown => (typeof target === 'object' && target !== null ? Reflect.get(target, 'reason') : undefined);

/** A signal may guard any number of calls at a time; each takes its listener away again, so Node need not warn of a leak at the eleventh. */
function listen(signal: AbortSignal, listener: (event: Event) => void): void {
  setMaxListeners(0, signal);
  signal.addEventListener('abort', listener, { once: true });
}

/** Runs `callback` once when the signal aborts, at once if it already has; returns what removes the listener. */
export function onAbort(signal: AbortSignal | undefined, callback: (reason: unknown) => void): () => void {
  if (signal === undefined) return () => undefined;
  if (signal.aborted) {
    callback(signal.reason);
    return () => undefined;
  }
  const listener = (): void => callback(signal.reason);
  listen(signal, listener);
  return () => signal.removeEventListener('abort', listener);
}
