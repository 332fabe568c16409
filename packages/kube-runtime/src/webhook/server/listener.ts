/**
 * The HTTPS side of a webhook server: {@link Listener} reads requests within limits, hands them to their routes, and ends in good order.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import { KubeError, linkedAbort, messageOf, onAbort, type Clock } from 'kube-core';
import { bodyOf, refusalOf, type Held } from '../../http/body.js';
import { headersOf, type ListenOptions, type Page } from '../../http/server.js';
import { orAborted } from '../../util/or-aborted.js';
import type { Material } from '../certificates/source.js';
import type { Route } from './routes.js';

/** The limits of connections, in milliseconds. */
export const limits = {
  /** How long a client may take to say what it wants: one that sends a letter now and then holds a connection no longer. */
  headersMs: 10_000,
  /** How long a whole request may take to arrive; API servers give up after 30 s. */
  requestMs: 30_000,
  /** API servers keep a connection for 90 s; one that this side closed first could meet a request on its way. */
  idleMs: 120_000,
  /** How long a handshake may take. */
  handshakeMs: 10_000,
  /** How often connections are looked at; Node's own 30 s would let the others be that much late. */
  lookMs: 1000,
} as const;

/** What a listener is made of. */
export interface ListenerOptions {
  readonly routes: ReadonlyMap<string, Route>;
  readonly clock: Clock;
  /** The bytes of the bodies of all requests that are being answered. */
  readonly held: Held;
  /** @defaultValue {@link limits} */
  readonly limits?: Readonly<Record<keyof typeof limits, number>>;
}

/** One server, from its first certificate to its end. */
export class Listener {
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #clock: Clock;
  readonly #held: Held;
  readonly #limits: Readonly<Record<keyof typeof limits, number>>;
  #server: Server | undefined;
  #material: Material | undefined;
  #isLeaving = false;
  readonly #running = new Set<Promise<void>>();

  constructor(options: ListenerOptions) {
    this.#routes = options.routes;
    this.#clock = options.clock;
    this.#held = options.held;
    this.#limits = options.limits ?? limits;
  }

  /** The port that it listens on; `undefined` while it does not. */
  get port(): number | undefined {
    const address = this.#server?.address();
    return typeof address === 'object' && address !== null ? address.port : undefined;
  }

  /** Begins to listen. @throws KubeError `listen` when the port cannot be had. */
  async listen({ port, host }: ListenOptions): Promise<void> {
    const { createServer } = await import('node:https'); // a program without webhooks does not pay for it
    const { headersMs, requestMs, idleMs, handshakeMs, lookMs } = this.#limits;
    const settings = {
      minVersion: 'TLSv1.2',
      handshakeTimeout: handshakeMs,
      connectionsCheckingInterval: lookMs,
      keepAlive: true,
    } as const;
    const server = createServer(settings, (request, response) => {
      const work = this.#serve(request, response).finally(() => this.#running.delete(work));
      this.#running.add(work);
    });
    server.headersTimeout = headersMs;
    server.requestTimeout = requestMs;
    server.keepAliveTimeout = idleMs;
    await new Promise<void>((resolve, reject) => {
      const refuse = (cause: Error): void =>
        reject(new KubeError('listen', refusal({ port, ...(host !== undefined && { host }) }, cause), { cause }));
      server.once('error', refuse);
      server.listen({ port, ...(host !== undefined && { host }) }, () => {
        server.off('error', refuse);
        server.on('error', () => undefined); // a connection that could not be taken: whoever asks will ask again
        resolve();
      });
    });
    this.#server = server;
  }

  /** What new connections are shown; those that there are go on with what they were shown. @throws Error of OpenSSL. */
  show(material: Material): void {
    const { certificate, key } = material;
    if (this.#material?.certificate === certificate && this.#material.key === key) return;
    this.#server?.setSecureContext({ cert: certificate, key, minVersion: 'TLSv1.2' });
    this.#material = material;
  }

  /** From now on each answer is the last of its connection, so that clients look for another server. */
  leave(): void {
    this.#isLeaving = true;
  }

  /**
   * Takes no more connections, and resolves when what runs has been answered; at once when `force` aborts. What takes longer than a request may
   * is left: Node looks at its own limits no more once a server is closed, and no API server waits any longer.
   */
  async close(force: AbortSignal): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.leave();
    using over = linkedAbort(force);
    const cancel = this.#clock.after(this.#limits.requestMs, () => over.abort());
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const stop = onAbort(over.signal, () => server.closeAllConnections());
    await orAborted(Promise.allSettled(this.#running), over.signal).catch(() => undefined);
    server.closeIdleConnections();
    await closed;
    stop();
    cancel();
    this.#server = undefined;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    response.once('error', () => undefined);
    const url = urlOf(request);
    const route = url && this.#routes.get(url.pathname);
    const began = this.#clock.now();
    route?.meter?.began();
    const answer = await this.#answer(request, { url, route, signal: gone.signal });
    route?.meter?.ended(answer.status, this.#clock.now() - began);
    const isCut = answer.status === 413; // the rest of the body is not read
    response.writeHead(answer.status, { ...headersOf(answer), ...((this.#isLeaving || isCut) && { connection: 'close' }) });
    response.end(answer.text);
  }

  async #answer(request: IncomingMessage, { url, route, signal }: Asked): Promise<Page> {
    if (url === undefined || route === undefined) return { status: 404, text: 'there is no webhook at this path\n' };
    if (request.method !== 'POST') return { status: 405, text: 'API servers send reviews by POST\n' };
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
      return { status: 415, text: 'a review is application/json\n' };
    const limits = { maxBytes: route.maxBytes, held: this.#held };
    using body = await bodyOf(request, limits);
    if (body.state !== 'read') return refusalOf(body, limits);
    return await route.answer({ body: body.text, signal, waitsMs: waitsMsOf(url) });
  }
}

interface Asked {
  /** `undefined`: what was asked for is no URL. */
  readonly url: URL | undefined;
  readonly route: Route | undefined;
  readonly signal: AbortSignal;
}

/** Anybody may ask, and for anything: `//` is no URL. */
function urlOf({ url = '/' }: IncomingMessage): URL | undefined {
  return URL.canParse(url, 'https://localhost') ? new URL(url, 'https://localhost') : undefined;
}

/** `?timeout=10s`, as API servers say it. */
function waitsMsOf(url: URL): number | undefined {
  const [, seconds] = /^(\d+)s$/.exec(url.searchParams.get('timeout') ?? '') ?? [];
  return seconds === undefined || Number(seconds) === 0 ? undefined : Number(seconds) * 1000;
}

function refusal({ port, host }: ListenOptions, cause: Error): string {
  const where = host === undefined ? '' : ` of ${host}`;
  const remedy = Reflect.get(cause, 'code') === 'EADDRINUSE' ? 'Another program has it: choose another' : messageOf(cause);
  return `the webhook server cannot listen on port ${port}${where}. ${remedy}`;
}
