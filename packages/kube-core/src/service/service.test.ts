import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anonymous, basic, bearer } from '../auth/static.js';
import { tokenFile } from '../auth/token-file.js';
import { respond, type KubeRequest, type KubeResponse } from '../request/http.js';
import { mockService, type PendingRequest } from '../testing/mock-service.js';
import { ManualClock } from '../util/clock.js';
import { auth } from './auth.js';
import { baseUri } from './base-uri.js';
import { TransportError } from './errors.js';
import { headers, impersonationHeaders } from './headers.js';
import { retry } from './retry.js';
import { mapRequest, stack, transport, type Layer, type Service } from './service.js';

const get: KubeRequest = { method: 'GET', path: '/api', headers: {} };
const post: KubeRequest = { ...get, method: 'POST', body: '{"a":1}' };
const upgrade: KubeRequest = { ...get, upgrade: ['v5.channel.k8s.io'] };

const lost = (code: string): TransportError => new TransportError('https://h', Object.assign(new Error('gone'), { code }));

/** What a layer sends inwards for one request. */
async function sentThrough(layer: Layer, request: KubeRequest = get): Promise<KubeRequest> {
  let sent = request;
  await layer((inner) => {
    sent = inner;
    return Promise.resolve(respond(200));
  })(request);
  return sent;
}

describe('stack', () => {
  test('lets the first layer see the request first and the response last', async () => {
    const seen: string[] = [];
    const noting =
      (name: string): Layer =>
      (inner) =>
      async (request) => {
        seen.push(`${name} in`);
        const response = await inner(request);
        seen.push(`${name} out`);
        return response;
      };
    await stack(() => Promise.resolve(respond(200)), [noting('a'), noting('b')])(get);
    expect(seen).toEqual(['a in', 'b in', 'b out', 'a out']);
  });

  test('sends upgrades one way and everything else another', async () => {
    const named =
      (name: string): Service =>
      () =>
        Promise.resolve(respond(200, name));
    const both = transport(named('http'), named('websocket'));
    expect([await (await both(get)).text(), await (await both(upgrade)).text()]).toEqual(['http', 'websocket']);
  });

  test('waits for a change of a request that takes time', async () => {
    const layer = mapRequest((request) => Promise.resolve({ ...request, path: '/changed' }));
    expect((await sentThrough(layer)).path).toBe('/changed');
  });
});

describe('baseUri', () => {
  test.each([
    ['https://h', '/api'],
    ['https://h/', '/api'],
    ['https://h/k8s/clusters/c-1', '/k8s/clusters/c-1/api'],
    ['https://h/k8s/clusters/c-1/', '/k8s/clusters/c-1/api'],
  ])('of %s asks for %s', async (server, path) => {
    expect((await sentThrough(baseUri(server))).path).toBe(path);
  });
});

describe('headers', () => {
  test('are added, unless the request brings its own', async () => {
    const sent = await sentThrough(headers({ 'user-agent': 'x', accept: 'a' }), { ...get, headers: { accept: 'own' } });
    expect(sent.headers).toEqual({ 'user-agent': 'x', accept: 'own' });
  });

  test('of an impersonation name each group, and encode keys as the server decodes them', () => {
    const extra = { 'example.com/Scopes': ['a', 'b'], '100%': ['c'], 'ü🎉': ['d'], none: [] };
    expect(impersonationHeaders({ user: 'jane', uid: '7', groups: ['g1', 'g2'], extra })).toEqual({
      'impersonate-user': 'jane',
      'impersonate-uid': '7',
      'impersonate-group': ['g1', 'g2'],
      'impersonate-extra-example.com%2Fscopes': ['a', 'b'],
      'impersonate-extra-100%25': ['c'],
      'impersonate-extra-%C3%BC%F0%9F%8E%89': ['d'],
      'impersonate-extra-none': [],
    });
    expect(impersonationHeaders({ user: 'jane', groups: [] })).toEqual({ 'impersonate-user': 'jane' });
    expect(impersonationHeaders(undefined)).toEqual({});
  });

  test('of an impersonation carry UTF-8, which is what the server reads', () => {
    expect(Buffer.from(String(impersonationHeaders({ user: 'jané' })['impersonate-user']), 'latin1').toString('utf8')).toBe('jané');
  });
});

/** A layer over a service that the test answers by hand. */
function answering(layer: Layer): { readonly send: Service; readonly next: () => Promise<PendingRequest> } {
  const { service, nextRequest } = mockService();
  return { send: layer(service), next: nextRequest };
}

describe('auth', () => {
  const counting = (): { refreshed: number; authorization(): Promise<string>; refresh(): Promise<void> } => ({
    refreshed: 0,
    authorization() {
      return Promise.resolve(`Bearer t${this.refreshed}`);
    },
    refresh() {
      this.refreshed++;
      return Promise.resolve();
    },
  });

  test.each([
    ['a get', get],
    ['a create, with its body', post],
    ['an upgrade', upgrade],
  ])('refreshes after a 401 and sends %s once more', async (_what, request) => {
    const credentials = counting();
    const { send, next } = answering(auth(credentials));
    const answer = send(request);
    const first = await next();
    expect(first.request).toEqual({ ...request, headers: { authorization: 'Bearer t0' } });
    first.respond(respond(401, 'stale'));
    const second = await next();
    expect(second.request).toEqual({ ...request, headers: { authorization: 'Bearer t1' } });
    second.respond(respond(200, 'fine'));
    expect(await (await answer).text()).toBe('fine');
    expect(credentials.refreshed).toBe(1);
  });

  test('hands on a second 401 as the answer', async () => {
    const { send, next } = answering(auth(counting()));
    const answer = send(get);
    for (const body of ['first', 'second']) (await next()).respond(respond(401, body));
    expect(await (await answer).text()).toBe('second');
  });

  test('leaves an authorization header of the request alone, and its 401', async () => {
    const credentials = counting();
    const { send, next } = answering(auth(credentials));
    const answer = send({ ...get, headers: { authorization: 'Own x' } });
    const { request, respond: reply } = await next();
    reply(respond(401));
    expect([request.headers.authorization, (await answer).status, credentials.refreshed]).toEqual(['Own x', 401, 0]);
  });

  test('of nobody sends no header, of a token Bearer, of a name and password Basic', async () => {
    const of = async (credentials: Parameters<typeof auth>[0]): Promise<unknown> =>
      (await sentThrough(auth(credentials))).headers.authorization;
    expect(await of(anonymous)).toBeUndefined();
    expect(await of(bearer('t'))).toBe('Bearer t');
    expect(await of(basic('ü', 'p:w'))).toBe(`Basic ${Buffer.from('ü:p:w').toString('base64')}`);
  });
});

describe('tokenFile', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  test('reads the file again after 50 seconds, not before', async () => {
    const file = join(directory, 'renewed');
    const clock = new ManualClock();
    const credentials = tokenFile(file, { clock });
    await writeFile(file, ' one\n');
    expect(await credentials.authorization()).toBe('Bearer one');
    await writeFile(file, 'two');
    await clock.advance(49_999);
    expect(await credentials.authorization()).toBe('Bearer one');
    await clock.advance(1);
    expect(await credentials.authorization()).toBe('Bearer two');
  });

  test('reads it at once when the server did not accept the token', async () => {
    const file = join(directory, 'refused');
    const credentials = tokenFile(file, { clock: new ManualClock() });
    await writeFile(file, 'one');
    await credentials.authorization();
    await writeFile(file, 'two');
    await credentials.refresh();
    expect(await credentials.authorization()).toBe('Bearer two');
  });

  test('keeps the last token while the file is missing or empty', async () => {
    const file = join(directory, 'lost');
    const clock = new ManualClock();
    const credentials = tokenFile(file, { clock });
    await writeFile(file, 'one');
    await credentials.authorization();
    await rm(file);
    await clock.advance(60_000);
    expect(await credentials.authorization()).toBe('Bearer one');
    await writeFile(file, ' \n');
    await credentials.refresh();
    expect(await credentials.authorization()).toBe('Bearer one');
  });

  test('says which file has no token where there never was one', async () => {
    const missing = join(directory, 'missing');
    await expect(tokenFile(missing).authorization()).rejects.toMatchObject({
      code: 'token-file',
      message: `cannot read the token at ${missing} (ENOENT)`,
    });
    const empty = join(directory, 'empty');
    await writeFile(empty, '\n');
    await expect(tokenFile(empty).authorization()).rejects.toThrow(`${empty} is empty`);
  });
});

describe('retry', () => {
  const after = (status: number, seconds?: string): KubeResponse =>
    respond(status, 'wait', seconds === undefined ? {} : { 'retry-after': seconds });

  test.each<[string, KubeRequest, KubeResponse | Error, number]>([
    ['a get after 429 with Retry-After', get, after(429, '3'), 3000],
    ['a create after 429 with Retry-After: it was not executed', post, after(429, '3'), 3000],
    ['a create after 503 with Retry-After', post, after(503, '1'), 1000],
    ['an upgrade after 429 with Retry-After', upgrade, after(429, '1'), 1000],
    ['at once where Retry-After says so', get, after(429, '0'), 0],
    ['a get whose connection broke', get, lost('ECONNRESET'), 100],
    ['a get whose keep-alive connection was closed by the server', get, lost('UND_ERR_SOCKET'), 100],
  ])('sends again: %s', async (_what, request, outcome, waitMs) => {
    const clock = new ManualClock();
    const { send, next } = answering(retry({ clock }));
    const answer = send(request);
    const first = await next();
    if (outcome instanceof Error) first.fail(outcome);
    else first.respond(outcome);
    await clock.advance(waitMs);
    const second = await next();
    expect(second.request).toEqual(request);
    second.respond(respond(200, 'fine'));
    expect(await (await answer).text()).toBe('fine');
  });

  test('waits as long as Retry-After says, not less', async () => {
    const clock = new ManualClock();
    const { service, nextRequest } = mockService();
    const answer = retry({ clock })(service)(get);
    (await nextRequest()).respond(after(429, '3'));
    await clock.advance(2999);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    (await nextRequest()).respond(respond(200));
    expect((await answer).status).toBe(200);
  });

  test.each<[string, KubeRequest, KubeResponse | Error]>([
    ['429 without Retry-After', get, after(429)],
    ['503 without Retry-After: it may have been executed', post, after(503)],
    ['a date as Retry-After, as in client-go', get, after(429, 'Wed, 21 Oct 2026 07:28:00 GMT')],
    ['500 with Retry-After', post, after(500, '1')],
    ['504: it may have been executed', get, after(504, '1')],
    ['409', post, after(409, '1')],
    ['a create whose connection broke: it may have been executed', post, lost('ECONNRESET')],
    ['an upgrade whose connection broke', upgrade, lost('ECONNRESET')],
    ['a server that is not there', get, lost('ECONNREFUSED')],
    ['an error that is none of the network', get, new Error('bug')],
  ])('does not send again: %s', async (_what, request, outcome) => {
    let sent = 0;
    const service: Service = () => {
      sent++;
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    };
    const answer = retry({ clock: new ManualClock() })(service)(request);
    if (outcome instanceof Error) await expect(answer).rejects.toBe(outcome);
    else expect(await answer).toBe(outcome);
    expect(sent).toBe(1);
  });

  test('gives up after ten tries with the last answer unread', async () => {
    const clock = new ManualClock();
    let sent = 0;
    const answer = retry({ clock })(() => Promise.resolve(respond(429, `try ${++sent}`, { 'retry-after': '1' })))(get);
    await clock.advance(60_000);
    expect([await (await answer).text(), sent]).toEqual(['try 10', 10]);
  });

  test('waits longer each time for a server that drops connections, up to a second before jitter', async () => {
    const clock = new ManualClock(0);
    const sentAt: number[] = [];
    const answer = retry({ clock, maxTries: 8 })(() => {
      sentAt.push(clock.now());
      return Promise.reject(lost('ECONNRESET'));
    })(get);
    await Promise.all([expect(answer).rejects.toMatchObject({ code: 'transport' }), clock.advance(60_000)]);
    const waits = sentAt.slice(1).map((at, index) => at - sentAt[index]!);
    [50, 100, 200, 400, 800, 1000, 1000].forEach((least, index) => {
      expect(waits[index]).toBeGreaterThanOrEqual(least);
      expect(waits[index]).toBeLessThanOrEqual(2 * least);
    });
  });

  test('ends its wait with the reason of the signal', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const { send, next } = answering(retry({ clock }));
    const answer = send({ ...get, signal: controller.signal });
    (await next()).respond(after(429, '30'));
    await clock.advance(1);
    controller.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
    expect(clock.pending).toBe(0);
  });
});

describe('TransportError', () => {
  test('names the server, what the network said and its code once', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    expect(new TransportError('https://127.0.0.1:1', cause)).toMatchObject({
      message: 'cannot reach the Kubernetes API at https://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1',
      reason: 'ECONNREFUSED',
      cause,
    });
    expect(lost('EPIPE').message).toContain('gone (EPIPE)');
  });
});
