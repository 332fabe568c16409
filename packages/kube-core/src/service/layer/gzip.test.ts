import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { discard, respond, textUpTo, type KubeRequest, type KubeResponse } from '../../request/http.js';
import { Pipe } from '../../util/async/pipe.js';
import { gzip } from './gzip.js';

const get: KubeRequest = { method: 'GET', path: '/', headers: { accept: 'application/json' } };
const compressed = (body: Parameters<typeof respond>[1], more = {}): KubeResponse =>
  respond(200, body, { 'content-encoding': 'gzip', ...more });
const through = (response: KubeResponse): Promise<KubeResponse> => gzip()(() => Promise.resolve(response))(get);
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );
const tick = (): Promise<void> => new Promise(setImmediate);

/** What counts how much of it is read, and whether it is left. */
function counted(chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> & { read: number; left: boolean } {
  const source = {
    read: 0,
    left: false,
    async *[Symbol.asyncIterator]() {
      try {
        for (const chunk of chunks) {
          source.read++;
          await tick();
          yield chunk;
        }
      } finally {
        source.left = true;
      }
    },
  };
  return source;
}

describe('gzip', () => {
  test.each(['gzip', 'GZIP', 'x-gzip'])('may be called %s', async (encoding) => {
    expect(await (await through(compressed(gzipSync('text'), { 'content-encoding': encoding }))).text()).toBe('text');
  });

  test('asks for it beside the headers that there are, and hides that it came', async () => {
    let asked: KubeRequest | undefined;
    const text = JSON.stringify({ a: 'ä'.repeat(100_000) });
    const bytes = gzipSync(text);
    const response = await gzip()((request) => {
      asked = request;
      return Promise.resolve(compressed(bytes, { 'content-length': String(bytes.length), 'audit-id': 'a' }));
    })(get);
    expect(asked?.headers).toEqual({ accept: 'application/json', 'accept-encoding': 'gzip' });
    expect(response.headers).toEqual({ 'content-type': 'application/json', 'audit-id': 'a' });
    expect(await response.text()).toBe(text);
  });

  test.each<[string, KubeRequest]>([
    ['an upgrade', { ...get, upgrade: ['v5'] }],
    ['a request that says itself what it takes', { ...get, headers: { 'accept-encoding': 'br' } }],
  ])('leaves %s alone', async (_what, request) => {
    const answer = compressed('as it is');
    const seen: KubeRequest[] = [];
    expect(await gzip()((one) => Promise.resolve((seen.push(one), answer)))(request)).toBe(answer);
    expect(seen).toEqual([request]);
  });

  test('leaves an answer alone that is not compressed', async () => {
    const plain = respond(200, 'plain');
    expect(await through(plain)).toBe(plain);
  });

  test.each([1, 7, 1000])('reads bytes that come %d at a time', async (size) => {
    const bytes = gzipSync('text '.repeat(2000));
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
    expect(await (await through(compressed(counted(pieces)))).text()).toBe('text '.repeat(2000));
  });

  test('gives each event when it comes, where the server ends a member of gzip after each', async () => {
    const source = new Pipe();
    const { body } = await through(compressed(source));
    const reader = body[Symbol.asyncIterator]();
    for (const line of ['one\n', 'two\n', 'three\n']) {
      source.write(gzipSync(line)); // a member ends where a chunk does
      expect(Buffer.from((await reader.next()).value as Uint8Array).toString()).toBe(line);
    }
    source.end();
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  test('decompresses no more than is read: 1 GiB of nothing in a few KiB stays on the wire', async () => {
    const member = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const source = counted(Array.from({ length: 16 }, () => member));
    const response = await through(compressed(source));
    const before = process.memoryUsage().rss;
    expect(await textUpTo(response, 1024 * 1024)).toHaveLength(1024 * 1024);
    await tick();
    await tick();
    expect([source.read, source.left]).toEqual([1, true]);
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
  });

  test('leaves what it reads from when it is left, while it waits as well', async () => {
    let cancelled = 0;
    for (const leave of [
      (answer: KubeResponse) => discard(answer),
      (answer: KubeResponse) => answer.body[Symbol.asyncIterator]().return?.(),
    ]) {
      const source = new Pipe({ onCancel: () => void cancelled++ });
      await leave(await through(compressed(source)));
    }
    expect(cancelled).toBe(2);
  });

  test.each<[string, Uint8Array]>([
    ['is no gzip', Buffer.from('<html>')],
    ['was cut off', gzipSync('x'.repeat(10_000)).subarray(0, 30)],
  ])('says of an answer that it %s', async (_what, bytes) => {
    expect(await errorOf((await through(compressed(bytes))).text())).toMatchObject({
      code: 'answer',
      message: expect.stringContaining('gzip'),
    });
  });

  test('reads an empty answer as empty', async () => {
    expect(await (await through(compressed(''))).text()).toBe('');
  });

  test('hands on why the answer broke, after what had come before', async () => {
    const source = new Pipe();
    const { body } = await through(compressed(source));
    const reader = body[Symbol.asyncIterator]();
    source.write(gzipSync('one\n'));
    await reader.next();
    source.fail(new Error('lost'));
    expect(await errorOf(reader.next())).toMatchObject({ message: 'lost' });
  });
});
