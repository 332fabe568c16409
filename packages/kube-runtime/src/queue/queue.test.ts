import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from 'kube-core/testing';
import { DelayQueue } from '../util/delay-queue.js';
import { WorkQueue } from './queue.js';
import type { PaceOptions } from './pace.js';

function queue() {
  const clock = new ManualClock();
  let calls = 0;
  const it = new WorkQueue({ clock, onReady: () => calls++ });
  return { clock, queue: it, calls: () => calls };
}
const drain = (it: WorkQueue): string[] => {
  const keys: string[] = [];
  for (let key = it.take(); key !== undefined; key = it.take()) keys.push(key);
  return keys;
};

describe('WorkQueue', () => {
  test('gives keys in the order in which they were added, each once', () => {
    const it = queue();
    for (const key of ['b', 'a', 'b', 'c', 'a']) it.queue.add(key);
    expect(drain(it.queue)).toEqual(['b', 'a', 'c']);
  });

  test('holds back a key that is being worked on, and runs it once more however often it was added', () => {
    const it = queue();
    it.queue.add('a');
    expect(it.queue.take()).toBe('a');
    it.queue.add('a');
    it.queue.add('a');
    expect(it.queue.take()).toBeUndefined();
    it.queue.done('a');
    expect(drain(it.queue)).toEqual(['a']);
  });

  test('does not let a key that is held back block the others', () => {
    const it = queue();
    it.queue.add('a');
    it.queue.take();
    it.queue.add('a');
    it.queue.add('b');
    expect(drain(it.queue)).toEqual(['b']);
  });

  test('keeps the earlier of two delays for one key', async () => {
    const it = queue();
    it.queue.add('a', { afterMs: 100 });
    it.queue.add('a', { afterMs: 1000 });
    it.queue.add('b', { afterMs: 1000 });
    it.queue.add('b', { afterMs: 100 });
    await it.clock.advance(99);
    expect(drain(it.queue)).toEqual([]);
    await it.clock.advance(1);
    expect(drain(it.queue)).toEqual(['a', 'b']);
    for (const key of ['a', 'b']) it.queue.done(key);
    await it.clock.advance(10_000);
    expect(drain(it.queue)).toEqual([]);
  });

  test('lets a key that is wanted now forget its delay', async () => {
    const it = queue();
    it.queue.add('a', { afterMs: 100 });
    it.queue.add('a');
    expect(drain(it.queue)).toEqual(['a']);
    it.queue.done('a');
    await it.clock.advance(1000);
    expect(drain(it.queue)).toEqual([]);
    expect(it.clock.pending).toBe(0);
  });

  test('keeps the earliest time that was asked for while a key was being worked on', async () => {
    const it = queue();
    it.queue.add('a');
    it.queue.take();
    it.queue.add('a', { afterMs: 500 });
    it.queue.add('a', { afterMs: 50 });
    it.queue.done('a');
    expect(drain(it.queue)).toEqual([]);
    await it.clock.advance(50);
    expect(drain(it.queue)).toEqual(['a']);
  });

  test('tells when a delayed key falls due', async () => {
    const it = queue();
    it.queue.add('a', { afterMs: 10 });
    expect(it.calls()).toBe(0);
    await it.clock.advance(10);
    expect(it.calls()).toBe(1);
  });

  test('takes a delay longer than a timer of Node can hold', async () => {
    const it = queue();
    it.queue.add('a', { afterMs: 2 ** 40 });
    await it.clock.advance(2 ** 40 - 1);
    expect(drain(it.queue)).toEqual([]);
    await it.clock.advance(1);
    expect(drain(it.queue)).toEqual(['a']);
  });

  test.each([NaN, -1, Infinity, '5'])('refuses a delay of %p and keeps what it has', async (afterMs) => {
    const it = queue();
    it.queue.add('a', { afterMs: 10 });
    expect(() => it.queue.add('b', { afterMs: afterMs as number })).toThrow(/^afterMs is .*; give a number of milliseconds from 0$/);
    await it.clock.advance(10);
    expect(drain(it.queue)).toEqual(['a']);
    expect(it.clock.pending).toBe(0);
  });

  test('forgets a key that is removed, delayed or held back', async () => {
    const it = queue();
    it.queue.add('a', { afterMs: 10 });
    it.queue.add('b');
    it.queue.add('c');
    it.queue.take();
    it.queue.add('b');
    for (const key of ['a', 'b', 'c']) it.queue.remove(key);
    it.queue.done('b');
    await it.clock.advance(100);
    expect(drain(it.queue)).toEqual([]);
    expect(it.clock.pending).toBe(0);
  });

  test('prefers a higher priority, and the higher of two for one key', () => {
    const it = queue();
    for (const key of ['a', 'b', 'c']) it.queue.add(key, { priority: -100 });
    it.queue.add('x');
    it.queue.add('c');
    it.queue.add('x', { priority: -100 });
    expect(drain(it.queue)).toEqual(['x', 'c', 'a', 'b']);
  });

  test('gives a key whose priority is raised after those that have it already, also in the take that looks at no priority', () => {
    const it = queue();
    it.queue.add('raised', { priority: -100 });
    it.queue.add('other', { priority: -100 });
    for (let i = 0; i < 7; i++) it.queue.add(`urgent-${i}`);
    it.queue.add('raised');
    const taken = drain(it.queue);
    expect(taken.slice(0, 7)).toEqual(['urgent-0', 'urgent-1', 'urgent-2', 'urgent-3', 'urgent-4', 'urgent-5', 'urgent-6']);
    expect(taken.slice(7)).toEqual(['other', 'raised']);
  });

  test('lets no key of low priority wait for ever', () => {
    const it = queue();
    it.queue.add('patient', { priority: -100 });
    const taken: (string | undefined)[] = [];
    for (let round = 0; round < 20; round++) {
      it.queue.add(`urgent-${round}`);
      it.queue.add(`more-${round}`);
      taken.push(it.queue.take());
    }
    expect(taken.indexOf('patient')).toBe(7);
  });
});

/** What a work queue owes: which keys must still be run, and at what time at the latest. */
describe('a key that is held', () => {
  test('is not given out, and comes when it is released if it was added meanwhile, with its priority', async () => {
    const { queue: it } = queue();
    it.add('a');
    it.take();
    it.hold('a');
    it.add('a', { priority: 5 });
    it.done('a');
    it.add('b');
    it.add('c');
    expect(it.take()).toBe('b');
    it.release('a');
    expect([it.take(), it.take(), it.take()]).toEqual(['a', 'c', undefined]);
  });

  test('comes no sooner than its work is done, and not at all if nothing was added', () => {
    const { queue: it } = queue();
    it.add('a');
    it.take();
    it.hold('a');
    it.add('a');
    it.release('a');
    expect(it.take()).toBeUndefined();
    it.done('a');
    expect(it.take()).toBe('a');
    it.hold('a');
    it.done('a');
    it.release('a');
    it.release('a');
    expect(it.take()).toBeUndefined();
  });

  test('keeps the delay that it was added with', async () => {
    const { queue: it, clock } = queue();
    it.add('a');
    it.take();
    it.hold('a');
    it.done('a');
    it.add('a', { afterMs: 50 });
    await clock.advance(20);
    it.release('a');
    expect(it.take()).toBeUndefined();
    await clock.advance(30);
    expect(it.take()).toBe('a');
  });

  test('can be forgotten', () => {
    const { queue: it } = queue();
    it.hold('a');
    it.add('a');
    it.remove('a');
    it.release('a');
    expect(it.take()).toBeUndefined();
  });
});

interface Model {
  readonly owed: Map<string, number>;
  readonly running: Set<string>;
  readonly held: Set<string>;
}
interface Real {
  readonly clock: ManualClock;
  readonly queue: WorkQueue;
}
type Command = fc.AsyncCommand<Model, Real, true>;

const command = (name: string, run: Command['run'], check: Command['check'] = async () => true): Command => ({
  run,
  check,
  toString: () => name,
});

const add = (key: string, afterMs: number, priority: number): Command =>
  command(`add ${key} after ${afterMs} with ${priority}`, async (model, real) => {
    real.queue.add(key, { afterMs, priority });
    const due = real.clock.now() + afterMs;
    model.owed.set(key, Math.min(due, model.owed.get(key) ?? due));
  });
const take = command('take', async (model, real) => {
  const key = real.queue.take();
  const isFree = (owed: string): boolean => !model.running.has(owed) && !model.held.has(owed);
  const due = [...model.owed].filter(([owed, at]) => at <= real.clock.now() && isFree(owed)).map(([owed]) => owed);
  if (key === undefined) {
    expect(due).toEqual([]);
    return;
  }
  expect(due).toContain(key);
  model.owed.delete(key);
  model.running.add(key);
});
const done = (nth: number): Command =>
  command(
    `done ${nth}`,
    async (model, real) => {
      const key = [...model.running][nth % model.running.size]!;
      model.running.delete(key);
      real.queue.done(key);
    },
    async (model) => model.running.size > 0,
  );
const hold = (key: string): Command =>
  command(
    `hold ${key}`,
    async (model, real) => {
      model.held.add(key);
      real.queue.hold(key);
    },
    async (model) => model.running.has(key), // as a controller does
  );
const release = (key: string): Command =>
  command(`release ${key}`, async (model, real) => {
    model.held.delete(key);
    real.queue.release(key);
  });
const advance = (ms: number): Command => command(`advance ${ms}`, (_model, real) => real.clock.advance(ms));
const remove = (key: string): Command =>
  command(`remove ${key}`, async (model, real) => {
    real.queue.remove(key);
    model.owed.delete(key);
  });

describe('under random operations', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd');
  const commands = fc.commands<Model, Real, true>(
    [
      fc.tuple(key, fc.constantFrom(0, 0, 1, 5, 50, 5000), fc.constantFrom(-100, 0, 0, 5)).map((args) => add(...args)),
      fc.constant(take),
      fc.nat(3).map(done),
      key.map(hold),
      key.map(release),
      fc.constantFrom(0, 1, 10, 100).map(advance),
      key.map(remove),
    ],
    { maxCommands: 60 },
  );

  test('no key is lost, none is taken early, no two runs of one key overlap', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const model: Model = { owed: new Map(), running: new Set(), held: new Set() };
        const clock = new ManualClock();
        const real: Real = { clock, queue: new WorkQueue({ clock }) };
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        // Whatever is owed comes once everything that runs is done and time has passed.
        for (const running of model.running) real.queue.done(running);
        for (const held of model.held) real.queue.release(held);
        await clock.advance(10_000);
        expect(drain(real.queue).sort()).toEqual([...model.owed.keys()].sort());
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});

describe('DelayQueue', () => {
  test('gives keys in the order of their times, those of one time in the order they came', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(30), fc.nat(10), fc.boolean())), (steps) => {
        const delays = new DelayQueue<number>();
        const model = new Map<number, { due: number; order: number }>();
        steps.forEach(([key, due, remove], order) => {
          if (remove) expect(delays.remove(key)).toBe(model.delete(key));
          else delays.put(key, due);
          const known = model.get(key);
          if (!remove && (known === undefined || due < known.due)) model.set(key, { due, order });
        });
        const expected = [...model].sort(([, a], [, b]) => a.due - b.due || a.order - b.order).map(([key]) => key);
        expect(delays.nextDue).toBe(expected.length === 0 ? undefined : model.get(expected[0]!)?.due);
        const taken: number[] = [];
        for (let key = delays.takeDue(10); key !== undefined; key = delays.takeDue(10)) taken.push(key);
        expect(taken).toEqual(expected);
        expect(delays.size).toBe(0);
      }),
    );
  });
});

describe('the pace of a queue', () => {
  const paced = (pace: PaceOptions) => {
    const clock = new ManualClock();
    const begin = clock.now();
    const given: string[] = [];
    const it: WorkQueue = new WorkQueue({ clock, pace, onReady: () => take() });
    const take = (): void => {
      for (let key = it.take(); key !== undefined; key = it.take()) {
        given.push(`${key} ${clock.now() - begin}`);
        it.done(key);
      }
    };
    return { clock, it, given };
  };

  test('lets each key come some times at once, then so often', async () => {
    const { clock, it, given } = paced({ each: { perSecond: 0.1, burst: 2 } });
    for (let i = 0; i < 3; i++) it.add('a');
    it.add('b');
    await clock.advance(9999);
    expect(given).toEqual(['a 0', 'a 0', 'b 0']);
    for (let i = 0; i < 3; i++) it.add('a'); // it waits already
    await clock.advance(1);
    expect(given.slice(3)).toEqual(['a 10000']);
    it.add('a');
    await clock.advance(60_000);
    expect(given.slice(4)).toEqual(['a 20000']);
  });

  test('lets all together come so often, those of a higher priority first', async () => {
    const { clock, it, given } = paced({ all: { perSecond: 2, burst: 1 } });
    it.add('first');
    it.add('low', { priority: -100 });
    it.add('high', { priority: 1 });
    it.add('middle');
    await clock.advance(5000);
    expect(given).toEqual(['first 0', 'high 500', 'middle 1000', 'low 1500']);
  });

  test('keeps the priority of a key that is put off, and forgets what is removed', async () => {
    const { clock, it, given } = paced({ each: { perSecond: 1, burst: 1 } });
    for (const key of ['a', 'b', 'c']) it.add(key);
    it.add('a', { priority: -1 });
    it.add('b');
    it.add('c');
    it.remove('c');
    expect(it.depth).toBe(0);
    await clock.advance(999);
    expect(given).toEqual(['a 0', 'b 0', 'c 0']);
    it.add('c');
    await clock.advance(1);
    expect(given.slice(3)).toEqual(['b 1000', 'c 1000', 'a 1000']);
  });

  test('asks for no timer when everything is forgotten', async () => {
    const { clock, it, given } = paced({ all: { perSecond: 1, burst: 1 } });
    it.add('a');
    it.add('b');
    it.clear();
    await clock.advance(5000);
    expect(given).toEqual(['a 0']);
    it.add('c');
    expect(given).toEqual(['a 0', 'c 5000']);
  });
});

test('a meter hears of each key: when it was put in, how long it waited, how long it was worked on', async () => {
  const clock = new ManualClock();
  const queue = new WorkQueue({ clock });
  const heard: (string | number)[][] = [];
  queue.measure({
    added: () => heard.push(['added']),
    delayed: () => heard.push(['delayed']),
    taken: (ms) => heard.push(['taken', ms]),
    done: (ms) => heard.push(['done', ms]),
  });
  queue.add('a', { priority: -100 });
  queue.add('a'); // raised: it has waited since it was put in
  queue.add('b', { afterMs: 50 });
  expect(queue.state).toEqual({ depths: new Map([[0, 1]]), runningMs: [] });
  await clock.advance(30);
  queue.take();
  await clock.advance(20);
  expect(queue.state.runningMs).toEqual([20]);
  queue.done('a');
  queue.take();
  queue.done('b');
  expect(heard).toEqual([['added'], ['delayed'], ['taken', 30], ['added'], ['done', 20], ['taken', 0], ['done', 0]]);
});
