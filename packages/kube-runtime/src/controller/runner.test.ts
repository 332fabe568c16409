import { describe, expect, jest, test } from '@jest/globals';
import { systemClock } from 'kube-core';
import { ManualClock } from 'kube-core/testing';
import { Runner } from './runner.js';

/** Counts how often the event loop comes round until it is told to stop. */
function countTurns(): () => number {
  let turns = 0;
  let immediate = setImmediate(function again() {
    turns++;
    immediate = setImmediate(again);
  });
  return () => {
    clearImmediate(immediate);
    return turns;
  };
}

/** Keeps the processor busy for so long. */
function burn(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const nothing = async (): Promise<void> => {};

describe('work that never waits', () => {
  test('lets the event loop come round after 10 ms of it', async () => {
    let done = 0;
    const ended = new Promise<number>((resolve) => {
      const runner = new Runner({
        concurrency: 10,
        clock: systemClock,
        work: async () => {
          burn(1);
          if (++done === 100) resolve(turns());
        },
      });
      for (let i = 0; i < 100; i++) runner.add(`key-${i}`);
      const turns = countTurns();
      runner.start();
    });
    expect(await ended).toBeGreaterThanOrEqual(8); // 100 ms in pieces of 10 ms, or 11 where a key comes late
  });

  test('lets timers ring while 50,000 keys are worked off that do nothing', async () => {
    let left = 50_000;
    const ended = new Promise<void>((resolve) => {
      const runner = new Runner({
        concurrency: 10,
        clock: systemClock,
        work: async () => {
          if (--left === 0) resolve();
        },
      });
      for (let i = 0; i < left; i++) runner.add(`key-${i}`);
      runner.start();
    });
    const atFirstRing = new Promise<number>((resolve) => setTimeout(() => resolve(left), 1));
    expect(await atFirstRing).toBeGreaterThan(0);
    await ended;
  });

  test('that asks to be done again at once lets timers ring', async () => {
    let runs = 0;
    const runner = new Runner({
      concurrency: 1,
      clock: systemClock,
      work: async (key) => {
        if (runs++ < 10_000_000) runner.add(key, { afterMs: 0 });
      },
    });
    runner.add('a');
    runner.start();
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await runner.stop(1000)).toEqual([]);
    expect(runs).toBeLessThan(10_000_000);
  });
});

describe('a stop', () => {
  test('names the keys whose work goes on after everything', async () => {
    const clock = new ManualClock();
    const runner = new Runner({ concurrency: 3, clock, work: (key) => (key === 'deaf' ? new Promise(() => undefined) : nothing()) });
    for (const key of ['a', 'deaf', 'b']) runner.add(key);
    runner.start();
    const stopped = runner.stop(30_000);
    await clock.advance(31_000);
    expect(await stopped).toEqual(['deaf']);
    expect(clock.pending).toBe(0);
  });
});

test('work that rejects, though it should not, is a warning, and its key is free again', async () => {
  const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  let runs = 0;
  const runner = new Runner({
    concurrency: 1,
    clock: new ManualClock(),
    work: async () => {
      if (runs++ === 0) throw new Error('a defect');
    },
  });
  runner.add('a');
  runner.start();
  await new Promise((resolve) => setImmediate(resolve));
  runner.add('a');
  expect(await runner.stop(0)).toEqual([]);
  expect(warning.mock.calls.map(([text]) => text)).toEqual(['the function given to reconcile() threw: a defect']);
  expect(runs).toBe(2);
  warning.mockRestore();
});
