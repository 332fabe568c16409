import { describe, expect, test } from '@jest/globals';
import { ManualClock } from 'kube-core/testing';
import { Action, Controller, TerminalError } from 'kube-runtime';
import { quiet, run, until, world } from '../world.js';
import { names, recorder } from './recorder.js';

describe('a reconcile', () => {
  test('is never run twice at once for one object, and runs again for a change that came meanwhile', async () => {
    const { configMaps } = await world();
    let running = 0;
    let most = 0;
    let release = (): void => undefined;
    const { seen, reconcile } = recorder(async () => {
      most = Math.max(most, ++running);
      if (seen.length === 1) await new Promise<void>((resolve) => (release = resolve));
      running--;
    });
    run(Controller.for(configMaps), reconcile);
    await configMaps.create({ metadata: { name: 'a' } });
    await until(() => seen.length === 1);
    for (const value of ['1', '2', '3']) await configMaps.patch('a', { merge: { data: { value } } });
    await quiet();
    expect(seen).toHaveLength(1);
    release();
    await until(() => seen.length === 2);
    await quiet();
    expect([seen.length, most, seen[1]?.object.data?.value]).toEqual([2, 1, '3']);
  });

  test('is run for so many objects at once and no more', async () => {
    const { configMaps } = await world();
    let running = 0;
    let most = 0;
    const { seen, reconcile } = recorder(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
    });
    for (let i = 0; i < 12; i++) await configMaps.create({ metadata: { name: `m${i}` } });
    run(Controller.for(configMaps), reconcile, { concurrency: 3 });
    await until(() => seen.length === 12);
    expect(most).toBe(3);
  });

  test('that throws is tried again after 5, 10, 20 ms, and others go on', async () => {
    const { configMaps } = await world();
    const clock = new ManualClock();
    const tries: number[] = [];
    const { seen, reconcile } = recorder(async ({ object, attempt }) => {
      if (object.metadata.name === 'good') return;
      tries.push(clock.now());
      if (attempt < 4) throw new Error(`broken ${attempt}`);
    });
    const start = clock.now();
    const { failures, outcomes } = run(Controller.for(configMaps), reconcile, { clock });
    await configMaps.create({ metadata: { name: 'bad' } });
    await until(() => failures.length === 1);
    await configMaps.create({ metadata: { name: 'good' } });
    await until(() => names(seen).includes('good'));
    await clock.advance(100);
    expect(tries.map((at) => at - start)).toEqual([0, 5, 15, 35]);
    expect(failures[0]?.message).toBe('reconciling ConfigMap default/bad failed (try 1; trying again in 5 ms): broken 1');
    expect(failures.map((failure) => 'attempt' in failure && [failure.attempt, failure.retryInMs])).toEqual([
      [1, 5],
      [2, 10],
      [3, 20],
    ]);
    expect(outcomes.at(-1)).toMatchObject({ type: 'reconciled', ref: { name: 'bad', namespace: 'default' }, attempt: 4 });
  });

  test('that succeeded begins with short waits when it fails again', async () => {
    const { configMaps } = await world();
    const clock = new ManualClock();
    const { seen, reconcile } = recorder(async () => {
      if (seen.length !== 3) throw new Error('broken');
    });
    const { failures } = run(Controller.for(configMaps), reconcile, { clock });
    await configMaps.create({ metadata: { name: 'a' } });
    await until(() => failures.length === 1);
    await clock.advance(20);
    expect(seen).toHaveLength(3);
    await configMaps.patch('a', { merge: { data: { x: 'y' } } });
    await until(() => failures.length === 3);
    expect(failures.map((failure) => 'retryInMs' in failure && failure.retryInMs)).toEqual([5, 10, 5]);
  });

  test('of an object that took the name of one that failed begins with the first try', async () => {
    const { configMaps } = await world();
    const clock = new ManualClock();
    const { seen, reconcile } = recorder(async ({ object }) => {
      if (object.data?.good !== 'yes') throw new Error('broken');
    });
    const it = await configMaps.create({ metadata: { name: 'a' } });
    const { failures } = run(Controller.for(configMaps, { initialList: 'paged' }), reconcile, { clock });
    await until(() => failures.length === 1);
    await clock.advance(15);
    expect(seen.at(-1)?.attempt).toBe(3);
    await configMaps.delete('a');
    const next = await configMaps.create({ metadata: { name: 'a' }, data: { good: 'yes' } });
    await until(() => seen.at(-1)?.object.metadata.uid === next.metadata.uid);
    expect([seen.at(-1)?.attempt, next.metadata.uid === it.metadata.uid]).toEqual([1, false]);
  });

  test('that fails for an object whose name another has taken meanwhile does not count against that one', async () => {
    const { configMaps } = await world();
    const clock = new ManualClock();
    let fail: (error: Error) => void = () => undefined;
    const { seen, reconcile } = recorder(() =>
      seen.length === 1 ? new Promise((_, reject) => (fail = reject)) : Promise.reject(new Error('mine')),
    );
    await configMaps.create({ metadata: { name: 'a' } });
    const controller = Controller.for(configMaps);
    const { failures } = run(controller, reconcile, { clock });
    await until(() => seen.length === 1);
    await configMaps.delete('a');
    await configMaps.create({ metadata: { name: 'a' } });
    await quiet();
    fail(new Error('of the one before'));
    await until(() => failures.length === 2);
    expect(failures.map((failure) => 'attempt' in failure && [failure.attempt, failure.retryInMs])).toEqual([
      [1, undefined],
      [1, 5],
    ]);
  });

  test('that takes longer than reconcileTimeoutMs is aborted and tried again', async () => {
    const { configMaps } = await world();
    const clock = new ManualClock();
    await configMaps.create({ metadata: { name: 'a' } });
    const { seen, reconcile } = recorder(({ attempt }) => (attempt === 1 ? new Promise(() => undefined) : Promise.resolve()));
    const { failures, outcomes } = run(Controller.for(configMaps), reconcile, { clock, reconcileTimeoutMs: 60_000 });
    await until(() => seen.length === 1);
    await clock.advance(60_000);
    expect([seen[0]?.signal.aborted, failures.length]).toEqual([true, 0]);
    await clock.advance(1000);
    expect(failures[0]?.message).toMatch(
      /^reconciling ConfigMap default\/a failed \(try 1; trying again in 5 ms\): it did not end within 60 s, nor when its signal aborted/,
    );
    await clock.advance(5);
    expect([seen.length, outcomes.at(-1)]).toMatchObject([2, { type: 'reconciled', attempt: 2 }]);
  });

  test('that writes to the object fails with the remedy', async () => {
    const { configMaps } = await world();
    await configMaps.create({ metadata: { name: 'a' }, data: { x: '1' } });
    const { reconcile } = recorder(async ({ object }) => {
      Object.assign(object.data ?? {}, { x: '2' });
    });
    const { failures } = run(Controller.for(configMaps), reconcile);
    await until(() => failures.length > 0);
    expect(failures[0]?.message).toMatch(/Cannot assign to read only property 'x'.*structuredClone\(object\).*patch\(\) or apply\(\)/);
  });

  test('that throws synchronously is a failure like any other', async () => {
    const { configMaps } = await world();
    await configMaps.create({ metadata: { name: 'a' } });
    const { failures } = run(Controller.for(configMaps), () => {
      throw new Error('at once');
    });
    await until(() => failures.length > 0);
    expect(failures[0]?.message).toMatch(/at once/);
  });

  test('that throws a TerminalError waits for a change', async () => {
    const { configMaps } = await world();
    const clock = new ManualClock();
    const { seen, reconcile } = recorder(async () => {
      throw new TerminalError('the host is no name');
    });
    const { failures } = run(Controller.for(configMaps), reconcile, { clock });
    await configMaps.create({ metadata: { name: 'a' } });
    await until(() => seen.length === 1);
    await clock.advance(60_000);
    expect(seen).toHaveLength(1);
    await configMaps.patch('a', { merge: { data: { x: 'y' } } });
    await until(() => seen.length === 2);
    expect(seen[1]?.attempt).toBe(1);
    expect(failures[0]?.message).toBe(
      'reconciling ConfigMap default/a failed (try 1; not tried again until something changes): the host is no name',
    );
  });

  test('is run again after the time it asks for, or earlier for a change, which moves that time', async () => {
    const { configMaps } = await world();
    const clock = new ManualClock();
    const { seen, reconcile } = recorder(async () => Action.requeue(10_000));
    run(Controller.for(configMaps), reconcile, { clock });
    await configMaps.create({ metadata: { name: 'a' } });
    await until(() => seen.length === 1);
    await clock.advance(10_000);
    expect(seen).toHaveLength(2);
    await clock.advance(5000);
    await configMaps.patch('a', { merge: { data: { x: 'y' } } });
    await until(() => seen.length === 3);
    await clock.advance(9_999);
    expect(seen).toHaveLength(3);
    await clock.advance(1);
    expect(seen).toHaveLength(4);
  });

  test.each([-1, NaN, Infinity])('cannot ask to be run again after %p ms', (ms) => {
    expect(() => Action.requeue(ms)).toThrow(`the time given to Action.requeue() is ${ms}; give a number of milliseconds from 0`);
  });

  test('that asks for a time that is none by hand is a failure, and is tried again as one', async () => {
    const { configMaps } = await world();
    await configMaps.create({ metadata: { name: 'a' } });
    const clock = new ManualClock();
    const { seen, reconcile } = recorder(async () => ({ requeueAfterMs: seen.length < 3 ? NaN : 10 }));
    const { failures } = run(Controller.for(configMaps), reconcile, { clock });
    await until(() => failures.length === 1);
    expect(failures[0]?.message).toMatch(/requeueAfterMs is NaN; give a number of milliseconds from 0$/);
    await clock.advance(14);
    expect([seen.length, failures.map((failure) => 'retryInMs' in failure && failure.retryInMs)]).toEqual([2, [5, 10]]);
    await clock.advance(1);
    expect([seen.length, failures.length]).toEqual([3, 2]);
  });
});
