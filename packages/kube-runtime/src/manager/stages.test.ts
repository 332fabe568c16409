import { describe, expect, test } from '@jest/globals';
import { Client } from 'kube-core';
import { ManualClock, respondJson } from 'kube-core/testing';
import { Ready } from '../util/ready.js';
import type { Phase, Runnable, RunOptions } from '../util/runnable.js';
import { Manager } from './manager.js';

const client = Client.of(async () => respondJson(200, {}));

/** Writes down when it begins and is stopped; when it has started and ended is up to the test. */
class Fake implements Runnable {
  readonly phase: Phase;
  readonly log: string[];
  readonly hasStarted = new Ready();
  end: () => void = () => undefined;
  fail: (error: unknown) => void = () => undefined;

  constructor(phase: Phase, log: string[]) {
    this.phase = phase;
    this.log = log;
  }

  get name(): string {
    return this.phase;
  }

  started(signal: AbortSignal): Promise<void> {
    return this.hasStarted.wait(signal);
  }

  run({ signal, force }: RunOptions = {}): Promise<void> {
    this.log.push(`run ${this.phase}`);
    signal?.addEventListener('abort', () => this.log.push(`stop ${this.phase}`));
    force?.addEventListener('abort', () => this.log.push(`force ${this.phase}`));
    return new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
  }
}

/** One fake a phase, added in the opposite order. */
function scene(phases: readonly Phase[] = ['servers', 'caches', 'services', 'election', 'controllers']) {
  const clock = new ManualClock();
  const log: string[] = [];
  const fakes = phases.map((phase) => new Fake(phase, log));
  const stop = new AbortController();
  const ended = new Manager(client, { signals: false, clock }).add(...fakes.toReversed()).run({ signal: stop.signal });
  let end: string | undefined;
  ended.then(
    () => (end = 'ended'),
    (error: unknown) => (end = String(error)),
  );
  const of = (phase: Phase): Fake => fakes.find((fake) => fake.phase === phase) ?? fakes[0]!;
  const settle = (): Promise<void> => clock.advance(0);
  const startAll = async (): Promise<void> => {
    for (const fake of fakes) {
      fake.hasStarted.open();
      await settle();
    }
    log.length = 0;
  };
  return { clock, log, stop, ended, of, settle, startAll, end: () => end };
}

describe('the phases of a manager', () => {
  test('start one after the other, each when those before have started', async () => {
    const it = scene();
    expect(it.log).toEqual(['run servers']);
    for (const phase of ['servers', 'caches', 'services', 'election'] as const) {
      it.of(phase).hasStarted.open();
      await it.settle();
    }
    expect(it.log).toEqual(['run servers', 'run caches', 'run services', 'run election', 'run controllers']);
    it.stop.abort();
    for (const phase of ['controllers', 'election', 'services', 'caches', 'servers'] as const) {
      it.of(phase).end();
      await it.settle();
    }
    await it.ended;
  });

  test('stop in the reverse order, each when those after have ended', async () => {
    const it = scene();
    await it.startAll();
    it.stop.abort();
    await it.settle();
    expect(it.log).toEqual(['stop controllers']);
    for (const phase of ['controllers', 'election', 'services', 'caches'] as const) {
      it.of(phase).end();
      await it.settle();
    }
    expect(it.log).toEqual(['stop controllers', 'stop election', 'stop services', 'stop caches', 'stop servers']);
    expect(it.end()).toBeUndefined();
    it.of('servers').end();
    await it.ended;
    expect(it.clock.pending).toBe(0);
  });

  test('do not start once there was a stop, though something had not started by then', async () => {
    const it = scene(['servers', 'controllers']);
    it.stop.abort();
    await it.settle();
    expect(it.log).toEqual(['run servers', 'stop servers']);
    it.of('servers').end();
    await it.ended;
  });

  test('share one time to stop in: then whatever is left is cut, and named', async () => {
    const it = scene(['servers', 'election', 'controllers']);
    await it.startAll();
    it.stop.abort();
    await it.clock.advance(20_000);
    it.of('controllers').end();
    await it.clock.advance(9_999);
    expect(it.log).toEqual(['stop controllers', 'stop election']);
    await it.clock.advance(1);
    expect(it.log.slice(2).toSorted()).toEqual(['force controllers', 'force election', 'force servers', 'stop servers']);
    it.of('servers').end();
    await it.clock.advance(2000);
    await expect(it.ended).rejects.toThrow('1 of 3 did not end in time and were left behind: election');
  });

  test('that serve others end when all the others have', async () => {
    const it = scene(['servers', 'caches', 'controllers']);
    await it.startAll();
    it.of('controllers').end();
    await it.settle();
    expect(it.log).toEqual(['stop controllers', 'stop caches']);
    it.of('caches').end();
    await it.settle();
    it.of('servers').end();
    await it.ended;
  });

  test('that serve others go on where there is nothing else', async () => {
    const it = scene(['servers']);
    await it.startAll();
    expect([it.end(), it.log]).toEqual([undefined, []]);
    it.stop.abort();
    it.of('servers').end();
    await it.ended;
  });

  test('do not wait for something to have started that has ended', async () => {
    const it = scene(['services', 'controllers']);
    it.of('services').end();
    await it.settle();
    expect(it.log).toEqual(['run services', 'run controllers']);
    it.of('controllers').end();
    await it.ended;
  });

  test('end with what a phase failed with before the next had started', async () => {
    const it = scene(['servers', 'controllers']);
    it.of('servers').fail(new Error('the port is taken'));
    await expect(it.ended).rejects.toThrow('the port is taken');
    expect(it.log).toEqual(['run servers', 'stop servers']);
  });
});

test('what cannot tell whether it has started stops the manager', async () => {
  const broken: Runnable = {
    phase: 'caches',
    started: () => Promise.reject(new Error('no idea')),
    run: ({ signal } = {}) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
  };
  await expect(new Manager(client, { signals: false }).add(broken).run()).rejects.toThrow('no idea');
});
