/**
 * The HTTP transport: undici over HTTP/1.1, one pool of connections per client. Enter at {@link undiciTransport}.
 *
 * undici's `dispatch` is called directly, since its fetch costs 2.5 times the CPU for the same answer. undici itself is loaded with
 * the first request: a program that only imports this package does not pay for it.
 */
import type { Agent, Dispatcher } from 'undici';
import type { TlsConfig } from '../config/types.js';
import type { KubeRequest, KubeResponse } from '../request/http.js';
import { collectText } from '../request/http.js';
import { onAbort } from '../util/abort.js';
import { Pipe } from '../util/pipe.js';
import { TransportError } from './errors.js';
import type { Service } from './service.js';
import { tlsOptions } from './tls.js';

const defaults = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 65_000, // the server caps short calls at 60 s
  bodyTimeoutMs: 65_000, // between two pieces of a short call's answer
  keepAliveTimeoutMs: 60_000, // the server closes idle connections at 90 s
} as const;

/** A transport with connections to close. */
export interface Transport {
  readonly service: Service;
  /** Ends every call that is under way, and every connection. */
  readonly close: () => Promise<void>;
}

/** What {@link undiciTransport} may be told. */
export interface UndiciOptions {
  /** How long a short call may wait for the answer to begin; streaming ones wait for ever. @defaultValue 65 s */
  readonly headersTimeoutMs?: number;
}

/**
 * @param server - Where to connect; only its origin counts.
 * @param tls - How to trust it, and the client certificate. Files are read when the first request goes out.
 * @param options - Deadlines.
 */
export function undiciTransport(server: string, tls: TlsConfig, options: UndiciOptions = {}): Transport {
  const { origin } = new URL(server);
  const { headersTimeoutMs = defaults.headersTimeoutMs } = options;
  let agent: Promise<Agent> | undefined;
  const connected = (): Promise<Agent> => {
    agent ??= openAgent(tls).catch((error: unknown) => {
      agent = undefined;
      throw error;
    });
    return agent;
  };
  return {
    service: async (request) => {
      request.signal?.throwIfAborted();
      return dispatch(await connected(), { origin, request, headersTimeoutMs });
    },
    close: async () => {
      if (agent !== undefined) await (await agent).destroy();
    },
  };
}

async function openAgent(tls: TlsConfig): Promise<Agent> {
  const [{ Agent }, options] = await Promise.all([import('undici'), tlsOptions(tls)]);
  return new Agent({
    keepAliveTimeout: defaults.keepAliveTimeoutMs,
    keepAliveMaxTimeout: defaults.keepAliveTimeoutMs,
    pipelining: 1,
    allowH2: false, // undici 7 opens a connection for each stream and loses watches at a GOAWAY
    connect: { ...options, timeout: defaults.connectTimeoutMs },
  });
}

interface Call {
  readonly origin: string;
  readonly request: KubeRequest;
  readonly headersTimeoutMs: number;
}

function dispatch(agent: Agent, { origin, request, headersTimeoutMs }: Call): Promise<KubeResponse> {
  const { method, path, body, signal } = request;
  return new Promise((resolve, reject) => {
    const exchange = new Exchange(origin, { resolve, reject, signal });
    const unlimited = request.streaming === true;
    agent.dispatch(
      {
        origin,
        path,
        method,
        headers: request.headers as Record<string, string | string[]>, // undici does not change them
        body: body ?? null,
        headersTimeout: unlimited ? 0 : headersTimeoutMs,
        bodyTimeout: unlimited ? 0 : defaults.bodyTimeoutMs,
      },
      exchange,
    );
  });
}

interface Waiting {
  readonly resolve: (response: KubeResponse) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
}

/** One request and its answer, as undici tells of it. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #origin: string;
  readonly #waiting: Waiting;
  readonly #body: Pipe;
  #controller: Dispatcher.DispatchController | undefined;
  #release: () => void = () => undefined;
  #aborted: { readonly reason: unknown } | undefined;

  constructor(origin: string, waiting: Waiting) {
    this.#origin = origin;
    this.#waiting = waiting;
    this.#body = new Pipe({
      onDrain: () => this.#controller?.resume(),
      onCancel: () => this.#stop(new Error('the answer was not read to its end')),
    });
    this.#release = onAbort(waiting.signal, (reason) => this.#abort(reason));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#aborted !== undefined) this.#stop(new Error('the call was aborted'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return; // a proxy may say that it is still at work (102, 103): the answer is yet to come
    const body = this.#body;
    this.#waiting.resolve({ status, headers: joined(headers), body, text: () => collectText(body) });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#body.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.#release();
    this.#body.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: unknown): void {
    this.#fail(this.#aborted === undefined ? new TransportError(this.#origin, cause) : this.#aborted.reason);
  }

  #abort(reason: unknown): void {
    this.#aborted = { reason };
    this.#fail(reason);
    this.#stop(new Error('the call was aborted'));
  }

  #stop(why: Error): void {
    this.#release();
    this.#controller?.abort(why);
  }

  /** Both the answer and its body: whichever has not been settled takes the error. */
  #fail(error: unknown): void {
    this.#release();
    this.#body.fail(error);
    this.#waiting.reject(error);
  }
}

function joined(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const one: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) one[name] = Array.isArray(value) ? value.join(', ') : value;
  return one;
}
