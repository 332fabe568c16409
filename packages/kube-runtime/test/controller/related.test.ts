import { describe, expect, test } from '@jest/globals';
import { Api, ownerReference } from 'kube-core';
import { ConfigMap, Deployment, Namespace } from 'kube-core/k8s';
import { ManualClock, respondJson } from 'kube-core/testing';
import { Controller, type Reconcile } from 'kube-runtime';
import { quiet, run, until, world } from '../world.js';
import { childOf, names, recorder, spec } from './recorder.js';

describe('what an object owns', () => {
  const keepChild =
    (configMaps: Api<ConfigMap>): Reconcile<Deployment> =>
    async ({ object, signal }) => {
      await configMaps.apply(childOf(object), { force: true, signal });
    };

  test('is made anew when it is deleted, and put right when it is changed', async () => {
    const { configMaps, deployments } = await world();
    run(Controller.for(deployments).owns(configMaps), keepChild(configMaps));
    await deployments.create({ metadata: { name: 'a' }, spec: spec() });
    const uid = async (): Promise<string | undefined> => (await configMaps.find('a-child'))?.metadata.uid;
    await until(async () => (await uid()) !== undefined);
    const first = await uid();
    await configMaps.delete('a-child');
    await until(async () => ![undefined, first].includes(await uid()));
    await configMaps.patch('a-child', { merge: { data: { replicas: 'wrong' } } });
    await until(async () => (await configMaps.get('a-child')).data?.replicas === '1');
  });

  test('is watched by its metadata alone, in the namespace of its Api', async () => {
    const { configMaps, deployments, requests } = await world();
    run(Controller.for(deployments).owns(configMaps), async () => {});
    await until(() => requests.some(({ path }) => path.includes('/configmaps')));
    const watch = requests.find(({ path }) => path.includes('/configmaps'));
    expect(watch?.path).toMatch(/^\/api\/v1\/namespaces\/default\/configmaps\?watch=true/);
    expect(watch?.headers.accept).toMatch(/as=PartialObjectMetadata/);
  });

  test('does not lead to an owner of the same name with another uid', async () => {
    const { configMaps, deployments } = await world();
    let calls = 0;
    run(Controller.for(deployments).owns(configMaps), async () => void calls++);
    const owner = await deployments.create({ metadata: { name: 'a' }, spec: spec() });
    await until(() => calls === 1);
    const earlier = {
      ...childOf(owner),
      metadata: { ...childOf(owner).metadata, ownerReferences: [{ ...ownerReference(Deployment, owner), uid: 'earlier' }] },
    };
    await configMaps.create(earlier);
    await quiet();
    expect(calls).toBe(1);
  });

  test('leads to its owner also when the owner is written down in another version', async () => {
    const { configMaps, deployments } = await world();
    let calls = 0;
    run(Controller.for(deployments).owns(configMaps), async () => void calls++);
    const owner = await deployments.create({ metadata: { name: 'a' }, spec: spec() });
    await until(() => calls === 1);
    const child = childOf(owner);
    await configMaps.create({
      ...child,
      metadata: { ...child.metadata, ownerReferences: [{ ...ownerReference(Deployment, owner), apiVersion: 'apps/v1beta1' }] },
    });
    await until(() => calls === 2);
  });

  test('leads to the owner it had before as well', async () => {
    const { configMaps, deployments } = await world();
    const seen: string[] = [];
    run(Controller.for(deployments).owns(configMaps), async ({ object }) => void seen.push(object.metadata.name));
    const a = await deployments.create({ metadata: { name: 'a' }, spec: spec() });
    const b = await deployments.create({ metadata: { name: 'b' }, spec: spec() });
    await until(() => seen.length === 2); // what comes before is seen together
    await configMaps.create(childOf(a));
    await until(() => seen.length === 3);
    seen.length = 0;
    await configMaps.patch('a-child', { merge: { metadata: { ownerReferences: [ownerReference(Deployment, b)] } } });
    await until(() => seen.length === 2);
    expect(seen.sort()).toEqual(['a', 'b']);
  });
});

describe('what is watched beside', () => {
  test('leads to what the function names, in the namespace of the object unless it says otherwise', async () => {
    const { configMaps, deployments, client } = await world();
    const { seen, reconcile } = recorder();
    await configMaps.create({ metadata: { name: 'a' } });
    await configMaps.create({ metadata: { name: 'b' } });
    const builder = Controller.for(configMaps)
      .watches(deployments, (object) => [{ name: object.metadata.labels?.config ?? '' }])
      .watches(Api.all(client, Namespace), (object) => (object.metadata.name === 'new' ? [{ name: 'b', namespace: 'default' }] : []));
    run(builder, reconcile);
    await until(() => seen.length === 2);
    seen.length = 0;
    await deployments.create({ metadata: { name: 'x', labels: { config: 'a' } }, spec: spec() });
    await until(() => seen.length === 1);
    await Api.all(client, Namespace).create({ metadata: { name: 'new' } });
    await until(() => seen.length === 2);
    expect(names(seen)).toEqual(['a', 'b']);
  });

  test('is told and left out when the function throws; others go on', async () => {
    const { configMaps, deployments } = await world();
    const { seen, reconcile } = recorder();
    await configMaps.create({ metadata: { name: 'a' } });
    const builder = Controller.for(configMaps).watches(deployments, ({ metadata }) => {
      if (metadata.name === 'bad') throw new Error('no label');
      return [{ name: 'a' }];
    });
    const { failures } = run(builder, reconcile);
    await until(() => seen.length === 1);
    await deployments.create({ metadata: { name: 'bad' }, spec: spec() });
    await deployments.create({ metadata: { name: 'good' }, spec: spec() });
    await until(() => seen.length === 2);
    expect(failures.map(({ message }) => message)).toEqual(['the function given to watches() threw for Deployment default/bad: no label']);
  });

  test('wake what they name once a change, however often they name it', async () => {
    const { configMaps, deployments } = await world();
    await configMaps.create({ metadata: { name: 'a' } });
    const builder = Controller.for(configMaps).watches(deployments, () => [{ name: 'a' }, { name: 'a' }]);
    const { outcomes } = run(builder, async () => undefined);
    await until(() => outcomes.length === 1);
    await deployments.create({ metadata: { name: 'web', labels: { tier: 'one' } }, spec: spec() });
    await until(() => outcomes.length === 2);
    await deployments.patch('web', { merge: { metadata: { labels: { tier: 'two' } } } });
    await until(() => outcomes.length === 3);
    await quiet();
    expect(outcomes).toHaveLength(3);
  });

  test('is told and left out when the function names no namespace where none is known; others go on', async () => {
    const { configMaps, client } = await world();
    const { seen, reconcile } = recorder();
    const namespaces = Api.all(client, Namespace);
    const builder = Controller.for(configMaps).watches(namespaces, ({ metadata: { name } }) => {
      if (name === 'a-bad') return [{ name: 'a' }];
      return name === 'b-good' ? [{ name: 'a', namespace: 'default' }] : [];
    });
    const { failures } = run(builder, reconcile);
    await configMaps.create({ metadata: { name: 'a' } });
    await until(() => seen.length === 1);
    for (const name of ['a-bad', 'b-good']) await namespaces.create({ metadata: { name } });
    await until(() => seen.length === 2);
    expect(failures.map(({ code, message }) => [code, message])).toEqual([
      [
        'callback',
        'the function given to watches() threw for Namespace a-bad: it named ConfigMap "a" without a namespace, and has to name { name, namespace }',
      ],
    ]);
  });
});

test('a watch that fails again and again holds up no other: what can be read leads to a reconcile at once', async () => {
  const it = await world();
  let refusals = 0;
  it.answer = ({ path }) => {
    if (!path.includes('/deployments')) return undefined;
    refusals++;
    return respondJson(404, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'NotFound', code: 404 });
  };
  const clock = new ManualClock(); // nothing that waits for a time goes on unless it is advanced
  const seen: string[] = [];
  const builder = Controller.for(it.configMaps).owns(it.deployments, { optional: true });
  run(builder, async ({ object }) => void seen.push(object.metadata.name), { clock });
  await until(() => refusals === 1);
  for (let round = 2; round < 6; round++) {
    await clock.advance(60_000);
    await until(() => refusals >= round);
  }
  await it.configMaps.create({ metadata: { name: 'settings' } });
  await until(() => seen.length === 1);
  expect(seen).toEqual(['settings']);
});
