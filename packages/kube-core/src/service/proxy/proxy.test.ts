import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { WebSocketServer } from 'ws';
import { authority, type Authority, type Issued } from '../../../test/certificates.js';
import { openProxy, type ProxyOptions, type RunningProxy } from '../../../test/proxies.js';
import { Client } from '../../client/client.js';
import type { Config } from '../../config/types.js';
import type { KubeRequest } from '../../request/http.js';
import { undiciTransport, type Transport } from '../network/undici.js';
import { websocketTransport } from '../network/websocket.js';

const get: KubeRequest = { method: 'GET', path: '/version', headers: {} };
const exec: KubeRequest = { ...get, path: '/exec', upgrade: ['v5.channel.k8s.io'] };

let root: Authority;
let own: Issued;
let secure: Server;
let plain: HttpServer;
const open: AsyncDisposable[] = [];

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  root = await authority('test authority');
  own = await root.issue({ name: 'server', hosts: ['api.example', '127.0.0.1', 'localhost'] });
  secure = createServer({ cert: own.certificate, key: own.key }, (_request, response) => response.end('secure'));
  plain = createHttpServer((_request, response) => response.end('plain'));
  for (const server of [secure, plain]) {
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => socket.send(Buffer.from('hello')));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  }
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});
afterAll(() => {
  for (const server of [secure, plain]) {
    server.closeAllConnections();
    server.close();
  }
});

async function proxy(options: ProxyOptions = {}): Promise<RunningProxy> {
  const { scheme = 'http' } = options;
  const running = await openProxy({
    leadsTo: portOf(secure),
    ...(scheme === 'https' && { issued: await root.issue({ name: 'proxy', hosts: ['localhost'] }) }),
    ...options,
  });
  open.push(running);
  return running;
}

function clientOf(config: Partial<Config>): Client {
  const client = Client.from({
    server: 'https://api.example:6443',
    defaultNamespace: 'default',
    credentials: { type: 'token', token: 't' },
    tls: { ca: { data: root.certificate } },
    ...config,
  });
  open.push(client);
  return client;
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );

const errorsOf = (...calls: readonly Promise<unknown>[]): Promise<unknown[]> => Promise.all(calls.map(errorOf));

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe.each(['http', 'https', 'socks5'] as const)('through an %s proxy', (scheme) => {
  const asked = `${scheme === 'socks5' ? 'socks5' : 'CONNECT'} api.example:6443`;

  test.each([
    ['without a name', undefined, ''],
    ['with a name and password', 'mö:p@ss', 'm%C3%B6:p%40ss@'],
  ])('%s go calls and WebSockets, whose host the proxy looks up', async (_what, credentials, userinfo) => {
    const { port, asked: seen } = await proxy({ scheme, ...(credentials !== undefined && { credentials }) });
    const client = clientOf({ proxy: { url: `${scheme}://${userinfo}localhost:${port}` } });
    expect([await client.text(get), await client.text(get)]).toEqual(['secure', 'secure']);
    expect(seen).toEqual([asked]); // the connection is kept
    await using socket = await client.connect(exec);
    for await (const message of socket.messages) {
      expect(Buffer.from(message).toString()).toBe('hello');
      break;
    }
    expect(seen).toEqual([asked, asked]);
  });

  test.each([
    ['is missing', ''],
    ['is wrong', 'me:hunter2@'],
  ])('a password that %s is refused, and in no message', async (_what, userinfo) => {
    const { port } = await proxy({ scheme, credentials: 'me:right' });
    const client = clientOf({ proxy: { url: `${scheme}://${userinfo}localhost:${port}` } });
    for (const error of await errorsOf(client.text(get), client.connect(exec))) {
      expect(error).toMatchObject({
        code: 'transport',
        server: 'https://api.example:6443',
        reason: 'proxy',
        message: expect.stringMatching(new RegExp(`proxy ${scheme}://localhost:${port} does not let us through: .*name and password`)),
      });
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/hunter2|bWU6aHVudGVyMg/);
    }
  });

  test('one that says nothing holds no socket of a call that is aborted, or of a client that is closed', async () => {
    const { port, open: sockets } = await proxy({ scheme, mute: true });
    const client = clientOf({ proxy: { url: `${scheme}://localhost:${port}` } });
    const controller = new AbortController();
    const calls = [client.text({ ...get, signal: controller.signal }), client.connect({ ...exec, signal: controller.signal })].map(errorOf);
    await until(() => sockets.size === 2);
    controller.abort(new Error('enough'));
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ message: 'enough' });
    await until(() => sockets.size === 0);
    const last = [client.text(get), client.connect(exec)].map(errorOf);
    await until(() => sockets.size === 2);
    await client.close();
    for (const error of await Promise.all(last)) expect(error).toMatchObject({ code: 'closed' });
    await until(() => sockets.size === 0);
  });

  test('one that is gone is named', async () => {
    const gone = await openProxy({ scheme });
    await gone[Symbol.asyncDispose]();
    const client = clientOf({ proxy: { url: `${scheme}://localhost:${gone.port}` } });
    for (const error of await errorsOf(client.text(get), client.connect(exec)))
      expect(error).toMatchObject({
        code: 'transport',
        message: expect.stringContaining(`the proxy ${scheme}://localhost:${gone.port}`),
      });
  });
});

describe('a way through a proxy', () => {
  test('is given up after its deadline by a WebSocket', async () => {
    const { port, open: sockets } = await proxy({ mute: true });
    const options = { proxy: `http://localhost:${port}`, handshakeTimeoutMs: 100 };
    const transport: Transport = websocketTransport('https://api.example', {}, options);
    expect(await errorOf(transport.service(exec))).toMatchObject({ code: 'transport' });
    await until(() => sockets.size === 0);
    await transport.close();
  });

  test('leads to a server whose certificate is checked', async () => {
    const { port } = await proxy();
    const client = clientOf({ server: 'https://other.example', proxy: { url: `http://localhost:${port}` } });
    for (const error of await errorsOf(client.text(get), client.connect(exec)))
      expect(error).toMatchObject({ code: 'transport', reason: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  test('to an https proxy is trusted by the authorities of the cluster, and only by its own name', async () => {
    const trusted = await proxy({ scheme: 'https' });
    const client = clientOf({ proxy: { url: `https://127.0.0.1:${trusted.port}` } }); // its certificate is for localhost
    expect(await errorOf(client.text(get))).toMatchObject({ code: 'transport', message: expect.stringContaining('altnames') });
    const foreign = await proxy({ scheme: 'https', issued: await (await authority('foreign')).issue({ name: 'p', hosts: ['localhost'] }) });
    const other = clientOf({ proxy: { url: `https://localhost:${foreign.port}` } });
    expect(await errorOf(other.text(get))).toMatchObject({ code: 'transport', message: expect.stringContaining('certificate') });
    expect([...trusted.asked, ...foreign.asked]).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ['closes the connection', '', /closed the connection before it answered/],
    ['speaks something else', 'SSH-2.0-x\r\n\r\n', /its answer is no HTTP/],
    ['never ends its headers', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(4_000)}`, /more than 16 KiB of headers/],
    ['forbids it', 'HTTP/1.1 403 Forbidden by policy\r\n\r\n', /403 Forbidden by policy/],
  ])('is none where the proxy %s', async (_what, answer, words) => {
    const { createServer: createTcpServer } = await import('node:net');
    const server = createTcpServer((socket) => void socket.on('error', () => undefined).once('data', () => socket.end(answer)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const client = clientOf({ proxy: { url: `http://127.0.0.1:${portOf(server)}` } });
    expect(await errorOf(client.text(get))).toMatchObject({ code: 'transport', message: expect.stringMatching(words) });
    server.close();
  });

  test('is refused by the rules of a SOCKS5 proxy with its reason', async () => {
    const { port } = await proxy({ scheme: 'socks5' });
    const client = clientOf({ server: 'https://forbidden.example', proxy: { url: `socks5://localhost:${port}` } });
    expect(await errorOf(client.text(get))).toMatchObject({ message: expect.stringContaining('its rules forbid it') });
  });

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '[0000:0000:0000:0000:0000:0000:0000:0001]'],
    ['[2001:db8::7:0:0]', '[2001:0db8:0000:0000:0000:0007:0000:0000]'],
  ])('to the address %s is asked of a SOCKS5 proxy by its bytes', async (host, bytes) => {
    const { port, asked } = await proxy({ scheme: 'socks5' });
    const client = clientOf({ server: `https://${host}`, tls: { insecure: true }, proxy: { url: `socks5://localhost:${port}` } });
    expect(await client.text(get)).toBe('secure');
    expect(asked).toEqual([`socks5 ${bytes}:443`]);
  });

  test('to a server without TLS asks an http proxy by the whole URL, for a WebSocket and a SOCKS5 proxy by a way', async () => {
    const http = await proxy({ leadsTo: portOf(plain), credentials: 'me:right' });
    const server = 'http://api.example';
    const unsecured: Partial<Config> = { server, tls: {}, credentials: { type: 'none' } };
    const client = clientOf({ ...unsecured, proxy: { url: `http://me:right@localhost:${http.port}` } });
    expect(await client.text(get)).toBe('plain');
    await (await client.connect(exec)).close();
    expect(http.asked).toEqual(['GET http://api.example/version', 'CONNECT api.example:80']);
    const socks = await proxy({ scheme: 'socks5', leadsTo: portOf(plain) });
    expect(await clientOf({ ...unsecured, proxy: { url: `socks5://localhost:${socks.port}` } }).text(get)).toBe('plain');
    expect(socks.asked).toEqual(['socks5 api.example:80']);
  });

  test('serves watches, and a slow handshake of the server ends with its call', async () => {
    const { port, open: sockets } = await proxy({ leadsTo: (await muteServer()).port });
    const transport = undiciTransport('https://api.example', { ca: { data: root.certificate } }, { proxy: `http://localhost:${port}` });
    const controller = new AbortController();
    const call = errorOf(transport.service({ ...get, streaming: true, signal: controller.signal }));
    await until(() => sockets.size === 1);
    await new Promise((resolve) => setTimeout(resolve, 50)); // the TLS handshake is under way
    controller.abort(new Error('enough'));
    expect(await call).toMatchObject({ message: 'enough' });
    await until(() => sockets.size === 0);
    await transport.close();
  });
});

async function muteServer(): Promise<RunningProxy> {
  const mute = await openProxy({ mute: true });
  open.push(mute);
  return mute;
}
