/**
 * A Kubernetes API in the same process: {@link ApiServer}. No cluster, no container; what it answers is held to a real kube-apiserver
 * case by case.
 */
import { Client, type ClientOptions } from '../../client/client.js';
import type { Service } from '../../service/service.js';
import { systemClock, type Clock } from '../../util/clock.js';
import type { Cluster } from './cluster.js';
import { startControllers } from './controllers.js';
import { serve } from './handle.js';
import type { Listening, ListenOptions } from './http.js';
import { install, readDefinitions } from './install.js';
import { firstNamespaces } from './namespaces.js';
import { Registry } from './registry.js';
import { Store } from './store.js';

/** Options of {@link ApiServer}. */
export interface ApiServerOptions {
  /** CustomResourceDefinitions to serve from the start: a directory of YAML or JSON files, or the definitions themselves. */
  readonly crds?: string | readonly object[];
  /** Whether dependants are collected and namespaces emptied, as by kube-controller-manager. @defaultValue true */
  readonly gc?: boolean;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** A running API server. It keeps everything in memory and forgets it when it is disposed of. */
export interface ApiServer extends AsyncDisposable {
  /** Answers requests in this process: the transport of a client, or the thing to wrap in a layer of a test. */
  readonly service: Service;
  /** A client of this server, without a network between. */
  client(options?: ClientOptions): Client;
  /**
   * Serves HTTPS on the loopback interface as well, for kubectl and clients in other languages.
   *
   * @returns the address, and a kubeconfig with a token and the server's own certificate authority.
   */
  listen(options?: ListenOptions): Promise<Listening>;
  /** Forgets how things came to be: a watch or a list from before now is answered 410, as after a compaction of etcd. */
  compact(): void;
}

/** Starts API servers. */
export const ApiServer = {
  /**
   * @param options - Definitions to serve, the clock.
   * @throws KubeError `crds` for a directory or a definition that cannot be used, in the server's words.
   *
   * @example
   * ```ts
   * import { Api } from 'kube-core';
   * import { ConfigMap } from 'kube-core/k8s';
   * import { ApiServer } from 'kube-core/testing';
   *
   * await using server = await ApiServer.start();
   * const settings = Api.namespaced(server.client({ fieldManager: 'test' }), ConfigMap, 'default');
   * await settings.apply({ metadata: { name: 'settings' }, data: { colour: 'blue' } });
   * ```
   */
  async start(options: ApiServerOptions = {}): Promise<ApiServer> {
    const { crds = [], gc = true, clock = systemClock } = options;
    const server = new InProcessServer({ store: new Store(), registry: new Registry(), clock }, gc);
    for (const name of firstNamespaces) await install(server.service, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    for (const crd of await readDefinitions(crds)) await install(server.service, crd);
    await new Promise((resolve) => setImmediate(resolve)); // the controllers serve the definitions
    return server;
  },
};

class InProcessServer implements ApiServer {
  readonly service: Service;
  readonly #cluster: Cluster;
  readonly #controllers: Disposable;
  readonly #listening = new Set<Listening>();

  constructor(cluster: Cluster, gc: boolean) {
    this.#cluster = cluster;
    this.#controllers = startControllers(cluster, { gc });
    this.service = (request) => serve(cluster, request);
  }

  client(options: ClientOptions = {}): Client {
    return Client.of(this.service, options);
  }

  async listen(options: ListenOptions = {}): Promise<Listening> {
    const { listen } = await import('./http.js');
    const listening = await listen(this.service, options);
    this.#listening.add(listening);
    return listening;
  }

  compact(): void {
    this.#cluster.store.compact();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#controllers[Symbol.dispose]();
    for (const listening of this.#listening) await listening[Symbol.asyncDispose]();
  }
}
