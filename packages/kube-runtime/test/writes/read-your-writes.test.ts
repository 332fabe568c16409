import { afterEach, describe, expect, test } from '@jest/globals';
import { Api, nameOf } from 'kube-core';
import { ConfigMap, Deployment, Pod } from 'kube-core/k8s';
import { ManualClock } from 'kube-core/testing';
import { ApiServer } from 'kube-testing';
import { Action, consoleLogger, Controller, Manager, type CacheOptions, type Reconcile, type ReconcileOptions } from 'kube-runtime';
import { spec } from '../controller/recorder.js';
import { quiet, until } from '../world.js';
import { lagging } from './lagging.js';

let ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends) await end();
  ends = [];
});

/** An API server whose watches can lag, and a config map to reconcile. */
async function scene() {
  const server = await ApiServer.start();
  const slow = lagging(server.service);
  const configMaps = Api.namespaced(slow.client, ConfigMap, 'default');
  const deployments = Api.namespaced(slow.client, Deployment, 'default');
  await configMaps.create({ metadata: { name: 'a', labels: { mine: 'yes' } }, data: { step: '0' } });
  const manager = new Manager(slow.client, { signals: false, log: consoleLogger({ write: () => undefined }) });
  const start = (reconcile: Reconcile<ConfigMap>, options: ReconcileOptions = {}): void => {
    manager.add(Controller.for(configMaps, { labelSelector: 'mine=yes' }).reconcile(reconcile, options));
    const ended = manager.run();
    ends.push(async () => {
      slow.go();
      await manager.close();
      await ended;
      await server[Symbol.asyncDispose]();
    });
  };
  return { ...slow, configMaps, deployments, manager, start };
}

/** A reconcile that notes the step that it sees, and writes the next one until there are three; it is called again in any case. */
function stepper(configMaps: Api<ConfigMap>, before: () => void = () => undefined) {
  const seen: (string | undefined)[] = [];
  const reconcile: Reconcile<ConfigMap> = async ({ object, signal }) => {
    seen.push(object.data?.['step']);
    before();
    const step = Number(object.data?.['step']) + 1;
    if (step < 3) await configMaps.patch(object, { merge: { data: { step: String(step) } } }, { signal });
    return step < 3 ? Action.requeue(1) : Action.awaitChange();
  };
  return { seen, reconcile };
}

describe('a reconcile that writes its object', () => {
  test('is not called again before the cache has what it wrote', async () => {
    const it = await scene();
    const { seen, reconcile } = stepper(it.configMaps, it.stop);
    it.start(reconcile);
    await until(() => seen.length === 1);
    await quiet();
    expect(seen).toEqual(['0']);
    it.go();
    await until(() => seen.length === 2);
    await quiet();
    expect(seen).toEqual(['0', '1']);
    it.go();
    await until(() => seen.length >= 3);
    expect(seen.slice(0, 3)).toEqual(['0', '1', '2']);
  });

  test('sees what was before where it does not wait', async () => {
    const it = await scene();
    const { seen, reconcile } = stepper(it.configMaps, it.stop);
    it.start(reconcile, { catchUpMs: 0 });
    await until(() => seen.length >= 3);
    expect(seen.slice(0, 3)).toEqual(['0', '0', '0']);
  });

  test('is called again when the time is over, and others are not held up by it', async () => {
    const it = await scene();
    const clock = new ManualClock();
    await it.configMaps.create({ metadata: { name: 'b', labels: { mine: 'yes' } } });
    const seen: string[] = [];
    const reconcile: Reconcile<ConfigMap> = async ({ object, signal }) => {
      seen.push(nameOf(object));
      if (nameOf(object) === 'b') return;
      it.stop();
      await it.configMaps.patch(object, { merge: { data: { seen: String(seen.length) } } }, { signal });
      return Action.requeue(0);
    };
    it.start(reconcile, { clock, concurrency: 1 });
    await until(() => seen.includes('a') && seen.includes('b'));
    await clock.advance(4999);
    await quiet();
    expect(seen.filter((name) => name === 'a')).toHaveLength(1);
    await clock.advance(1);
    await until(() => seen.filter((name) => name === 'a').length === 2);
  });

  test('is tried again after a failure with what it wrote before it failed', async () => {
    const it = await scene();
    const seen: (string | undefined)[] = [];
    it.start(
      async ({ object, signal }) => {
        seen.push(object.data?.['step']);
        if (object.data?.['step'] !== '0') return;
        it.stop();
        await it.configMaps.patch(object, { merge: { data: { step: '1' } } }, { signal });
        setTimeout(it.go, 30);
        throw new Error('after the write');
      },
      { onFailure: () => undefined },
    );
    await until(() => seen.length === 2);
    expect(seen).toEqual(['0', '1']);
  });

  test('is not held for a write that changes nothing', async () => {
    const it = await scene();
    let calls = 0;
    it.start(async ({ object, signal }) => {
      calls++;
      it.stop();
      await it.configMaps.patch(object, { merge: { data: { step: '0' } } }, { signal });
      return calls < 3 ? Action.requeue(1) : Action.awaitChange();
    });
    await until(() => calls === 3);
  });
});

describe('a reconcile that writes others', () => {
  /** How often it was called, and what it found in the cache at each call. */
  async function noted(options: CacheOptions<Deployment> = {}) {
    const it = await scene();
    const known = it.manager.cache(it.deployments, options);
    const found: number[] = [];
    return { ...it, known, found };
  }

  test('finds what it created in the cache of the manager', async () => {
    const { found, known, deployments, start, stop, go } = await noted();
    start(async ({ object, signal }) => {
      found.push(known.size);
      if (known.size > 0) return;
      stop();
      await deployments.create({ metadata: { name: nameOf(object) }, spec: spec() }, { signal });
      setTimeout(go, 30);
      return Action.requeue(1);
    });
    await until(() => found.length >= 2);
    expect(found.slice(0, 2)).toEqual([0, 1]);
  });

  test('does not find what it deleted, whatever the server answered', async () => {
    const { found, known, deployments, start, stop, go } = await noted();
    await deployments.create({ metadata: { name: 'd' }, spec: spec() });
    start(async ({ signal }) => {
      found.push(known.size);
      if (known.size === 0) return;
      stop();
      await deployments.delete('d', { signal });
      setTimeout(go, 30);
      return Action.requeue(1);
    });
    await until(() => found.length >= 2);
    expect(found.slice(0, 2)).toEqual([1, 0]);
  });

  test('finds neither what it created nor, after that, deleted', async () => {
    const { found, known, deployments, start, stop, go } = await noted();
    let told = 0;
    const subscription = known.changes.subscribe(() => told++);
    start(async ({ signal }) => {
      found.push(told);
      if (found.length > 1) return;
      stop();
      await deployments.create({ metadata: { name: 'd' }, spec: spec() }, { signal });
      await deployments.delete('d', { signal });
      setTimeout(go, 30);
      return Action.requeue(1);
    });
    await until(() => found.length === 2);
    subscription.unsubscribe();
    expect(found).toEqual([0, 2]);
  });

  test('is not held for what the cache leaves out', async () => {
    const { found, known, deployments, start, stop } = await noted({ labelSelector: 'app=other' });
    start(async ({ object, signal }) => {
      found.push(known.size);
      stop();
      if (found.length === 1) await deployments.create({ metadata: { name: nameOf(object) }, spec: spec() }, { signal });
      return found.length < 2 ? Action.requeue(1) : Action.awaitChange();
    });
    await until(() => found.length === 2);
  });

  test.each([
    ['spec.nodeName=n1', { nodeName: 'n1' }, [0, 1]],
    ['spec.nodeName=n2', { nodeName: 'n1' }, [0, 0]],
  ])('waits where the cache takes %s', async (fieldSelector, more, expected) => {
    const it = await scene();
    const pods = Api.namespaced(it.client, Pod, 'default');
    const known = it.manager.cache(pods, { fieldSelector });
    const found: number[] = [];
    it.start(async ({ object, signal }) => {
      found.push(known.size);
      if (found.length > 1) return;
      it.stop();
      setTimeout(it.go, 30);
      await pods.create({ metadata: { name: nameOf(object) }, spec: { ...more, containers: [{ name: 'main', image: 'x' }] } }, { signal });
      return Action.requeue(1);
    });
    await until(() => found.length === 2);
    expect(found).toEqual(expected);
  });

  test('finds it though the watch was broken meanwhile and its version has expired', async () => {
    const { found, known, deployments, start, stop, go, breakWatches } = await noted();
    start(async ({ object, signal }) => {
      found.push(known.size);
      if (known.size > 0) return;
      stop();
      await deployments.create({ metadata: { name: nameOf(object) }, spec: spec() }, { signal });
      breakWatches();
      go();
      return Action.requeue(1);
    });
    await until(() => found.length >= 2);
    expect(found.slice(0, 2)).toEqual([0, 1]);
  });

  test('of two that run at once, the one that wrote nothing is not held', async () => {
    const it = await scene();
    await it.configMaps.create({ metadata: { name: 'b', labels: { mine: 'yes' } } });
    it.manager.cache(it.deployments);
    const calls: string[] = [];
    let both = (): void => undefined;
    const started = new Promise<void>((resolve) => (both = resolve));
    it.start(async ({ object, signal }) => {
      calls.push(nameOf(object));
      if (calls.length === 2) both();
      await started;
      it.stop();
      if (nameOf(object) === 'a') await it.deployments.create({ metadata: { name: 'd' }, spec: spec() }, { signal });
      return Action.requeue(1);
    });
    await until(() => calls.filter((name) => name === 'b').length >= 3);
    expect(calls.filter((name) => name === 'a')).toHaveLength(1);
  });
});

describe('store.caughtUp', () => {
  test('lets a reconcile read what it has just written', async () => {
    const it = await scene();
    const known = it.manager.cache(it.deployments);
    const found: number[] = [];
    it.start(async ({ object, signal }) => {
      if (found.length > 0) return;
      it.stop();
      const written = await it.deployments.create({ metadata: { name: nameOf(object) }, spec: spec() }, { signal });
      found.push(known.size);
      setTimeout(it.go, 10);
      await known.caughtUp(written, signal);
      found.push(known.size);
    });
    await until(() => found.length === 2);
    expect(found).toEqual([0, 1]);
  });
});
