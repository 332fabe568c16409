/**
 * Abort signals, linked by hand: `AbortSignal.any` keeps memory for as long as the longest-lived parent lives.
 * Enter at {@link linkedAbort}.
 */
import { setMaxListeners } from 'node:events';
import { unwanted } from '../arguments.js';
import { isObject } from '../json/json.js';

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
  for (const parent of live) if (!isSignal(parent)) throw notASignal(parent);
  const abort = (reason: unknown): void => controller.abort(reason);
  const releases = live.map((parent) => onAbort(parent, abort));
  const release = (): void => {
    for (const each of releases) each();
  };
  return { signal: controller.signal, abort: (reason) => controller.abort(reason), [Symbol.dispose]: release };
}

/** By its shape: a signal may come from another realm. */
const isSignal = (value: unknown): boolean =>
  value instanceof EventTarget || (isObject(value) && typeof value['addEventListener'] === 'function');

const notASignal = (value: unknown): Error => unwanted('a signal is an AbortSignal, controller.signal for example', value);

/** Runs `callback` once when the signal aborts, at once if it already has; returns what removes the listener. */
export function onAbort(signal: AbortSignal | undefined, callback: (reason: unknown) => void): () => void {
  if (signal === undefined) return () => undefined;
  if (!isSignal(signal)) throw notASignal(signal);
  if (signal.aborted) {
    callback(signal.reason);
    return () => undefined;
  }
  const call: Call = { callback };
  const { calls, release } = heardOf(signal);
  calls.add(call);
  return () => {
    if (calls.delete(call) && calls.size === 0) release();
  };
}

interface Call {
  readonly callback: (reason: unknown) => void;
}

/** Who hears of a signal, by the one listener that it has. */
interface Hearing {
  readonly calls: Set<Call>;
  readonly release: () => void;
}

const hearings = new WeakMap<AbortSignal, Hearing>();

/**
 * A signal may guard any number of calls at a time, and Node looks at each listener of a signal to add or to remove one: 20,000 calls that wait
 * took ten seconds to wait. So a signal has one listener of ours, and none when nobody waits.
 */
function heardOf(signal: AbortSignal): Hearing {
  const known = hearings.get(signal);
  if (known !== undefined) return known;
  const calls = new Set<Call>();
  const ring = (): void => {
    hearings.delete(signal);
    for (const call of calls) if (calls.delete(call)) called(call, signal.reason);
  };
  const release = (): void => {
    hearings.delete(signal);
    signal.removeEventListener('abort', ring);
  };
  const hearing = { calls, release };
  hearings.set(signal, hearing);
  setMaxListeners(0, signal); // other copies of this package listen as well
  signal.addEventListener('abort', ring, { once: true });
  return hearing;
}

/** As a signal does: what one listener throws is an error of the process, and the others are called all the same. */
function called({ callback }: Call, reason: unknown): void {
  try {
    callback(reason);
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}
