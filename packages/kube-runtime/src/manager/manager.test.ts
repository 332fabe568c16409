import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Api, Client } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { ManualClock, respondJson } from 'kube-core/testing';
import { Controller } from '../controller/controller.js';
import { Manager } from './manager.js';
import type { Runnable, RunOptions } from '../util/runnable.js';

const client = Client.of(async () => respondJson(200, {}));

/** A runnable whose end is up to the test; it notes what it is told. */
class Fake implements Runnable {
  readonly name = 'a fake';
  readonly heard: string[] = [];
  end: () => void = () => undefined;
  fail: (error: unknown) => void = () => undefined;

  run({ signal, force }: RunOptions = {}): Promise<void> {
    this.heard.push('run');
    signal?.addEventListener('abort', () => this.heard.push('stop'));
    force?.addEventListener('abort', () => this.heard.push('force'));
    return new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
  }
}

function scene(count = 2) {
  const clock = new ManualClock();
  const signals = new EventEmitter();
  const fakes = Array.from({ length: count }, () => new Fake());
  const abort = new AbortController();
  const manager = new Manager(client, { signals, clock }).add(...fakes);
  const ended = manager.run({ signal: abort.signal });
  let end: string | undefined;
  ended.then(
    () => (end = 'ended'),
    (error: unknown) => (end = String(error)),
  );
  const [first, second] = fakes as [Fake, Fake];
  return { manager, clock, signals, first, second, abort, ended, end: () => end, settle: () => clock.advance(0) };
}

describe('a manager', () => {
  test('runs everything, and ends when everything has', async () => {
    const it = scene();
    expect([it.first.heard, it.second.heard]).toEqual([['run'], ['run']]);
    it.first.end();
    await it.settle();
    expect(it.end()).toBeUndefined();
    it.second.end();
    await it.ended;
  });

  test('with nothing to run says so', async () => {
    await expect(new Manager(client, { signals: false }).run()).rejects.toMatchObject({
      code: 'manager',
      message: 'the manager has nothing to run: add() a controller before run()',
    });
  });

  test('that is closed stops in good order, and has ended by then', async () => {
    const it = scene();
    const closed = it.manager.close();
    expect(it.first.heard).toEqual(['run', 'stop']);
    it.first.end();
    await it.settle();
    expect(it.end()).toBeUndefined();
    it.second.end();
    await closed;
    expect(it.end()).toBe('ended');
    await it.manager[Symbol.asyncDispose]();
  });

  test('that is closed while something fails does not reject twice', async () => {
    const it = scene();
    const closed = it.manager.close();
    it.first.fail(new Error('broken'));
    it.second.end();
    await closed;
    expect(it.end()).toBe('Error: broken');
  });

  test('that is closed before it ran does not run', async () => {
    const manager = new Manager(client, { signals: false }).add(new Fake());
    await manager.close();
    await expect(manager.run()).rejects.toThrow('the manager is closed: make another');
  });

  test.each([-1, NaN])('refuses a gracefulStopMs of %p', (gracefulStopMs) => {
    expect(() => new Manager(client, { gracefulStopMs })).toThrow(/^gracefulStopMs is .*; give a number of milliseconds from 0/);
  });

  test.each(['SIGTERM', 'SIGINT'])('stops in good order on %s, and lets go of the signals', async (signal) => {
    const it = scene();
    it.signals.emit(signal);
    expect(it.first.heard).toEqual(['run', 'stop']);
    it.first.end();
    await it.settle();
    expect(it.end()).toBeUndefined();
    it.second.end();
    await it.ended;
    expect([it.signals.listenerCount('SIGTERM'), it.signals.listenerCount('SIGINT')]).toEqual([0, 0]);
    expect(it.clock.pending).toBe(0);
  });

  test('stops when its signal aborts', async () => {
    const it = scene();
    it.abort.abort();
    it.first.end();
    it.second.end();
    await it.ended;
    expect(it.second.heard).toEqual(['run', 'stop']);
  });

  test('aborts at once on a second signal', async () => {
    const it = scene();
    it.signals.emit('SIGTERM');
    it.signals.emit('SIGINT');
    expect(it.first.heard).toEqual(['run', 'stop', 'force']);
    it.first.end();
    it.second.end();
    await it.ended;
  });

  test('aborts what does not stop within 30 s, and leaves behind what even then does not', async () => {
    const it = scene();
    it.signals.emit('SIGTERM');
    it.first.end();
    await it.clock.advance(29_999);
    expect(it.second.heard).toEqual(['run', 'stop']);
    await it.clock.advance(1);
    expect(it.second.heard).toEqual(['run', 'stop', 'force']);
    await it.clock.advance(2000);
    await expect(it.ended).rejects.toMatchObject({
      code: 'manager-stop',
      message: '1 of 2 did not end in time and were left behind: a fake',
    });
    expect(it.signals.listenerCount('SIGTERM')).toBe(0);
  });

  test('stops the others when one fails, and rejects with that failure', async () => {
    const it = scene();
    it.first.fail(new Error('broken'));
    await it.settle();
    expect(it.second.heard).toEqual(['run', 'stop']);
    expect(it.end()).toBeUndefined();
    it.second.end();
    await expect(it.ended).rejects.toEqual(new Error('broken'));
    expect(it.signals.listenerCount('SIGINT')).toBe(0);
  });

  test('rejects with every failure where there are several', async () => {
    const it = scene();
    const errors = [new Error('broken'), new Error('broken as well')];
    it.second.fail(errors[0]);
    await it.settle();
    it.first.fail(errors[1]);
    const failure = await it.ended.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AggregateError);
    expect(failure).toMatchObject({ message: 'broken\nbroken as well', errors });
  });

  test('rejects with the failure and with what was left behind after it', async () => {
    const it = scene();
    const error = new Error('broken');
    it.first.fail(error);
    await it.clock.advance(32_000);
    await expect(it.ended).rejects.toMatchObject({ errors: [error, { code: 'manager-stop' }] });
  });

  test('does not start what is stopped already', async () => {
    const fake = new Fake();
    await new Manager(client, { signals: false }).add(fake).run({ signal: AbortSignal.abort() });
    expect(fake.heard).toEqual([]);
  });

  test('refuses what cannot run where it is added', () => {
    const manager = new Manager(client, { signals: false });
    for (const none of [Controller.for(Api.all(client, ConfigMap)), undefined, 3])
      expect(() => manager.add(none as never)).toThrow(/add\(\) takes what has run\(\{ signal \}\): what Controller\.for/);
  });

  test('runs once, and takes nothing more by then', async () => {
    const manager = new Manager(client, { signals: false }).add({ run: async () => undefined });
    await manager.run();
    await expect(manager.run()).rejects.toThrow(/make another/);
    expect(() => manager.add(new Fake())).toThrow(/before run/);
  });
});

describe('a process', () => {
  const script = (body: string): string => `
    import { Api } from 'kube-core';
    import { ConfigMap } from 'kube-core/k8s';
    import { ApiServer } from 'kube-testing';
    import { Controller, createStore, Manager } from 'kube-runtime';
    const server = await ApiServer.start();
    const client = server.client({ fieldManager: 'test' });
    const configMaps = Api.namespaced(client, ConfigMap, 'default');
    await configMaps.create({ metadata: { name: 'a' } });
    /** A timer that keeps nothing alive: it rings only if something else does. */
    const later = (ms, ring) => setTimeout(ring, ms).unref();
    ${body}
    await server[Symbol.asyncDispose]();
    console.log('ended with', process.listenerCount('SIGTERM'), 'listeners');
  `;
  const slow = script(`
    const controller = Controller.for(configMaps).reconcile(async ({ object, signal }) => {
      if (object.metadata.name !== 'a') return;
      console.log('begun');
      await new Promise((resolve, reject) => {
        const timer = later(process.env.SLOW === 'yes' ? 60_000 : 200, resolve);
        signal.addEventListener('abort', () => { clearTimeout(timer); console.log('aborted'); reject(signal.reason); });
      });
      console.log('finished');
    });
    await new Manager(client).add(controller).run();
  `);

  test('that gets SIGTERM in the middle of a reconcile finishes it and ends by itself', async () => {
    expect(await signalled(slow, { count: 1 })).toEqual({ lines: ['begun', 'finished', 'ended with 0 listeners'], code: 0, signal: null });
  });

  test('that gets a second one aborts the reconcile and ends by itself', async () => {
    const end = await signalled(slow, { count: 2, env: { SLOW: 'yes' } });
    expect(end).toEqual({ lines: ['begun', 'aborted', 'ended with 0 listeners'], code: 0, signal: null });
  });

  test.each([
    ['a manager', 'await new Manager(client).add(controller).run();'],
    [
      'a controller',
      "const stop = new AbortController(); process.once('SIGTERM', () => stop.abort()); await controller.run({ signal: stop.signal });",
    ],
    ['a store', "process.once('SIGTERM', () => writer.write({ type: 'init-done' })); await reader.ready();"],
  ])('stays alive while %s is awaited that has nothing to do, until it is stopped', async (_, wait) => {
    const idle = script(`
      const controller = Controller.for(configMaps).reconcile(async () => {});
      const { reader, writer } = createStore(ConfigMap);
      later(300, () => console.log('begun'));
      ${wait}
    `);
    expect(await signalled(idle, { count: 1 })).toEqual({ lines: ['begun', 'ended with 0 listeners'], code: 0, signal: null });
  });
});

interface Signalling {
  /** How many SIGTERM it gets once it says that it has begun. */
  readonly count: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a process printed, and how it ended. */
function signalled(
  script: string,
  { count, env = {} }: Signalling,
): Promise<{ lines: string[]; code: number | null; signal: string | null }> {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const args = ['--conditions=kube-source', '--import', 'tsx', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, NODE_OPTIONS: '', ...env } });
  let [text, errors] = ['', ''];
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      text += String(chunk);
      if (String(chunk).includes('begun')) for (let i = 0; i < count; i++) setTimeout(() => child.kill('SIGTERM'), 20 * i);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (errors !== '') reject(new Error(errors));
      else resolve({ lines: text.trim().split('\n'), code, signal });
    });
  });
}
