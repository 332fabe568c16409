/**
 * Requests and responses as plain data, HTTP and WebSocket alike: an upgrade is a response with status 101 and a socket.
 * What builds a request never sends it; what sends one never reads its meaning.
 */

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
  readonly signal?: AbortSignal;
}

/** A WebSocket that carries whole binary messages. */
export interface MessageSocket extends AsyncDisposable {
  /** The subprotocol that the server chose. */
  readonly protocol: string;
  /** Resolves when the message is handed to the operating system: await it, and memory stays bounded. */
  send(message: Uint8Array): Promise<void>;
  /** Ends when the server closes normally; throws when the connection is lost. Reading slowly slows the server down. */
  readonly messages: AsyncIterable<Uint8Array>;
}

/** One answer of the API. */
export interface KubeResponse {
  readonly status: number;
  /** Names are lower-case; headers that came several times are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they arrive. Read the body, call {@link KubeResponse.text}, or {@link discard} it: an unread body keeps its connection. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The whole body as text; cheaper than collecting {@link KubeResponse.body} for the small answers that most are. */
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
  const chunks = typeof body === 'string' ? once(encoder.encode(body)) : body instanceof Uint8Array ? once(body) : body;
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: chunks,
    text: async () => (typeof body === 'string' ? body : collectText(chunks)),
  };
}

/** An answer in JSON, made in this process. */
export function respondJson(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): KubeResponse {
  return respond(status, JSON.stringify(value), headers);
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async generator is what an async iterable is made by
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes.length > 0) yield bytes;
}

/** Collects a stream of bytes and decodes it as UTF-8. */
export async function collectText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return Buffer.concat(pieces).toString('utf8');
}
