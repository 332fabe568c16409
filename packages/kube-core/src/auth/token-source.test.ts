import { describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import { Client } from '../client/client.js';
import type { Config, TokenSource } from '../config/types.js';
import { respond, type KubeRequest } from '../request/http.js';
import { ManualClock } from '../util/async/clock.js';
import { tokenSourceCredentials } from './token-source.js';

const configOf = (token: TokenSource): Config => ({
  server: 'https://h',
  defaultNamespace: 'default',
  tls: {},
  credentials: { type: 'token-source', token },
});

/** A client whose server takes some headers. */
function clientOf(config: Config, good: (header: unknown) => boolean = () => true): { readonly client: Client; readonly sent: unknown[] } {
  const sent: unknown[] = [];
  const transport = ({ headers: { authorization } }: KubeRequest) => {
    sent.push(authorization);
    return Promise.resolve(good(authorization) ? respond(200, 'fine') : respond(401, '{}'));
  };
  return { client: Client.from(config, { transport }), sent };
}

describe('a function that gives tokens', () => {
  test('is asked once by all the calls of all clients that are given it', async () => {
    let asked = 0;
    const config = configOf(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { token: `t${++asked}` };
    });
    const [one, other] = [clientOf(config), clientOf({ ...config, defaultNamespace: 'web' })];
    await Promise.all([one, other].flatMap(({ client }) => Array.from({ length: 5 }, () => client.text('GET', '/api'))));
    expect(new Set([...one.sent, ...other.sent])).toEqual(new Set(['Bearer t1']));
    expect(asked).toBe(1);
  });

  test('is asked once more after a 401, and the call is repeated once', async () => {
    let asked = 0;
    const { client, sent } = clientOf(
      configOf(() => ({ token: `t${++asked}` })),
      (header) => header === 'Bearer t2',
    );
    expect(await client.text('GET', '/api')).toBe('fine');
    expect(sent).toEqual(['Bearer t1', 'Bearer t2']);
    const hopeless = clientOf(
      configOf(() => ({ token: 'same' })),
      () => false,
    );
    await expect(hopeless.client.text('GET', '/api')).rejects.toMatchObject({ code: 'api', status: { code: 401 } });
    expect(hopeless.sent).toEqual(['Bearer same']);
  });

  test.each<[string, (ms: number) => Date | string]>([
    ['a Date', (ms) => new Date(ms)],
    ['text', (ms) => new Date(ms).toISOString()],
  ])('is asked again shortly before the end that it gives as %s', async (_what, timeOf) => {
    const clock = new ManualClock();
    let asked = 0;
    const credentials = tokenSourceCredentials(() => ({ token: `t${++asked}`, expiresAt: timeOf(clock.now() + 3_600_000) }), { clock });
    expect(await credentials.authorization()).toBe('Bearer t1');
    await clock.advance(3_530_000);
    expect(await credentials.authorization()).toBe('Bearer t1');
    expect(asked).toBe(1);
    await clock.advance(20_000);
    await credentials.authorization(); // asks in the background
    expect(asked).toBe(2);
    await clock.advance(0);
    expect(await credentials.authorization()).toBe('Bearer t2');
  });

  test('fails the calls that wait for it with its own error', async () => {
    const mine = new Error('the vault is sealed');
    const { client } = clientOf(configOf(() => Promise.reject(mine)));
    await expect(client.text('GET', '/api')).rejects.toBe(mine);
    const thrown = clientOf(
      configOf(() => {
        throw mine;
      }),
    );
    await expect(thrown.client.text('GET', '/api')).rejects.toBe(mine);
  });

  test('is told when nobody waits any more', async () => {
    let told: AbortSignal | undefined;
    const { client } = clientOf(
      configOf(({ signal }) => {
        told = signal;
        return new Promise(() => undefined);
      }),
    );
    const controller = new AbortController();
    const call = client.text('GET', '/api', { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(call).rejects.toThrow('enough');
    expect(told?.aborted).toBe(true);
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'token-source'],
    ['bare text', 'hunter2', 'token-source'],
    ['an empty token', { token: '' }, 'token-source'],
    ['a token that is none', { token: ['hunter2'] }, 'token-source'],
    ['a time that is none', { token: 'hunter2', expiresAt: 'hunter2' }, 'token-source'],
    ['a number of unknown units', { token: 'hunter2', expiresAt: 3600 }, 'token-source'],
    ['an invalid Date', { token: 'hunter2', expiresAt: new Date(Number.NaN) }, 'token-source'],
    ['two lines', { token: 'hunter2\n' }, 'header'],
  ])('that gives %s is refused, and nothing of it is shown', async (_what, given, code) => {
    const { client } = clientOf(configOf(() => given as { readonly token: string }));
    const error: unknown = await client.text('GET', '/api').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(inspect(error, { depth: Infinity })).not.toContain('hunter2');
  });
});
