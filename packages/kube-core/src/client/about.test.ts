import { describe, expect, test } from '@jest/globals';
import { respond, respondJson, type KubeRequest, type KubeResponse } from '../request/http.js';
import { Client } from './client.js';

/** A client that is answered the same each time, and what it asked for. */
function answered(response: KubeResponse): { readonly client: Client; readonly asked: KubeRequest[] } {
  const asked: KubeRequest[] = [];
  const client = Client.of((request) => {
    asked.push(request);
    return Promise.resolve(response);
  });
  return { client, asked };
}
const text = (status: number, body: string): KubeResponse => respond(status, body, { 'content-type': 'text/plain' });

describe('a server', () => {
  test('says its version', async () => {
    const version = { major: '1', minor: '35', gitVersion: 'v1.35.4' };
    const { client, asked } = answered(respondJson(200, version));
    const { signal } = new AbortController();
    expect(await client.version({ signal })).toEqual(version);
    expect(asked).toEqual([{ method: 'GET', path: '/version', headers: {}, signal }]);
  });

  test.each<[string, (client: Client) => Promise<unknown>, string]>([
    ['an index', (client) => client.openapi(), '/openapi/v3'],
    ['the core group', (client) => client.openapi('v1'), '/openapi/v3/api/v1'],
    ['another group', (client) => client.openapi('apps/v1'), '/openapi/v3/apis/apps/v1'],
  ])('has an OpenAPI document for %s', async (_what, ask, path) => {
    const { client, asked } = answered(respondJson(200, { openapi: '3.0.0', paths: {} }));
    expect(await ask(client)).toEqual({ openapi: '3.0.0', paths: {} });
    expect(asked.map((one) => one.path)).toEqual([path]);
  });

  test('is asked for a document of that version, whatever is in its name', async () => {
    const { client, asked } = answered(respondJson(200, { openapi: '3.0.0', paths: {} }));
    await client.openapi('a?b/v#1');
    expect(asked.map((one) => one.path)).toEqual(['/openapi/v3/apis/a%3Fb/v%231']);
  });

  test.each<[string, (client: Client, options: object) => Promise<unknown>]>([
    ['version()', (client, options) => client.version(options)],
    ['openapi()', (client, options) => client.openapi(options)],
    ['openapi()', (client, options) => client.openapi('v1', options)],
    ['readyz()', (client, options) => client.readyz(options)],
  ])('is not asked for %s with an option that there is not', async (_what, ask) => {
    const { client, asked } = answered(respondJson(200, {}));
    await expect(ask(client, { sginal: 1 })).rejects.toMatchObject({ code: 'option', message: expect.stringContaining('signal') });
    expect(asked).toEqual([]);
  });

  test.each<[string, (client: Client) => Promise<unknown>]>([
    ['version', (client) => client.version()],
    ['index', (client) => client.openapi()],
    ['document', (client) => client.openapi('v1')],
    ['health', (client) => client.readyz()],
  ])('that is none is told by its %s', async (_what, ask) => {
    await expect(ask(answered(text(200, '[]')).client)).rejects.toMatchObject({ code: 'answer' });
  });

  test('is asked for no document of what is no group and version', async () => {
    const { client, asked } = answered(respondJson(200, {}));
    await expect(client.openapi('a/b/c')).rejects.toMatchObject({ code: 'api-version' });
    expect(asked).toEqual([]);
  });
});

describe('the health of a server', () => {
  test.each(['healthz', 'livez', 'readyz'] as const)('is asked for at %s, check by check', async (endpoint) => {
    const { client, asked } = answered(text(200, `[+]ping ok\n[+]etcd excluded: ok\n${endpoint} check passed\n`));
    expect(await client[endpoint]({ exclude: ['etcd', 'a b'] })).toEqual({
      ok: true,
      checks: [
        { name: 'ping', ok: true },
        { name: 'etcd', ok: true, message: 'excluded' },
      ],
    });
    expect(asked.map(({ path }) => path)).toEqual([`/${endpoint}?verbose&exclude=etcd&exclude=a%20b`]);
  });

  test('is an answer as well where it is bad', async () => {
    const body = '[+]ping ok\n[-]poststarthook/x failed: not finished\n[-]etcd failed: reason withheld\nreadyz check failed\n';
    expect(await answered(text(500, body)).client.readyz()).toEqual({
      ok: false,
      checks: [
        { name: 'ping', ok: true },
        { name: 'poststarthook/x', ok: false, message: 'not finished' },
        { name: 'etcd', ok: false, message: 'reason withheld' },
      ],
    });
  });

  test('may come without checks', async () => {
    expect(await answered(text(200, 'ok')).client.livez()).toEqual({ ok: true, checks: [] });
  });

  test('is an error where nobody may ask', async () => {
    const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Forbidden', message: 'no', code: 403 };
    await expect(answered(respondJson(403, status)).client.readyz()).rejects.toMatchObject({ code: 'api', status: { code: 403 } });
  });

  test('refuses an option that there is not', async () => {
    await expect(answered(text(200, 'ok')).client.readyz({ excluded: ['etcd'] } as object)).rejects.toMatchObject({ code: 'option' });
  });
});
