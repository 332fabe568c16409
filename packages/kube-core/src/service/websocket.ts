/**
 * The WebSocket transport: an upgrade that the server accepts is a response with status 101 and a socket, one that it refuses is a
 * response as any other. Enter at {@link websocketTransport}. ws is loaded with the first upgrade.
 */
import type { IncomingMessage } from 'node:http';
import type { RawData, WebSocket } from 'ws';
import type { TlsConfig } from '../config/types.js';
import { KubeError } from '../errors.js';
import { collectText, respond, type KubeRequest, type KubeResponse, type MessageSocket } from '../request/http.js';
import { onAbort } from '../util/abort.js';
import { Pipe } from '../util/pipe.js';
import { TransportError } from './errors.js';
import type { Service } from './service.js';
import { tlsOptions, type TlsOptions } from './tls.js';
import type { Transport } from './undici.js';

const defaults = {
  handshakeTimeoutMs: 30_000, // what the server gives a stream to be created
  pingIntervalMs: 5_000, // client-go's
  silenceMs: 61_000, // client-go's: twelve pongs missed
} as const;

/**
 * @param server - Where to connect; only its origin counts.
 * @param tls - How to trust it, and the client certificate.
 */
export function websocketTransport(server: string, tls: TlsConfig): Transport {
  const { origin } = new URL(server);
  const open = new Set<WebSocket>();
  const service: Service = async (request) => {
    const options = await tlsOptions(tls);
    return upgrade(await connect(origin, request, options), origin, { request, open });
  };
  return {
    service,
    close: () => {
      for (const socket of open) socket.terminate();
      return Promise.resolve();
    },
  };
}

async function connect(origin: string, request: KubeRequest, tls: TlsOptions): Promise<WebSocket> {
  const { default: WebSocket } = await import('ws');
  return new WebSocket(origin.replace(/^http/, 'ws') + request.path, [...(request.upgrade ?? [])], {
    ...tls,
    headers: request.headers as Record<string, string | string[]>, // ws does not change them
    perMessageDeflate: false, // servers do not speak it
    followRedirects: false,
    handshakeTimeout: defaults.handshakeTimeoutMs,
  });
}

interface Opening {
  readonly request: KubeRequest;
  readonly open: Set<WebSocket>;
}

function upgrade(ws: WebSocket, origin: string, { request, open }: Opening): Promise<KubeResponse> {
  open.add(ws);
  ws.once('close', () => open.delete(ws));
  const { signal } = request;
  const toError = (cause: unknown): unknown => (signal?.aborted === true ? signal.reason : new TransportError(origin, cause));
  return new Promise((resolve, reject) => {
    const release = onAbort(signal, (reason) => {
      ws.terminate();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller chose the reason
      reject(reason);
    });
    ws.once('open', () => {
      release();
      const socket = new WsSocket(ws, origin, signal);
      resolve({ ...respond(101), headers: {}, socket });
    });
    ws.once('unexpected-response', (_request, response: IncomingMessage) => {
      response.once('close', release);
      resolve(refusal(ws, response, toError));
    });
    ws.on('error', (cause) => {
      release();
      reject(new TransportError(origin, cause));
    });
  });
}

/** The server answered in plain HTTP: its answer, and the end of the socket with it. */
function refusal(ws: WebSocket, response: IncomingMessage, toError: (cause: unknown) => unknown): KubeResponse {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  response.once('close', () => ws.terminate());
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: response,
    text: () =>
      collectText(response).catch((cause: unknown) => {
        throw toError(cause);
      }),
  };
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

  constructor(ws: WebSocket, origin: string, signal: AbortSignal | undefined) {
    this.#ws = ws;
    this.#origin = origin;
    this.protocol = ws.protocol;
    this.messages = new Pipe({ onDrain: () => this.#resume(), onCancel: () => ws.terminate() });
    this.#release = onAbort(signal, (reason) => {
      this.messages.fail(reason);
      ws.terminate();
    });
    this.#heart = setInterval(() => this.#beat(), defaults.pingIntervalMs).unref();
    ws.on('message', (data, isBinary) => this.#receive(data, isBinary));
    ws.on('pong', () => (this.#heardAt = performance.now()));
    ws.on('error', (cause) => this.messages.fail(new TransportError(origin, cause)));
    ws.once('close', (code) => this.#closed(code));
  }

  send(message: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#ws.send(message, (error) => (error ? reject(new TransportError(this.#origin, error)) : resolve()));
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.messages.fail(new KubeError('websocket-closed', 'the WebSocket was closed by this side')); // unless it has ended before
    this.#ws.resume(); // what is still to come goes before the other side's goodbye
    this.#ws.close(1000);
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
