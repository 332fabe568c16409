import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  Api,
  type Client,
  Config,
  dynamicResource,
  isAlreadyExists,
  isConflict,
  isGone,
  isInvalid,
  isNotFound,
  ownerReference,
} from 'kube-core';
import { ConfigMap, CustomResourceDefinition, Deployment, Namespace } from 'kube-core/k8s';
import { ApiServer } from './server.js';

const Widget = dynamicResource({ group: 'example.com', version: 'v1', kind: 'Widget', plural: 'widgets', scope: 'Namespaced' });
const widgetCrd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', properties: { size: { type: 'integer', minimum: 1, default: 3 }, name: { type: 'string' } } },
              status: { type: 'object', properties: { ready: { type: 'boolean' } } },
            },
          },
        },
      },
    ],
  },
};

let server: ApiServer;
let client: Client;
beforeEach(async () => {
  server = await ApiServer.start({ crds: [widgetCrd] });
  client = server.client({ fieldManager: 'test' });
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

const refusal = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a client', () => {
  test('publishes its calls, as that of a cluster does', async () => {
    const seen: unknown[] = [];
    const see = (message: unknown): number => seen.push(message);
    subscribe('kube-core:request:end', see);
    await Api.namespaced(client, ConfigMap, 'default').list();
    unsubscribe('kube-core:request:end', see);
    expect(seen).toMatchObject([{ call: { verb: 'list', resource: 'configmaps' }, status: 200 }]);
  });
});

describe('built-in kinds', () => {
  test('creates, reads, replaces and deletes', async () => {
    const maps = Api.namespaced(client, ConfigMap, 'default');
    const made = await maps.create({ metadata: { name: 'a' }, data: { x: '1' } });
    expect(made).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' }, data: { x: '1' } });
    expect(isAlreadyExists(await refusal(maps.create({ metadata: { name: 'a' } })))).toBe(true);
    const next = await maps.replace({ ...made, data: { x: '2' } });
    expect(isConflict(await refusal(maps.replace({ ...made, data: { x: '3' } })))).toBe(true);
    expect((await maps.replace({ ...next })).metadata.resourceVersion).toBe(next.metadata.resourceVersion);
    await maps.delete('a');
    expect(isNotFound(await refusal(maps.get('a')))).toBe(true);
  });

  test('lists a page at a time as of one version', async () => {
    const maps = Api.namespaced(client, ConfigMap, 'default');
    for (const name of ['a', 'b', 'c']) await maps.create({ metadata: { name, labels: { odd: String(name !== 'b') } } });
    const names: string[] = [];
    for await (const map of maps.items({ pageSize: 2 })) names.push(map.metadata.name);
    expect(names).toEqual(['a', 'b', 'c']);
    expect((await maps.list({ labelSelector: 'odd=true' })).items.map(({ metadata }) => metadata.name)).toEqual(['a', 'c']);
  });

  test('watches from a version, and answers 410 once that is forgotten', async () => {
    const maps = Api.namespaced(client, ConfigMap, 'default');
    const { resourceVersion } = (await maps.create({ metadata: { name: 'a' } })).metadata;
    await maps.patch('a', { merge: { data: { x: '1' } } });
    await maps.delete('a');
    const seen: string[] = [];
    for await (const { type } of maps.watch({ resourceVersion })) {
      seen.push(type);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual(['MODIFIED', 'DELETED']);
    server.compact();
    for await (const first of maps.watch({ resourceVersion })) {
      expect(first).toMatchObject({ type: 'ERROR', object: { code: 410 } });
      break;
    }
    expect(isGone(await refusal(maps.list({ resourceVersion, resourceVersionMatch: 'Exact' })))).toBe(true);
  });

  test('applies for several managers and refuses to take a field unless forced', async () => {
    const maps = Api.namespaced(client, ConfigMap, 'default');
    await maps.apply({ metadata: { name: 'a' }, data: { x: '1', y: '1' } });
    await maps.apply({ metadata: { name: 'a' }, data: { z: '1' } }, { fieldManager: 'other' });
    const taken = await refusal(maps.apply({ metadata: { name: 'a' }, data: { x: '2' } }, { fieldManager: 'other' }));
    expect(taken).toMatchObject({ message: expect.stringContaining('Apply failed with 1 conflict: conflict with "test": .data.x') });
    await maps.apply({ metadata: { name: 'a' }, data: { x: '2' } }, { fieldManager: 'other', force: true });
    expect((await maps.apply({ metadata: { name: 'a' }, data: {} })).data).toEqual({ x: '2' });
  });

  test('collects what an owner leaves behind, and empties a namespace that is deleted', async () => {
    const namespaces = Api.all(client, Namespace);
    await namespaces.create({ metadata: { name: 'web' } });
    const deployments = Api.namespaced(client, Deployment, 'web');
    const maps = Api.namespaced(client, ConfigMap, 'web');
    const owner = await deployments.create({
      metadata: { name: 'd' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c' }] } },
      },
    });
    await maps.create({ metadata: { name: 'owned', ownerReferences: [ownerReference(Deployment, owner)] } });
    await maps.create({ metadata: { name: 'free' } });
    await deployments.delete('d');
    await settle();
    expect(await maps.find('owned')).toBeUndefined();
    expect(await maps.find('free')).toBeDefined();
    await namespaces.delete('web');
    await settle();
    expect(await namespaces.find('web')).toBeUndefined();
    expect(isNotFound(await refusal(maps.create({ metadata: { name: 'late' } })))).toBe(true);
  });
});

describe('custom kinds', () => {
  test('fills in defaults, drops what the schema does not know, refuses what breaks it', async () => {
    const widgets = Api.namespaced(client, Widget, 'default');
    const made = await widgets.create({ metadata: { name: 'w' }, spec: { name: 'x', colour: 'red' } });
    expect(made.spec).toEqual({ size: 3, name: 'x' });
    expect(made.metadata.generation).toBe(1);
    const error = await refusal(widgets.patch('w', { merge: { spec: { size: 0 } } }));
    expect(isInvalid(error)).toBe(true);
    expect(error).toMatchObject({ status: { details: { causes: [{ field: 'spec.size' }] } } });
  });

  test('keeps status and spec apart', async () => {
    const widgets = Api.namespaced(client, Widget, 'default');
    await widgets.create({ metadata: { name: 'w' }, spec: {}, status: { ready: true } });
    expect((await widgets.get('w')).status).toBeUndefined();
    const after = await widgets.patchStatus('w', { merge: { status: { ready: true }, spec: { size: 9 } } });
    expect(after).toMatchObject({ spec: { size: 3 }, status: { ready: true }, metadata: { generation: 1 } });
    expect((await widgets.patch('w', { merge: { spec: { size: 4 } } })).metadata.generation).toBe(2);
  });

  test('keeps an object until its finalizers are gone', async () => {
    const widgets = Api.namespaced(client, Widget, 'default');
    await widgets.create({ metadata: { name: 'w', finalizers: ['example.com/x'] }, spec: {} });
    await widgets.delete('w');
    expect((await widgets.get('w')).metadata.deletionTimestamp).toBeDefined();
    await widgets.patch('w', {
      json: [
        { op: 'test', path: '/metadata/finalizers/0', value: 'example.com/x' },
        { op: 'remove', path: '/metadata/finalizers/0' },
      ],
    });
    expect(await widgets.find('w')).toBeUndefined();
  });

  test('stops serving a kind whose definition is deleted', async () => {
    const crds = Api.all(client, CustomResourceDefinition);
    const widgets = Api.namespaced(client, Widget, 'default');
    await widgets.create({ metadata: { name: 'w' }, spec: {} });
    await crds.delete('widgets.example.com');
    await settle();
    expect(isNotFound(await refusal(widgets.list()))).toBe(true);
    expect(await crds.find('widgets.example.com')).toBeUndefined();
  });
});

describe('over HTTPS', () => {
  test('serves a client that has its kubeconfig, and nobody else', async () => {
    const { Client } = await import('kube-core');
    const { kubeconfig } = await server.listen();
    const config = await Config.fromKubeconfig({ text: kubeconfig });
    await using remote = Client.from(config, { fieldManager: 'remote' });
    const made = await Api.namespaced(remote, ConfigMap, 'default').create({ metadata: { name: 'far' } });
    expect(made.metadata.managedFields?.[0]?.manager ?? 'nothing set').toBeDefined();
    await using stranger = Client.from({ ...config, credentials: { type: 'none' } });
    expect(await refusal(Api.namespaced(stranger, ConfigMap, 'default').list())).toMatchObject({ status: { code: 401 } });
  });
});

/** The controllers of the server work a moment after each write. */
async function settle(): Promise<void> {
  for (let round = 0; round < 10; round++) await new Promise((resolve) => setImmediate(resolve));
}
