import { request as httpsRequest } from 'node:https';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Api, Client, Config, hasCode, isForbidden, isTooManyRequests, isTransportError, isUnauthorized, messageOf } from 'kube-core';
import { ConfigMap, Namespace, Node } from 'kube-core/k8s';
import { ManualClock } from 'kube-core/testing';
import { ApiServer } from '../server/server.js';

let server: ApiServer;
let maps: Api<ConfigMap>;
beforeEach(async () => {
  server = await ApiServer.start();
  maps = Api.namespaced(server.client({ fieldManager: 'test' }), ConfigMap, 'default');
});
afterEach(() => server.close());

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );

describe('a call that its caller gives up', () => {
  test.each(['create', 'get', 'list'] as const)('rejects %s with the reason of the signal', async (verb) => {
    const signal = AbortSignal.abort(new Error('enough'));
    const calls = {
      create: () => maps.create({ metadata: { name: 'a' } }, { signal }),
      get: () => maps.get('a', { signal }),
      list: () => maps.list({ signal }),
    };
    expect(messageOf(await errorOf(calls[verb]()))).toBe('enough');
    expect((await maps.list()).items).toEqual([]);
  });

  test('ends a watch with the reason of the signal', async () => {
    const stop = new AbortController();
    const watch = maps.watch({ signal: stop.signal })[Symbol.asyncIterator]();
    const next = errorOf(watch.next());
    stop.abort(new Error('enough'));
    expect(messageOf(await next)).toBe('enough');
  });
});

describe('a watch', () => {
  test('tells what happens while it is read before a bookmark that covers it', async () => {
    await server.close();
    const clock = new ManualClock();
    server = await ApiServer.start({ clock });
    const own = Api.namespaced(server.client(), ConfigMap, 'default');
    const watch = own.watch();
    await own.create({ metadata: { name: 'a' } });
    const events = [await watch.next()];
    const next = watch.next();
    await own.create({ metadata: { name: 'b' } });
    await clock.advance(60_000);
    await own.create({ metadata: { name: 'c' } });
    events.push(await next, await watch.next(), await watch.next());
    const told = events.map(({ value }) => (value?.type === 'ADDED' ? value.object.metadata.name : value?.type));
    expect(told.filter((one) => one !== 'BOOKMARK')).toEqual(['a', 'b', 'c']);
    await watch.return();
  });
});

describe('a server that ends', () => {
  test('lets no call wait for a fault', async () => {
    server.fail({ delayMs: 3_600_000 });
    const listing = errorOf(maps.list());
    await server.close();
    expect(hasCode(await listing, 'server-ended')).toBe(true);
  });

  test('ends watches and refuses further calls', async () => {
    const watch = maps.watch();
    await maps.create({ metadata: { name: 'a' } });
    await watch.next();
    const next = watch.next();
    await server.close();
    expect((await next).done).toBe(true);
    expect(hasCode(await errorOf(maps.list()), 'server-ended')).toBe(true);
  });
});

describe('an authorizer', () => {
  beforeEach(async () => {
    await server.close();
    server = await ApiServer.start({
      authorizer: (attributes) =>
        attributes.user.name === 'kubernetes-admin' || ('path' in attributes ? 'no paths for you' : attributes.verb === 'list'),
    });
  });
  const as = (name: string): Client =>
    Client.of((request) => server.service({ ...request, headers: { ...request.headers, 'impersonate-user': name } }));

  test('is asked about impersonated users, and refuses in the words of kube-apiserver', async () => {
    const own = Api.namespaced(as('jane'), ConfigMap, 'default');
    await own.list();
    const error = await errorOf(own.get('a'));
    expect(isForbidden(error)).toBe(true);
    expect(messageOf(error)).toContain(
      'configmaps "a" is forbidden: User "jane" cannot get resource "configmaps" in API group "" in the namespace "default"',
    );
    expect(messageOf(await errorOf(Api.all(as('jane'), Node).delete('node-1')))).toContain('at the cluster scope');
    const path = await as('jane').send({ method: 'GET', path: '/version', headers: {} }).then(messageOf, messageOf);
    expect(path).toContain('forbidden: User "jane" cannot get path "/version": no paths for you');
  });
});

describe('the log of requests', () => {
  test('says who asked what, and how it was answered', async () => {
    server.requests.clear();
    await maps.create({ metadata: { name: 'a' } });
    await errorOf(maps.get('b'));
    expect(server.requests.entries.map(({ attributes, status }) => ({ ...attributes, user: attributes.user.name, status }))).toEqual([
      { user: 'kubernetes-admin', verb: 'create', group: '', version: 'v1', resource: 'configmaps', namespace: 'default', status: 201 },
      {
        user: 'kubernetes-admin',
        verb: 'get',
        group: '',
        version: 'v1',
        resource: 'configmaps',
        namespace: 'default',
        name: 'b',
        status: 404,
      },
    ]);
  });
});

describe('a fault', () => {
  test('is met by as many requests as it is for, and by no others', async () => {
    server.fail({ on: { verb: 'get', resource: 'configmaps' }, times: 2, answer: { status: 429, reason: 'TooManyRequests' } });
    await maps.create({ metadata: { name: 'a' } });
    expect(isTooManyRequests(await errorOf(maps.get('a')))).toBe(true);
    expect(isTooManyRequests(await errorOf(maps.get('a')))).toBe(true);
    expect((await maps.get('a')).metadata.name).toBe('a');
  });

  test.each([
    [{ times: 0 }, 'times is 0'],
    [{ delayMs: Number.NaN }, 'delayMs is NaN'],
    [{ answer: { status: 200 } }, 'the status of a fault is 200'],
    [{ on: { verbs: 'get' } }, 'on.verbs is nothing that a request has'],
  ])('is refused where it cannot be: %j', (fault: object, words) => {
    expect(() => server.fail(fault)).toThrow(words);
  });

  test('is in the log of requests', async () => {
    server.requests.clear();
    server.fail({ answer: { status: 503 } });
    server.fail({ loseConnection: true });
    await errorOf(maps.list());
    await errorOf(maps.list());
    expect(server.requests.entries.map(({ status }) => status)).toEqual([503, 0]);
  });

  test('loses connections', async () => {
    const take = server.fail({ loseConnection: true, times: 5 });
    expect(isTransportError(await errorOf(maps.list()))).toBe(true);
    take();
    expect((await maps.list()).items).toEqual([]);
  });

  test('that asks for patience is waited for by the clock of the server, and the request sent again', async () => {
    await server.close();
    const clock = new ManualClock();
    server = await ApiServer.start({ clock });
    maps = Api.namespaced(server.client({ fieldManager: 'test' }), ConfigMap, 'default');
    server.fail({ times: 2, answer: { status: 429, retryAfterSeconds: 5 } });
    let created = false;
    const creating = maps.create({ metadata: { name: 'a' } }).then(() => (created = true));
    await clock.advance(9_999);
    expect(created).toBe(false);
    await clock.advance(1);
    await creating;
    expect(server.requests.entries.map(({ status }) => status)).toEqual([429, 429, 201]);
    server.fail({ answer: { status: 429, retryAfterSeconds: 5 } });
    const once = Api.namespaced(Client.of(server.service), ConfigMap, 'default');
    expect(isTooManyRequests(await errorOf(once.get('a')))).toBe(true);
  });

  test('delays by the clock of the server', async () => {
    await server.close();
    const clock = new ManualClock();
    server = await ApiServer.start({ clock });
    server.fail({ delayMs: 60_000 });
    let answered = false;
    const listing = Api.all(server.client(), Namespace)
      .list()
      .then(() => (answered = true));
    await clock.advance(59_999);
    expect(answered).toBe(false);
    await clock.advance(1);
    expect(await listing).toBe(true);
  });
});

describe('a request that acts for a service account', () => {
  test('asks whether that may be impersonated, and what else it names', async () => {
    await server.close();
    const asked: unknown[] = [];
    server = await ApiServer.start({
      authorizer: (attributes) => {
        if (attributes.user.name === 'kubernetes-admin' && !('path' in attributes))
          asked.push([attributes.group, attributes.resource, attributes.namespace, attributes.name]);
        return true;
      },
    });
    const headers = { 'impersonate-user': 'system:serviceaccount:web:robot', 'impersonate-uid': 'u', 'impersonate-extra-scopes': 'view' };
    const path = '/api/v1/namespaces?fieldSelector=metadata.name%3Dweb&watch=false';
    expect((await server.service({ method: 'GET', path, headers })).status).toBe(200);
    expect(asked).toEqual([
      ['', 'serviceaccounts', 'web', 'robot'],
      ['authentication.k8s.io', 'uids', undefined, 'u'],
      ['authentication.k8s.io', 'userextras', undefined, 'view'],
    ]);
    const [last] = server.requests.entries.slice(-1);
    expect(last?.attributes).toMatchObject({ verb: 'list', resource: 'namespaces', name: 'web', namespace: 'web' });
    expect(last?.attributes.user.groups).toEqual(['system:serviceaccounts', 'system:serviceaccounts:web', 'system:authenticated']);
    expect((await server.service({ method: 'GET', path, headers: { 'impersonate-group': 'g' } })).status).toBe(500);
  });
});

describe('a defect', () => {
  test('of the owner’s own report does no harm', async () => {
    await server.close();
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const authorizer = (attributes: { readonly user: { readonly name: string } }): boolean => {
      if (attributes.user.name === 'system:apiserver') return true;
      throw new Error('the authorizer is broken');
    };
    const onDefect = (): never => {
      throw new Error('the report is broken');
    };
    server = await ApiServer.start({ authorizer, onDefect });
    expect((await server.service({ method: 'GET', path: '/api/v1/namespaces', headers: {} })).status).toBe(500);
    expect(warn.mock.calls.map(([message]) => message)).toEqual(['the function given to onDefect threw: the report is broken']);
    warn.mockRestore();
  });

  test('is answered 500 and reported to the owner', async () => {
    await server.close();
    const seen: unknown[] = [];
    const broken = new Error('the authorizer is broken');
    const authorizer = (attributes: { readonly user: { readonly name: string } }): boolean => {
      if (attributes.user.name === 'system:apiserver') return true;
      throw broken;
    };
    server = await ApiServer.start({ authorizer, onDefect: (defect, where) => seen.push(defect, where) });
    const response = await server.service({ method: 'GET', path: '/api/v1/namespaces', headers: {} });
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('Internal error occurred: the authorizer is broken');
    expect(seen).toEqual([broken, 'GET /api/v1/namespaces']);
  });
});

describe('over HTTPS', () => {
  test('answers 400 to a path that is no text, 413 to a body that is too large, and 401 to strangers', async () => {
    const listening = await server.listen();
    const config = await Config.fromKubeconfig({ text: listening.kubeconfig });
    const client = Client.from(config);
    const statusOf = (path: string, body?: string): Promise<number> =>
      client
        .service({
          method: body === undefined ? 'GET' : 'POST',
          path,
          headers: { 'content-type': 'application/json' },
          ...(body !== undefined && { body }),
        })
        .then(({ status }) => status);
    expect(await statusOf('/api/v1/namespaces/%zz')).toBe(400);
    expect(await statusOf('/api/v1/namespaces/default/configmaps', 'x'.repeat(5_000_000))).toBe(413);
    expect((await Api.namespaced(client, ConfigMap, 'default').list()).items).toEqual([]);
    await client[Symbol.asyncDispose]();
    expect(await strangersStatus(listening.url)).toBe(401);
  });

  test('refuses a body that is too large in process as well', async () => {
    const body = 'x'.repeat(3 * 1024 * 1024 + 1);
    const { status } = await server.service({ method: 'POST', path: '/api/v1/namespaces/default/configmaps', headers: {}, body });
    expect(status).toBe(413);
  });
});

const strangersStatus = (url: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    httpsRequest(`${url}/api/v1/namespaces`, { rejectUnauthorized: false }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });

test('refuses an object that is nested too deeply, and goes on', async () => {
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
  const body = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":${deep}}`;
  const path = '/api/v1/namespaces/default/configmaps';
  const response = await server.service({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('nested more than 1000 levels deep');
  expect(isUnauthorized(await errorOf(maps.get('none')))).toBe(false);
});
