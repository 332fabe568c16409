import { afterEach, describe, expect, test } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Client } from '../../client/client.js';
import type { Config } from '../../config/types.js';
import { respond } from '../../request/http.js';
import { TransportError } from '../errors.js';
import type { Service } from '../service.js';
import type { ChannelMessages } from './channels.js';

const config: Config = {
  server: 'https://h/prefix',
  defaultNamespace: 'web',
  tls: {},
  credentials: { type: 'token', token: 'hunter2' },
};
const lost = new TransportError('https://h', Object.assign(new Error('gone'), { code: 'ECONNRESET' }));
const path = '/api/v1/namespaces/web/pods?labelSelector=hunter2';

type Name = keyof ChannelMessages;
interface Said {
  readonly name: string;
  readonly [field: string]: unknown;
}
let stop: (() => void)[] = [];
afterEach(() => {
  for (const one of stop) one();
  stop = [];
});

/** What is published, in its order. */
function listen(...names: readonly Name[]): Said[] {
  const said: Said[] = [];
  for (const name of names) {
    const note = (message: unknown): void => void said.push({ name, ...(message as object) });
    subscribe(name, note);
    stop.push(() => unsubscribe(name, note));
  }
  return said;
}

const everything: readonly Name[] = [
  'kube-core:request:start',
  'kube-core:request:end',
  'kube-core:request:error',
  'kube-core:request:retry',
  'kube-core:watch:connect',
];

/** A transport that gives these outcomes one after the other. */
function outcomes(...all: readonly (Error | ReturnType<typeof respond>)[]): Service {
  const left = [...all];
  return () => {
    const next = left.shift();
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next ?? respond(200));
  };
}

describe('the channels of a client', () => {
  const call = {
    method: 'GET',
    path: '/api/v1/namespaces/web/pods',
    streaming: false,
    verb: 'list',
    version: 'v1',
    namespace: 'web',
    resource: 'pods',
  };

  test('tell of a call, its retries and its end, all of the same call', async () => {
    const said = listen(...everything);
    const transport = outcomes(respond(429, '', { 'retry-after': '0' }), lost, respond(200));
    await Client.from(config, { transport }).text('GET', path);
    expect(said).toEqual([
      { name: 'kube-core:request:start', call },
      { name: 'kube-core:request:retry', call, tries: 1, delayMs: 0, status: 429 },
      { name: 'kube-core:request:retry', call, tries: 2, delayMs: expect.any(Number), error: lost },
      { name: 'kube-core:request:end', call, status: 200, durationMs: expect.any(Number) },
    ]);
    expect(new Set(said.map((one) => one['call'])).size).toBe(1);
  });

  test('tell of a call without an answer', async () => {
    const said = listen(...everything);
    await expect(Client.from(config, { transport: outcomes(lost) }).text('POST', '/api/v1/namespaces')).rejects.toBe(lost);
    expect(said).toMatchObject([{ name: 'kube-core:request:start' }, { name: 'kube-core:request:error', error: lost }]);
  });

  test('tell of a watch that is connected', async () => {
    const said = listen('kube-core:watch:connect');
    const client = Client.from(config, { transport: outcomes(respond(200), respond(410)) });
    for (const _ of [1, 2])
      await client
        .events({ method: 'GET', path: '/api/v1/pods?watch=1', streaming: true })
        .next()
        .catch(() => undefined);
    expect(said).toMatchObject([{ call: { verb: 'watch', streaming: true, path: '/api/v1/pods' }, status: 200 }]);
  });

  test('say no query, no header and no body', async () => {
    const said = listen(...everything);
    await Client.from(config, { transport: outcomes(respond(200, 'hunter2')) }).text('POST', path, { json: { a: 'hunter2' } });
    expect(said).toHaveLength(2);
    expect(JSON.stringify(said)).not.toContain('hunter2');
  });

  test('leave a request as it is while nobody listens', async () => {
    let seen = 0;
    const transport: Service = (request) => {
      seen += Object.getOwnPropertySymbols(request).length;
      return Promise.resolve(respond(200));
    };
    await Client.from(config, { transport }).text('GET', path);
    expect(seen).toBe(0);
  });
});
