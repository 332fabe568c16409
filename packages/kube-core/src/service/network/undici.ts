/**
 * The HTTP transport: undici over HTTP/1.1. Enter at {@link undiciTransport}.
 *
 * undici's `dispatch` is called directly, since its fetch costs 2.5 times the CPU for the same answer. undici itself is loaded with
 * the first request: a program that only imports this package does not pay for it.
 */
import { parseProxy, type Proxy } from '../../config/proxy.js';
import type { TlsConfig } from '../../config/types.js';
import { KubeError } from '../../errors.js';
import type { KubeRequest, KubeResponse } from '../../request/http.js';
import { Slots } from '../../util/async/slots.js';
import { Connections, type Connection } from './connections.js';
import { closedError } from '../errors.js';
import { Exchange } from './exchange.js';
import { proxyAuthorization } from '../proxy/http-connect.js';
import type { Service } from '../service.js';
import { tlsSourceOf, type TlsSource } from '../tls.js';

/** Limits and deadlines of the HTTP transport. Streams (watches, followed logs) have no limit, and no deadline but for connecting. */
export const defaults = {
  /** Short calls at a time; more wait in a queue. At 10 ms a call these are 6,000 a second, more than one thread of Node makes. */
  maxConnections: 64,
  /** TCP and TLS together. */
  connectTimeoutMs: 10_000,
  /** From the request to the start of its answer: the server caps short calls at 60 s. */
  headersTimeoutMs: 65_000,
  /** Between two pieces of an answer. */
  bodyTimeoutMs: 65_000,
  /** From the request to the end of its answer: a list of a gigabyte takes eight minutes at 2 MB/s. A server that trickles is given up. */
  answerTimeoutMs: 600_000,
  /** How long an answer may wait for its reader, once 256 KiB of it do; then its connection is closed. */
  unreadTimeoutMs: 65_000,
  /** How long an idle connection is kept: the server closes it at 90 s. */
  keepAliveTimeoutMs: 60_000,
} as const;

/** A transport with connections to close. */
export interface Transport {
  readonly service: Service;
  /** Ends every call that is under way, and every connection; refuses all further calls with KubeError `closed`. */
  readonly close: () => Promise<void>;
}

/** What {@link undiciTransport} may be told. */
export interface UndiciOptions {
  /** Short calls at a time; more wait in a queue, streams are not counted. @defaultValue 64 */
  readonly maxConnections?: number;
  /** How long TCP and TLS may take together, the way through a proxy included. @defaultValue 10 s */
  readonly connectTimeoutMs?: number;
  /** How long a short call may wait for the answer to begin; streaming ones wait for ever. @defaultValue 65 s */
  readonly headersTimeoutMs?: number;
  /** How long a short call may wait for the next piece of its answer. @defaultValue 65 s */
  readonly bodyTimeoutMs?: number;
  /** How long a short call may take in all, however steadily its answer trickles in. @defaultValue 10 min */
  readonly answerTimeoutMs?: number;
  /** How long the answer to a short call may wait for its reader; that of a stream waits for ever. @defaultValue 65 s */
  readonly unreadTimeoutMs?: number;
  /** The URL of the proxy on the way. @defaultValue none; the environment is the business of `Client.from` */
  readonly proxy?: string | undefined;
}

/**
 * @param server - Where to connect; only its origin counts.
 * @param tls - How to trust it, and the client certificate. When they change, new calls go out on new connections, and those under way
 *   end on the old ones.
 * @param options - Limits and deadlines.
 * @throws KubeError `tls` where the TLS configuration cannot be used; `params` where `maxConnections` is no whole number from 1;
 *   `proxy` for a URL of no proxy.
 */
export function undiciTransport(server: string, tls: TlsConfig | TlsSource, options: UndiciOptions = {}): Transport {
  const { maxConnections, connectTimeoutMs, proxy: url, ...deadlines } = { ...defaults, ...options };
  if (!Number.isSafeInteger(maxConnections) || maxConnections < 1)
    throw new KubeError('params', `maxConnections is ${maxConnections}; it is a whole number from 1`);
  const { origin } = new URL(server);
  const proxy = url === undefined ? undefined : parseProxy(url, 'the proxy');
  const connections = new Connections(origin, tlsSourceOf(tls, server), { ...defaults, connectTimeoutMs, proxy });
  const asked = proxy === undefined || proxy.scheme === 'socks5' || !origin.startsWith('http:') ? undefined : proxy;
  const slots = new Slots(maxConnections);
  return {
    service: async (request) => {
      request.signal?.throwIfAborted();
      const release = request.streaming === true ? () => undefined : await slots.take(request.signal);
      return send(connections, { origin, request, release, deadlines, asked });
    },
    close: () => {
      slots.close(closedError());
      return connections.close();
    },
  };
}

interface Call {
  readonly origin: string;
  readonly request: KubeRequest;
  /** Gives back the place of a short call. */
  readonly release: () => void;
  readonly deadlines: Required<Omit<UndiciOptions, 'maxConnections' | 'connectTimeoutMs' | 'proxy'>>;
  /** The proxy that is asked in the place of a server without TLS. */
  readonly asked: Proxy | undefined;
}

async function send(connections: Connections, call: Call): Promise<KubeResponse> {
  try {
    const connection = await connections.take();
    if (call.request.signal?.aborted === true) connections.giveBack(connection);
    call.request.signal?.throwIfAborted();
    return await exchange(connections, connection, call);
  } catch (error) {
    call.release();
    throw error;
  }
}

const noDeadlines = { unreadTimeoutMs: undefined, answerTimeoutMs: undefined } as const;

function exchange(connections: Connections, connection: Connection, call: Call): Promise<KubeResponse> {
  const { origin, request, release } = call;
  const { signal, streaming = false } = request;
  return new Promise((resolve, reject) => {
    const onEnd = (): void => {
      connections.giveBack(connection);
      release();
    };
    const onBreak = (why: Error): void => {
      connections.drop(connection, why);
      release();
    };
    const { unreadTimeoutMs, answerTimeoutMs } = streaming ? noDeadlines : { ...call.deadlines, ...answerLimit(request) };
    connection.dispatch(
      optionsOf(call),
      new Exchange({ origin, signal, unreadTimeoutMs, answerTimeoutMs, resolve, reject, onEnd, onBreak }),
    );
  });
}

/** `Infinity` is no limit, which timers do not know. */
function answerLimit({ deadlines: { answerMs } = {} }: KubeRequest): { readonly answerTimeoutMs?: number | undefined } {
  return answerMs === undefined ? {} : { answerTimeoutMs: answerMs === Infinity ? undefined : answerMs };
}

/** For undici, 0 is no limit. */
function headersLimit({ streaming = false, deadlines: { headersMs } = {} }: KubeRequest, otherwise: number): number {
  if (headersMs !== undefined) return headersMs === Infinity ? 0 : Math.ceil(headersMs);
  return streaming ? 0 : otherwise;
}

function optionsOf({ origin, request, deadlines, asked }: Call) {
  const { method, path, body = null, streaming = false } = request;
  const authorization = asked === undefined ? undefined : proxyAuthorization(asked);
  const headers = authorization === undefined ? request.headers : { ...request.headers, 'proxy-authorization': authorization };
  return {
    origin,
    path: asked === undefined ? path : origin + path,
    method,
    headers: headers as Record<string, string | string[]>, // undici does not change them
    body,
    headersTimeout: headersLimit(request, deadlines.headersTimeoutMs),
    bodyTimeout: streaming ? 0 : deadlines.bodyTimeoutMs,
  };
}
