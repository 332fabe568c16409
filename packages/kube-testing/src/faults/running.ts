/**
 * A proxy that runs: {@link RunningProxy} joins its two sides, and notes what passes.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Config } from 'kube-core';
import { httpDownstream, upgradeDownstream, type Downstream } from './downstream.js';
import { NetworkFaults, type Harm, type NetworkFault } from './network-fault.js';
import { relay } from './relay.js';
import { Terminal, type ClientConnection, type Reception } from './terminal.js';
import { Upstream, type Answer } from './upstream.js';
import { badWeather, type WeatherOptions } from './weather.js';

/** A request that came to the proxy. */
export interface RelayedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** What it met on its way. */
  readonly met: Harm | undefined;
  /** Whether it was sent on to the server, which may have done what it asks though no answer arrived. */
  readonly reached: boolean;
}

/** See `FaultProxy`. */
export class RunningProxy implements AsyncDisposable, Reception {
  readonly requests: RelayedRequest[] = [];
  readonly #given: Config;
  readonly #upstream: Upstream;
  readonly #faults = new NetworkFaults();
  #terminal: Terminal | undefined;

  private constructor(config: Config, upstream: Upstream) {
    this.#given = config;
    this.#upstream = upstream;
  }

  static async start(config: Config): Promise<RunningProxy> {
    const proxy = new RunningProxy(config, await Upstream.of(config));
    proxy.#terminal = await Terminal.of(proxy);
    await proxy.up();
    return proxy;
  }

  get config(): Config {
    const { url = '', ca = '' } = this.#terminal ?? {};
    const path = new URL(this.#given.server).pathname.replace(/\/$/, '');
    return { ...this.#given, server: url + path, tls: { ca: { data: ca } }, proxy: false };
  }

  get connections(): number {
    return this.#terminal?.connections ?? 0;
  }

  fail(fault: NetworkFault): () => void {
    return this.#faults.add(fault);
  }

  badWeather(options: WeatherOptions): () => void {
    return this.#faults.addWeather(badWeather(options));
  }

  async down(): Promise<void> {
    await this.#terminal?.close();
  }

  async up(): Promise<void> {
    await this.#terminal?.open();
  }

  async close(): Promise<void> {
    await this.down();
    this.#upstream.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  meetConnection(): NetworkFault | undefined {
    return this.#faults.meetConnection();
  }

  answer(incoming: IncomingMessage, outgoing: ServerResponse, connection: ClientConnection): void {
    this.#relay(incoming, httpDownstream(outgoing, incoming.socket), connection);
  }

  upgrade(incoming: IncomingMessage, socket: Duplex, connection: ClientConnection): void {
    this.#relay(incoming, upgradeDownstream(socket), connection);
  }

  #relay(incoming: IncomingMessage, down: Downstream, connection: ClientConnection): void {
    const { method = 'GET', url: path = '/' } = incoming;
    const fault = this.#faults.meet({ method, path, reused: connection.requests > 1 });
    const note = { method, path, met: fault?.harm, reached: false };
    this.requests.push(note);
    const ask = (): Promise<Answer> => {
      note.reached = true;
      return this.#upstream.ask(incoming, { left: down.left, upgrade: incoming.headers.upgrade !== undefined });
    };
    void relay({ down, tcp: connection.tcp, fault, ask });
  }
}
