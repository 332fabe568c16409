import { describe, expect, test } from '@jest/globals';
import { Client } from '../client/client.js';
import type { ClientOptions } from '../client/options.js';
import { Deployment } from '../k8s/apps-v1.js';
import { ConfigMap, Namespace, Pod } from '../k8s/core-v1.js';
import { respond, respondJson } from '../request/http.js';
import type { KubeObject, ResourceDefinition, Stored } from '../resource/definition.js';
import { metadataOf } from '../resource/metadata.js';
import { mockService, type PendingRequest } from '../testing/mock-service.js';
import { Api } from './api.js';
import type { Key } from './options.js';

const meta = { name: 'x', namespace: 'web', uid: 'u1', resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z' };
const stored: Stored<ConfigMap> = { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta, data: { a: '1' } };

/** An Api whose requests the test answers, and the conversation of one call. */
function mocked<K extends KubeObject>(make: (client: Client) => Api<K>, options: ClientOptions = {}) {
  const { service, nextRequest } = mockService();
  const api = make(Client.of(service, options));
  /** Makes a call, answers its request, and gives both the request and what the call made of the answer. */
  const exchange = async <T>(call: (api: Api<K>) => Promise<T>, answer: unknown = stored, status = 200) => {
    const result = call(api);
    const pending = await nextRequest();
    pending.respond(respondJson(status, answer));
    return { ...said(pending), result: await result };
  };
  return { api, nextRequest, exchange };
}

/** The line and body of a request, as a person would write them. */
function said({ request, query }: PendingRequest) {
  const { method, path, headers, body } = request;
  const content: unknown = typeof body === 'string' ? JSON.parse(body) : undefined;
  return { call: `${method} ${path.replace(/\?.*/, '')}`, query: Object.fromEntries(query), type: headers['content-type'], body: content };
}

const inWeb = (client: Client): Api<ConfigMap> => Api.namespaced(client, ConfigMap, 'web');
const everywhere = (client: Client): Api<ConfigMap> => Api.all(client, ConfigMap);
const one = '/api/v1/namespaces/web/configmaps/x';
const many = '/api/v1/namespaces/web/configmaps';

describe('reading', () => {
  test('get asks for one object and gives it as it came', async () => {
    const { exchange } = mocked(inWeb);
    const odd = { ...stored, somethingNew: { a: null } };
    expect(await exchange((api) => api.get('x', { resourceVersion: '0' }), odd)).toMatchObject({
      call: `GET ${one}`,
      query: { resourceVersion: '0' },
      result: odd,
    });
  });

  test('find gives undefined for what is not there, and throws every other refusal', async () => {
    const { exchange } = mocked(inWeb);
    expect((await exchange((api) => api.find('x'))).result).toEqual(stored);
    expect((await exchange((api) => api.find('x'), { kind: 'Status', reason: 'NotFound' }, 404)).result).toBeUndefined();
    await expect(exchange((api) => api.find('x'), { kind: 'Status', reason: 'Forbidden' }, 403)).rejects.toMatchObject({ code: 'api' });
  });

  test('list fills in the kind of its items, which servers leave out, before what they are', async () => {
    const { metadata, data } = stored;
    const answer = { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '9' }, items: [{ metadata, data }] };
    const { call, query, result } = await mocked(inWeb).exchange((api) => api.list({ labelSelector: 'a=b' }), answer);
    expect([call, query]).toEqual([`GET ${many}`, { labelSelector: 'a=b' }]);
    expect(result).toEqual({ ...answer, items: [stored] });
    expect(Object.keys(result.items[0]!)).toEqual(['apiVersion', 'kind', 'metadata', 'data']);
  });

  test('list takes null for no items, as Go writes it, and makes up for what an answer lacks', async () => {
    const { result } = await mocked(everywhere).exchange((api) => api.list(), { items: null });
    expect(result).toEqual({ apiVersion: 'v1', kind: 'ConfigMapList', metadata: {}, items: [] });
  });

  test('leaves the kind of an item alone where it has one', async () => {
    const item = { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata: meta };
    const { exchange } = mocked((client) => Api.namespaced(client, metadataOf(ConfigMap), 'web'));
    expect((await exchange((api) => api.list(), { items: [item] })).result.items).toEqual([item]);
  });

  test('items asks page by page, with the token of the page before, and yields what each holds, even nothing', async () => {
    const { api, nextRequest } = mocked(inWeb);
    const page = (names: readonly string[], token?: string) =>
      respondJson(200, { metadata: { continue: token }, items: names.map((name) => ({ metadata: { name } })) });
    const names: string[] = [];
    const reading = (async () => {
      for await (const item of api.items({ pageSize: 2, fieldSelector: 'metadata.name=f' })) names.push(item.metadata.name);
    })();
    const queries: unknown[] = [];
    for (const answer of [page(['a', 'b'], 't1'), page([], 't2'), page(['c'], '')]) {
      const pending = await nextRequest();
      queries.push(said(pending).query);
      pending.respond(answer);
    }
    await reading;
    expect(names).toEqual(['a', 'b', 'c']);
    expect(queries).toEqual([
      { fieldSelector: 'metadata.name=f', limit: '2' },
      { fieldSelector: 'metadata.name=f', limit: '2', continue: 't1' },
      { fieldSelector: 'metadata.name=f', limit: '2', continue: 't2' },
    ]);
  });

  test('items asks for the next page when the reader gets there, not before', async () => {
    const { api, nextRequest } = mocked(inWeb);
    const reading = api.items()[Symbol.asyncIterator]();
    const first = reading.next();
    const pending = await nextRequest();
    expect(pending.query.get('limit')).toBe('500');
    pending.respond(respondJson(200, { metadata: { continue: 't' }, items: [{ metadata: { name: 'a' } }] }));
    expect((await first).value).toMatchObject({ metadata: { name: 'a' } });
    await reading.return();
    expect(await reading.next()).toEqual({ done: true, value: undefined });
  });

  test('watch yields the events of one stream', async () => {
    const { api, nextRequest } = mocked(inWeb);
    const watch = api.watch({ resourceVersion: '7', timeoutSeconds: 5 });
    const first = watch.next();
    const pending = await nextRequest();
    expect(said(pending)).toMatchObject({
      call: `GET ${many}`,
      query: { watch: 'true', resourceVersion: '7', allowWatchBookmarks: 'true', timeoutSeconds: '5' },
    });
    expect(pending.request.streaming).toBe(true);
    pending.respond(respond(200, `${JSON.stringify({ type: 'DELETED', object: stored })}\n`));
    expect(await first).toEqual({ done: false, value: { type: 'DELETED', object: stored } });
    expect((await watch.next()).done).toBe(true);
  });
});

describe('writing', () => {
  test('create posts the object with its kind and the field manager of the client', async () => {
    const { exchange } = mocked(inWeb, { fieldManager: 'me' });
    expect(await exchange((api) => api.create({ metadata: { name: 'x' }, data: { a: '1' } }))).toMatchObject({
      call: `POST ${many}`,
      query: { fieldManager: 'me' },
      type: 'application/json',
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: '1' } },
      result: stored,
    });
    const { query } = await exchange((api) => api.create({ metadata: { generateName: 'x-' } }, { fieldManager: 'other', dryRun: true }));
    expect(query).toEqual({ fieldManager: 'other', dryRun: 'All' });
  });

  test('create through Api.all writes where the object says', async () => {
    expect((await mocked(everywhere).exchange((api) => api.create({ metadata: { name: 'x', namespace: 'web' } }))).call).toBe(
      `POST ${many}`,
    );
  });

  test('replace puts the object in its own place, its version with it', async () => {
    expect(await mocked(everywhere).exchange((api) => api.replace(stored))).toMatchObject({ call: `PUT ${one}`, query: {}, body: stored });
  });

  test('patch sends each kind of patch in its own type', async () => {
    const { exchange } = mocked(inWeb, { fieldManager: 'me' });
    const merge = { data: { a: null } };
    expect(await exchange((api) => api.patch('x', { merge }))).toMatchObject({
      call: `PATCH ${one}`,
      query: { fieldManager: 'me' },
      type: 'application/merge-patch+json',
      body: merge,
    });
    const json = [{ op: 'test', path: '/data/a', value: '1' }] as const;
    expect(await exchange((api) => api.patch(stored, { json }))).toMatchObject({ type: 'application/json-patch+json', body: json });
    expect((await exchange((api) => api.patch('x', { strategic: merge }))).type).toBe('application/strategic-merge-patch+json');
    const applied = await exchange((api) => api.patch('x', { apply: { metadata: { name: 'x' } } }, { force: true }));
    expect(applied).toMatchObject({ type: 'application/apply-patch+yaml', query: { force: 'true' }, body: { kind: 'ConfigMap' } });
  });

  test('apply names its kind and manager, and leaves out managedFields, which the server refuses', async () => {
    const { exchange } = mocked(everywhere, { fieldManager: 'me' });
    const object = { ...stored, metadata: { ...meta, managedFields: [{ manager: 'x' }] } };
    const { call, query, type, body } = await exchange((api) => api.apply(object));
    expect([call, query, type]).toEqual([`PATCH ${one}`, { fieldManager: 'me' }, 'application/apply-patch+yaml']);
    expect(body).toEqual(stored);
    expect(object.metadata.managedFields).toHaveLength(1); // what was given is not changed
  });

  test('apply takes frozen objects, as a cache hands them out', async () => {
    const frozen = Object.freeze({ ...stored, metadata: Object.freeze({ ...meta, managedFields: Object.freeze([]) }) });
    expect((await mocked(everywhere, { fieldManager: 'me' }).exchange((api) => api.apply(frozen))).body).toEqual(stored);
  });

  test('apply without a field manager is refused before any request', async () => {
    const mock = mockService();
    const api = inWeb(Client.of(mock.service));
    for (const call of [() => api.apply({ metadata: { name: 'x' } }), () => api.patch('x', { apply: { metadata: { name: 'x' } } })])
      await expect(call()).rejects.toMatchObject({ code: 'field-manager' });
    expect(mock.waiting).toBe(0);
  });

  test('delete sends its options as a body', async () => {
    const { exchange } = mocked(inWeb);
    const options = { gracePeriodSeconds: 0, preconditions: { uid: 'u1' } };
    expect(await exchange((api) => api.delete('x', options))).toMatchObject({ call: `DELETE ${one}`, body: options });
  });

  test('deleteCollection names what it selects, and never reaches over namespaces', async () => {
    const { metadata, data } = stored;
    const answer = { items: [{ metadata, data }] };
    const { call, query, result } = await mocked(inWeb).exchange((api) => api.deleteCollection({ labelSelector: 'a=b' }), answer);
    expect([call, query, result.items]).toEqual([`DELETE ${many}`, { labelSelector: 'a=b' }, [stored]]);
    await expect(mocked(everywhere).api.deleteCollection()).rejects.toMatchObject({ code: 'key' });
    const done = { kind: 'Status', apiVersion: 'v1', status: 'Success' };
    const all = await mocked((client) => Api.all(client, Namespace)).exchange((api) => api.deleteCollection(), done);
    expect([all.call, all.result.items]).toEqual(['DELETE /api/v1/namespaces', []]);
  });

  test('metadata asks for the same objects as metadata alone', async () => {
    const { api, nextRequest } = mocked(inWeb);
    expect([api.metadata.namespace, api.metadata.definition]).toEqual(['web', metadataOf(ConfigMap)]);
    const calls = [api.metadata.list(), api.metadata.patch('x', { merge: { metadata: { labels: { a: 'b' } } } })];
    const accepts: unknown[] = [];
    for (const answer of [{ items: [] }, stored]) {
      const { request, respond } = await nextRequest();
      accepts.push(request.headers['accept']);
      respond(respondJson(200, answer));
    }
    await Promise.all(calls);
    expect(accepts).toEqual([
      expect.stringContaining('as=PartialObjectMetadataList'),
      expect.stringContaining('as=PartialObjectMetadata;'),
    ]);
  });
});

describe('the status', () => {
  const deployments = (client: Client): Api<Deployment> => Api.namespaced(client, Deployment, 'web');
  const status = '/apis/apps/v1/namespaces/web/deployments/x/status';
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: meta } as const;

  test('is read, replaced and patched through its own path', async () => {
    const { exchange } = mocked(deployments, { fieldManager: 'me' });
    expect((await exchange((api) => api.getStatus('x'), deployment)).call).toBe(`GET ${status}`);
    expect(await exchange((api) => api.replaceStatus({ ...deployment, status: { replicas: 1 } }), deployment)).toMatchObject({
      call: `PUT ${status}`,
      body: { status: { replicas: 1 } },
    });
    const merge = { status: { replicas: 2 } };
    expect(await exchange((api) => api.patchStatus('x', { merge }), deployment)).toMatchObject({ call: `PATCH ${status}`, body: merge });
  });

  test('is applied alone, with force unless told otherwise', async () => {
    const { exchange } = mocked(deployments, { fieldManager: 'me' });
    const full = { ...deployment, spec: { replicas: 3 } };
    expect(await exchange((api) => api.applyStatus(full, { readyReplicas: 1 }), deployment)).toMatchObject({
      call: `PATCH ${status}`,
      query: { fieldManager: 'me', force: 'true' },
      body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x', namespace: 'web' }, status: { readyReplicas: 1 } },
    });
    const { query, body } = await exchange((api) => api.applyStatus(full, {}, { force: false, fieldManager: 'other' }), deployment);
    expect(query).toEqual({ fieldManager: 'other' });
    expect(body).not.toHaveProperty('spec');
  });
});

describe('a key', () => {
  const target = async (make: (client: Client) => Api, key: Key): Promise<string> => {
    const { service, nextRequest } = mockService();
    const answer = make(Client.of(service, { defaultNamespace: 'mine' })).get(key);
    const pending = await nextRequest();
    pending.respond(respondJson(200, stored));
    await answer;
    return pending.request.path;
  };

  test.each<[string, (client: Client) => Api, Key, string]>([
    ['a name in the namespace of the Api', inWeb, 'x', one],
    ['name and namespace, where they agree', inWeb, { name: 'x', namespace: 'web' }, one],
    ['a name without a namespace as an object', inWeb, { name: 'x' }, one],
    ['the object itself, through Api.all', everywhere, stored, one],
    ['name and namespace through Api.all', everywhere, { name: 'x', namespace: 'web' }, one],
    [
      'a name in the default namespace of the client',
      (c) => Api.defaultNamespaced(c, ConfigMap),
      'x',
      '/api/v1/namespaces/mine/configmaps/x',
    ],
    ['a cluster-scoped name', (c) => Api.all(c, Namespace), 'x', '/api/v1/namespaces/x'],
    [
      'a cluster-scoped object that says a namespace',
      (c) => Api.all(c, Namespace),
      { name: 'x', namespace: 'web' },
      '/api/v1/namespaces/x',
    ],
  ])('is %s', async (_what, make, key, path) => {
    expect(await target(make, key)).toBe(path);
  });

  test.each<[string, (client: Client) => Api, Key, string, RegExp]>([
    ['a bare name through Api.all', everywhere, 'x', 'key', /ConfigMap "x" needs a namespace/],
    ['an object without a namespace through Api.all', everywhere, { metadata: { name: 'x' } }, 'key', /needs a namespace/],
    [
      'another namespace than that of the Api',
      inWeb,
      { name: 'x', namespace: 'other' },
      'key',
      /is in namespace "other", and this Api is bound to "web"/,
    ],
    ['an empty name', inWeb, '', 'path', /the name of a ConfigMap is empty/],
    ['a name that is a path', inWeb, '../secrets/s', 'path', /cannot be the name/],
  ])('is refused before any request: %s', async (_what, make, key, code, words) => {
    const mock = mockService();
    const api = make(Client.of(mock.service));
    for (const call of [
      () => api.get(key),
      () => api.find(key),
      () => api.patch(key, { merge: {} }),
      () => api.delete(key),
      () => api.getStatus(key),
    ])
      await expect(call()).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
    expect(mock.waiting).toBe(0);
  });

  test('of what is created or replaced follows the same rules', async () => {
    const { service } = mockService();
    const elsewhere = { metadata: { name: 'x', namespace: 'other' } };
    const bound = inWeb(Client.of(service, { fieldManager: 'me' }));
    const unbound = everywhere(Client.of(service));
    for (const call of [
      () => bound.create(elsewhere),
      () => bound.replace(elsewhere),
      () => bound.apply(elsewhere),
      () => unbound.create({}),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'key' });
  });
});

describe('every call', () => {
  test('carries its signal and ends with its reason', async () => {
    const { api, nextRequest } = mocked(inWeb, { fieldManager: 'me' });
    const controller = new AbortController();
    const { signal } = controller;
    const calls = [
      api.get('x', { signal }),
      api.find('x', { signal }),
      api.list({ signal }),
      api.items({ signal }).next(),
      api.watch({ signal }).next(),
      api.create(stored, { signal }),
      api.replace(stored, { signal }),
      api.patch('x', { merge: {} }, { signal }),
      api.apply(stored, { signal }),
      api.delete('x', { signal }),
      api.deleteCollection({ signal }),
      api.getStatus('x', { signal }),
      api.replaceStatus(stored, { signal }),
      api.patchStatus('x', { merge: {} }, { signal }),
    ];
    const sent = await Promise.all(calls.map(() => nextRequest()));
    expect(sent.every(({ request }) => request.signal?.aborted === false)).toBe(true);
    controller.abort(new Error('enough'));
    for (const call of await Promise.allSettled(calls)) expect(call).toMatchObject({ status: 'rejected', reason: { message: 'enough' } });
    expect(sent.every(({ request }) => request.signal?.reason === controller.signal.reason)).toBe(true);
  });

  test('through metadata alone writes the real kind', async () => {
    const definition: ResourceDefinition = metadataOf(Pod);
    const { exchange } = mocked((client) => Api.all(client, definition));
    const partial = { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata: meta };
    const { body } = await exchange((api) => api.replace(partial));
    expect(body).toMatchObject({ apiVersion: 'v1', kind: 'Pod' });
  });
});
