import { describe, expect, test } from '@jest/globals';
import { respond, type KubeRequest } from '../../request/http.js';
import { ManualClock } from '../../util/async/clock.js';
import { rateLimit, type RateLimitOptions } from './rate-limit.js';

const get: KubeRequest = { method: 'GET', path: '/', headers: {} };

/** A limited service that notes when each request passes. */
function limited(options: Omit<RateLimitOptions, 'clock'>) {
  const clock = new ManualClock(0);
  const passed: string[] = [];
  const send = rateLimit({ ...options, clock })((request) => {
    passed.push(`${request.path} ${clock.now()}`);
    return Promise.resolve(respond(200));
  });
  const call = (path: string, more: Partial<KubeRequest> = {}): Promise<unknown> => send({ ...get, path, ...more });
  return { clock, passed, call };
}

describe('a rate limit', () => {
  test('lets a burst pass at once, and then so many a second, in their order', async () => {
    const { clock, passed, call } = limited({ qps: 10, burst: 3 });
    const calls = Array.from({ length: 6 }, (_, at) => call(`/${at}`));
    await clock.advance(1000);
    await Promise.all(calls);
    expect(passed).toEqual(['/0 0', '/1 0', '/2 0', '/3 100', '/4 200', '/5 300']);
  });

  test('saves up a burst while nobody calls, and no more', async () => {
    const { clock, passed, call } = limited({ qps: 1, burst: 2 });
    await clock.advance(60_000);
    const calls = ['/a', '/b', '/c'].map((path) => call(path));
    await clock.advance(1000);
    await Promise.all(calls);
    expect(passed).toEqual(['/a 60000', '/b 60000', '/c 61000']);
  });

  test.each<[string, Partial<KubeRequest>]>([
    ['a watch', { streaming: true }],
    ['an upgrade', { upgrade: ['v5'] }],
  ])('counts no %s', async (_what, more) => {
    const { clock, passed, call } = limited({ qps: 1, burst: 1 });
    await call('/first');
    await call('/stream', more);
    expect([passed, clock.pending]).toEqual([['/first 0', '/stream 0'], 0]);
  });

  test('takes a call that is aborted out of the queue at once, uncounted', async () => {
    const { clock, passed, call } = limited({ qps: 1, burst: 1 });
    const controller = new AbortController();
    await call('/0');
    const aborted = call('/1', { signal: controller.signal });
    const last = call('/2');
    await clock.advance(500);
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    await clock.advance(500);
    await last;
    expect([passed, clock.pending]).toEqual([['/0 0', '/2 1000'], 0]);
  });

  test('sends nothing for a call that was aborted before', async () => {
    const { passed, call } = limited({ qps: 1 });
    await expect(call('/0', { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    expect(passed).toEqual([]);
  });

  test('ends every wait when the client is closed, and holds no alarm', async () => {
    const controller = new AbortController();
    const { clock, call } = limited({ qps: 1, burst: 1, closing: controller.signal });
    await call('/0');
    const waiting = [call('/1'), call('/2')].map((one) => expect(one).rejects.toThrow('closed'));
    await clock.advance(1);
    controller.abort(new Error('closed'));
    await Promise.all(waiting);
    await expect(call('/3')).rejects.toThrow('closed');
    expect(clock.pending).toBe(0);
  });

  test('has a burst of two seconds unless told otherwise', async () => {
    const { clock, passed, call } = limited({ qps: 2 });
    const calls = Array.from({ length: 5 }, (_, at) => call(`/${at}`));
    await clock.advance(500);
    await Promise.all(calls);
    expect(passed).toEqual(['/0 0', '/1 0', '/2 0', '/3 0', '/4 500']);
  });

  test.each<[object, string]>([
    [{ qps: 0 }, 'qps is 0; give a number above 0'],
    [{ qps: NaN }, 'qps is NaN'],
    [{ burst: 1 }, 'qps is undefined'],
    [{ qps: 1, burst: 0 }, 'burst is 0; give a whole number from 1'],
    [{ qsp: 1 }, 'rateLimit() has no option "qsp"'],
  ])('refuses %j', (options, words) => {
    expect(() => rateLimit(options as RateLimitOptions)).toThrow(
      expect.objectContaining({ code: 'option', message: expect.stringContaining(words) }),
    );
  });
});
