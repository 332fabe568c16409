import { describe, expect, test } from '@jest/globals';
import { ManualClock } from 'kube-core/testing';
import { Controller, type ReconcileOptions } from 'kube-runtime';
import { quiet, run, until, world } from '../world.js';
import { names, recorder } from './recorder.js';

describe('a stop', () => {
  async function slow(options: ReconcileOptions = {}) {
    const it = await world();
    const clock = new ManualClock();
    let finish = (): void => undefined;
    const { seen, reconcile } = recorder(({ object }) =>
      object.metadata.name === 'slow' ? new Promise((resolve) => (finish = resolve)) : Promise.resolve(),
    );
    const running = run(Controller.for(it.configMaps), reconcile, { clock, concurrency: 1, ...options });
    await it.configMaps.create({ metadata: { name: 'slow' } });
    await until(() => seen.length === 1);
    let ended = false;
    void running.ended.then(() => (ended = true));
    return {
      ...it,
      ...running,
      clock,
      seen,
      finish: () => finish(),
      ended: () => ended,
      reconciled: () => running.outcomes.filter(({ type }) => type === 'reconciled').length,
    };
  }

  test('waits for what runs, and starts nothing that was waiting', async () => {
    const it = await slow();
    const before = it.reconciled();
    await it.configMaps.create({ metadata: { name: 'next' } });
    await quiet();
    const stopped = it.stop();
    await it.clock.advance(29_999);
    expect([it.ended(), it.seen[0]?.signal.aborted]).toEqual([false, false]);
    it.finish();
    await stopped;
    expect([names(it.seen), it.reconciled()]).toEqual([['slow'], before + 1]);
    expect(it.clock.pending).toBe(0);
  });

  test('aborts what does not end within 30 s, names what even then does not, and drops what that still says', async () => {
    const it = await slow();
    const before = it.reconciled();
    const stopped = it.stop();
    await it.clock.advance(30_000);
    expect([it.ended(), it.seen[0]?.signal.aborted]).toEqual([false, true]);
    await it.clock.advance(1000);
    await stopped;
    it.finish();
    await quiet();
    expect(it.reconciled()).toBe(before);
    expect(it.failures.map(({ code, message }) => [code, message])).toEqual([
      [
        'abandoned',
        expect.stringMatching(/^the controller ended while ConfigMap default\/slow was still being reconciled: .*hand the signal/),
      ],
    ]);
    expect(it.outcomes.at(-1)).toMatchObject({ type: 'failed', error: { ref: { name: 'slow', namespace: 'default' } } });
  });

  test('by close() is one in good order, and a controller that is closed does not run', async () => {
    const { configMaps } = await world();
    const controller = Controller.for(configMaps).reconcile(async () => {});
    const ended = controller.run();
    await controller.store.ready();
    await controller.close();
    await ended;
    const unused = Controller.for(configMaps).reconcile(async () => {});
    let completed = false;
    unused.results.subscribe({ complete: () => (completed = true) });
    await unused[Symbol.asyncDispose]();
    expect(completed).toBe(true);
    await expect(unused.run()).rejects.toThrow('the controller of ConfigMap is closed: make another');
  });

  test('ends as soon as what was aborted has ended', async () => {
    const it = await slow();
    const stopped = it.stop();
    await it.clock.advance(30_000);
    it.finish();
    await stopped;
  });

  test('with force aborts at once', async () => {
    const it = await slow();
    it.force();
    await it.clock.advance(0);
    expect(it.seen[0]?.signal.aborted).toBe(true);
    await it.clock.advance(1000);
    expect(it.ended()).toBe(true);
  });

  test('with force aborts also what was waited for', async () => {
    const it = await slow();
    const stopped = it.stop();
    await it.clock.advance(5000);
    it.force();
    await it.clock.advance(0);
    expect(it.seen[0]?.signal.aborted).toBe(true);
    it.finish();
    await stopped;
  });

  test('before the lists are complete ends without a reconcile', async () => {
    const it = await world();
    await it.configMaps.create({ metadata: { name: 'a' } });
    it.hold = { path: /deployments/, until: new Promise(() => undefined) };
    const { seen, reconcile } = recorder();
    const running = run(Controller.for(it.configMaps).owns(it.deployments), reconcile);
    await quiet();
    await running.stop();
    expect(seen).toEqual([]);
  });

  test('completes the results', async () => {
    const { configMaps } = await world();
    const controller = Controller.for(configMaps).reconcile(async () => {});
    let completed = false;
    controller.results.subscribe({ complete: () => (completed = true) });
    await controller.run({ signal: AbortSignal.abort() });
    expect(completed).toBe(true);
    await expect(controller.run()).rejects.toThrow(/has run: make another/);
  });

  test.each([
    [{ concurrency: 0 }, 'concurrency is 0; give a whole number from 1'],
    [{ concurrency: NaN }, 'concurrency is NaN; give a whole number from 1'],
    [{ gracefulStopMs: -1 }, 'gracefulStopMs is -1; give a number of milliseconds from 0, or Infinity for no limit'],
    [{ syncTimeoutMs: 0 }, 'syncTimeoutMs is 0; give a number of milliseconds above 0, or Infinity for no limit'],
    [{ reconcileTimeoutMs: NaN }, 'reconcileTimeoutMs is NaN; give a number of milliseconds above 0, or Infinity for no limit'],
    [{ gracefulStopMs: NaN }, 'gracefulStopMs is NaN; give a number of milliseconds from 0, or Infinity for no limit'],
  ])('is not needed for options that cannot be meant: %p', async (options, message) => {
    const { configMaps } = await world();
    expect(() => Controller.for(configMaps).reconcile(async () => {}, options)).toThrow(message);
  });
});
