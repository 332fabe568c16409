/**
 * Answers that come compressed: {@link gzip}. API servers compress what is longer than 128 KiB, and the events that a watch begins with.
 */
import type { Gunzip } from 'node:zlib';
import { AnswerError } from '../../request/answer.js';
import { collectText, type KubeRequest, type KubeResponse } from '../../request/http.js';
import { Pipe } from '../../util/async/pipe.js';
import type { Layer } from '../service.js';

const defaults = {
  /** What is decompressed at a time: pods shrink to a tenth, so one read of a socket fills several of these. */
  chunkBytes: 64 * 1024,
} as const;

/**
 * Asks for gzip and gives the answer as if it had not been compressed. A request with an `accept-encoding` of its own is left alone, and so
 * is what was not compressed.
 *
 * @remarks Guarantees: an event that has come is given at once, whatever the server compresses it with; no more is decompressed than is read,
 *   so that limits of texts and lines hold for what was compressed as well.
 */
export const gzip = (): Layer => (inner) => async (request) => {
  if (request.upgrade !== undefined || request.headers['accept-encoding'] !== undefined) return inner(request);
  const response = await inner(asking(request));
  return isGzip(response.headers['content-encoding']) ? decompressed(response) : response;
};

/** `x-gzip` is its older name, and letters may be large: a proxy on the way says what it likes. */
const isGzip = (encoding: string | undefined): boolean => /^(x-)?gzip$/i.test(encoding ?? '');

const asking = (request: KubeRequest): KubeRequest => ({ ...request, headers: { ...request.headers, 'accept-encoding': 'gzip' } });

/** `node:zlib`, where an answer needs it. */
const zlib = () => process.getBuiltinModule('node:zlib');

/** The length that was announced is that of the compressed bytes. */
function decompressed({ body: compressed, headers, ...response }: KubeResponse): KubeResponse {
  const { 'content-encoding': _encoding, 'content-length': _length, ...rest } = headers;
  const body = gunzipped(compressed);
  return { ...response, headers: rest, body, text: () => collectText(body) };
}

/** Reads no more than is read of it; leaving it leaves what it reads from. */
function gunzipped(compressed: AsyncIterable<Uint8Array>): Pipe {
  const { createGunzip, constants } = zlib();
  const gunzip = createGunzip({ flush: constants.Z_SYNC_FLUSH, chunkSize: defaults.chunkBytes });
  const source = compressed[Symbol.asyncIterator]();
  const leave = (): void => {
    gunzip.destroy();
    source.return?.().catch(() => undefined); // nobody wants to know how it ended
  };
  const pipe = new Pipe({ onDrain: () => gunzip.resume(), onCancel: leave });
  const fail = (error: unknown): void => {
    pipe.fail(error);
    leave();
  };
  gunzip.on('data', (chunk: Buffer) => pipe.write(chunk) || gunzip.pause());
  gunzip.once('end', () => {
    pipe.end();
    leave();
  });
  gunzip.once('error', (cause) => fail(new AnswerError('the answer says that it is gzip, and is none or was cut off', { cause })));
  feed(source, gunzip).catch(fail);
  return pipe;
}

/** One chunk at a time: the next is asked for once all of the last is decompressed and on its way. */
async function feed(source: AsyncIterator<Uint8Array>, gunzip: Gunzip): Promise<void> {
  let next = await source.next();
  if (next.done === true) return void gunzip.push(null); // no bytes at all are an empty answer, whatever it says that they are
  while (next.done !== true) {
    const { value } = next;
    await new Promise<void>((resolve) => gunzip.write(value, () => resolve()));
    if (gunzip.destroyed) return;
    next = await source.next();
  }
  gunzip.end();
}
