/**
 * One call of a reconcile, with an end: {@link attempt} waits for it, aborts it after a time, and says how it ended.
 */
import { KubeError, linkedAbort, messageOf, type Clock, type LinkedAbort } from 'kube-core';
import { inTime } from '../../util/in-time.js';
import { Ready } from '../../util/ready.js';
import type { Action } from '../action.js';
import { durationText } from '../../util/duration.js';
import { defaults } from '../options.js';

/** How a call ended. */
export type Attempt<R = unknown> =
  | { readonly type: 'done'; readonly action: Action<R> }
  | { readonly type: 'failed'; readonly error: unknown }
  /** The controller stopped and aborted it: what it said then counts for nothing. */
  | { readonly type: 'stopped' };

/** How long a call may take. */
export interface AttemptOptions {
  readonly clock: Clock;
  /** Then its signal aborts, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborts when the controller ends. */
  readonly stop: AbortSignal;
  /** Hears of a call that goes on though nobody waits for it any more. The promise never rejects. */
  readonly leftBehind?: (running: Promise<unknown>) => void;
}

/** The reconcile, with everything but the signal filled in. */
export type Call<R = unknown> = (signal: AbortSignal) => Promise<Action<R> | void>;

/** Calls once. It never rejects; after `stop` it waits for the call, however long that takes. */
export async function attempt<R>(call: Call<R>, options: AttemptOptions): Promise<Attempt<R>> {
  const link = linkedAbort(options.stop);
  const running = outcomeOf(call, link);
  const result = options.timeoutMs === Infinity ? await running : await limited(running, link, options);
  return options.stop.aborted ? { type: 'stopped' } : result;
}

async function outcomeOf<R>(call: Call<R>, link: LinkedAbort): Promise<Attempt<R>> {
  try {
    return { type: 'done', action: (await call(link.signal)) ?? {} };
  } catch (error) {
    return { type: 'failed', error };
  } finally {
    link[Symbol.dispose]();
  }
}

async function limited<R>(running: Promise<Attempt<R>>, link: LinkedAbort, options: AttemptOptions): Promise<Attempt<R>> {
  const { clock, timeoutMs, stop } = options;
  const ended = new Ready();
  void running.then(() => ended.open());
  const endsWithin = (ms: number): Promise<boolean> => inTime(ms, (signal) => ended.wait(signal), { clock, signal: stop });
  if (await endsWithin(timeoutMs)) return running;
  link.abort(new DOMException(`the reconcile took longer than ${durationText(timeoutMs)}`, 'TimeoutError'));
  if ((await endsWithin(defaults.abortedMs)) || stop.aborted) return late(await running, timeoutMs);
  options.leftBehind?.(running);
  const over = `it did not end within ${durationText(timeoutMs)}, nor when its signal aborted`;
  const error = new KubeError('reconcile-timeout', `${over}: it is left behind; hand the signal to everything that it awaits`);
  return { type: 'failed', error };
}

/** It ended when its signal aborted. One that succeeded nevertheless counts as that. */
function late<R>(result: Attempt<R>, timeoutMs: number): Attempt<R> {
  if (result.type !== 'failed') return result;
  const message = `it did not end within ${durationText(timeoutMs)}, and was aborted: ${messageOf(result.error)}`;
  return { type: 'failed', error: new KubeError('reconcile-timeout', message, { cause: result.error }) };
}
