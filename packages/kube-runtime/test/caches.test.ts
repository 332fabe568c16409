import { afterEach, describe, expect, test } from '@jest/globals';
import { Api, nameOf } from 'kube-core';
import { ConfigMap, Deployment } from 'kube-core/k8s';
import { ManualClock, respondJson } from 'kube-core/testing';
import { consoleLogger, Controller, Manager, type Runnable, type StoreChange } from 'kube-runtime';
import { childOf, spec } from './controller/recorder.js';
import { quiet, until, world } from './world.js';

let close: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const each of close) await each();
  close = [];
});

/** A manager that is not running yet. */
async function scene() {
  const it = await world();
  const lines: string[] = [];
  const log = consoleLogger({ format: 'json', write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) });
  const manager = new Manager(it.client, { signals: false, log });
  const start = (): Promise<void> => {
    const ended = manager.run();
    close.push(async () => {
      await manager.close();
      await ended.catch(() => undefined);
    });
    return ended;
  };
  const reads = (kind: string): number =>
    it.requests.filter(({ method, path }) => method === 'GET' && new RegExp(`/${kind}\\?`).test(path)).length;
  return { ...it, manager, start, reads, lines };
}

const idle: Runnable = { run: ({ signal } = {}) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())) };

describe('controllers of one manager', () => {
  test('open one watch of one kind, ten of them and a cache', async () => {
    const { manager, configMaps, start, reads } = await scene();
    const seen = new Map<string, string[]>();
    const cache = manager.cache(configMaps);
    const names = Array.from({ length: 10 }, (_, index) => `c${index}`);
    for (const name of names) {
      seen.set(name, []);
      const note = async ({ object }: { readonly object: { metadata: { name: string } } }): Promise<void> =>
        void seen.get(name)?.push(object.metadata.name);
      manager.add(Controller.for(configMaps).reconcile(note, { name }));
    }
    await configMaps.create({ metadata: { name: 'a' } });
    void start();
    await until(() => names.every((name) => seen.get(name)?.includes('a') === true));
    await configMaps.create({ metadata: { name: 'b' } });
    await until(() => names.every((name) => seen.get(name)?.includes('b') === true));
    expect(reads('configmaps')).toBe(1);
    expect(cache.list().map(nameOf).toSorted()).toEqual(['a', 'b']);
  });

  test('share what one owns and another reconciles', async () => {
    const { manager, configMaps, deployments, start, reads } = await scene();
    const seen: string[] = [];
    manager.add(
      Controller.for(deployments)
        .owns(configMaps)
        .reconcile(async ({ object }) => void seen.push(nameOf(object))),
      Controller.for(configMaps).reconcile(async () => {}),
    );
    const owner = await deployments.create({ metadata: { name: 'd' }, spec: spec() });
    void start();
    await until(() => seen.length === 1);
    await configMaps.create(childOf(owner));
    await until(() => seen.length === 2);
    await configMaps.delete('d-child');
    await until(() => seen.length === 3);
    expect([seen, reads('configmaps'), reads('deployments')]).toEqual([['d', 'd', 'd'], 1, 1]);
  });

  test('read others for another namespace and another selection', async () => {
    const { manager, client, configMaps, start, reads } = await scene();
    const [one, two] = [manager.cache(configMaps), manager.cache(configMaps, { labelSelector: 'app=x' })];
    const three = manager.cache(Api.all(client, ConfigMap));
    await configMaps.create({ metadata: { name: 'a', labels: { app: 'x' } } });
    await configMaps.create({ metadata: { name: 'b' } });
    void start();
    await Promise.all([one.ready(), two.ready(), three.ready()]);
    expect([one.size, two.size, three.size >= 2, reads('configmaps')]).toEqual([2, 1, true, 3]);
  });

  test('go on when another that shares the watch has ended', async () => {
    const { manager, configMaps, start, reads } = await scene();
    const seen: string[] = [];
    const short = Controller.for(configMaps).reconcile(async () => {}, { name: 'short' });
    manager.add(
      short,
      Controller.for(configMaps).reconcile(async ({ object }) => void seen.push(nameOf(object)), { name: 'long' }),
    );
    void start();
    await until(() => short.store.isReady);
    await short.close();
    await configMaps.create({ metadata: { name: 'a' } });
    await until(() => seen.includes('a'));
    expect(reads('configmaps')).toBe(1);
  });

  test('have a store that was taken before the manager ran', async () => {
    const { manager, configMaps, start } = await scene();
    const [one, two] = ['one', 'two'].map((name) => Controller.for(configMaps).reconcile(async () => {}, { name }));
    const stores = [one!.store, two!.store];
    const ready = Promise.all(stores.map((store) => store.ready()));
    manager.add(one!, two!);
    await configMaps.create({ metadata: { name: 'a' } });
    void start();
    await ready;
    expect(stores.map((store) => store.get({ name: 'a', namespace: 'default' }) !== undefined)).toEqual([true, true]);
    expect(stores[0]?.list()[0]).toBe(stores[1]?.list()[0]);
  });

  test('tell of a watch that breaks once', async () => {
    const it = await world();
    const failures: string[] = [];
    const manager = new Manager(it.client, { signals: false });
    for (const name of ['one', 'two'])
      manager.add(Controller.for(it.configMaps).reconcile(async () => {}, { name, onFailure: () => failures.push(name) }));
    let broken = 0;
    it.answer = () => (broken++ === 0 ? respondJson(500, { kind: 'Status', code: 500, message: 'down' }) : undefined);
    const ended = manager.run();
    await until(() => failures.length > 0);
    await quiet();
    expect(failures).toEqual(['one']);
    await manager.close();
    await ended;
  });
});

describe('a cache of a manager', () => {
  test('is complete before controllers start', async () => {
    const { manager, configMaps, start } = await scene();
    const cache = manager.cache(Deployment);
    const sizes: boolean[] = [];
    manager.add(Controller.for(configMaps).reconcile(async () => void sizes.push(cache.isReady)));
    await configMaps.create({ metadata: { name: 'a' } });
    void start();
    await until(() => sizes.length > 0);
    expect(sizes).toEqual([true]);
  });

  test('finds objects by its own indexes and by selectors, each reader by its own', async () => {
    const { manager, configMaps, start } = await scene();
    const one = manager.cache(configMaps, { indexes: { byColour: (it) => [it.data?.colour ?? ''] } });
    const two = manager.cache(configMaps, { indexes: { byColour: () => ['all'] } });
    await configMaps.create({ metadata: { name: 'a', labels: { app: 'x' } }, data: { colour: 'red' } });
    await configMaps.create({ metadata: { name: 'b' }, data: { colour: 'red' } });
    void start();
    await one.ready();
    await configMaps.patch('b', { merge: { data: { colour: 'blue' } } });
    await until(() => one.by('byColour', 'blue').length === 1);
    expect([one.by('byColour', 'red').map(nameOf), two.by('byColour', 'all').length]).toEqual([['a'], 2]);
    expect(one.list({ labelSelector: 'app in (x)' }).map(nameOf)).toEqual(['a']);
    expect(one.list({ labelSelector: { matchLabels: { app: 'y' } }, namespace: 'default' })).toEqual([]);
    // @ts-expect-error -- there is no such index
    one.by('byShape', 'x');
  });

  test('tells who comes late of what there is, then of changes, and of what is deleted in its last state', async () => {
    const { manager, configMaps, start, reads } = await scene();
    const cache = manager.cache(configMaps);
    manager.add(idle);
    await configMaps.create({ metadata: { name: 'a' } });
    void start();
    await cache.ready();
    const seen: StoreChange<ConfigMap>[] = [];
    const subscription = cache.changes.subscribe((change) => seen.push(change));
    expect(seen.map(({ type, object }) => [type, nameOf(object)])).toEqual([['applied', 'a']]);
    await configMaps.patch('a', { merge: { data: { last: 'words' } } });
    await configMaps.delete('a');
    await until(() => seen.length === 3);
    subscription.unsubscribe();
    expect(seen.slice(1).map(({ type, object }) => [type, object.data?.last])).toEqual([
      ['applied', 'words'],
      ['deleted', 'words'],
    ]);
    expect(reads('configmaps')).toBe(1);
  });

  test('that cannot be listed ends the manager with what to do', async () => {
    const it = await world();
    const clock = new ManualClock();
    const message = 'configmaps is forbidden';
    it.answer = () => respondJson(403, { kind: 'Status', status: 'Failure', code: 403, reason: 'Forbidden', message });
    const lines: string[] = [];
    const log = consoleLogger({ format: 'json', write: (line) => lines.push(line) });
    const manager = new Manager(it.client, { signals: false, clock, log }).add(idle);
    manager.cache(it.configMaps);
    const ended = manager.run().catch((error: unknown) => error);
    await until(() => lines.length > 0);
    await clock.advance(120_000);
    expect(await ended).toMatchObject({
      code: 'sync',
      message: expect.stringMatching(/^the cache of ConfigMap did not start: .*\n.*\nAdd this rule/),
    });
    expect(lines.filter((line) => line.includes('"code":"sync"'))).toHaveLength(1);
  });

  test('is asked for before the manager runs', async () => {
    const { manager, configMaps, start } = await scene();
    manager.add(idle);
    void start();
    expect(() => manager.cache(configMaps)).toThrow('the manager runs already: add everything before run()');
  });
});
