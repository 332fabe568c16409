import { connect } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { codeOf, systemClock } from 'kube-core';
import { newKeyring, type Keyring, type KeyringOptions } from '../certificates/keyring.js';
import { Listener, limits } from './listener.js';

const options: KeyringOptions = { name: 'test', hosts: ['127.0.0.1'], authorityMs: 2e9, certificateMs: 1e9 };
let [before, after]: Keyring[] = [];
beforeAll(async () => {
  [before, after] = await Promise.all([newKeyring(options, Date.now()), newKeyring(options, Date.now())]);
});
let listener: Listener;
afterEach(() => listener.close(AbortSignal.abort()));

const quick = { headersMs: 200, requestMs: 400, idleMs: 60_000, handshakeMs: 200, lookMs: 20 };
async function listening(times: typeof quick = { ...limits }): Promise<number> {
  listener = new Listener({ routes: new Map(), clock: systemClock, limits: times });
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
    const other = new Listener({ routes: new Map(), clock: systemClock });
    const refused: unknown = await other.listen({ port, host: '127.0.0.1' }).catch((error: unknown) => error);
    expect([codeOf(refused), String(refused)]).toEqual([
      'listen',
      expect.stringContaining(`cannot listen on port ${port} of 127.0.0.1. Another program has it`),
    ]);
  });
});
