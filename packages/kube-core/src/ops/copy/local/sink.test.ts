import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { Sink } from './sink.js';

const bytes = Buffer.from('text');
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );
const enough = new Error('enough');

describe('a stream that a file is copied into', () => {
  test.each<[string, ConstructorParameters<typeof Writable>[0]]>([
    ['a write', { write: () => undefined }],
    ['its end', { write: (_chunk, _encoding, done) => done(), final: () => undefined }],
  ])('may never answer %s, and the signal ends the wait', async (_what, options) => {
    const controller = new AbortController();
    using sink = new Sink(new Writable(options), controller.signal);
    const waiting = errorOf(sink.write(bytes).then(() => sink.end()));
    await new Promise(setImmediate);
    controller.abort(enough);
    expect(await waiting).toBe(enough);
    expect(await errorOf(sink.write(bytes))).toBe(enough);
  });

  test('may be closed while it takes a write', async () => {
    const stream = new Writable({ write: () => undefined });
    using sink = new Sink(stream, undefined);
    const waiting = errorOf(sink.write(bytes));
    stream.destroy();
    expect(await waiting).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });

  test('may have another direction, which nobody has to read', async () => {
    const stream = new PassThrough();
    using sink = new Sink(stream, undefined);
    await sink.write(bytes);
    await sink.end();
    expect(stream.writableFinished).toBe(true);
  });
});
