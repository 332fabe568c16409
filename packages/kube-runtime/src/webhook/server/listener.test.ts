import { connect } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { codeOf, systemClock } from 'kube-core';
import { newKeyring, type Keyring, type KeyringOptions } from '../certificates/keyring.js';
import { Held } from '../../http/body.js';
import { Listener, limits } from './listener.js';
import type { Page } from '../../http/server.js';
import type { Route } from './routes.js';

const options: KeyringOptions = { name: 'test', hosts: ['127.0.0.1'], authorityMs: 2e9, certificateMs: 1e9 };
let [before, after]: Keyring[] = [];
beforeAll(async () => {
  [before, after] = await Promise.all([newKeyring(options, Date.now()), newKeyring(options, Date.now())]);
});
let listener: Listener;
afterEach(() => listener.close(AbortSignal.abort()));

const heldBytes = 1000;
const quick = { headersMs: 200, requestMs: 400, idleMs: 60_000, handshakeMs: 200, lookMs: 20 };
async function listening(times: typeof quick = { ...limits }, routes: ReadonlyMap<string, Route> = new Map()): Promise<number> {
  listener = new Listener({ routes, clock: systemClock, held: new Held(heldBytes), limits: times });
  await listener.listen({ port: 0, host: '127.0.0.1' });
  listener.show(material(before));
  return listener.port ?? 0;
}
const material = (keyring: Keyring | undefined) => ({
  certificate: keyring?.certificate ?? '',
  key: keyring?.key ?? '',
  authorities: undefined,
});

/** What is answered to some bytes, until the connection ends. */
const answerTo = (port: number, bytes: string, tls: ConnectionOptions = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: '127.0.0.1', ca: before?.authorities[0], ...tls }, () => socket.write(bytes));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.once('error', reject).once('close', () => resolve(text));
  });

describe('a listener', () => {
  test('holds no connection for a client that sends a letter now and then, or none at all', async () => {
    const port = await listening(quick);
    expect(await answerTo(port, 'POST / HTTP/1.1\r\nHost: a\r\n')).toMatch(/^HTTP\/1\.1 408 /);
    expect(await answerTo(port, '')).toMatch(/^(HTTP\/1\.1 408 .*)?/s);
    const silent = new Promise<void>((resolve) =>
      connect({ port, host: '127.0.0.1' })
        .once('close', () => resolve())
        .resume(),
    );
    await silent;
  });

  test('answers also what is no URL', async () => {
    const port = await listening();
    expect(await answerTo(port, 'POST // HTTP/1.1\r\nConnection: close\r\nHost: a\r\n\r\n')).toMatch(/^HTTP\/1\.1 404 /);
  });

  test('does not wait at its end for a client that never says all that it wants', async () => {
    const port = await listening(quick);
    const socket = connectTls({ port, host: '127.0.0.1', ca: before?.authorities[0] });
    socket.once('error', () => undefined);
    await new Promise<void>((resolve) => socket.once('secureConnect', resolve));
    const answered = new Promise((resolve) => socket.once('data', resolve));
    socket.write('POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\nPOST / HTTP/1.1\r\n');
    await answered; // so the second request was begun
    await listener.close(new AbortController().signal);
    expect(listener.port).toBeUndefined();
  });

  test('ends at once when it is forced to, also where a handler never ends', async () => {
    let begun = (): void => undefined;
    const called = new Promise<void>((resolve) => (begun = resolve));
    const answer = (): Promise<never> => {
      begun();
      return new Promise(() => undefined);
    };
    const port = await listening(quick, new Map([['/', { path: '/', maxBytes: 100, meter: undefined, answer }]]));
    const cut = answerTo(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}');
    await called;
    const force = new AbortController();
    const closed = listener.close(force.signal);
    force.abort();
    await closed;
    expect(await cut).toBe('');
  });

  test('holds no more bytes of bodies at a time than it may, and lets the others ask again', async () => {
    const held: (() => void)[] = [];
    const sizes: number[] = [];
    const answer = async ({ body }: { body: string }): Promise<Page> => {
      sizes.push(body.length);
      await new Promise<void>((resolve) => held.push(resolve));
      return { status: 200, text: 'done' };
    };
    const port = await listening(limits, new Map([['/', { path: '/', maxBytes: 10_000, meter: undefined, answer }]]));
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n';
    const sent = (bytes: number): Promise<string> => answerTo(port, `${head}Content-Length: ${bytes}\r\n\r\n${' '.repeat(bytes)}`);
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
    expect(await sent(1001)).toMatch(/^HTTP\/1\.1 413 .*at most 1000 bytes/s); // it could never be read
    const first = sent(600);
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const refused = await sent(500);
    expect(refused).toMatch(/^HTTP\/1\.1 429 /);
    expect(refused.toLowerCase()).toMatch(/\r\nretry-after: 1\r\n.*connection: close/s);
    expect(await answerTo(port, `${chunked}1f4\r\n${' '.repeat(500)}`)).toMatch(/^HTTP\/1\.1 429 /);
    const second = sent(400);
    while (held.length < 2) await new Promise((resolve) => setImmediate(resolve));
    for (const each of held) each();
    expect([await first, await second]).toEqual([expect.stringMatching(/ 200 /), expect.stringMatching(/ 200 /)]);
    const whole = sent(1000); // all of it was given back
    while (held.length < 3) await new Promise((resolve) => setImmediate(resolve));
    held[2]?.();
    expect(await whole).toMatch(/^HTTP\/1\.1 200 /);
    expect(sizes).toEqual([600, 400, 1000]);
  });

  test('speaks no TLS older than 1.2', async () => {
    const port = await listening();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(answerTo(port, '', old)).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_SSL_/) });
    expect(await answerTo(port, 'GET / HTTP/1.1\r\nConnection: close\r\nHost: a\r\n\r\n', { maxVersion: 'TLSv1.2' })).toMatch(
      /^HTTP\/1\.1 404 /,
    );
  });

  test('shows a new certificate to new connections, and cuts none that there are', async () => {
    const port = await listening();
    const socket = connectTls({ port, host: '127.0.0.1', ca: before?.authorities[0] });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    listener.show(material(after));
    const answer = new Promise<string>((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 404 /);
    socket.destroy();
    const closing = 'GET / HTTP/1.1\r\nConnection: close\r\nHost: a\r\n\r\n';
    expect(await answerTo(port, closing, { ca: after?.authorities[0] })).toMatch(/^HTTP\/1\.1 404 /);
    await expect(answerTo(port, closing)).rejects.toThrow();
  });

  test('says which port it cannot have', async () => {
    const port = await listening();
    const other = new Listener({ routes: new Map(), clock: systemClock, held: new Held(heldBytes) });
    const refused: unknown = await other.listen({ port, host: '127.0.0.1' }).catch((error: unknown) => error);
    expect([codeOf(refused), String(refused)]).toEqual([
      'listen',
      expect.stringContaining(`cannot listen on port ${port} of 127.0.0.1. Another program has it`),
    ]);
  });
});
