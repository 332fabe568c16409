/**
 * A Kubernetes API in the same process: {@link ApiServer}. No cluster, no container; what it answers is held to a real kube-apiserver
 * case by case.
 */
import { Client, type ClientOptions, type Clock, systemClock } from 'kube-core';
import { retry, stack, trace, type Service } from 'kube-core/service';
import type { Cluster } from '../cluster.js';
import { startControllers } from '../controllers/controllers.js';
import type { Listening, ListenOptions } from './http.js';
import { install, readDefinitions } from './install.js';
import { firstNamespaces } from '../admit/namespaces.js';
import { byToken } from '../front/authenticate.js';
import { allowAll, type Authorizer } from '../front/authorize.js';
import { Faults, type Fault } from '../front/faults.js';
import { front, type FrontOptions } from '../front/front.js';
import { serverEnded } from '../front/ending.js';
import type { Report } from '../report.js';
import { RequestLog } from '../front/request-log.js';
import { administrator, serverItself } from '../request/user.js';
import { Registry } from '../registry/registry.js';
import { Store } from '../store/store.js';

/** Options of {@link ApiServer}. */
export interface ApiServerOptions {
  /** CustomResourceDefinitions to serve from the start: a directory of YAML or JSON files, or the definitions themselves. */
  readonly crds?: string | readonly object[];
  /** Whether dependants are collected and namespaces emptied, as by kube-controller-manager. @defaultValue true */
  readonly gc?: boolean;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
  /**
   * Who may do what. Clients are the user `kubernetes-admin`, unless their `Impersonate-*` headers name another. A request that is not
   * allowed is answered 403 in the words of kube-apiserver.
   *
   * @defaultValue everybody may do everything
   */
  readonly authorizer?: Authorizer;
  /**
   * Told of every defect of the server itself, and where: `GET /api/v1/pods`, which is answered 500, or `a controller`.
   *
   * @defaultValue prints it to the standard error
   */
  readonly onDefect?: Report;
}

/** A running API server. It keeps everything in memory and forgets it when it is disposed of. */
export interface ApiServer extends AsyncDisposable {
  /** Answers requests in this process: the transport of a client, or the thing to wrap in a layer of a test. */
  readonly service: Service;
  /** What was asked so far, the newest 10,000 requests. */
  readonly requests: Pick<RequestLog, 'entries' | 'clear'>;
  /**
   * A client of this server, without a network between. As a client of a cluster does, it waits and sends again what is answered 429 or 5xx
   * with Retry-After, by the server's clock; a fault without `retryAfterSeconds` reaches the caller at once, and so does a connection that a
   * fault loses. `Client.of(server.service)` sends each request once.
   */
  client(options?: ClientOptions): Client;
  /**
   * Serves HTTPS on the loopback interface as well, for kubectl and clients in other languages.
   *
   * @returns the address, and a kubeconfig with a token and the server's own certificate authority.
   */
  listen(options?: ListenOptions): Promise<Listening>;
  /**
   * Lets the next requests of a kind go wrong: refused, delayed, or their connection lost.
   *
   * @returns what takes the fault away before it was met.
   * @throws KubeError `fault-option` for a fault that cannot be.
   */
  fail(fault: Fault): () => void;
  /** Forgets how things came to be: a watch or a list from before now is answered 410, as after a compaction of etcd. */
  compact(): void;
  /** Ends all watches and refuses further calls; the same as disposing of it. */
  close(): Promise<void>;
}

/** Starts API servers. */
export const ApiServer = {
  /**
   * @param options - Definitions to serve, the clock, who may do what.
   * @throws KubeError `crds` for a directory or a definition that cannot be used, in the server's words.
   *
   * @example
   * ```ts
   * import { Api } from 'kube-core';
   * import { ConfigMap } from 'kube-core/k8s';
   * import { ApiServer } from 'kube-testing';
   *
   * await using server = await ApiServer.start();
   * const settings = Api.namespaced(server.client({ fieldManager: 'test' }), ConfigMap, 'default');
   * await settings.apply({ metadata: { name: 'settings' }, data: { colour: 'blue' } });
   * ```
   */
  async start(options: ApiServerOptions = {}): Promise<ApiServer> {
    const server = new InProcessServer(options);
    const own = server.serviceFor({ authenticator: () => serverItself });
    for (const name of firstNamespaces)
      await install(own, { object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, from: 'the first namespaces' });
    for (const crd of await readDefinitions(options.crds ?? [])) await install(own, crd);
    await new Promise((resolve) => setImmediate(resolve)); // the controllers serve the definitions
    server.requests.clear();
    return server;
  },
};

const reportDefect: Report = (defect, where) => console.error(`kube-testing: ${where} met a defect of the server:`, defect);

class InProcessServer implements ApiServer {
  readonly service: Service;
  readonly requests = new RequestLog();
  readonly #cluster: Cluster;
  readonly #front: Omit<FrontOptions, 'authenticator'>;
  readonly #controllers: Disposable;
  readonly #ending = new AbortController();
  readonly #faults = new Faults();
  readonly #listening = new Set<Listening>();

  constructor({ gc = true, clock = systemClock, authorizer = allowAll, onDefect = reportDefect }: ApiServerOptions) {
    this.#cluster = { store: new Store(), registry: new Registry(), clock, ending: this.#ending.signal };
    this.#controllers = startControllers(this.#cluster, { gc, report: onDefect });
    this.#front = {
      faults: this.#faults,
      log: this.requests,
      report: onDefect,
      authorizer: authorizer === allowAll ? allowAll : (attributes) => attributes.user === serverItself || authorizer(attributes),
    };
    this.service = this.serviceFor({ authenticator: () => administrator });
  }

  /** The service as somebody sees it whose requests are recognised in a way of their own. */
  serviceFor(options: Pick<FrontOptions, 'authenticator'>): Service {
    return front(this.#cluster, { ...this.#front, ...options });
  }

  client(options: ClientOptions = {}): Client {
    return Client.of(stack(this.service, [trace(), retry({ clock: this.#cluster.clock })]), options);
  }

  async listen(options: ListenOptions = {}): Promise<Listening> {
    const { listen } = await import('./http.js');
    const serviceFor = (token: string): Service => this.serviceFor({ authenticator: byToken(token, administrator) });
    const listening = await listen(serviceFor, options);
    this.#listening.add(listening);
    if (this.#ending.signal.aborted) await listening.close();
    this.#ending.signal.throwIfAborted();
    return listening;
  }

  fail(fault: Fault): () => void {
    return this.#faults.add(fault);
  }

  compact(): void {
    this.#cluster.store.compact();
  }

  async close(): Promise<void> {
    this.#controllers[Symbol.dispose]();
    this.#ending.abort(serverEnded());
    for (const listening of this.#listening) await listening.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
