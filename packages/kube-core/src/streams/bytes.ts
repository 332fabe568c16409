/**
 * Bytes that come and bytes that go, with back-pressure, as async iterables, Node streams and web streams. Enter at {@link byteSource} and
 * {@link byteSink}.
 */
import { Readable, Writable } from 'node:stream';
import { ReadableStream, WritableStream } from 'node:stream/web';
import { collectText } from '../request/http.js';
import { unwanted } from '../util/arguments.js';

/** Bytes that come. They are read once, in one of these ways; reading slowly slows the sender down, leaving the iteration lets them go. */
export interface ByteSource extends AsyncIterable<Uint8Array> {
  /** The rest as UTF-8. @throws KubeError `answer` for more than a string can hold (512 MiB); what ends the stream before its end. */
  text(): Promise<string>;
  /** The rest as a Node stream, for `pipeline()`. */
  node(): Readable;
  /** The rest as a web stream. */
  web(): ReadableStream<Uint8Array>;
}

/** Bytes that go. */
export interface ByteSink {
  /**
   * Sends bytes, or text as UTF-8.
   *
   * @returns when they are handed to the operating system: await it, and memory stays bounded.
   * @throws KubeError `stream-closed` where nobody takes them any more, `params` for what is neither bytes nor text.
   */
  write(chunk: Uint8Array | string): Promise<void>;
  /** Says that no more comes. The other direction stays open. */
  end(): Promise<void>;
  /** A Node stream that writes here, for `pipeline()`; its end is the end. */
  node(): Writable;
  /** A web stream that writes here; its close is the end. */
  web(): WritableStream<Uint8Array | string>;
}

/** Gives chunks their other faces. */
export function byteSource(chunks: AsyncIterable<Uint8Array>): ByteSource {
  return {
    [Symbol.asyncIterator]: () => chunks[Symbol.asyncIterator](),
    text: () => collectText(chunks),
    node: () => Readable.from(chunks, { objectMode: false }),
    web: () => webSource(chunks[Symbol.asyncIterator]()),
  };
}

/** Pulls one chunk at a time: what waits beside it waits at the sender. */
function webSource(chunks: AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = await chunks.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => void (await chunks.return?.()),
    },
    { highWaterMark: 0 },
  );
}

/** Gives two functions, one that writes and one that ends, their other faces. */
export function byteSink({ write, end }: Pick<ByteSink, 'write' | 'end'>): ByteSink {
  return {
    write,
    end,
    node: () =>
      new Writable({ write: (chunk: Uint8Array, _encoding, done) => settle(write(chunk), done), final: (done) => settle(end(), done) }),
    web: () => new WritableStream<Uint8Array | string>({ write, close: end }),
  };
}

/** A promise for who wants a callback. */
function settle(promise: Promise<void>, done: (error?: Error | null) => void): void {
  promise.then(
    () => done(),
    (error: unknown) => done(error as Error), // whatever it is, the stream hands it on
  );
}

/** The bytes of a chunk that somebody gave. @throws KubeError `params` for what is neither bytes nor text. */
export function bytesOf(chunk: unknown, what: string): Uint8Array {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw unwanted(`${what} is bytes or text`, chunk);
}
