/**
 * A network that fails on demand, between any client and any API server: {@link FaultProxy}.
 */
import { Config } from 'kube-core';
import type { NetworkFault } from './network-fault.js';
import type { RelayedRequest } from './running.js';
import type { Listening } from '../server/http.js';
import type { WeatherOptions } from './weather.js';

/**
 * A proxy that ends TLS with a certificate of its own and sends requests on, WebSockets as well, unless a fault is met. What it breaks is
 * real: sockets are reset, closed, or fall silent. Disposing it resets every connection.
 */
export interface FaultProxy extends AsyncDisposable {
  /** How to reach the server through the proxy, for `Client.from`: the credentials given, and the proxy's authority. */
  readonly config: Config;
  /** What has come so far, oldest first. */
  readonly requests: readonly RelayedRequest[];
  /** How many connections of clients are open. */
  readonly connections: number;
  /**
   * Lets the next requests, or the next connections, meet a fault.
   *
   * @returns what takes the fault away before it was met.
   * @throws KubeError `option` for an option or a value that there is not, `fault-option` for options that do not go together.
   */
  fail(fault: NetworkFault): () => void;
  /**
   * Lets some of the requests meet faults, as a seed decides.
   *
   * @returns what ends it.
   * @throws as {@link FaultProxy.fail}.
   */
  badWeather(options: WeatherOptions): () => void;
  /** Resets every connection and refuses others, as a server that is down does, until {@link FaultProxy.up}. */
  down(): Promise<void>;
  /** Takes connections again, at the same address. */
  up(): Promise<void>;
  /** The same as disposing of it. */
  close(): Promise<void>;
}

/** Starts proxies. */
export const FaultProxy = {
  /**
   * @param server - The server behind it: what {@link ApiServer.listen} gave, or the configuration of a cluster. A client certificate is
   *   shown by the proxy; one that a credential plugin gives is not.
   * @throws KubeError `tls` where the TLS configuration cannot be used.
   *
   * @example
   * ```ts
   * import { Api, Client } from 'kube-core';
   * import { ConfigMap } from 'kube-core/k8s';
   * import { ApiServer, FaultProxy } from 'kube-testing';
   *
   * await using server = await ApiServer.start();
   * await using proxy = await FaultProxy.start(await server.listen());
   * await using client = Client.from(proxy.config);
   * proxy.fail({ harm: 'reset', when: 'answer', on: { method: 'POST' } });
   * const maps = Api.namespaced(client, ConfigMap, 'default');
   * await maps.create({ metadata: { name: 'a' } }).catch((error: unknown) => console.log(error)); // TransportError
   * console.log((await maps.get('a')).metadata.uid); // and yet it was made
   * ```
   */
  async start(server: Listening | Config): Promise<FaultProxy> {
    const config = 'kubeconfig' in server ? await Config.fromKubeconfig({ text: server.kubeconfig }) : server;
    const { RunningProxy } = await import('./running.js');
    return RunningProxy.start(config);
  },
};
