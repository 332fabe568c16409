import { describe, expect, test } from '@jest/globals';
import type { Config } from '../config/types.js';
import { respond, respondJson, type KubeRequest, type KubeResponse, type MessageSocket } from '../request/http.js';
import type { ApiError } from '../request/status.js';
import type { Service } from '../service/service.js';
import { mockService } from '../testing/mock-service.js';
import { Client, type ConnectOptions } from './client.js';

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
    expect(String(error)).toMatch(/the answer to GET \/api\/v1\/pods is no JSON: <html>x{74}$/);
    expect(await errorOf(answering(respond(200, '')).request(request))).toMatchObject({ code: 'answer' });
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

  test('has the namespace default unless told otherwise', () => {
    const { service } = mockService();
    expect([Client.of(service).defaultNamespace, Client.of(service, { defaultNamespace: 'web' }).defaultNamespace]).toEqual([
      'default',
      'web',
    ]);
  });
});

describe('events', () => {
  const event = (name: string): string => JSON.stringify({ type: 'ADDED', object: { name } });

  test('come one a line, however the bytes are cut, without empty lines and types that are not known', async () => {
    const bytes = Buffer.from(`${event('ä')}\n\n{"type":"NEW"}\n${event('🎉')}`);
    const cuts = [bytes.subarray(0, 37), bytes.subarray(37, 38), bytes.subarray(38)];
    const events = await collected(answering(respond(200, chunks(...cuts))).events(request));
    expect(events).toEqual([
      { type: 'ADDED', object: { name: 'ä' } },
      { type: 'ADDED', object: { name: '🎉' } },
    ]);
  });

  test('come before the failure of a stream that is cut off in the middle of one', async () => {
    const stream = answering(respond(200, chunks(`${event('a')}\n`, '{"type":"ADD'))).events(request);
    expect(await stream.next()).toMatchObject({ value: { object: { name: 'a' } } });
    expect(await errorOf(stream.next())).toMatchObject({ code: 'watch-event' });
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
      socket: { protocol, send: () => Promise.resolve(), messages: chunks(), [Symbol.asyncDispose]: dispose },
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

  test('takes the namespace of the configuration unless told otherwise', () => {
    expect(Client.from(config).defaultNamespace).toBe('web');
    expect(Client.from(config, { defaultNamespace: 'other' }).defaultNamespace).toBe('other');
  });

  test('connects to nothing until it is used, and can be disposed before', async () => {
    await using client = Client.from({ ...config, server: 'https://127.0.0.1:1' });
    expect(client.fieldManager).toBeUndefined();
  });
});
