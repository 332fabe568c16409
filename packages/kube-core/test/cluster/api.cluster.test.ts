import { randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  Api,
  Client,
  Config,
  isAlreadyExists,
  isConflict,
  isInvalid,
  isNotFound,
  metadataOf,
  type Stored,
  type WatchEvent,
} from 'kube-core';
import { ConfigMap, Deployment, Namespace, Service } from 'kube-core/k8s';

const namespace = `core-api-${randomUUID().slice(0, 8)}`;
let client: Client;
let config: Config;
let configMaps: Api<ConfigMap>;
let deployments: Api<Deployment>;

beforeAll(async () => {
  config = await Config.infer();
  client = Client.from(config, { fieldManager: 'core-api' });
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
  configMaps = Api.namespaced(client, ConfigMap, namespace);
  deployments = Api.namespaced(client, Deployment, namespace);
});
afterAll(async () => {
  await Api.all(client, Namespace).delete(namespace);
  await client[Symbol.asyncDispose]();
});

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );

/** The first events of a watch, up to the number given. */
async function firstEvents<K>(watch: AsyncIterable<WatchEvent<K>>, count: number): Promise<WatchEvent<K>[]> {
  const events: WatchEvent<K>[] = [];
  for await (const event of watch) if (event.type !== 'BOOKMARK' && events.push(event) === count) break;
  return events;
}

const deployment = (name: string, replicas = 0): Deployment => ({
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'none' }] } },
  },
});

describe('objects', () => {
  test('are created, read, replaced, patched and deleted', async () => {
    const created = await configMaps.create({ metadata: { generateName: 'crud-' }, data: { a: '1' } });
    expect(created).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name: expect.stringMatching(/^crud-/) } });
    expect(created.metadata.managedFields?.[0]?.manager).toBe('core-api');
    expect(await configMaps.get(created)).toEqual(created);
    const replaced = await configMaps.replace({ ...created, data: { a: '2', b: '1' } });
    const patched = await configMaps.patch(created, { merge: { data: { a: null, c: '1' } } });
    expect([replaced.data, patched.data]).toEqual([
      { a: '2', b: '1' },
      { b: '1', c: '1' },
    ]);
    const { data } = await configMaps.patch(created, {
      json: [
        { op: 'test', path: '/data/b', value: '1' },
        { op: 'move', from: '/data/b', path: '/data/d' },
      ],
    });
    expect(data).toEqual({ c: '1', d: '1' });
    expect(await configMaps.delete(created, { preconditions: { uid: created.metadata.uid } })).toEqual({ state: 'deleted' });
    expect(await configMaps.find(created)).toBeUndefined();
  });

  test('of a group are merged by the key of their lists', async () => {
    await deployments.create(deployment('strategic'));
    const patched = await deployments.patch('strategic', {
      strategic: { spec: { template: { spec: { containers: [{ name: 'main', env: [{ name: 'A', value: '1' }] }] } } } },
    });
    expect(patched.spec?.template.spec?.containers).toEqual([
      expect.objectContaining({ name: 'main', image: 'none', env: [{ name: 'A', value: '1' }] }),
    ]);
    await deployments.delete('strategic');
  });

  test('that are refused say why', async () => {
    const taken = await configMaps.create({ metadata: { name: 'taken' } });
    await configMaps.patch(taken, { merge: { data: { a: '1' } } });
    expect(isAlreadyExists(await errorOf(configMaps.create({ metadata: { name: 'taken' } })))).toBe(true);
    expect(isConflict(await errorOf(configMaps.replace(taken)))).toBe(true);
    expect(isNotFound(await errorOf(configMaps.get('nobody')))).toBe(true);
    expect(await errorOf(configMaps.get('nobody'))).toMatchObject({
      message: `configmaps "nobody" not found (GET /api/v1/namespaces/${namespace}/configmaps/nobody: 404)`,
      auditId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const invalid = await errorOf(configMaps.create({ metadata: { name: 'Not_A_Name' } }));
    expect(isInvalid(invalid)).toBe(true);
    expect(invalid).toMatchObject({ status: { details: { causes: [{ field: 'metadata.name' }] } } });
    expect(isConflict(await errorOf(configMaps.delete(taken, { preconditions: { uid: 'another' } })))).toBe(true);
  });

  test('are not written by a dry run, and not with fields that nobody knows where validation is strict', async () => {
    await configMaps.create({ metadata: { name: 'dry' } }, { dryRun: true });
    expect(await configMaps.find('dry')).toBeUndefined();
    const odd: ConfigMap & { readonly odd: string } = { metadata: { name: 'odd' }, odd: 'x' };
    expect(await errorOf(configMaps.create(odd, { fieldValidation: 'Strict' }))).toMatchObject({
      message: expect.stringContaining('unknown field "odd"'),
    });
  });
});

describe('server-side apply', () => {
  test('creates, sets, removes what is no longer wanted, and conflicts with another manager unless forced', async () => {
    const name = 'applied';
    const first = await configMaps.apply({ metadata: { name }, data: { a: '1', b: '1' } });
    expect(first.metadata.managedFields).toMatchObject([{ manager: 'core-api', operation: 'Apply' }]);
    expect((await configMaps.apply({ metadata: { name }, data: { a: '1' } })).data).toEqual({ a: '1' });
    const other = { fieldManager: 'other' };
    const conflict = await errorOf(configMaps.apply({ metadata: { name }, data: { a: '2' } }, other));
    expect(isConflict(conflict)).toBe(true);
    expect(conflict).toMatchObject({ status: { details: { causes: [{ reason: 'FieldManagerConflict', field: '.data.a' }] } } });
    expect((await configMaps.apply({ metadata: { name }, data: { a: '2' } }, { ...other, force: true })).data).toEqual({ a: '2' });
  });

  test('takes an object as it was read, managedFields and all', async () => {
    const read = await configMaps.create({ metadata: { name: 'reapplied' }, data: { a: '1' } });
    expect((await configMaps.apply(read, { force: true })).data).toEqual({ a: '1' });
  });

  test('of the status leaves everything else alone', async () => {
    const services = Api.namespaced(client, Service, namespace);
    const created = await services.create({ metadata: { name: 'status' }, spec: { clusterIP: 'None', ports: [{ port: 80 }] } });
    const condition = {
      type: 'example.com/Ready',
      status: 'True',
      reason: 'Test',
      message: '',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    } as const;
    const applied = await services.applyStatus(created, { conditions: [condition] });
    expect([applied.status?.conditions, applied.spec]).toEqual([[condition], created.spec]);
    expect(
      (await services.applyStatus('status', { conditions: [{ ...condition, status: 'False' }] }, { fieldManager: 'other' })).status
        ?.conditions,
    ).toEqual([
      { ...condition, status: 'False' }, // forced: who reports a condition owns it
    ]);
    expect((await services.getStatus('status')).status).toEqual({ conditions: [{ ...condition, status: 'False' }], loadBalancer: {} });
    const patched = await services.patchStatus('status', { merge: { status: { conditions: null }, spec: { type: 'ExternalName' } } });
    expect([patched.status, patched.spec]).toEqual([{ loadBalancer: {} }, created.spec]);
  });
});

describe('many objects', () => {
  const labelSelector = 'suite=many';
  const names = Array.from({ length: 30 }, (_, index) => `many-${String(index).padStart(2, '0')}`);
  beforeAll(async () => {
    await Promise.all(names.map((name) => configMaps.create({ metadata: { name, labels: { suite: 'many' } }, data: { name } })));
  });

  test('come page by page, each once, with their kind', async () => {
    const items: Stored<ConfigMap>[] = [];
    for await (const item of configMaps.items({ pageSize: 7, labelSelector })) items.push(item);
    expect(items.map(({ metadata }) => metadata.name)).toEqual(names);
    expect(new Set(items.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`))).toEqual(new Set(['v1 ConfigMap']));
  });

  test('are listed not older than a version, with a limit and without', async () => {
    const { resourceVersion = '' } = (await configMaps.list({ limit: 1 })).metadata;
    expect((await configMaps.list({ resourceVersion, labelSelector })).items).toHaveLength(30);
    await configMaps.create({ metadata: { generateName: 'newer-' } });
    const page = await configMaps.list({ resourceVersion, limit: 2, labelSelector });
    expect(page.items).toHaveLength(2);
    expect(page.metadata.resourceVersion).not.toBe(resourceVersion); // the server alone would have meant exactly that one
  });

  test('are listed and watched as metadata alone', async () => {
    const partial = Api.namespaced(client, metadataOf(ConfigMap), namespace);
    const { items, metadata } = await partial.list({ labelSelector });
    expect(items).toHaveLength(30);
    expect(items[0]).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: names[0] } });
    expect(items[0]).not.toHaveProperty('data');
    const watch = partial.watch({ resourceVersion: metadata.resourceVersion ?? '', labelSelector, timeoutSeconds: 20 });
    const events = firstEvents(watch, 1);
    await partial.patch(names[0]!, { merge: { metadata: { annotations: { a: 'b' } } } });
    expect(await events).toMatchObject([{ type: 'MODIFIED', object: { kind: 'PartialObjectMetadata' } }]);
  });

  test('cost at most two TLS handshakes for 300 calls in a row', async () => {
    let connected = 0;
    const count = (): void => void connected++;
    subscribe('undici:client:connected', count);
    await using fresh = Client.from(config);
    const api = Api.namespaced(fresh, ConfigMap, namespace);
    for (let call = 0; call < 300; call++) await (call % 10 === 0 ? api.find('nobody') : api.get(names[call % 30]!));
    unsubscribe('undici:client:connected', count);
    expect(connected).toBeGreaterThan(0);
    expect(connected).toBeLessThanOrEqual(2);
  });

  test('are deleted as they are selected', async () => {
    const others = await configMaps.create({ metadata: { name: 'stays', labels: { suite: 'stays' } } });
    const deleted = await configMaps.deleteCollection({ labelSelector });
    expect(deleted.items.map(({ metadata }) => metadata.name).sort()).toEqual(names);
    expect((await configMaps.list({ labelSelector })).items).toEqual([]);
    expect(await configMaps.get(others)).toEqual(others);
  });
});

test('what the server warns of is told once', async () => {
  const told: string[] = [];
  await using warned = Client.from(config, { onWarning: (text) => told.push(text) });
  const odd = (name: string): ConfigMap => ({ metadata: { name }, date: { k: 'v "ü"' } }) as ConfigMap;
  for (const name of ['warned-1', 'warned-2']) await Api.namespaced(warned, ConfigMap, namespace).create(odd(name));
  expect(told).toEqual(['unknown field "date"']);
});
