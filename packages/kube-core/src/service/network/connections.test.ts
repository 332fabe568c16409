import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { selfSigned, type Issued } from '../../../test/certificates.js';
import type { KubeRequest, KubeResponse } from '../../request/http.js';
import { retry } from '../layer/retry.js';
import type { Service } from '../service.js';
import { defaults, undiciTransport, type Transport, type UndiciOptions } from './undici.js';
import { websocketTransport, type WebsocketOptions } from './websocket.js';

const get: KubeRequest = { method: 'GET', path: '/', headers: {} };
const watch: KubeRequest = { ...get, path: '/watch', streaming: true };
const exec: KubeRequest = { ...get, path: '/exec', upgrade: ['v5.channel.k8s.io'], streaming: true };

let own: Issued;
let server: Server;
/** Accepts connections and says nothing: every TLS handshake stalls. */
let mute: TcpServer;
/** What the server does with a request, and with an upgrade; each test says. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let refuse: (socket: NodeJS.WritableStream) => void;
const sockets = new Set<Socket>();
const opened: Transport[] = [];

const track = (socket: Socket): void => {
  sockets.add(socket.on('error', () => undefined).once('close', () => sockets.delete(socket)));
};
const originOf = (one: Server | TcpServer): string => `https://127.0.0.1:${(one.address() as AddressInfo).port}`;

beforeAll(async () => {
  own = await selfSigned({ name: 'own', hosts: ['127.0.0.1'] });
  server = createServer({ cert: own.certificate, key: own.key }, (request, response) => answer(request, response));
  server.on('upgrade', (_request, socket) => refuse(socket)).on('connection', track);
  mute = createTcpServer((socket) => track(socket.resume()));
  await Promise.all([server, mute].map((one) => once(one.listen(0, '127.0.0.1'), 'listening')));
});
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
  mute.close();
});

const keep = (transport: Transport): Transport => {
  opened.push(transport);
  return transport;
};
const http = (options?: UndiciOptions, origin = originOf(server)): Transport =>
  keep(undiciTransport(origin, { ca: { data: own.certificate } }, options));
const websocket = (options?: WebsocketOptions, origin = originOf(server)): Transport =>
  keep(websocketTransport(origin, { ca: { data: own.certificate } }, options));
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );

/** Waits until it is so; the test's own deadline ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function textOf(service: Service, request = get): Promise<string> {
  return (await service(request)).text();
}

describe('short calls', () => {
  test('share 64 connections, however many there are at a time', async () => {
    answer = (_request, response) => void setTimeout(() => response.end('answer'), 5);
    const { service } = http();
    let connected = 0;
    const count = (): void => void connected++;
    server.on('connection', count);
    const answers = await Promise.all(Array.from({ length: 500 }, () => textOf(service)));
    server.off('connection', count);
    expect([new Set(answers), answers.length, connected]).toEqual([new Set(['answer']), 500, defaults.maxConnections]);
  });

  test('wait in order, and leave the queue at once when they are aborted', async () => {
    const asked: (string | undefined)[] = [];
    const waiting: ServerResponse[] = [];
    answer = (request, response) => {
      asked.push(request.url);
      waiting.push(response);
    };
    const { service } = http({ maxConnections: 1 });
    const controller = new AbortController();
    const [first, aborted, last] = [
      textOf(service, { ...get, path: '/1' }),
      textOf(service, { ...get, path: '/2', signal: controller.signal }),
      textOf(service, { ...get, path: '/3' }),
    ];
    await until(() => waiting.length === 1);
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    waiting.shift()?.end('one');
    expect(await first).toBe('one');
    await until(() => waiting.length === 1);
    waiting.shift()?.end('three');
    expect([await last, asked]).toEqual(['three', ['/1', '/3']]);
  });

  test('never wait for streams, of which there may be any number', async () => {
    answer = (request, response) => (request.url === '/watch' ? response.write('event\n') : response.end('answer'));
    const { service } = http({ maxConnections: 1 });
    const watches = await Promise.all(Array.from({ length: 20 }, () => service(watch)));
    expect(await textOf(service)).toBe('answer');
    for (const { body } of watches) await body[Symbol.asyncIterator]().return?.();
  });

  test('give their place back in every way that they can end', async () => {
    const controller = new AbortController();
    answer = ({ url, socket }, response) => {
      if (url === '/reset') return socket.destroy();
      if (url === '/stall') return controller.abort(new Error('enough'));
      if (url === '/half') return response.writeHead(200, { 'content-length': 9 }).write('half', () => socket.destroy());
      return response.end('x'.repeat(url === '/long' ? 1024 * 1024 : 1));
    };
    const { service } = http({ maxConnections: 1 });
    for (const path of ['/reset', '/half', '/stall', '/no slash\n'])
      await errorOf(textOf(service, { ...get, path, ...(path === '/stall' && { signal: controller.signal }) }));
    await (await service({ ...get, path: '/long' })).body[Symbol.asyncIterator]().return?.();
    await service(get); // unread, but short
    expect(await textOf(service)).toBe('x');
  });

  test.each([0, -1, 1.5, NaN])('cannot have %d connections', (maxConnections) => {
    expect(() => http({ maxConnections })).toThrow(expect.objectContaining({ code: 'params' }));
  });
});

describe('the deadlines of a request', () => {
  test.each<[string, KubeRequest, string]>([
    ['are for its answer to begin', { ...get, path: '/mute', deadlines: { headersMs: 50 } }, 'UND_ERR_HEADERS_TIMEOUT'],
    ['are for that of a stream as well', { ...watch, path: '/mute', deadlines: { headersMs: 50 } }, 'UND_ERR_HEADERS_TIMEOUT'],
    ['are for the end of its answer', { ...get, path: '/half', deadlines: { answerMs: 50 } }, 'answer-timeout'],
  ])('%s', async (_what, request, reason) => {
    answer = ({ url }, response) => void (url === '/half' && response.write('half'));
    const { service } = http();
    expect(await errorOf(textOf(service, request))).toMatchObject({ code: 'transport', cause: { code: reason } });
  });

  test('may be none', async () => {
    answer = (_request, response) => void setTimeout(() => response.end('late'), 100);
    const { service } = http({ headersTimeoutMs: 10, answerTimeoutMs: 10 });
    expect(await textOf(service, { ...get, deadlines: { headersMs: Infinity, answerMs: Infinity } })).toBe('late');
  });

  test('are for an upgrade to be accepted', async () => {
    const { service } = websocket({}, originOf(mute));
    expect(await errorOf(service({ ...exec, deadlines: { headersMs: 50 } }))).toMatchObject({ reason: 'websocket-timeout' });
  });
});

describe('a connection that the server drops while it is idle', () => {
  /** Answers once on each connection, and drops it without a word when the next request comes. */
  const dropSecond = (seen: (string | undefined)[]): typeof answer => {
    const used = new WeakSet<object>();
    return ({ url, socket }, response) => {
      seen.push(url);
      if (used.has(socket)) return void socket.destroy();
      used.add(socket);
      return response.end('answer');
    };
  };

  test('is none for a reader: the call goes out again on another one', async () => {
    const seen: (string | undefined)[] = [];
    answer = dropSecond(seen);
    const service = retry()(http().service);
    expect([await textOf(service), await textOf(service, { ...get, path: '/second' })]).toEqual(['answer', 'answer']);
    expect(seen).toEqual(['/', '/second', '/second']);
  });

  test('fails a write, which may have happened, and it is sent once', async () => {
    const seen: (string | undefined)[] = [];
    answer = dropSecond(seen);
    const service = retry()(http().service);
    await textOf(service);
    const write: KubeRequest = { ...get, method: 'POST', path: '/write', body: '{}' };
    expect(await errorOf(textOf(service, write))).toMatchObject({ code: 'transport' });
    expect(seen).toEqual(['/', '/write']);
  });
});

describe('an answer that nobody reads', () => {
  test('is closed after its time, and says so to who reads it then', async () => {
    answer = ({ url }, response) => response.end('x'.repeat(url === '/long' ? 8 * 1024 * 1024 : 1));
    const { service } = http({ maxConnections: 1, unreadTimeoutMs: 100 });
    const long = await service({ ...get, path: '/long' });
    expect(await textOf(service)).toBe('x'); // the place is free again
    expect(await errorOf(long.text())).toMatchObject({ code: 'transport', cause: { code: 'unread' } });
    await until(() => sockets.size <= 1);
  });

  test('stays where it is a stream, for as long as the reader likes', async () => {
    answer = (_request, response) => response.end('x'.repeat(8 * 1024 * 1024));
    const { body } = await http({ unreadTimeoutMs: 50 }).service(watch);
    await new Promise((resolve) => setTimeout(resolve, 200));
    let size = 0;
    for await (const chunk of body) size += chunk.length;
    expect(size).toBe(8 * 1024 * 1024);
  });
});

describe('a handshake that stalls', () => {
  const calls: readonly [string, KubeRequest, (origin: string) => Transport][] = [
    ['a short call', get, (origin) => http({ maxConnections: 1 }, origin)],
    ['a watch', watch, (origin) => http({}, origin)],
    ['an upgrade', exec, (origin) => websocket({}, origin)],
  ];

  test.each(calls)(
    'keeps no socket of %s that is aborted',
    async (_what, request, make) => {
      const { service } = make(originOf(mute));
      const controllers = [new AbortController(), new AbortController()];
      const answers = controllers.map(({ signal }) => errorOf(service({ ...request, signal })));
      await until(() => sockets.size > 0);
      for (const controller of controllers) controller.abort(new Error('enough'));
      for (const error of await Promise.all(answers)) expect(error).toMatchObject({ message: 'enough' });
      await until(() => sockets.size === 0);
    },
    5_000,
  );

  test.each(calls)(
    'keeps no socket of %s when the transport is closed',
    async (_what, request, make) => {
      const transport = make(originOf(mute));
      const answered = errorOf(transport.service(request));
      await until(() => sockets.size > 0);
      await transport.close();
      expect(await answered).toMatchObject({ code: 'closed' });
      await until(() => sockets.size === 0);
    },
    5_000,
  );

  test('is given up by an upgrade after its deadline, which is 30 s', async () => {
    const { service } = websocket({ handshakeTimeoutMs: 200 }, originOf(mute));
    const begin = performance.now();
    expect(await errorOf(service(exec))).toMatchObject({ code: 'transport', reason: 'websocket-timeout' });
    expect(performance.now() - begin).toBeLessThan(2_000);
    await until(() => sockets.size === 0);
  }, 5_000);
});

describe('an upgrade that is refused', () => {
  test.each<[string, string, number]>([
    ['with an answer', 'HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno', 403],
    ['with an answer without end', `HTTP/1.1 500 Oops\r\n\r\n${'x'.repeat(2 * 1024 * 1024)}`, 500],
    ['with a redirect', 'HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n', 302],
  ])(
    '%s keeps no socket, though nobody reads it',
    async (_what, head, status) => {
      refuse = (socket) => void socket.write(head);
      const response: KubeResponse = await websocket().service(exec);
      expect(response.status).toBe(status);
      await until(() => sockets.size === 0);
    },
    5_000,
  );
});

describe('a transport', () => {
  test.each<[string, KubeRequest, () => Transport]>([
    ['HTTP', get, () => http()],
    ['HTTP for streams', watch, () => http()],
    ['WebSockets', exec, () => websocket()],
  ])('for %s that is closed before its first use refuses every call', async (_what, request, make) => {
    const transport = make();
    await transport.close();
    await transport.close();
    expect(await errorOf(transport.service(request))).toMatchObject({ code: 'closed' });
  });
});
