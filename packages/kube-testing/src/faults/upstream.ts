/**
 * The server's side of a relayed call: {@link Upstream}.
 */
import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from 'node:http';
import { Agent, request as secureRequest, type RequestOptions } from 'node:https';
import type { Config } from 'kube-core';
import { tlsSource, type TlsOptions } from 'kube-core/service';
import type { Duplex } from 'node:stream';
import { endToEnd } from './downstream.js';

/** What the server said, and what comes after it. */
export interface Answer {
  readonly head: IncomingMessage;
  readonly body: AsyncIterable<Uint8Array>;
  /** The connection that speaks another protocol now. */
  readonly upgraded?: Duplex;
}

const ofOneConnection: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host']);
const ofOneHost: ReadonlySet<string> = new Set(['host']);

/** Sends requests on as they came, over connections that know the server and its authority. */
export class Upstream {
  readonly #server: URL;
  readonly #agent: Agent | PlainAgent;
  readonly #request: typeof secureRequest;
  readonly #options: TlsOptions;

  /** @param options - How TLS knows the server. */
  private constructor(server: URL, options: TlsOptions) {
    const isSecure = server.protocol === 'https:';
    this.#server = server;
    this.#options = options;
    this.#agent = isSecure ? new Agent({ ...options, keepAlive: true }) : new PlainAgent({ keepAlive: true });
    this.#request = isSecure ? secureRequest : plainRequest;
  }

  /** @throws KubeError `tls` where the configuration of TLS cannot be used. */
  static async of(config: Config): Promise<Upstream> {
    const { options } = await tlsSource(config.tls, config.server).current();
    return new Upstream(new URL(config.server), options);
  }

  /** @throws what the network says; nothing more is read once the signal aborts. */
  ask(incoming: IncomingMessage, { left, upgrade = false }: { readonly left: AbortSignal; readonly upgrade?: boolean }): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = this.#request(this.#optionsFor(incoming, upgrade));
      outgoing.once('error', reject);
      outgoing.once('response', (head) => resolve({ head, body: head }));
      outgoing.once('upgrade', (head, upgraded, first) => {
        if (first.length > 0) upgraded.unshift(first);
        left.addEventListener('abort', () => upgraded.destroy());
        resolve({ head, body: upgraded, upgraded });
      });
      left.addEventListener('abort', () => outgoing.destroy(), { once: true });
      if (upgrade) outgoing.end();
      else incoming.pipe(outgoing);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #optionsFor({ method = 'GET', url = '/', rawHeaders }: IncomingMessage, upgrade: boolean): RequestOptions {
    const { hostname, port } = this.#server;
    const headers = [...endToEnd(rawHeaders, upgrade ? ofOneHost : ofOneConnection), 'host', this.#server.host];
    return {
      ...this.#options,
      agent: upgrade ? false : this.#agent,
      host: hostname.replace(/^\[|\]$/g, ''),
      port,
      method,
      path: url,
      headers,
    };
  }
}
