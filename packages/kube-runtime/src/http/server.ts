/**
 * A small HTTP server for what a process says of itself, its health and its metrics: {@link PageServer}.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { KubeError, messageOf } from 'kube-core';
import { Ready } from '../util/ready.js';
import type { Runnable, RunOptions } from '../util/runnable.js';
import { untilAborted } from '../util/until-aborted.js';

/** What is answered. */
export interface Page {
  readonly status: number;
  readonly text: string;
  /** @defaultValue plain text */
  readonly contentType?: string;
  /**
   * Whoever asked is to ask again in a second, over another connection: a Service leads that to another replica, perhaps.
   *
   * @defaultValue false
   */
  readonly retry?: boolean;
}

/** The headers of an answer. */
export const headersOf = ({ contentType = 'text/plain; charset=utf-8', retry = false }: Page): Record<string, string> => ({
  'content-type': contentType,
  'x-content-type-options': 'nosniff',
  ...(retry && { 'retry-after': '1', connection: 'close' }),
});

/** Answers what is asked of it; `undefined`: it has no such page. */
export type Pages = (url: URL) => Page | Promise<Page | undefined> | undefined;

/** Answers every request by itself, of whatever method. */
export interface Answering {
  readonly answer: (request: IncomingMessage) => Promise<Page>;
}

/** Where a server listens. */
export interface ListenOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** The address of an interface: `127.0.0.1`. @defaultValue all of them */
  readonly host?: string;
}

/** The highest port there is. */
const lastPort = 65_535;

/** What a port has to be. */
export const portRule = {
  fits: (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= lastPort,
  wanted: `a port from 0 to ${lastPort}`,
};

/** Answers GET and HEAD with the first page that any of its makers has. It holds no secret, and asks for none. */
export class PageServer implements Runnable {
  readonly name: string;
  readonly phase = 'servers';
  readonly #where: ListenOptions;
  readonly #pages: readonly Pages[] | Answering;
  readonly #listening = new Ready();
  #port: number | undefined;

  /**
   * @param name - What it serves: `health`.
   * @param where - Where it listens.
   * @param pages - What it answers.
   */
  constructor(name: string, where: ListenOptions, pages: readonly Pages[] | Answering) {
    this.name = `the server of ${name}`;
    this.#where = where;
    this.#pages = pages;
  }

  /** Where it is reached from the same machine; `undefined` while it does not listen. */
  get url(): string | undefined {
    return this.#port === undefined ? undefined : `http://127.0.0.1:${this.#port}`;
  }

  started(signal: AbortSignal): Promise<void> {
    return this.#listening.wait(signal);
  }

  /** @throws KubeError `listen` when the port cannot be had. */
  async run({ signal, force }: RunOptions = {}): Promise<void> {
    const { createServer } = await import('node:http'); // a program without such a server does not pay for it
    const server = createServer((request, response) => void this.#answer(request, response));
    try {
      await this.#listen(server);
      await untilAborted(signal, force);
    } finally {
      this.#port = undefined;
      await closed(server);
    }
  }

  async #listen(server: Server): Promise<void> {
    const { port, host } = this.#where;
    await new Promise<void>((resolve, reject) => {
      const refuse = (cause: Error): void => reject(new KubeError('listen', refusal(this.name, this.#where, cause), { cause }));
      server.once('error', refuse);
      server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
        server.off('error', refuse);
        server.on('error', () => undefined); // a connection that could not be taken: whoever asks will ask again
        resolve();
      });
    });
    const address = server.address();
    this.#port = typeof address === 'object' && address !== null ? address.port : port;
    this.#listening.open();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const page = await this.#page(request);
    response.writeHead(page.status, { ...headersOf(page), 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : page.text);
  }

  /** What went wrong inside is not for whoever asks: anybody may. */
  async #page(request: IncomingMessage): Promise<Page> {
    const { method, url = '/' } = request;
    try {
      if ('answer' in this.#pages) return await this.#pages.answer(request);
      if (method !== 'GET' && method !== 'HEAD') return { status: 405, text: 'method not allowed\n' };
      const asked = new URL(url, 'http://localhost');
      for (const pages of this.#pages) {
        const page = await pages(asked);
        if (page !== undefined) return page;
      }
      return { status: 404, text: '404 page not found\n' };
    } catch {
      return { status: 500, text: 'internal server error\n' };
    }
  }
}

function refusal(name: string, { port, host }: ListenOptions, cause: Error): string {
  const remedy =
    Reflect.get(cause, 'code') === 'EADDRINUSE' ? 'Another program has it: choose another, or 0 for any that is free' : messageOf(cause);
  return `${name} cannot listen on port ${port}${host === undefined ? '' : ` of ${host}`}. ${remedy}`;
}

/** Answers are short, so none is waited for. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
