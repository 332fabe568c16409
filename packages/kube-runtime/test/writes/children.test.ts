import { describe, expect, test } from '@jest/globals';
import { Api, ownerReference } from 'kube-core';
import { ConfigMap, Deployment, Namespace, Node } from 'kube-core/k8s';
import { respondJson } from 'kube-core/testing';
import { childSet } from 'kube-runtime';
import { world } from '../world.js';
import { family, namesIn } from './family.js';
import { life, liveOf } from './family-story.js';
import { ownedRounds, ownedStory } from './owned-story.js';

describe('a set of children', () => {
  test('is created, left alone, mended, changed and pruned', async () => {
    const { client } = await world();
    expect(await liveOf(client)).toEqual(life);
  });

  test('is kept by the caches of its controller, with as few requests as can be', async () => {
    const { server } = await world();
    expect(await ownedStory(server.service)).toEqual(ownedRounds);
  });

  test('is not taken from another controller', async () => {
    const it = await world();
    const { set, owner, map, configMaps, named } = await family(it.client);
    const rival = await configMaps.create({ metadata: { name: 'rival' } });
    await configMaps.create({ metadata: { ...named('a'), ownerReferences: [ownerReference(ConfigMap, rival)] } });
    it.requests.length = 0;
    await expect(set.apply(owner, { configMaps: [map('a')], deployments: [] })).rejects.toMatchObject({
      code: 'owner',
      message: `ConfigMap rival is the controller of ConfigMap default/${named('a').name}: an object has one at most`,
    });
    expect(it.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('costs one read of each kind, and no write, when it is as it should be', async () => {
    const it = await world();
    const { set, owner, map, workload } = await family(it.client);
    const wanted = { configMaps: [map('a'), map('b')], deployments: [workload('web')] };
    await set.apply(owner, wanted);
    it.requests.length = 0;
    await set.apply(owner, wanted);
    expect(it.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`)).toEqual([
      'GET /api/v1/namespaces/default/configmaps',
      'GET /apis/apps/v1/namespaces/default/deployments',
    ]);
  });

  test('leaves alone what was changed since it was read, and what has gone by then is no failure', async () => {
    const it = await world();
    const { set, owner, map, configMaps, named } = await family(it.client);
    await set.apply(owner, { configMaps: [map('a')], deployments: [] });
    let raced = 0;
    it.answer = ({ method }) => {
      if (method !== 'DELETE') return undefined;
      return raced++ === 0 ? respondJson(409, { kind: 'Status', code: 409, reason: 'Conflict' }) : undefined;
    };
    await expect(set.apply(owner, { configMaps: [], deployments: [] })).rejects.toMatchObject({ code: 'api' });
    const deletions = it.requests.filter(({ method }) => method === 'DELETE').map(({ body }) => JSON.parse(String(body)) as object);
    const { metadata } = await configMaps.get(named('a').name);
    expect(deletions).toEqual([
      expect.objectContaining({ preconditions: { uid: metadata.uid, resourceVersion: metadata.resourceVersion } }),
    ]);
    it.answer = ({ method }) => (method === 'DELETE' ? respondJson(404, { kind: 'Status', code: 404, reason: 'NotFound' }) : undefined);
    expect(namesIn(await set.apply(owner, { configMaps: [], deployments: [] }))).toEqual({});
  });

  test('lets the fields of others be where it does not force', async () => {
    const it = await world();
    const { set, owner, map, configMaps, named } = await family(it.client);
    await set.apply(owner, { configMaps: [map('a')], deployments: [] });
    await configMaps.apply({ metadata: named('a'), data: { colour: 'red' } }, { fieldManager: 'painter', force: true });
    await expect(set.apply(owner, { configMaps: [map('a')], deployments: [] }, { force: false })).rejects.toMatchObject({ code: 'api' });
    expect(namesIn(await set.apply(owner, { configMaps: [map('a')], deployments: [] }))).toEqual({ updated: ['configMaps a'] });
  });

  test('of an owner without a namespace may be in any', async () => {
    const { client } = await world();
    const owner = await Api.all(client, Namespace).create({ metadata: { name: 'tenant' } });
    const set = childSet(Namespace, { configMaps: Api.all(client, ConfigMap) });
    const metadata = { name: 'x', namespace: 'tenant' };
    expect(namesIn(await set.apply(owner, { configMaps: [{ metadata }] }))).toEqual({ created: ['configMaps x'] });
    expect(namesIn(await set.apply(owner, { configMaps: [] }))).toEqual({ pruned: ['configMaps x'] });
    await expect(set.apply(owner, { configMaps: [{ metadata: { name: 'x' } }] })).rejects.toMatchObject({ code: 'key' });
  });

  test('is refused where it cannot be, before any request', async () => {
    const it = await world();
    const { set, owner, map, named } = await family(it.client);
    it.requests.length = 0;
    const inNode = childSet(ConfigMap, { nodes: Api.all(it.client, Node) });
    const elsewhere = { metadata: { ...named('a'), namespace: 'other' } };
    const calls = [
      [set.apply(owner, { configMaps: [map('a'), map('a')], deployments: [] }), /^two of configMaps are called default\/c-\w+--a$/],
      [
        set.apply(owner, { configMaps: [elsewhere], deployments: [] }),
        /cannot own ConfigMap "c-\w+--a" in other: Kubernetes would remove it/,
      ],
      [inNode.apply(owner, { nodes: [{ metadata: { name: 'n' } }] }), /cannot own Node "n" without a namespace/],
      // @ts-expect-error -- what is wanted of deployments is not said
      [set.apply(owner, { configMaps: [] }), /^nothing says what is wanted of deployments: give a list, \[\] for none$/],
    ] as const;
    for (const [call, message] of calls)
      await expect(call).rejects.toMatchObject({ code: 'children', message: expect.stringMatching(message) });
    expect(it.requests).toEqual([]);
    // @ts-expect-error -- a config map has no replicas
    void set.apply(owner, { configMaps: [{ metadata: named('a'), spec: { replicas: 1 } }], deployments: [] }).catch(() => undefined);
  });

  test('needs a field manager, since it prunes what that one has made', async () => {
    const { server } = await world();
    const deployments = Api.namespaced(server.client(), Deployment, 'default');
    expect(() => childSet(ConfigMap, { deployments })).toThrow('childSet() needs a field manager');
  });
});
