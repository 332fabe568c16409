/**
 * The WebSocket transport: an upgrade that the server accepts is a response with status 101 and a socket, one that it refuses is a
 * response as any other. Enter at {@link websocketTransport}. ws is loaded with the first upgrade.
 */
import type { IncomingMessage } from 'node:http';
import type { RawData, WebSocket } from 'ws';
import { parseProxy } from '../../config/proxy.js';
import type { TlsConfig } from '../../config/types.js';
import { KubeError } from '../../errors.js';
import { respond, textUpTo, type KubeRequest, type KubeResponse, type MessageSocket } from '../../request/http.js';
import { onAbort } from '../../util/async/abort.js';
import { timerMs } from '../../util/async/clock.js';
import { Pipe } from '../../util/async/pipe.js';
import { closedError, TransportError } from '../errors.js';
import { Way } from '../proxy/way.js';
import { tlsSourceOf, type TlsOptions, type TlsSource } from '../tls.js';
import type { Transport } from './undici.js';

/** Deadlines of the WebSocket transport. */
export const defaults = {
  /** From the call to the server's answer, TCP and TLS included: what the server gives a stream to be created. */
  handshakeTimeoutMs: 30_000,
  /** client-go's. */
  pingIntervalMs: 5_000,
  /** A peer that says nothing for so long is given up. client-go's: twelve pongs missed. */
  silenceMs: 61_000,
  /** How long the other side may take to answer the goodbye. */
  closeTimeoutMs: 5_000,
  /** Of an answer that refuses the upgrade, so much is read. */
  longestRefusalBytes: 1024 * 1024,
  /** After so many bytes sent, others get a turn: a fast peer takes all at once, and no timer would ring meanwhile. */
  turnBytes: 1024 * 1024,
  /** The longest message that is accepted: servers send 32 KiB. */
  longestMessageBytes: 16 * 1024 * 1024,
} as const;

/** What {@link websocketTransport} may be told. */
export interface WebsocketOptions {
  /** How long the server may take to accept or refuse a connection. @defaultValue 30 s */
  readonly handshakeTimeoutMs?: number;
  /** The URL of the proxy on the way. @defaultValue none; the environment is the business of `Client.from` */
  readonly proxy?: string | undefined;
}

/**
 * @param server - Where to connect; only its origin counts.
 * @param tls - How to trust it, and the client certificate.
 * @param options - Deadlines.
 * @throws KubeError `tls` where the TLS configuration cannot be used; `proxy` for a URL of no proxy.
 */
export function websocketTransport(server: string, tls: TlsConfig | TlsSource, options: WebsocketOptions = {}): Transport {
  const { origin } = new URL(server);
  const source = tlsSourceOf(tls, server);
  const { handshakeTimeoutMs: otherwise = defaults.handshakeTimeoutMs } = options;
  const proxy = options.proxy === undefined ? undefined : parseProxy(options.proxy, 'the proxy');
  const sockets: Sockets = { open: new Set(), closed: false };
  return {
    service: async (request) => {
      request.signal?.throwIfAborted();
      const [{ default: Socket }, { options: tlsOptions }] = await Promise.all([import('ws'), source.current()]);
      request.signal?.throwIfAborted();
      if (sockets.closed) throw closedError();
      const { headersMs: handshakeTimeoutMs = otherwise } = request.deadlines ?? {};
      const way = proxy === undefined ? undefined : new Way(origin, { proxy, tls: tlsOptions, timeoutMs: handshakeTimeoutMs });
      const ws = connect(Socket, origin, { request, tls: tlsOptions, way });
      return upgrade(ws, { origin, request, handshakeTimeoutMs, sockets, way });
    },
    close: () => {
      sockets.closed = true;
      for (const end of sockets.open) end(closedError());
      return Promise.resolve();
    },
  };
}

/** What ends each socket of a transport. */
interface Sockets {
  readonly open: Set<(error: unknown) => void>;
  closed: boolean;
}

type MakeSocket = typeof WebSocket;

function connect(
  Socket: MakeSocket,
  origin: string,
  { request, tls, way }: { readonly request: KubeRequest; readonly tls: TlsOptions; readonly way: Way | undefined },
): WebSocket {
  try {
    return new Socket(origin.replace(/^http/, 'ws') + request.path, [...(request.upgrade ?? [])], {
      ...tls,
      ...(way !== undefined && { createConnection: way.createConnection }),
      headers: request.headers as Record<string, string | string[]>, // ws does not change them
      perMessageDeflate: false, // servers do not speak it
      followRedirects: false,
      maxPayload: defaults.longestMessageBytes,
    });
  } catch (cause) {
    throw new TransportError(origin, cause); // a header that cannot be sent, or a protocol that is no token
  }
}

interface Opening {
  readonly origin: string;
  readonly request: KubeRequest;
  readonly handshakeTimeoutMs: number;
  readonly sockets: Sockets;
  readonly way: Way | undefined;
}

/** Settles once: open, refused, failed, too late, or aborted. Only an open socket outlives it. */
function upgrade(ws: WebSocket, { origin, request, handshakeTimeoutMs, sockets, way }: Opening): Promise<KubeResponse> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(deadline);
      release();
      sockets.open.delete(fail);
    };
    const fail = (error: unknown): void => {
      settle();
      way?.leave();
      ws.terminate();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller chose the reason
      reject(error);
    };
    const broken = (cause: unknown): void => fail(new TransportError(origin, cause));
    const deadline =
      handshakeTimeoutMs === Infinity ? undefined : setTimeout(() => broken(tooLate(handshakeTimeoutMs)), timerMs(handshakeTimeoutMs));
    const release = onAbort(request.signal, fail);
    sockets.open.add(fail);
    ws.on('error', broken);
    ws.once('unexpected-response', (_request, response: IncomingMessage) => {
      refusal(response).then((answer) => {
        settle();
        ws.terminate();
        resolve(answer);
      }, broken);
    });
    ws.once('open', () => {
      settle();
      ws.off('error', broken);
      resolve({ ...respond(101), headers: {}, socket: new WsSocket(ws, { origin, signal: request.signal, sockets }) });
    });
  });
}

const tooLate = (ms: number): KubeError => new KubeError('websocket-timeout', `no answer to the upgrade for ${ms / 1000} s`);

/** The server answered in plain HTTP. Its answer is read here, so that the socket goes whoever reads it or not. */
async function refusal(response: IncomingMessage): Promise<KubeResponse> {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  const known = Object.fromEntries(headers) as Record<string, string>;
  const text = await textUpTo({ ...respond(0, response), headers: known }, defaults.longestRefusalBytes);
  return respond(response.statusCode ?? 0, text, known);
}

interface Connected {
  readonly origin: string;
  readonly signal: AbortSignal | undefined;
  readonly sockets: Sockets;
}

/** A WebSocket that is open. Reading slowly pauses it; a peer that is silent for a minute is given up, unless it is we who paused. */
class WsSocket implements MessageSocket {
  readonly protocol: string;
  readonly messages: Pipe;
  readonly #ws: WebSocket;
  readonly #origin: string;
  readonly #release: () => void;
  readonly #heart: NodeJS.Timeout;
  #heardAt = performance.now();
  #sentBytes = 0;

  constructor(ws: WebSocket, { origin, signal, sockets }: Connected) {
    this.#ws = ws;
    this.#origin = origin;
    this.protocol = ws.protocol;
    this.messages = new Pipe({ onDrain: () => this.#resume(), onCancel: () => ws.terminate() });
    const end = (error: unknown): void => {
      this.messages.fail(error);
      ws.terminate();
    };
    sockets.open.add(end);
    ws.once('close', () => sockets.open.delete(end));
    this.#release = onAbort(signal, end);
    this.#heart = setInterval(() => this.#beat(), defaults.pingIntervalMs).unref();
    ws.on('message', (data, isBinary) => this.#receive(data, isBinary));
    ws.on('pong', () => (this.#heardAt = performance.now()));
    ws.on('error', (cause) => this.messages.fail(new TransportError(origin, cause)));
    ws.once('close', (code) => this.#closed(code));
  }

  async send(message: Uint8Array): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#ws.send(message, (error) => (error ? reject(new TransportError(this.#origin, error)) : resolve()));
    });
    this.#sentBytes += message.length;
    if (this.#sentBytes < defaults.turnBytes) return;
    this.#sentBytes = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  close(): Promise<void> {
    this.messages.fail(new KubeError('websocket-closed', 'the WebSocket was closed by this side')); // unless it has ended before
    this.#ws.resume(); // what is still to come goes before the other side's goodbye
    this.#ws.close(1000);
    setTimeout(() => this.#ws.terminate(), defaults.closeTimeoutMs).unref();
    return Promise.resolve();
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#heardAt = performance.now();
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);
    if (isBinary && this.messages.write(bytes)) return;
    if (isBinary) return this.#ws.pause();
    this.messages.fail(new KubeError('answer', 'the server sent a text message on a binary stream'));
    this.#ws.terminate();
  }

  #resume(): void {
    this.#heardAt = performance.now(); // pongs were not processed while we paused
    this.#ws.resume();
  }

  #beat(): void {
    if (this.#ws.isPaused) return;
    if (performance.now() - this.#heardAt > defaults.silenceMs) this.#ws.terminate();
    else this.#ws.ping();
  }

  #closed(code: number): void {
    clearInterval(this.#heart);
    this.#release();
    if (code === 1000 || code === 1005) this.messages.end();
    else
      this.messages.fail(new TransportError(this.#origin, new KubeError('websocket-closed', `the WebSocket was closed with code ${code}`)));
  }
}
