import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { authority, selfSigned, type Authority, type Issued } from '../../test/certificates.js';
import type { TlsConfig } from '../config/types.js';
import type { KubeRequest } from '../request/http.js';
import { ManualClock } from '../util/async/clock.js';
import type { Service } from './service.js';
import { tlsSource, type TlsSource } from './tls.js';
import { undiciTransport, type Transport } from './network/undici.js';
import { websocketTransport } from './network/websocket.js';

const get: KubeRequest = { method: 'GET', path: '/', headers: {} };
const exec: KubeRequest = { ...get, upgrade: ['v5.channel.k8s.io'], streaming: true };
const hosts = ['localhost', '127.0.0.1', '::1', 'api.example'];

let directory: string;
let root: Authority;
let intermediate: Authority;
let leaf: Authority;
let client: Authority;
let renewed: Authority;
let tooShort: Authority;
let alone: Issued;
const servers: Server[] = [];
const opened: Transport[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tls-'));
  root = await authority('root');
  intermediate = await root.issue({ name: 'intermediate', authority: true });
  [leaf, client, renewed, tooShort] = await Promise.all([
    intermediate.issue({ name: 'leaf', hosts }),
    root.issue({ name: 'client' }),
    root.issue({ name: 'renewed' }),
    root.issue({ name: 'short', keyBits: 512 }),
  ]);
  alone = await selfSigned({ name: 'alone', hosts });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => rm(directory, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

/** A server that answers with the subject of the client's certificate, and the server name that it was asked for. */
async function listen({ certificate, key }: Issued, address = '127.0.0.1'): Promise<number> {
  const peers = new WeakMap<object, string>();
  const server = createServer({ cert: certificate, key, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    if (request.url !== '/watch') return response.end(peers.get(request.socket));
    response.write('first');
    return server.once('more', () => response.end(' and more'));
  });
  server.on('secureConnection', (socket) => {
    const { servername } = socket as { readonly servername?: string | false }; // set by Node, missing in its types
    peers.set(
      socket,
      JSON.stringify({ client: socket.getPeerX509Certificate()?.subject, servername: servername === false ? undefined : servername }),
    );
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      accepted.send(Buffer.from(peers.get(request.socket) ?? ''));
      accepted.close(1000);
    }),
  );
  servers.push(server);
  await once(server.listen(0, address), 'listening');
  return (server.address() as AddressInfo).port;
}

const keep = (transport: Transport): Service => {
  opened.push(transport);
  return transport.service;
};
const http = (origin: string, tls: TlsConfig | TlsSource): Service => keep(undiciTransport(origin, tls));
const websocket = (origin: string, tls: TlsConfig | TlsSource): Service => keep(websocketTransport(origin, tls));

const asked = async (service: Service): Promise<unknown> => JSON.parse(await (await service(get)).text());

/** What the server saw of a call, over HTTP and over a WebSocket. */
async function seen(origin: string, tls: TlsConfig | TlsSource): Promise<readonly unknown[]> {
  const { socket } = await websocket(origin, tls)(exec);
  const messages: string[] = [];
  for await (const message of socket!.messages) messages.push(Buffer.from(message).toString());
  return [await asked(http(origin, tls)), JSON.parse(messages.join('')) as unknown];
}

const failure = async (origin: string, tls: TlsConfig): Promise<readonly unknown[]> => {
  const reason = (error: unknown): unknown => (error as { readonly reason?: unknown }).reason;
  return Promise.all([http(origin, tls)(get).catch(reason), websocket(origin, tls)(exec).catch(reason)]);
};

describe('a server is trusted', () => {
  const chain = (): Issued => ({ certificate: leaf.certificate + intermediate.certificate, key: leaf.key });

  test.each<[string, () => Issued, () => string]>([
    ['by the root of its chain', chain, () => root.certificate],
    ['by an intermediate alone', chain, () => intermediate.certificate],
    ['by its own certificate alone', chain, () => leaf.certificate],
    ['by an intermediate that it does not send', () => leaf, () => intermediate.certificate],
    ['by a certificate that it signed itself', () => alone, () => alone.certificate],
    ['by one of several, between other text', () => leaf, () => `# ours\n${root.certificate}\r\n${root.key}${intermediate.certificate}end`],
  ])('%s', async (_what, certificate, ca) => {
    const origin = `https://127.0.0.1:${await listen(certificate())}`;
    expect(await seen(origin, { ca: { data: ca() } })).toEqual([{}, {}]);
  });

  test.each<[string, () => Promise<Issued> | Issued, () => string, string]>([
    ['of another authority', chain, () => alone.certificate, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    ['whose intermediate is missing', () => leaf, () => root.certificate, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    ['whose certificate is over', () => root.issue({ name: 'old', hosts, expired: true }), () => root.certificate, 'CERT_HAS_EXPIRED'],
    ['with another name', () => root.issue({ name: 'x', hosts: ['other'] }), () => root.certificate, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['signed by what is no authority', () => leaf.issue({ name: 'x', hosts }), () => leaf.certificate, 'INVALID_PURPOSE'],
  ])('never %s', async (_what, certificate, ca, code) => {
    const issued = await certificate();
    const origin = `https://127.0.0.1:${await listen(issued)}`;
    expect(await failure(origin, { ca: { data: ca() } })).toEqual([code, code]);
  });

  test('never where it is over, by its own certificate alone', async () => {
    const old = await root.issue({ name: 'old', hosts, expired: true });
    const origin = `https://127.0.0.1:${await listen(old)}`;
    expect(await failure(origin, { ca: { data: old.certificate } })).toEqual(['CERT_HAS_EXPIRED', 'CERT_HAS_EXPIRED']);
  });
});

describe('the server name', () => {
  test.each<[string, string | undefined, string | undefined]>([
    ['localhost', undefined, 'localhost'],
    ['127.0.0.1', undefined, undefined],
    ['127.0.0.1', 'api.example', 'api.example'],
    ['127.0.0.1', 'api.example.', 'api.example'],
    ['localhost', '127.0.0.1', undefined],
    ['localhost', '::1', undefined],
  ])('sent to %s under the name %s is %s', async (host, serverName, sent) => {
    const origin = `https://${host}:${await listen(leaf)}`;
    const tls: TlsConfig = { ca: { data: intermediate.certificate }, ...(serverName !== undefined && { serverName }) };
    const expected = sent === undefined ? {} : { servername: sent };
    expect(await seen(origin, tls)).toEqual([expected, expected]);
  });

  test('is what the certificate must hold, an address as well', async () => {
    const other = await root.issue({ name: 'x', hosts: ['10.0.0.1', 'other'] });
    const origin = `https://localhost:${await listen(other)}`;
    const ca = { data: root.certificate };
    for (const serverName of ['10.0.0.1', 'other']) expect(await seen(origin, { ca, serverName })).toHaveLength(2);
    expect(await failure(origin, { ca, serverName: '10.0.0.2' })).toEqual(['ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_TLS_CERT_ALTNAME_INVALID']);
  });

  test('of an IPv6 address is not sent', async () => {
    const origin = `https://[::1]:${await listen(leaf, '::1')}`;
    expect(await seen(origin, { ca: { data: intermediate.certificate } })).toEqual([{}, {}]);
  });
});

describe('what cannot be used is refused when the transport is made:', () => {
  const pair = (certificate: string, key: string): TlsConfig => ({ certificate: { data: certificate }, key: { data: key } });

  test.each<[string, () => TlsConfig, RegExp]>([
    ['a CA that is no PEM', () => ({ ca: { data: 'hello' } }), /^tls\.ca: holds no certificate in PEM$/],
    ['a CA that is empty', () => ({ ca: { data: '\n' } }), /^tls\.ca: holds no certificate in PEM: it is empty$/],
    ['a key as CA', () => ({ ca: { data: root.key } }), /^tls\.ca: holds no certificate in PEM, but a private key$/],
    ['a certificate cut off', () => ({ ca: { data: root.certificate.slice(0, 300) } }), /^tls\.ca: holds no certificate in PEM$/],
    ['a certificate of nonsense', () => ({ ca: { data: pem('aGVsbG8=') } }), /^tls\.ca: holds no certificate in PEM$/],
    ['a certificate that is no PEM', () => pair('x', client.key), /^tls\.certificate: holds no certificate in PEM$/],
    ['certificate and key exchanged', () => pair(client.key, client.certificate), /^tls\.certificate: .*, but a private key$/],
    ['a certificate as key', () => pair(client.certificate, client.certificate), /^tls\.key: .*, but a certificate$/],
    ['a key that is no PEM', () => pair(client.certificate, 'x'), /^tls\.key: holds no private key in PEM$/],
    [
      "another certificate's key",
      () => pair(client.certificate, root.key),
      /^tls\.key: is not the key of the certificate \(tls\.certificate\)$/,
    ],
    ['a certificate alone', () => ({ certificate: { data: client.certificate } }), /^tls\.certificate: there is no key beside/],
    ['a key alone', () => ({ key: { data: client.key } }), /^tls\.key: there is no certificate beside/],
    [
      'a key too short for OpenSSL',
      () => pair(tooShort.certificate, tooShort.key),
      /^tls\.certificate: is refused by OpenSSL \(ERR_SSL_EE_KEY_TOO_SMALL\): issue another one$/,
    ],
    [
      'a chain with nonsense in it',
      () => pair(client.certificate + pem('aGVsbG8='), client.key),
      /^tls\.certificate: is refused by OpenSSL \(ERR_/,
    ],
    ['where it came from', () => ({ ca: { data: 'x', origin: 'x of /k:1:2' } }), /^x of \/k:1:2: holds no certificate/],
    ['a file that is not there', () => ({ ca: { file: '/nowhere/ca' } }), /^tls\.ca, \/nowhere\/ca: cannot be read \(ENOENT\)$/],
  ])('%s', (_what, tls, words) => {
    for (const make of [undiciTransport, websocketTransport])
      expect(() => make('https://h', tls())).toThrow(expect.objectContaining({ code: 'tls', message: expect.stringMatching(words) }));
  });

  test('an empty file', async () => {
    const path = await file('empty', '');
    expect(() => tlsSource({ ca: { file: path } }, 'https://h')).toThrow(`tls.ca, ${path}: holds no certificate in PEM: it is empty`);
  });

  test('but not where the server is asked in the clear', () => {
    expect(() => tlsSource({ ca: { data: 'x' } }, 'http://h')).not.toThrow();
  });

  const pem = (base64: string): string => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
});

describe('files that change', () => {
  const clientTls = async (): Promise<TlsConfig> => ({
    ca: { data: intermediate.certificate },
    certificate: { file: await file('tls.crt', client.certificate) },
    key: { file: await file('tls.key', client.key) },
  });

  test('are used after a minute, by new calls and new sockets, and a watch goes on', async () => {
    const clock = new ManualClock();
    const origin = `https://127.0.0.1:${await listen(leaf)}`;
    const source = tlsSource(await clientTls(), origin, { clock });
    const service = http(origin, source);
    const watch = await service({ ...get, path: '/watch', streaming: true });
    const text = watch.text();
    expect(await asked(service)).toEqual({ client: 'CN=client' });
    await Promise.all([file('tls.crt', renewed.certificate), file('tls.key', renewed.key)]);
    await clock.advance(59_999);
    expect(await asked(service)).toEqual({ client: 'CN=client' });
    await clock.advance(1);
    expect(await asked(service)).toEqual({ client: 'CN=renewed' });
    expect(await seen(origin, source)).toEqual([{ client: 'CN=renewed' }, { client: 'CN=renewed' }]);
    servers[0]!.emit('more');
    expect(await text).toBe('first and more');
  });

  test('keep connections while nothing has changed', async () => {
    const clock = new ManualClock();
    const source = tlsSource(await clientTls(), 'https://h', { clock });
    const before = await source.current();
    await clock.advance(60_000);
    expect(await source.current()).toBe(before);
    source.renew();
    expect(await source.current()).toBe(before);
  });

  test('stay as they were while they are missing or only half replaced', async () => {
    const source = tlsSource(await clientTls(), 'https://h');
    const before = await source.current();
    await file('tls.crt', renewed.certificate);
    source.renew();
    expect(await source.current()).toBe(before);
    await rm(join(directory, 'tls.key'));
    source.renew();
    expect(await source.current()).toBe(before);
    await file('tls.key', renewed.key);
    source.renew();
    expect((await source.current()).version).toBe(before.version + 1);
  });

  test('stay as they were while OpenSSL refuses the new ones, also before the first call', async () => {
    const origin = `https://127.0.0.1:${await listen(leaf)}`;
    for (const isAskedBefore of [true, false]) {
      const source = tlsSource(await clientTls(), origin);
      const before = isAskedBefore ? await source.current() : undefined;
      await Promise.all([file('tls.crt', tooShort.certificate), file('tls.key', tooShort.key)]);
      source.renew();
      expect(await seen(origin, source)).toEqual([{ client: 'CN=client' }, { client: 'CN=client' }]);
      if (before !== undefined) expect(await source.current()).toBe(before);
      await Promise.all([file('tls.crt', renewed.certificate), file('tls.key', renewed.key)]);
      source.renew();
      expect(await seen(origin, source)).toEqual([{ client: 'CN=renewed' }, { client: 'CN=renewed' }]);
    }
  });

  test('may be another authority', async () => {
    const origin = `https://127.0.0.1:${await listen(leaf)}`;
    const ca = await file('ca.crt', alone.certificate);
    const source = tlsSource({ ca: { file: ca } }, origin);
    const service = http(origin, source);
    await expect(service(get)).rejects.toMatchObject({ code: 'transport' });
    await writeFile(ca, root.certificate + intermediate.certificate);
    source.renew();
    expect((await service(get)).status).toBe(200);
  });

  test('lose no call that starts as they change', async () => {
    const origin = `https://127.0.0.1:${await listen(leaf)}`;
    const source = tlsSource(await clientTls(), origin);
    const service = http(origin, source);
    const pairs = [client, renewed];
    for (let round = 0; round < 6; round++) {
      const calls = [1, 2, 3].map(() => asked(service));
      await Promise.all([file('tls.crt', pairs[round % 2]!.certificate), file('tls.key', pairs[round % 2]!.key)]);
      source.renew();
      await Promise.all([...calls, asked(service)]);
    }
    expect(await asked(service)).toEqual({ client: 'CN=renewed' });
  });
});
