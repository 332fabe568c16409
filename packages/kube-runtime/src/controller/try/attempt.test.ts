import { describe, expect, test } from '@jest/globals';
import { codeOf, messageOf, onAbort } from 'kube-core';
import { ManualClock } from 'kube-core/testing';
import { attempt, type Attempt, type Call } from './attempt.js';
import { Action } from '../action.js';

function begin(call: Call, timeoutMs = 1000) {
  const clock = new ManualClock();
  const stop = new AbortController();
  let result: Attempt | undefined;
  void attempt(call, { clock, timeoutMs, stop: stop.signal }).then((it) => (result = it));
  const failure = (): readonly unknown[] => (result?.type === 'failed' ? [codeOf(result.error), messageOf(result.error)] : [result?.type]);
  return { clock, stop, result: () => result, failure };
}
/** Ends as `end` says when its signal aborts. */
const until =
  (end: (resolve: (action: Action) => void, reject: (error: unknown) => void, reason: unknown) => void): Call =>
  (signal) =>
    new Promise((resolve, reject) => onAbort(signal, (reason) => end(resolve, reject, reason)));

describe('a call that ends in time', () => {
  test('gives its action, and leaves no timer behind', async () => {
    const it = begin(async () => Action.requeue(7));
    await it.clock.advance(0);
    expect([it.result(), it.clock.pending]).toEqual([{ type: 'done', action: { requeueAfterMs: 7 } }, 0]);
  });

  test('gives what it threw, at once or later', async () => {
    const error = new Error('x');
    const [now, later] = [
      begin(() => {
        throw error;
      }),
      begin(() => Promise.reject(error)),
    ];
    await now.clock.advance(0);
    expect([now.result(), later.result()]).toEqual(Array(2).fill({ type: 'failed', error }));
  });
});

describe('a call that takes too long', () => {
  test('has failed once it ends by its signal, whose reason says why', async () => {
    const it = begin(until((_, reject, reason) => reject(reason)));
    await it.clock.advance(999);
    expect(it.result()).toBeUndefined();
    await it.clock.advance(1);
    expect(it.failure()).toEqual([
      'reconcile-timeout',
      'it did not end within 1.0 s, and was aborted: the reconcile took longer than 1.0 s',
    ]);
    expect(it.clock.pending).toBe(0);
  });

  test('has succeeded if it succeeds nevertheless', async () => {
    const it = begin(until((resolve) => resolve({})));
    await it.clock.advance(1000);
    expect(it.result()).toEqual({ type: 'done', action: {} });
  });

  test('is left behind a second after its signal aborted', async () => {
    let fail: (error: Error) => void = () => undefined;
    const it = begin(() => new Promise((_, reject) => (fail = reject)));
    await it.clock.advance(1999);
    expect(it.result()).toBeUndefined();
    await it.clock.advance(1);
    expect(it.failure()).toEqual([
      'reconcile-timeout',
      expect.stringMatching(/^it did not end within 1.0 s, nor when its signal aborted: /),
    ]);
    fail(new Error('much later'));
    await it.clock.advance(0);
    expect(it.clock.pending).toBe(0);
  });

  test.each([0, 500, 1500])('is not judged once the controller stops, after %i ms', async (ms) => {
    let end: (action: Action) => void = () => undefined;
    const it = begin(() => new Promise((resolve) => (end = resolve)));
    await it.clock.advance(ms);
    it.stop.abort();
    await it.clock.advance(60_000);
    expect([it.result(), it.clock.pending]).toEqual([undefined, 0]);
    end({});
    await it.clock.advance(0);
    expect(it.result()).toEqual({ type: 'stopped' });
  });
});
