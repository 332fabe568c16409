/**
 * Requests and responses as plain data, HTTP and WebSocket alike: an upgrade is a response with status 101 and a socket.
 * What builds a request never sends it; what sends one never reads its meaning.
 */
import { constants } from 'node:buffer';
import { KubeError } from '../errors.js';
import { toJson } from '../util/json/json-text.js';

/** Header names are lower-case; a list of values is sent as that many headers. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[]>>;

/** One request to the API. */
export interface KubeRequest {
  readonly method: string;
  /** The path with its query, `/api/v1/pods?limit=500`; the base URI layer puts the server in front. */
  readonly path: string;
  readonly headers: RequestHeaders;
  readonly body?: Uint8Array | string;
  /** Subprotocols offered, best first: this request asks for a WebSocket. */
  readonly upgrade?: readonly string[];
  /** The answer goes on for as long as somebody listens (watch, followed log): no deadline for its headers or between its bytes. */
  readonly streaming?: boolean;
  /** How long each try of this call may take, whatever the client's deadlines are; `Infinity` sets no limit. */
  readonly deadlines?: RequestDeadlines;
  readonly signal?: AbortSignal;
}

/** How long one try of a call may take, in milliseconds from when it is sent. */
export interface RequestDeadlines {
  /** Until its answer begins. */
  readonly headersMs?: number;
  /** Until its answer has come to its end. That of a stream has no limit. */
  readonly answerMs?: number;
}

/** A WebSocket that carries whole binary messages. */
export interface MessageSocket extends AsyncDisposable {
  /** The subprotocol that the server chose. */
  readonly protocol: string;
  /** Resolves when the message is handed to the operating system: await it, and memory stays bounded. */
  send(message: Uint8Array): Promise<void>;
  /** Ends when the server closes normally; throws when the connection is lost. Reading slowly slows the server down. */
  readonly messages: AsyncIterable<Uint8Array>;
  /** Closes the connection; the same as disposal, for where `await using` is no syntax. */
  close(): Promise<void>;
}

/** One answer of the API. */
export interface KubeResponse {
  readonly status: number;
  /** Names are lower-case; headers that came several times are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they arrive. Read the body, call {@link KubeResponse.text}, or {@link discard} it: an unread body keeps its
   * connection for a while, that of a streaming request until its signal aborts or the client is closed. */
  readonly body: AsyncIterable<Uint8Array>;
  /**
   * The whole body as text; cheaper than collecting {@link KubeResponse.body} for the small answers that most are.
   *
   * @throws KubeError `answer` when the body is longer than a string can be (512 MiB); whatever ends the body before its end.
   */
  text(): Promise<string>;
  /** There if and only if the status is 101. */
  readonly socket?: MessageSocket;
}

/** A body up to so many bytes is cheaper to read than a new connection is to open. */
const worthReadingBytes = 64 * 1024;

/** Ends an answer that nobody wants to read, so that its connection is free again (a short body) or closed (a long or endless one). */
export async function discard(response: KubeResponse): Promise<void> {
  const announced = response.headers['content-length'];
  if (announced !== undefined && Number(announced) <= worthReadingBytes)
    await response.text().catch(() => undefined); // whatever it was, nobody wanted it
  else await response.body[Symbol.asyncIterator]().return?.();
}

const encoder = new TextEncoder();

/** What {@link respond} answers with. */
export type ResponseBody = string | Uint8Array | AsyncIterable<Uint8Array>;

/**
 * An answer made in this process, for transports that are no network: mocks and the in-process API server.
 *
 * @param status - The HTTP status.
 * @param body - Text, bytes, or a stream of bytes.
 * @param headers - Lower-case names; `content-type` is JSON unless given.
 */
export function respond(status: number, body: ResponseBody = '', headers: Readonly<Record<string, string>> = {}): KubeResponse {
  const chunks = typeof body === 'string' || body instanceof Uint8Array ? once(body) : body;
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: chunks,
    text: async () => (typeof body === 'string' ? body : collectText(chunks)),
  };
}

/** An answer in JSON, made in this process. */
export function respondJson(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): KubeResponse {
  return respond(status, toJson(value), headers);
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async generator is what an async iterable is made by
async function* once(body: string | Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  if (body.length > 0) yield typeof body === 'string' ? encoder.encode(body) : body;
}

/**
 * Collects a stream of bytes and decodes it as UTF-8.
 *
 * @throws KubeError `answer` when there are more bytes than a string can hold; the stream is then left, which closes its connection.
 */
export async function collectText(chunks: AsyncIterable<Uint8Array>, { maxBytes = constants.MAX_STRING_LENGTH } = {}): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes)
      throw new KubeError('answer', `the answer is longer than ${maxBytes} bytes: ask for less at once, or read it piece by piece`);
    pieces.push(chunk);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** The start of a body, up to so many bytes; what follows is not read, and its connection is closed. */
export async function bytesUpTo(response: KubeResponse, maxBytes: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    pieces.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, maxBytes);
}

/** The start of a body as text: as {@link bytesUpTo}. */
export async function textUpTo(response: KubeResponse, maxBytes: number): Promise<string> {
  if (Number(response.headers['content-length']) <= maxBytes) return response.text();
  return (await bytesUpTo(response, maxBytes)).toString('utf8');
}
