import { describe, expect, test } from '@jest/globals';
import { anonymous, basic, bearer } from '../../auth/static.js';
import { respond, type KubeRequest, type KubeResponse } from '../../request/http.js';
import { auth, renewTls, type Credentials } from './auth.js';
import type { Layer } from '../service.js';
import type { TlsSource } from '../tls.js';

const get: KubeRequest = { method: 'GET', path: '/api', headers: {} };
const post: KubeRequest = { ...get, method: 'POST', body: '{"a":1}' };
const upgrade: KubeRequest = { ...get, upgrade: ['v5.channel.k8s.io'] };

interface Scripted {
  readonly layer: Layer;
  readonly request?: KubeRequest;
  readonly answers: readonly KubeResponse[];
}

/** The final answer, and the requests that were sent for it. */
async function play({
  layer,
  request = get,
  answers,
}: Scripted): Promise<{ readonly body: string; readonly sent: readonly KubeRequest[] }> {
  const sent: KubeRequest[] = [];
  const response = await layer((one) => Promise.resolve(answers[sent.push(one) - 1]!))(request);
  return { body: await response.text(), sent };
}

/** Credentials that have another value after each refresh. */
function counting(): Credentials & { readonly refused: (string | undefined)[] } {
  const refused: (string | undefined)[] = [];
  return {
    refused,
    authorization: () => Promise.resolve(`Bearer t${refused.length}`),
    refresh: (value) => Promise.resolve(void refused.push(value)),
  };
}

describe('auth', () => {
  test.each([
    ['a get', get],
    ['a create, with its body', post],
    ['an upgrade', upgrade],
  ])('refreshes after a 401 and sends %s once more', async (_what, request) => {
    const credentials = counting();
    const { body, sent } = await play({ layer: auth(credentials), request, answers: [respond(401, 'stale'), respond(200, 'fine')] });
    expect(sent).toEqual(['Bearer t0', 'Bearer t1'].map((authorization) => ({ ...request, headers: { authorization } })));
    expect([body, credentials.refused]).toEqual(['fine', ['Bearer t0']]);
  });

  test('hands on a second 401 as the answer', async () => {
    expect((await play({ layer: auth(counting()), answers: [respond(401, 'first'), respond(401, 'second')] })).body).toBe('second');
  });

  test('leaves an authorization header of the request alone, and its 401', async () => {
    const credentials = counting();
    const request = { ...get, headers: { authorization: 'Own x' } };
    const { body, sent } = await play({ layer: auth(credentials), request, answers: [respond(401, 'no')] });
    expect([body, sent, credentials.refused]).toEqual(['no', [request], []]);
  });

  test.each<[string, Credentials, string | undefined]>([
    ['nobody', anonymous, undefined],
    ['a token', bearer('t'), 'Bearer t'],
    ['a token that is no ASCII', bearer('ü'), `Bearer ${Buffer.from('ü').toString('latin1')}`],
    ['a name and password', basic('ü', 'p:w'), `Basic ${Buffer.from('ü:p:w').toString('base64')}`],
  ])('asks as %s once: what never changes is not sent again after a 401', async (_what, credentials, authorization) => {
    const { body, sent } = await play({ layer: auth(credentials), answers: [respond(401, 'no')] });
    expect([body, sent.map(({ headers }) => headers.authorization)]).toEqual(['no', [authorization]]);
  });

  test('does not send again what has not changed', async () => {
    const credentials: Credentials = { authorization: () => Promise.resolve('Bearer t'), refresh: () => Promise.resolve() };
    expect(await play({ layer: auth(credentials), answers: [respond(401, 'no')] })).toMatchObject({ body: 'no', sent: { length: 1 } });
  });

  test('refuses a token that no header can hold when it is made', () => {
    expect(() => bearer('hunter2\n')).toThrow(expect.objectContaining({ code: 'header', message: expect.not.stringContaining('hunter2') }));
  });
});

describe('renewTls', () => {
  const source = (changes: boolean): TlsSource & { readonly renewed: () => number } => {
    let renewed = 0;
    return {
      renewed: () => renewed,
      current: () => Promise.resolve({ version: changes ? renewed : 0, options: { servername: '' } }),
      renew: () => void renewed++,
    };
  };

  test.each([
    ['a get', get],
    ['an upgrade', upgrade],
  ])('sends %s once more after a 401 where the files have changed', async (_what, request) => {
    const played = await play({ layer: renewTls(source(true)), request, answers: [respond(401, 'stale'), respond(200, 'fine')] });
    expect(played).toEqual({ body: 'fine', sent: [request, request] });
  });

  test('hands on a 401 where they have not, and reads no file for any other answer', async () => {
    const same = source(false);
    expect(await play({ layer: renewTls(same), answers: [respond(401, 'no')] })).toEqual({ body: 'no', sent: [get] });
    expect(same.renewed()).toBe(1);
    await play({ layer: renewTls(same), answers: [respond(403, 'no')] });
    expect(same.renewed()).toBe(1);
  });
});
