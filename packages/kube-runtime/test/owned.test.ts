import { afterEach, describe, expect, test } from '@jest/globals';
import { Api, incomplete, metadataOf, nameOf, ownerReference, type KubeObject } from 'kube-core';
import { ConfigMap, Deployment, Secret } from 'kube-core/k8s';
import { Action, consoleLogger, Controller, Manager, type ControllerBuilder, type Reconcile, type Runnable } from 'kube-runtime';
import { reconcileOnce } from 'kube-runtime/testing';
import { spec } from './controller/recorder.js';
import { run, until, world } from './world.js';

let ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends) await end();
  ends = [];
});

/** A Deployment that owns config maps; one of them is another's. */
async function scene() {
  const it = await world();
  const owner = await it.deployments.create({ metadata: { name: 'web' }, spec: spec() });
  const ownerReferences = [ownerReference(Deployment, owner)];
  const child = (name: string) => ({ metadata: { name, ownerReferences }, data: { of: 'web' } });
  await it.configMaps.create(child('a'));
  await it.configMaps.create(child('b'));
  await it.configMaps.create({ metadata: { name: 'foreign', ownerReferences: [{ ...ownerReferences[0]!, uid: 'another' }] } });
  await it.configMaps.create({ metadata: { name: 'free' } });
  const manager = new Manager(it.client, { signals: false, log: consoleLogger({ write: () => undefined }) });
  const start = (controller: Runnable): void => {
    const ended = manager.add(controller).run();
    ends.push(async () => {
      await manager.close();
      await ended;
    });
  };
  const lists = (): number => it.requests.filter(({ method, path }) => method === 'GET' && path.includes('/configmaps?')).length;
  return { ...it, owner, child, manager, start, lists };
}

describe('what a reconcile owns', () => {
  test('is read from the cache that owns() keeps, without a request', async () => {
    const it = await scene();
    const seen: string[][] = [];
    const { failures } = run(Controller.for(it.deployments).owns(it.configMaps, { keep: true }), async ({ owned }) => {
      const before = it.requests.length;
      seen.push(owned.of(it.configMaps).map((map) => `${nameOf(map)} ${map.data?.['of']}`));
      expect([Object.isFrozen(owned.of(it.configMaps)[0]), it.requests.length]).toEqual([true, before]);
    });
    await until(() => seen.length === 1);
    expect(seen[0]?.toSorted()).toEqual(['a web', 'b web']);
    await it.configMaps.delete('a');
    await until(() => seen.length === 2);
    expect([seen[1], failures]).toEqual([['b web'], []]);
  });

  test('is metadata alone, of an Api of metadata', async () => {
    const { configMaps, deployments } = await scene();
    const seen: object[][] = [];
    run(Controller.for(deployments).owns(configMaps.metadata, { keep: true }), async ({ owned }) => {
      seen.push(owned.of(configMaps.metadata).map(({ metadata, ...rest }) => ({ name: metadata.name, fields: Object.keys(rest) })));
    });
    await until(() => seen.length === 1);
    expect(seen[0]).toContainEqual({ name: 'a', fields: ['kind', 'apiVersion'] });
  });

  test('is what the reconcile before has written, with a manager and without', async () => {
    for (const alone of [true, false]) {
      const { configMaps, deployments, owner, child, start } = await scene();
      const seen: number[] = [];
      const reconcile: Reconcile<Deployment> = async ({ owned, signal }) => {
        const { length } = owned.of(configMaps);
        seen.push(length);
        if (length === 5) return Action.awaitChange();
        await configMaps.create(child(`more-${length}`), { signal });
        return Action.requeue(0);
      };
      const builder: ControllerBuilder<Deployment> = Controller.for(deployments).owns(configMaps, { keep: true });
      if (alone) run(builder, reconcile);
      else start(builder.reconcile(reconcile));
      await until(() => seen.includes(5));
      const [first = 0, ...rest] = [...new Set(seen)];
      expect([first, ...rest]).toEqual([2, 3, 4, 5]);
      expect(seen.filter((length) => length < 5)).toEqual([2, 3, 4]); // none was created twice
      expect(owner.metadata.name).toBe('web');
    }
  });

  test('is read from a cache of the manager as that keeps it, over one watch', async () => {
    const { configMaps, deployments, manager, start, lists } = await scene();
    const known = manager.cache(configMaps, { keep: { data: { of: true } } });
    const seen: unknown[] = [];
    const controller = Controller.for(deployments)
      .owns(known)
      .reconcile(async ({ owned }) => void seen.push(owned.of(known).map((map) => [nameOf(map), Object.keys(map), map.data?.of])));
    start(controller);
    await until(() => seen.length === 1);
    expect(seen[0]).toContainEqual(['a', ['apiVersion', 'kind', 'metadata', 'data'], 'web']);
    await configMaps.patch('a', { merge: { data: { of: 'other' } } });
    await until(() => seen.length === 2, 'the change that the cache tells');
    expect(seen[1]).toContainEqual(['a', ['apiVersion', 'kind', 'metadata', 'data'], 'other']);
    expect(lists()).toBe(1);
  });

  test('of several selections of one kind is in each of them once', async () => {
    const { configMaps, deployments, child } = await scene();
    await configMaps.create({ ...child('c'), metadata: { ...child('c').metadata, labels: { tier: 'web', app: 'x' } } });
    const seen: string[][] = [];
    const controller = Controller.for(deployments)
      .owns(configMaps, { keep: true, labelSelector: 'tier=web' })
      .owns(configMaps, { keep: true, labelSelector: 'app=x' });
    run(controller, async ({ owned }) => void seen.push(owned.of(configMaps).map(nameOf)));
    await until(() => seen.length === 1);
    expect(seen[0]).toEqual(['c']);
  });

  test('is refused where owns() does not keep it, with what to do', async () => {
    const { configMaps, deployments, client, manager } = await scene();
    const unknown = Api.all(client, Secret);
    const { failures } = run(Controller.for(deployments).owns(configMaps), async ({ owned }) => void owned.of(configMaps));
    const other = run(Controller.for(deployments).owns(configMaps, { keep: true }), async ({ owned }) => void owned.of(unknown));
    await until(() => failures.length > 0 && other.failures.length > 0);
    expect([failures[0]?.message, other.failures[0]?.message]).toEqual([
      expect.stringContaining(
        'owned.of() was asked for configmaps, which the controller of Deployment does not keep: say owns(api, { keep: true })',
      ),
      expect.stringContaining('owned.of() was asked for secrets'),
    ]);
    const known = manager.cache(configMaps);
    // @ts-expect-error -- a cache says itself what it keeps
    expect(() => Controller.for(deployments).owns(known, { labelSelector: 'a=b' })).toThrow('owns() takes no options beside a cache');
  });

  test('is given to a reconcile that a test calls by itself', async () => {
    const { deployments, configMaps, owner } = await scene();
    const seen: string[] = [];
    const reconcile: Reconcile<Deployment> = async ({ owned }) => void seen.push(...owned.of(configMaps).map(nameOf));
    const { items } = await configMaps.list();
    await reconcileOnce(reconcile, { api: deployments, object: owner, owned: items });
    expect(seen).toEqual(['a', 'b']);
  });
});

describe('a cache that keeps some fields', () => {
  /** A cache that is complete, and what it keeps of one object. */
  async function keptOf(keep: object): Promise<KubeObject> {
    const { manager, configMaps, start, deployments } = await scene();
    await configMaps.create({
      metadata: { name: 'full', labels: { app: 'x' }, annotations: { one: '1', two: '2' } },
      data: { a: '1', b: '2' },
      binaryData: { c: 'YQ==' },
    });
    const cache = manager.cache(configMaps, { keep });
    start(Controller.for(deployments).reconcile(async () => {}));
    await cache.ready();
    const found = cache.get({ name: 'full', namespace: 'default' });
    expect(found).toBeDefined();
    return JSON.parse(JSON.stringify(found)) as KubeObject;
  }

  test('always keeps what an object is, its labels and its owners', async () => {
    const { metadata, ...rest } = await keptOf({});
    expect(rest).toEqual({ apiVersion: 'v1', kind: 'ConfigMap' });
    expect(metadata).toMatchObject({ name: 'full', namespace: 'default', labels: { app: 'x' }, uid: expect.any(String) });
    expect(Object.keys(metadata ?? {})).not.toContain('annotations');
  });

  test('keeps what it is told to keep, and what is not there is not there', async () => {
    const found = await keptOf({ data: { b: true, c: true }, immutable: true, metadata: { annotations: { two: true } } });
    expect(found).toMatchObject({ data: { b: '2' }, metadata: { annotations: { two: '2' } } });
    expect([Object.keys(found), Object.keys(found.metadata?.annotations ?? {})]).toEqual([
      ['apiVersion', 'kind', 'metadata', 'data'],
      ['two'],
    ]);
  });

  test('gives objects that no verb writes', async () => {
    const { manager, configMaps, start, deployments, requests } = await scene();
    const cache = manager.cache(configMaps, { keep: {} });
    start(Controller.for(deployments).reconcile(async () => {}));
    await cache.ready();
    const map = cache.get({ name: 'a', namespace: 'default' })!;
    expect(map[incomplete]).toBe(true);
    const count = requests.length;
    const message = /^cannot (replace|create|apply) default\/a: a cache kept only some of its fields/;
    const whole = { ...map, data: {} } as unknown as ConfigMap & { metadata: { name: string } };
    for (const call of [() => configMaps.replace(whole), () => configMaps.create(whole), () => configMaps.apply(whole)])
      await expect(call()).rejects.toMatchObject({ code: 'incomplete', message: expect.stringMatching(message) });
    expect(requests.length).toBe(count);
    await configMaps.patch(map, { merge: { data: { of: 'patched' } } });
    expect((await configMaps.get('a')).data).toEqual({ of: 'patched' });
  });

  test('shares its watch with who keeps the same, and with nobody else', async () => {
    const { manager, configMaps, start, deployments, lists, client } = await scene();
    const [one, two] = [
      manager.cache(configMaps, { keep: { data: { a: true } } }),
      manager.cache(configMaps, { keep: { data: { a: true } } }),
    ];
    const other = manager.cache(configMaps, { keep: { data: { b: true } } });
    const names = manager.cache(Api.namespaced(client, metadataOf(ConfigMap), 'default'));
    start(Controller.for(deployments).reconcile(async () => {}));
    await Promise.all([one.ready(), two.ready(), other.ready(), names.ready()]);
    expect(lists()).toBe(3);
  });

  test('is refused where its fields cannot be meant', async () => {
    const { manager, configMaps } = await scene();
    for (const keep of [true, { data: 'a' }, { kind: true }, { metadata: { labels: true } }, []])
      // @ts-expect-error -- none of these says which fields
      expect(() => manager.cache(configMaps, { keep })).toThrow(/keep .*the fields to keep/s);
  });
});
