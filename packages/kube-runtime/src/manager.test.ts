import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client } from 'kube-core';
import { ManualClock, respondJson } from 'kube-core/testing';
import { Manager } from './manager.js';
import type { Runnable, RunOptions } from './util/runnable.js';

const client = Client.of(async () => respondJson(200, {}));

/** A runnable whose end is up to the test; it notes what it is told. */
class Fake implements Runnable {
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
  const ended = new Manager(client, { signals, clock }).add(...fakes).run({ signal: abort.signal });
  let end: string | undefined;
  ended.then(
    () => (end = 'ended'),
    (error: unknown) => (end = String(error)),
  );
  const [first, second] = fakes as [Fake, Fake];
  return { clock, signals, first, second, abort, ended, end: () => end, settle: () => clock.advance(0) };
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

  test('with nothing to run has ended', async () => {
    await new Manager(client, { signals: false }).run();
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
    await expect(it.ended).rejects.toMatchObject({ code: 'manager-stop', message: '1 of 2 did not end in time and were left behind' });
    expect(it.signals.listenerCount('SIGTERM')).toBe(0);
  });

  test('stops the others when one fails, and rejects with that failure', async () => {
    const it = scene();
    it.first.fail(new Error('broken'));
    await it.settle();
    expect(it.second.heard).toEqual(['run', 'stop']);
    expect(it.end()).toBeUndefined();
    it.second.fail(new Error('a consequence'));
    await expect(it.ended).rejects.toThrow('broken');
    expect(it.signals.listenerCount('SIGINT')).toBe(0);
  });

  test('does not start what is stopped already', async () => {
    const fake = new Fake();
    await new Manager(client, { signals: false }).add(fake).run({ signal: AbortSignal.abort() });
    expect(fake.heard).toEqual([]);
  });

  test('runs once, and takes nothing more by then', async () => {
    const manager = new Manager(client, { signals: false });
    await manager.run();
    await expect(manager.run()).rejects.toThrow(/make another/);
    expect(() => manager.add(new Fake())).toThrow(/before run/);
  });
});

describe('a process', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const script = `
    import { Api } from 'kube-core';
    import { ConfigMap } from 'kube-core/k8s';
    import { ApiServer } from 'kube-core/testing';
    import { Controller, Manager } from 'kube-runtime';
    const server = await ApiServer.start();
    const client = server.client({ fieldManager: 'test' });
    const configMaps = Api.namespaced(client, ConfigMap, 'default');
    await configMaps.create({ metadata: { name: 'a' } });
    const controller = Controller.for(configMaps).reconcile(async ({ object, signal }) => {
      if (object.metadata.name !== 'a') return;
      console.log('begun');
      await new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, process.env.SLOW === 'yes' ? 60_000 : 200);
        signal.addEventListener('abort', () => { clearTimeout(timer); console.log('aborted'); reject(signal.reason); });
      });
      console.log('finished');
    });
    await new Manager(client).add(controller).run();
    await server[Symbol.asyncDispose]();
    console.log('ended with', process.listenerCount('SIGTERM'), 'listeners');
  `;

  /** What the process printed, and how it ended, after so many signals in the middle of a reconcile. */
  function signalled(
    count: number,
    env: Record<string, string> = {},
  ): Promise<{ lines: string[]; code: number | null; signal: string | null }> {
    const args = ['--conditions=kube-source', '--import', 'tsx', '--input-type=module', '--eval', script];
    const child = spawn(process.execPath, args, { cwd: `${root}packages/kube-runtime`, env: { ...process.env, NODE_OPTIONS: '', ...env } });
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

  test('that gets SIGTERM in the middle of a reconcile finishes it and ends by itself', async () => {
    expect(await signalled(1)).toEqual({ lines: ['begun', 'finished', 'ended with 0 listeners'], code: 0, signal: null });
  });

  test('that gets a second one aborts the reconcile and ends by itself', async () => {
    expect(await signalled(2, { SLOW: 'yes' })).toEqual({ lines: ['begun', 'aborted', 'ended with 0 listeners'], code: 0, signal: null });
  });
});
