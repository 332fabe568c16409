/** One signal for the life of a program, and as many calls under it as there are: nothing of a call may stay with it. */
import { describe, expect, test } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Config } from '../config/types.js';
import { respond } from '../request/http.js';
import { onAbort } from '../util/async/abort.js';
import type { Service } from '../service/service.js';
import { Client } from './client.js';

const config: Config = { server: 'https://h/prefix', defaultNamespace: 'web', tls: {}, credentials: { type: 'token', token: 't' } };
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void; // what the flag above adds

/** Listens to the signal for as long as a call lasts, as the network does; each thousandth call is asked to come again. */
function transport(): Service {
  let calls = 0;
  return async ({ signal }) => {
    const release = onAbort(signal, () => undefined);
    await Promise.resolve();
    release();
    return calls++ % 1000 === 0 ? respond(429, '', { 'retry-after': '0' }) : respond(200, '{}');
  };
}

const heap = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

describe('one signal', () => {
  test('under 100,000 calls has as many listeners as before, and keeps no memory', async () => {
    const { signal } = new AbortController();
    const limits = { deadlines: { readMs: 60_000 }, rateLimit: { qps: 1e9, burst: 1e9 } };
    await using client = Client.from({ ...config, disableCompression: false }, { transport: transport(), ...limits });
    const run = async (count: number): Promise<void> => {
      for (let at = 0; at < count; at += 100)
        await Promise.all(Array.from({ length: 100 }, () => client.text('GET', '/api/v1/pods/a', { signal })));
    };
    await run(5_000);
    const before = heap();
    await run(100_000);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(heap() - before).toBeLessThan(1024 * 1024); // a listener for each call would be 20 MB
  }, 120_000);

  test('under watches that end, are left and fail has as many listeners as before', async () => {
    const { signal } = new AbortController();
    const answers = [respond(200, '{"type":"ADDED","object":{}}\n{"type":"ADDED","object":{}}\n'), respond(500, '{}')];
    await using client = Client.from(config, { transport: () => Promise.resolve(answers[0] as never) });
    await using broken = Client.from(config, { transport: () => Promise.resolve(answers[1] as never) });
    for (let at = 0; at < 100; at++) {
      for await (const _ of client.events('GET', '/api/v1/pods?watch=1', { streaming: true, signal })) if (at % 2 === 0) break;
      await broken
        .events('GET', '/api/v1/pods?watch=1', { streaming: true, signal })
        .next()
        .catch(() => undefined);
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('ends a call wherever it is', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const never: Service = (request) => new Promise((_resolve, reject) => onAbort(request.signal, reject));
    await using waiting = Client.from(config, { transport: never });
    await using limited = Client.from(config, {
      transport: () => Promise.resolve(respond(200, '{}')),
      rateLimit: { qps: 0.001, burst: 1 },
    });
    await using busy = Client.from(config, { transport: () => Promise.resolve(respond(429, '', { 'retry-after': '60' })) });
    await limited.text('GET', '/api');
    const calls = [waiting, limited, busy].map((client) => client.text('GET', '/api', { signal }));
    const ended = Promise.all(calls.map((call) => expect(call).rejects.toThrow('enough')));
    await new Promise(setImmediate);
    controller.abort(new Error('enough'));
    await ended;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
