import { describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import type { Config } from '../config/types.js';
import { respond, respondJson, type KubeRequest, type KubeResponse, type MessageSocket } from '../request/http.js';
import type { RawCall } from '../request/raw.js';
import type { ApiError } from '../request/status.js';
import { layerNames } from '../service/layers.js';
import { retry } from '../service/layer/retry.js';
import type { Layer, Service } from '../service/service.js';
import { mockService } from '../testing/mock-service.js';
import { Pipe } from '../util/async/pipe.js';
import { Client } from './client.js';
import type { ConnectOptions } from './options.js';

const request: KubeRequest = { method: 'GET', path: '/api/v1/pods?labelSelector=secret', headers: { authorization: 'Bearer hunter2' } };
const answering = (response: KubeResponse): Client => Client.of(() => Promise.resolve(response));
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );

async function* chunks(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const text of texts) yield Buffer.from(text);
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('a client', () => {
  test('parses an answer, gives it as text, or unread', async () => {
    const client = Client.of(() => Promise.resolve(respondJson(200, { a: 1 })));
    expect(await client.request(request)).toEqual({ a: 1 });
    expect(await client.text(request)).toBe('{"a":1}');
    expect((await client.send(request)).status).toBe(200);
  });

  test("turns a refusal into an ApiError with the server's words, the call without its query, and the audit id", async () => {
    const status = { kind: 'Status', status: 'Failure', reason: 'NotFound', message: 'no such thing', code: 404 };
    const client = Client.of(() => Promise.resolve(respondJson(404, status, { 'audit-id': 'a1' })));
    for (const call of [
      client.send(request),
      client.request(request),
      client.text(request),
      client.connect(request),
      client.events(request).next(),
    ]) {
      expect(await errorOf(call)).toMatchObject({
        name: 'ApiError',
        message: 'no such thing (GET /api/v1/pods: 404)',
        status,
        auditId: 'a1',
      } satisfies Partial<ApiError>);
    }
  });

  test("makes a Status of a proxy's page, knowing the verb", async () => {
    const client = answering(respond(409, '<html>taken</html>', { 'content-type': 'text/html' }));
    expect(await errorOf(client.send({ ...request, method: 'POST' }))).toMatchObject({ status: { reason: 'AlreadyExists', code: 409 } });
  });

  test('says of an answer that is no JSON what it was and how it began', async () => {
    const error = await errorOf(answering(respond(200, `<html>${'x'.repeat(200)}`)).request(request));
    expect(error).toMatchObject({ code: 'answer', cause: { name: 'SyntaxError' } });
    expect(String(error)).toMatch(/the answer to GET \/api\/v1\/pods is no JSON: <html>x{74}… \(206 characters\)$/);
    expect(String(await errorOf(answering(respond(200, '')).request(request)))).toMatch(/is no JSON: \(empty\)$/);
  });

  test('quotes nothing of an object that was cut off: it may be a Secret', async () => {
    const error = await errorOf(answering(respond(200, '{"apiVersion":"v1","data":{"password":"aHVudGVyMg=="')).request(request));
    expect(error).toMatchObject({ code: 'answer', cause: undefined });
    expect(String(error)).toMatch(/is no JSON: 52 characters that begin like JSON$/);
  });

  test('shows no query and no header value in any of its messages', async () => {
    const answers = [respond(500, ''), respond(200, 'no JSON'), respond(403, '{}'), respond(101)];
    for (const answer of answers) {
      for (const error of [await errorOf(answering(answer).request(request)), await errorOf(answering(answer).connect(request))])
        expect(String(error)).toEqual(expect.not.stringMatching(/secret|hunter2/));
    }
  });

  test('hands on what a service without an answer threw', async () => {
    const broken = new Error('broken');
    expect(await errorOf(Client.of(() => Promise.reject(broken)).send(request))).toBe(broken);
  });

  test('takes a method and a path, with options where there are any', async () => {
    const sent: KubeRequest[] = [];
    const client = Client.of((one) => {
      sent.push(one);
      return Promise.resolve(respondJson(200, { gitVersion: 'v1.35.0' }));
    });
    const { signal } = new AbortController();
    expect(await client.request('GET', '/version')).toEqual({ gitVersion: 'v1.35.0' });
    expect(await client.text({ method: 'GET', path: '/healthz' })).toContain('v1.35.0');
    await client.send('POST', '/apis/x', { json: { id: 9007199254740993n }, headers: { 'x-a': 'b' }, signal });
    await client.send('PATCH', '/apis/x', { json: [], headers: { 'content-type': 'application/json-patch+json' } });
    expect(sent).toEqual([
      { method: 'GET', path: '/version', headers: {} },
      { method: 'GET', path: '/healthz', headers: {} },
      {
        method: 'POST',
        path: '/apis/x',
        headers: { 'content-type': 'application/json', 'x-a': 'b' },
        body: '{"id":9007199254740993}',
        signal,
      },
      { method: 'PATCH', path: '/apis/x', headers: { 'content-type': 'application/json-patch+json' }, body: '[]' },
    ]);
  });

  test.each<[string, unknown[]]>([
    ['no method', ['/version']],
    ['no path', ['GET']],
    ['a path without its slash', ['GET', 'version']],
    ['a whole URL', ['GET', 'https://h/version']],
    ['nothing', []],
    ['null', [null]],
    ['a path that is no text', [{ method: 'GET', path: 7 }]],
    ['the method of a tunnel, which would never be answered', ['CONNECT', '/version']],
  ])('refuses a request with %s', async (_what, call) => {
    const mock = mockService();
    const client = Client.of(mock.service);
    const args = call as unknown as RawCall; // as from JavaScript
    for (const made of [client.send(...args), client.request(...args), client.text(...args), client.connect(...args)])
      expect(await errorOf(made)).toMatchObject({ code: 'path' });
    expect(await errorOf(client.events(...args).next())).toMatchObject({ code: 'path' });
    expect(mock.waiting).toBe(0);
  });

  test.each<[string, unknown, RegExp]>([
    ['a query beside its path', { query: { limit: 5 } }, /a request has no option "query"/],
    ['headers that are none', { headers: 7 }, /headers is 7; give an object/],
    ['a body that is an object', { body: { a: 1 } }, /body is an object; give a text or bytes, or an object as json/],
    ['two bodies', { body: '{}', json: {} }, /a body or json, not both/],
    ['a function as json', { json: () => 1 }, /json is a function/],
    ['a subprotocol that is no list', { upgrade: 'v5.channel.k8s.io' }, /upgrade is a string; give a list/],
    ['a signal that is none', { signal: 'soon' }, /signal is a string; give an AbortSignal/],
  ])('refuses %s before anything is sent', async (_what, options, words) => {
    const mock = mockService();
    const client = Client.of(mock.service);
    const refusal = { code: 'option', message: expect.stringMatching(words) };
    expect(await errorOf(client.request('POST', '/apis/x', options as never))).toMatchObject(refusal);
    expect(await errorOf(client.request({ method: 'POST', path: '/apis/x', ...(options as object) }))).toMatchObject(refusal);
    for (const nothing of [null, 7]) expect(await errorOf(client.text('GET', '/x', nothing as never))).toMatchObject({ code: 'params' });
    expect(mock.waiting).toBe(0);
  });

  test('refuses a manager and a namespace that no write could have', () => {
    for (const options of [{ fieldManager: '' }, { fieldManager: 'x'.repeat(129) }, { defaultNamespace: '' }, { defaultNamespace: 'a/b' }])
      expect(() => Client.of(mockService().service, options)).toThrow(expect.objectContaining({ code: 'option' }));
  });

  test('gives the answer to a condition that holds, and takes no other 304', async () => {
    const client = answering(respond(304));
    expect((await client.send('GET', '/openapi/v3', { headers: { 'if-none-match': '"e1"' } })).status).toBe(304);
    expect(await errorOf(client.send('GET', '/openapi/v3'))).toMatchObject({ code: 'answer' });
  });

  test('reads a refusal without end to its limit', async () => {
    const endless = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      for (;;) yield Buffer.alloc(64 * 1024, 'x');
    };
    expect(await errorOf(answering(respond(500, endless())).send(request))).toMatchObject({ code: 'api', status: { code: 500 } });
  });

  test('rejects where a layer throws, at once or later', async () => {
    const broken = new Error('broken');
    const throwing: Service = () => {
      throw broken;
    };
    for (const client of [Client.of(throwing), Client.of(() => Promise.reject(broken))]) {
      expect(await errorOf(client.request(request))).toBe(broken);
      expect(await errorOf(client.service(request))).toBe(broken);
      expect(await errorOf(client.events(request).next())).toBe(broken);
    }
    const mute = Client.of((() => Promise.resolve(undefined)) as unknown as Service);
    expect(await errorOf(mute.request(request))).toMatchObject({ code: 'answer', message: expect.stringContaining('a layer') });
  });

  test('closes once, by close or by disposal, and refuses every call after', async () => {
    const mock = mockService();
    const client = Client.of(mock.service);
    await client.close();
    await client[Symbol.asyncDispose]();
    const upgrade = { ...request, upgrade: ['v5'] };
    for (const call of [
      client.send(request),
      client.request(request),
      client.connect(upgrade),
      client.events(request).next(),
      client.service(request),
    ])
      expect(await errorOf(call)).toMatchObject({ code: 'closed', message: 'this client is closed: make another one with Client.from' });
    expect(mock.waiting).toBe(0);
  });

  test('has the namespace default unless told otherwise', () => {
    const { service } = mockService();
    expect([Client.of(service).defaultNamespace, Client.of(service, { defaultNamespace: 'web' }).defaultNamespace]).toEqual([
      'default',
      'web',
    ]);
  });
});

describe('events', () => {
  const event = (name: string): string => JSON.stringify({ type: 'ADDED', object: { metadata: { name } } });

  test('come one a line, however the bytes are cut, without empty lines and types that are not known', async () => {
    const bytes = Buffer.from(`${event('ä')}\n\n{"type":"NEW"}\n${event('🎉')}`);
    const cuts = [bytes.subarray(0, 49), bytes.subarray(49, 50), bytes.subarray(50)];
    const events = await collected(answering(respond(200, chunks(...cuts))).events(request));
    expect(events).toEqual([
      { type: 'ADDED', object: { metadata: { name: 'ä' } } },
      { type: 'ADDED', object: { metadata: { name: '🎉' } } },
    ]);
  });

  test('come before the failure of a stream that is cut off in the middle of one', async () => {
    const stream = answering(respond(200, chunks(`${event('a')}\n`, '{"type":"ADD'))).events(request);
    expect(await stream.next()).toMatchObject({ value: { object: { metadata: { name: 'a' } } } });
    expect(await errorOf(stream.next())).toMatchObject({ code: 'answer' });
  });

  test('can be left while they wait, before the server has answered and after', async () => {
    const { service, nextRequest } = mockService();
    const client = Client.of(service);
    const streams = [client.events(request), client.events(request)] as const;
    const waiting = streams.map((stream) => stream.next());
    const [early, late] = [await nextRequest(), await nextRequest()];
    late.respond(respond(200, new Pipe()));
    await new Promise(setImmediate);
    for (const stream of streams) await stream.return();
    expect(await Promise.all(waiting)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    expect([early.request.signal?.aborted, late.request.signal?.aborted]).toEqual([true, true]);
  });

  test('end their stream when the reader leaves', async () => {
    let closed = false;
    const endless = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        for (;;) yield Buffer.from(`${event('a')}\n`);
      } finally {
        closed = true;
      }
    };
    for await (const _ of answering(respond(200, endless())).events(request)) break;
    expect(closed).toBe(true);
  });
});

describe('connect', () => {
  const upgrade: KubeRequest = { ...request, upgrade: ['v5', 'v4'] };
  const socketOf = (protocol: string): { readonly socket: MessageSocket; readonly disposed: () => number } => {
    let disposed = 0;
    const dispose = (): Promise<void> => Promise.resolve(void disposed++);
    return {
      socket: { protocol, send: () => Promise.resolve(), messages: chunks(), close: dispose, [Symbol.asyncDispose]: dispose },
      disposed: () => disposed,
    };
  };

  test('gives the socket of a server that chose a protocol that was offered', async () => {
    const { socket, disposed } = socketOf('v4');
    expect(await answering({ ...respond(101), socket }).connect(upgrade)).toBe(socket);
    expect(disposed()).toBe(0);
  });

  test.each(['v9', ''])('refuses and closes the socket of a server that chose %j', async (protocol) => {
    const { socket, disposed } = socketOf(protocol);
    expect(await errorOf(answering({ ...respond(101), socket }).connect(upgrade))).toMatchObject({
      code: 'answer',
      message: `GET /api/v1/pods chose the protocol "${protocol}", which was not offered`,
    });
    expect(disposed()).toBe(1);
  });

  test('refuses an answer that is no socket, and does not leave it unread', async () => {
    let text = 0;
    const plain = { ...respond(200, 'hello', { 'content-length': '5' }), text: () => Promise.resolve(String(text++)) };
    expect(await errorOf(answering(plain).connect(upgrade))).toMatchObject({
      code: 'answer',
      message: 'GET /api/v1/pods answered 200 where a WebSocket was asked for',
    });
    expect(text).toBe(1);
  });
});

describe('a client of a configuration', () => {
  const config: Config = {
    server: 'https://h/prefix',
    defaultNamespace: 'web',
    tls: {},
    credentials: { type: 'token', token: 't' },
    impersonate: { user: 'jane', groups: ['a', 'b'] },
  };

  /** The request as it reaches the transport. */
  async function sent(options: ConnectOptions = {}, from = config): Promise<KubeRequest> {
    const { service, nextRequest } = mockService();
    const answer = Client.from(from, { ...options, transport: service }).text({ method: 'GET', path: '/api', headers: {} });
    const pending = await nextRequest();
    pending.respond(respond(200));
    await answer;
    return pending.request;
  }

  test('sends each request with prefix, credentials, impersonation and user agent', async () => {
    const { path, headers } = await sent({ userAgent: 'operator/1.0' });
    expect(path).toBe('/prefix/api');
    expect(headers).toEqual({
      authorization: 'Bearer t',
      'user-agent': expect.stringMatching(/^operator\/1\.0 \(\w+\/\w+\) kube-core$/),
      'impersonate-user': 'jane',
      'impersonate-group': ['a', 'b'],
    });
  });

  test.each<[string, Config['credentials'], string | undefined]>([
    ['nobody', { type: 'none' }, undefined],
    ['a name and password', { type: 'basic', username: 'u', password: 'p' }, 'Basic dTpw'],
  ])('authenticates as %s', async (_what, credentials, authorization) => {
    expect((await sent({}, { ...config, credentials })).headers.authorization).toBe(authorization);
  });

  test('acts as whom the request says, and takes nothing of the configuration for that', async () => {
    const { service, nextRequest } = mockService();
    const own = { 'impersonate-user': 'joe' };
    const answer = Client.from(config, { transport: service }).text({ method: 'GET', path: '/api', headers: own });
    const pending = await nextRequest();
    pending.respond(respond(200));
    await answer;
    expect(pending.request.headers).toEqual({ authorization: 'Bearer t', 'user-agent': expect.anything(), ...own });
  });

  test.each<[string, Partial<Config>, string]>([
    ['a server that is no URL', { server: 'hunter2:h' }, 'server'],
    ['a server without https', { server: 'ftp://hunter2@h' }, 'server'],
    ['a name and password in the URL', { server: 'https://u:hunter2@h' }, 'server'],
    ['a CA that is no PEM', { tls: { ca: { data: 'hunter2' } } }, 'tls'],
    ['a token that no header can hold', { credentials: { type: 'token', token: 'hunter2\n' } }, 'header'],
    ['groups without a user to act as', { impersonate: { user: '', groups: ['hunter2'] } }, 'impersonation'],
  ])('refuses %s when it is made, and shows nothing of it', (_what, wrong, code) => {
    const refusal = (): unknown => {
      try {
        return Client.from({ ...config, ...wrong });
      } catch (error) {
        return error;
      }
    };
    expect(refusal()).toMatchObject({ code });
    expect(inspect(refusal(), { depth: Infinity })).not.toContain('hunter2');
  });

  test('lets the layers of the program see each call once, and its final answer', async () => {
    const seen: (string | number)[] = [];
    const layer =
      (inner: Service): Service =>
      async (one) => {
        seen.push(one.path);
        const response = await inner(one);
        seen.push(response.status);
        return response;
      };
    let calls = 0;
    const transport: Service = () => Promise.resolve(calls++ === 0 ? respond(429, '', { 'retry-after': '0' }) : respond(200));
    await Client.from(config, { layers: [layer], transport }).text({ method: 'GET', path: '/api', headers: {} });
    expect([seen, calls]).toEqual([['/api', 200], 2]);
  });

  test('has layers with names, all of them there whatever the options say', () => {
    for (const options of [{}, { onWarning: false }] as const) {
      let names: readonly string[] = [];
      const layers: ConnectOptions['layers'] = (defaults, { server }) => {
        names = [...defaults.names, server];
        return defaults;
      };
      Client.from(config, { ...options, layers });
      expect(names).toEqual([...layerNames, 'https://h/prefix']);
    }
  });

  test('sends through the layers that a function makes of its own', async () => {
    const signing: Layer = (inner) => (one) =>
      inner({ ...one, headers: { ...one.headers, 'x-signed': String(one.headers.authorization) } });
    const { headers, path } = await sent({ layers: (defaults) => defaults.without('impersonate', 'base-uri').after('auth', signing) });
    expect([path, headers]).toEqual(['/api', { authorization: 'Bearer t', 'user-agent': expect.anything(), 'x-signed': 'Bearer t' }]);
  });

  test('sends once where its retry is replaced', async () => {
    let calls = 0;
    const transport: Service = () => Promise.resolve(respond(429, `try ${++calls}`, { 'retry-after': '0' }));
    const client = Client.from(config, { transport, layers: (defaults) => defaults.replace('retry', retry({ maxTries: 2 })) });
    await errorOf(client.request('GET', '/api'));
    expect(calls).toBe(2);
  });

  test.each<[string, Partial<Config>, boolean]>([
    ['a server elsewhere', {}, true],
    ['a server of this machine', { server: 'https://127.0.0.1:6443' }, false],
    [
      'a server of this machine that is not, where the configuration says so',
      { server: 'https://localhost:1', disableCompression: false },
      true,
    ],
    ['a server elsewhere, where the configuration says so', { disableCompression: true }, false],
  ])('asks %s for gzip as is fit', async (_what, more, asked) => {
    const seen: KubeRequest[] = [];
    const noting: Layer = () => (one) => Promise.resolve((seen.push(one), respond(200)));
    await using client = Client.from({ ...config, ...more }, { layers: (defaults) => defaults.after('gzip', noting) });
    await client.text('GET', '/api');
    expect(seen.map(({ headers }) => headers['accept-encoding'] === 'gzip')).toEqual([asked]);
  });

  test('gives a transport of its own what it can read, unless told otherwise', async () => {
    expect((await sent()).headers).not.toHaveProperty('accept-encoding');
    expect((await sent({}, { ...config, disableCompression: false })).headers).toHaveProperty('accept-encoding', 'gzip');
  });

  test('has deadlines and a rate limit where it is told', async () => {
    expect((await sent({ deadlines: { readMs: 5 } })).deadlines).toEqual({ headersMs: 5, answerMs: 5 });
    const client = Client.from(config, { transport: () => Promise.resolve(respond(200)), rateLimit: { qps: 0.001, burst: 1 } });
    await client.text('GET', '/api');
    const waiting = errorOf(client.text('GET', '/api'));
    await new Promise(setImmediate);
    await client.close();
    expect(await waiting).toMatchObject({ code: 'closed' });
  });

  test('ends the wait of a retry when it is closed', async () => {
    const client = Client.from(config, { transport: () => Promise.resolve(respond(429, '', { 'retry-after': '60' })) });
    const waiting = errorOf(client.text('GET', '/api'));
    await new Promise(setImmediate);
    await client.close();
    expect(await waiting).toMatchObject({ code: 'closed' });
  });

  test.each<[string, object, string]>([
    ['a rate that is none', { rateLimit: { qps: -1 } }, 'qps is -1'],
    ['a misspelt deadline', { deadlines: { readsMs: 1 } }, 'deadlines() has no option "readsMs"; did you mean readMs?'],
    ['a misspelt option', { layer: [] }, 'Client.from has no option "layer"; did you mean layers?'],
    ['layers that are none', { layers: 'retry' }, 'layers is a string; give a list of layers, or a function that gives one'],
    ['a list of what are no layers', { layers: ['retry'] }, 'a layer is a function around a service, or { name, layer }; this is a string'],
    ['a function that gives no layers', { layers: () => undefined }, 'the function given as layers gives undefined'],
    ['no connections', { maxConnections: 0 }, 'maxConnections is 0; give a whole number from 1'],
    ['a transport that is none', { transport: {} }, 'transport is an object; give a function'],
  ])('refuses %s', (_what, options, words) => {
    expect(() => Client.from(config, options)).toThrow(
      expect.objectContaining({ code: 'option', message: expect.stringContaining(words) }),
    );
  });

  test('takes the namespace of the configuration unless told otherwise', () => {
    expect(Client.from(config).defaultNamespace).toBe('web');
    expect(Client.from(config, { defaultNamespace: 'other' }).defaultNamespace).toBe('other');
  });

  test('connects to nothing until it is used, and can be disposed before', async () => {
    await using client = Client.from({ ...config, server: 'https://127.0.0.1:1' });
    expect(client.fieldManager).toBeUndefined();
  });
});
