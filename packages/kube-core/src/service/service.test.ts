import { describe, expect, test } from '@jest/globals';
import { respond, type KubeRequest, type KubeResponse } from '../request/http.js';
import { mockService, type PendingRequest } from '../testing/mock-service.js';
import { ManualClock } from '../util/async/clock.js';
import { baseUri } from './layer/base-uri.js';
import { TransportError } from './errors.js';
import { retry } from './layer/retry.js';
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

/** A layer over a service that the test answers by hand. */
function answering(layer: Layer): { readonly send: Service; readonly next: () => Promise<PendingRequest> } {
  const { service, nextRequest } = mockService();
  return { send: layer(service), next: nextRequest };
}

describe('retry', () => {
  const after = (status: number, seconds?: string): KubeResponse =>
    respond(status, 'wait', seconds === undefined ? {} : { 'retry-after': seconds });

  test.each<[string, KubeRequest, KubeResponse | Error, number]>([
    ['a get after 429 with Retry-After', get, after(429, '3'), 3000],
    ['a create after 429 with Retry-After: it was not executed', post, after(429, '3'), 3000],
    ['a create after 503 with Retry-After', post, after(503, '1'), 1000],
    ['an upgrade after 429 with Retry-After', upgrade, after(429, '1'), 1000],
    ['a create after 500 with Retry-After, as in client-go', post, after(500, '2'), 2000],
    ['a get after 502 with Retry-After', get, after(502, '1'), 1000],
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

  test('waits a minute at most, whatever Retry-After says', async () => {
    const clock = new ManualClock();
    const { service, nextRequest } = mockService();
    const answer = retry({ clock })(service)(get);
    (await nextRequest()).respond(after(429, '99999999999999999999'));
    await clock.advance(59_999);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    (await nextRequest()).respond(respond(200));
    expect((await answer).status).toBe(200);
  });

  test.each<[string, KubeRequest, KubeResponse | Error]>([
    ['429 without Retry-After', get, after(429)],
    ['503 without Retry-After: it may have been executed', post, after(503)],
    ['a date as Retry-After, as in client-go', get, after(429, 'Wed, 21 Oct 2026 07:28:00 GMT')],
    ['500 without Retry-After', get, after(500)],
    ['a create after 504 without Retry-After: it may have been executed', post, after(504)],
    ['504 without Retry-After', get, after(504)],
    ['504 with Retry-After: the version that is asked for is not there after a second wait either', get, after(504, '1')],
    ['a create after 504 with Retry-After: it may have been executed', post, after(504, '1')],
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

  test.each<[object, string]>([
    [{ maxTrys: 3 }, 'retry() has no option "maxTrys"; did you mean maxTries?'],
    [{ maxTries: 0 }, 'maxTries is 0; give a whole number from 1'],
  ])('refuses %j', (options, message) => {
    expect(() => retry(options)).toThrow(expect.objectContaining({ code: 'option', message }));
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

  test('ends its wait when the client is closed', async () => {
    const clock = new ManualClock();
    const closing = new AbortController();
    const { send, next } = answering(retry({ clock, closing: closing.signal }));
    const answer = send(get);
    (await next()).respond(after(429, '30'));
    await clock.advance(1);
    closing.abort(new Error('closed'));
    await expect(answer).rejects.toThrow('closed');
    expect(clock.pending).toBe(0);
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
