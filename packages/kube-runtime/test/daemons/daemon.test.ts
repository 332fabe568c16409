import { describe, expect, test } from '@jest/globals';
import { keyOf } from 'kube-core';
import type { ConfigMap } from 'kube-core/k8s';
import { ManualClock } from 'kube-core/testing';
import {
  daemon,
  generation,
  isDaemonError,
  Manager,
  TerminalError,
  timer,
  type Daemon,
  type DaemonOptions,
  type Runnable,
} from 'kube-runtime';
import { quiet, until, world, type World } from '../world.js';

type Log = string[];
const name = ({ object }: { object: { metadata: { name: string } } }): string => object.metadata.name;
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));

/** A daemon that says when it begins and ends. */
const told =
  (log: Log): Daemon<ConfigMap> =>
  async ({ object, signal }) => {
    log.push(`begins ${object.metadata.name}`);
    await aborted(signal);
    await quiet();
    log.push(`ends ${object.metadata.name}`);
  };

async function running(it: World, ...runnables: readonly Runnable[]): Promise<() => Promise<void>> {
  const manager = new Manager(it.client, { signals: false }).add(...runnables);
  const ended = manager.run();
  return async () => {
    await manager.close();
    await ended;
  };
}

describe('a daemon', () => {
  test('runs for each object from when that appears until it goes, and a stop waits for its end', async () => {
    const it = await world();
    const log: Log = [];
    await it.configMaps.create({ metadata: { name: 'a' } });
    const stop = await running(it, daemon(it.configMaps, told(log)));
    await until(() => log.includes('begins a'));
    await it.configMaps.create({ metadata: { name: 'b' } });
    await until(() => log.includes('begins b'));
    await it.configMaps.patch('a', { merge: { data: { colour: 'blue' } } });
    await it.configMaps.delete('a');
    await until(() => log.includes('ends a'));
    expect(log).toEqual(['begins a', 'begins b', 'ends a']);
    await stop();
    expect(log).toEqual(['begins a', 'begins b', 'ends a', 'ends b']);
  });

  test('of an object that was deleted and made anew begins when the one before has ended', async () => {
    const it = await world();
    const log: Log = [];
    await it.configMaps.create({ metadata: { name: 'a' } });
    const stop = await running(it, daemon(it.configMaps, told(log)));
    await until(() => log.length === 1);
    await it.configMaps.delete('a');
    await it.configMaps.create({ metadata: { name: 'a' } });
    await until(() => log.length === 3);
    expect(log).toEqual(['begins a', 'ends a', 'begins a']);
    await stop();
  });

  test('ends when its object is none that has one any more, and begins when it is again', async () => {
    const it = await world();
    const log: Log = [];
    await it.configMaps.create({ metadata: { name: 'a' }, data: { run: 'yes' } });
    await it.configMaps.create({ metadata: { name: 'b' } });
    const when: DaemonOptions<ConfigMap>['when'] = ({ data }) => data?.['run'] === 'yes';
    const stop = await running(it, daemon(it.configMaps, told(log), { when }));
    await until(() => log.length === 1);
    await it.configMaps.patch('a', { merge: { data: { run: 'no' } } });
    await until(() => log.length === 2);
    await it.configMaps.patch('a', { merge: { data: { run: 'yes' } } });
    await until(() => log.length === 3);
    expect(log).toEqual(['begins a', 'ends a', 'begins a']);
    await stop();
  });

  test('hears of the changes of its object, and is started anew for those that matter', async () => {
    const it = await world();
    const log: Log = [];
    await it.configMaps.create({ metadata: { name: 'a' }, data: { colour: 'red' } });
    const run: Daemon<ConfigMap> = async ({ object, changes, signal }) => {
      log.push(`begins with ${object.data?.['mode']}`);
      changes.subscribe({ next: ({ data }) => log.push(`is ${data?.['colour']}`), complete: () => log.push('completes') });
      await aborted(signal);
    };
    const stop = await running(it, daemon(it.configMaps, run, { on: ({ data }) => data?.['mode'] }));
    await until(() => log.length === 2);
    await it.configMaps.patch('a', { merge: { data: { colour: 'blue' } } });
    await until(() => log.length === 3);
    await it.configMaps.patch('a', { merge: { data: { mode: 'fast' } } });
    await until(() => log.length === 6);
    expect(log).toEqual(['begins with undefined', 'is red', 'is blue', 'completes', 'begins with fast', 'is blue']);
    await stop();
  });

  test('that fails is started again after a growing time, and not after a TerminalError', async () => {
    const it = await world();
    const clock = new ManualClock();
    const times: number[] = [];
    const failures: (number | undefined)[] = [];
    await it.configMaps.create({ metadata: { name: 'a' } });
    const run: Daemon<ConfigMap> = async () => {
      times.push(clock.now());
      throw times.length < 4 ? new Error('broken') : new TerminalError('of no use');
    };
    const onFailure: DaemonOptions<ConfigMap>['onFailure'] = (failure) => {
      if (isDaemonError(failure)) failures.push(failure.retryInMs);
    };
    const stop = await running(it, daemon(it.configMaps, run, { clock, onFailure }));
    await until(() => times.length === 1);
    await clock.advance(10_000);
    expect(times.map((at) => at - times[0]!)).toEqual([0, 1000, 3000, 7000]);
    expect(failures).toEqual([1000, 2000, 4000, undefined]);
    await clock.advance(1_000_000);
    expect(times).toHaveLength(4);
    await stop();
  });

  test('that has done its work is not started again', async () => {
    const it = await world();
    let calls = 0;
    await it.configMaps.create({ metadata: { name: 'a' } });
    const stop = await running(
      it,
      daemon(it.configMaps, async () => void calls++),
    );
    await until(() => calls === 1);
    await it.configMaps.patch('a', { merge: { data: { colour: 'blue' } } });
    await quiet();
    expect(calls).toBe(1);
    await stop();
  });

  test('that does not end is left behind after its time, and told of', async () => {
    const it = await world();
    const failures: string[] = [];
    await it.configMaps.create({ metadata: { name: 'a' } });
    let begun = false;
    const run: Daemon<ConfigMap> = () => {
      begun = true;
      return new Promise(() => undefined);
    };
    const stop = await running(it, daemon(it.configMaps, run, { gracefulStopMs: 10, onFailure: ({ code }) => failures.push(code) }));
    await until(() => begun);
    await stop();
    expect(failures).toEqual(['abandoned']);
  });

  test('leaves nothing behind of a thousand objects that came and went', async () => {
    const it = await world();
    const alive = new Set<string>();
    let begun = 0;
    const run: Daemon<ConfigMap> = async ({ object, signal }) => {
      begun++;
      alive.add(keyOf(object));
      await aborted(signal);
      alive.delete(keyOf(object));
    };
    const stop = await running(it, daemon(it.configMaps, run));
    for (let at = 0; at < 1000; at++) await it.configMaps.create({ metadata: { name: `a-${at}` } });
    await until(() => begun === 1000);
    await it.configMaps.deleteCollection();
    await until(() => alive.size === 0);
    await stop();
  });

  test('works for the objects of its process where several share them, each by one at a time', async () => {
    const it = await world();
    const alive = new Map<string, string>();
    const twice: string[] = [];
    const ended: (() => Promise<void>)[] = [];
    const names = Array.from({ length: 8 }, (_, at) => `a-${at}`);
    for (const each of names) await it.configMaps.create({ metadata: { name: each } });
    const replica = (identity: string): Manager => {
      const run: Daemon<ConfigMap> = async (context) => {
        if (alive.has(name(context))) twice.push(name(context));
        alive.set(name(context), identity);
        await aborted(context.signal);
        await quiet();
        alive.delete(name(context));
      };
      const times = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryPeriodMs: 20 };
      const sharding = { name: 'shared', shards: 4, identity, ...times };
      const manager = new Manager(it.client, { signals: false, sharding }).add(daemon(it.configMaps, run));
      const run2 = manager.run();
      ended.push(() => manager.close().then(() => run2));
      return manager;
    };
    const first = replica('first');
    await until(() => alive.size === names.length);
    replica('second');
    await until(() => [...alive.values()].includes('second') && alive.size === names.length);
    await first.close();
    await until(() => names.every((each) => alive.get(each) === 'second'));
    expect(twice).toEqual([]);
    for (const end of ended) await end();
  });

  test('keeps its shard until it has ended, also where it was stopped before the shard was given up', async () => {
    const it = await world();
    const names = Array.from({ length: 8 }, (_, at) => `a-${at}`);
    for (const each of names) await it.configMaps.create({ metadata: { name: each } });
    const owned = new Map<string, number>();
    let [begun, stopped, end] = [0, 0, (): void => undefined];
    const mayEnd = new Promise<void>((resolve) => (end = resolve));
    const run: Daemon<ConfigMap> = async ({ signal }) => {
      begun++;
      await aborted(signal);
      stopped++;
      await mayEnd;
    };
    const replica = (identity: string): (() => Promise<void>) => {
      const times = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryPeriodMs: 20 };
      const onShards = (shards: readonly number[]): void => void owned.set(identity, shards.length);
      const sharding = { name: 'shared', shards: 2, identity, onShards, ...times };
      const manager = new Manager(it.client, { signals: false, sharding });
      const ended = manager.add(daemon(it.configMaps, run, { when: ({ data }) => data?.['run'] !== 'no' })).run();
      return () => manager.close().then(() => ended);
    };
    const first = replica('first');
    await until(() => begun === names.length);
    for (const each of names) await it.configMaps.patch(each, { merge: { data: { run: 'no' } } });
    await until(() => stopped === names.length);
    const second = replica('second');
    await until(() => owned.get('first') === 1);
    await new Promise((resolve) => setTimeout(resolve, 200)); // ten looks at the leases
    expect(owned.get('second') ?? 0).toBe(0);
    end();
    await until(() => owned.get('second') === 1);
    await Promise.all([first(), second()]);
  });
});

describe('a timer', () => {
  test('counts failures anew after a call that went well', async () => {
    const it = await world();
    const clock = new ManualClock();
    const retries: (number | undefined)[] = [];
    let calls = 0;
    await it.configMaps.create({ metadata: { name: 'a' } });
    const call: Daemon<ConfigMap> = async () => {
      if (++calls % 2 === 0) throw new Error('broken');
    };
    const onFailure: DaemonOptions<ConfigMap>['onFailure'] = (failure) => {
      if (isDaemonError(failure)) retries.push(failure.retryInMs);
    };
    const stop = await running(it, timer(it.configMaps, call, { everyMs: 5000, firstAfterMs: 100, clock, onFailure }));
    await until(() => clock.next === clock.now() + 100);
    await clock.advance(24_000);
    expect(retries).toEqual([1000, 1000, 1000, 1000]);
    await stop();
  });

  test('calls for each object again and again, with the object as it is by then, until that goes', async () => {
    const it = await world();
    const clock = new ManualClock();
    const colours: (string | undefined)[] = [];
    await it.configMaps.create({ metadata: { name: 'a' }, data: { colour: 'red' } });
    const call: Daemon<ConfigMap> = async ({ object }) => void colours.push(object.data?.['colour']);
    const stop = await running(it, timer(it.configMaps, call, { everyMs: 1000, firstAfterMs: 500, clock }));
    await until(() => clock.next === clock.now() + 500);
    await clock.advance(499);
    expect(colours).toEqual([]);
    await clock.advance(1);
    await clock.advance(999);
    expect(colours).toEqual(['red']);
    await it.configMaps.patch('a', { merge: { data: { colour: 'blue' } } });
    await quiet();
    await clock.advance(1001);
    expect(colours).toEqual(['red', 'blue', 'blue']);
    await it.configMaps.delete('a');
    await quiet();
    await clock.advance(10_000);
    expect(colours).toHaveLength(3);
    await stop();
  });

  test('calls for so many objects at once, and no more', async () => {
    const it = await world();
    let [now, most, calls] = [0, 0, 0];
    for (let at = 0; at < 20; at++) await it.configMaps.create({ metadata: { name: `a-${at}` } });
    const call: Daemon<ConfigMap> = async () => {
      most = Math.max(most, ++now);
      await quiet();
      now--;
      calls++;
    };
    const stop = await running(it, timer(it.configMaps, call, { everyMs: 60_000, concurrency: 3 }));
    await until(() => calls === 20);
    expect(most).toBe(3);
    await stop();
  });

  test('tries a call that failed again, and then keeps its time', async () => {
    const it = await world();
    const clock = new ManualClock();
    const times: number[] = [];
    await it.configMaps.create({ metadata: { name: 'a' } });
    const call: Daemon<ConfigMap> = async () => {
      times.push(clock.now());
      if (times.length === 1) throw new Error('broken');
    };
    const stop = await running(it, timer(it.configMaps, call, { everyMs: 5000, firstAfterMs: 100, clock, onFailure: () => undefined }));
    await until(() => clock.next === clock.now() + 100);
    await clock.advance(20_000);
    expect(times.map((at) => at - times[0]!)).toEqual([0, 1000, 6000, 11_000, 16_000]);
    await stop();
  });
});

test('daemons and timers know their options', async () => {
  const { configMaps } = await world();
  const run = async (): Promise<void> => undefined;
  expect(() => daemon(configMaps, run, { wen: () => true } as never)).toThrow('daemon() has no option "wen"; did you mean when?');
  expect(() => timer(configMaps, run, { everyMs: 0 })).toThrow('everyMs is 0; give a number of milliseconds above 0');
  expect(() => timer(configMaps, run, { on: generation } as never)).toThrow('everyMs of timer()');
  expect(() => daemon(configMaps, 'x' as never)).toThrow('the second argument of daemon()');
});
