import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { linkedAbort, onAbort } from './abort.js';
import { exponentialBackoff } from './backoff.js';
import { ManualClock, systemClock } from './clock.js';

/** A signal that counts who listens to it. */
function counted(): { readonly controller: AbortController; readonly listeners: () => number } {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
  signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args));
  return { controller, listeners: () => listeners };
}

describe('ManualClock', () => {
  test('rings what is due in the order of time, and of setting where the time is the same', async () => {
    const clock = new ManualClock(0);
    const rang: string[] = [];
    for (const [ms, name] of [
      [20, 'c'],
      [10, 'a'],
      [10, 'b'],
      [30, 'd'],
    ] as const)
      clock.after(ms, () => rang.push(`${name}${clock.now()}`));
    await clock.advance(20);
    expect(rang).toEqual(['a10', 'b10', 'c20']);
    expect([clock.pending, clock.next, clock.now()]).toEqual([1, 30, 20]);
  });

  test('lets what woke wait again within the same advance', async () => {
    const clock = new ManualClock(0);
    const woke: number[] = [];
    const ticking = (async () => {
      for (let tick = 0; tick < 3; tick++) {
        await clock.sleep(10);
        woke.push(clock.now());
      }
    })();
    await clock.advance(25);
    expect(woke).toEqual([10, 20]);
    await clock.advance(5);
    await ticking;
    expect(woke).toEqual([10, 20, 30]);
  });

  test('ends a sleep with the reason of its signal, and forgets it', async () => {
    const clock = new ManualClock();
    const { controller, listeners } = counted();
    const sleeping = clock.sleep(10, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(clock.sleep(10, controller.signal)).rejects.toThrow('enough');
    expect(clock.pending).toBe(0);
    const other = counted();
    const slept = clock.sleep(10, other.controller.signal);
    await clock.advance(10);
    await slept;
    expect([listeners(), other.listeners()]).toEqual([1, 0]); // the one that fired removed itself
  });

  test('does not ring what was cancelled', async () => {
    const clock = new ManualClock();
    let rang = false;
    clock.after(1, () => (rang = true))();
    await clock.advance(10);
    expect(rang).toBe(false);
  });
});

describe('systemClock', () => {
  test('sleeps at least as long as it was asked to, and tells the time of day', async () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(60_000);
    for (let round = 0; round < 10; round++) {
      const begin = performance.now();
      await systemClock.sleep(5);
      expect(performance.now() - begin).toBeGreaterThanOrEqual(5);
    }
  });

  test('waits longer than a timer of Node holds instead of ringing at once', async () => {
    let rang = false;
    const cancel = systemClock.after(2 ** 32, () => (rang = true));
    await systemClock.sleep(5);
    cancel();
    expect(rang).toBe(false);
  });

  test('wakes a sleeper whose signal aborts', async () => {
    const controller = new AbortController();
    const sleeping = systemClock.sleep(60_000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
  });
});

describe('the process', () => {
  /** Node lists what keeps the process alive: a timer that was let go of with `unref` is not among them. */
  const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

  test('stays alive for an alarm until it is cancelled', () => {
    const before = timers();
    const cancel = systemClock.after(60_000, () => undefined);
    expect(timers() - before).toBe(1);
    cancel();
    expect(timers() - before).toBe(0);
  });

  test('stays alive for a sleep until its signal aborts', async () => {
    const before = timers();
    const controller = new AbortController();
    const sleeping = systemClock.sleep(60_000, controller.signal);
    expect(timers() - before).toBe(1);
    controller.abort(new Error('enough'));
    expect(timers() - before).toBe(0);
    await expect(sleeping).rejects.toThrow('enough');
  });
});

describe('linkedAbort', () => {
  test('aborts with the reason of the parent that aborts first', () => {
    const first = new AbortController();
    const second = new AbortController();
    using linked = linkedAbort(first.signal, undefined, second.signal);
    second.abort('second');
    first.abort('first');
    expect(linked.signal.reason).toBe('second');
  });

  test('is aborted from the start where a parent is', () => {
    using linked = linkedAbort(AbortSignal.abort('before'));
    expect(linked.signal.reason).toBe('before');
  });

  test('leaves no listener on its parents once disposed, and no longer follows them', () => {
    const { controller, listeners } = counted();
    const linked = linkedAbort(controller.signal);
    expect(listeners()).toBe(1);
    linked[Symbol.dispose]();
    controller.abort();
    expect([listeners(), linked.signal.aborted]).toEqual([0, false]);
  });

  test('aborts alone, without its parents', () => {
    const parent = new AbortController();
    using linked = linkedAbort(parent.signal);
    linked.abort('own');
    expect([linked.signal.reason, parent.signal.aborted]).toEqual(['own', false]);
  });
});

describe('onAbort', () => {
  test('calls back at once where the signal has aborted, never without a signal, and not after release', () => {
    const reasons: unknown[] = [];
    const note = (reason: unknown): void => void reasons.push(reason);
    onAbort(AbortSignal.abort('before'), note)();
    onAbort(undefined, note)();
    const { controller, listeners } = counted();
    onAbort(controller.signal, note)();
    controller.abort('after');
    expect([reasons, listeners()]).toEqual([['before'], 0]);
  });
});

test('a signal may guard any number of calls at a time: Node warns of no leak', () => {
  const { signal } = new AbortController();
  const parent = new AbortController();
  onAbort(signal, () => undefined);
  using _linked = linkedAbort(parent.signal);
  // getMaxListeners of Node does not know a signal of another realm, and tests run in one
  const limit = (of: AbortSignal): unknown[] =>
    Object.getOwnPropertySymbols(of)
      .filter((symbol) => symbol.description === 'events.maxEventTargetListeners')
      .map((symbol): unknown => Reflect.get(of, symbol));
  expect([limit(signal), limit(parent.signal), limit(new AbortController().signal)]).toEqual([[0], [0], [10]]); // 0: none is too many
});

describe('exponentialBackoff', () => {
  test('doubles from the first wait to the cap', () => {
    const backoff = exponentialBackoff({ initialMs: 5, maxMs: 30 });
    expect([0, 1, 2, 3, 4, 5].map(backoff)).toEqual([5, 5, 10, 20, 30, 30]);
  });

  test('adds at most its share of chance', () => {
    const backoff = exponentialBackoff({ initialMs: 100, maxMs: 1000, factor: 3, jitter: 0.5, random: () => 0.5 });
    expect([1, 2, 3, 4].map(backoff)).toEqual([125, 375, 1125, 1250]);
  });

  test('is a number between nothing and the cap with its jitter, after however many failures', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(100_000), fc.nat(1_000_000), (initialMs, attempt, maxMs) => {
        const wait = exponentialBackoff({ initialMs, maxMs, jitter: 1 })(attempt);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(2 * maxMs);
      }),
    );
  });
});
