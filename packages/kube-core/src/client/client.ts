/**
 * The client: one connection pool, one identity, and the few ways to send a request and read its answer. Enter at {@link Client};
 * most code wants the typed verbs of `Api` instead.
 */
import { Config } from '../config/config.js';
import { KubeError } from '../errors.js';
import { discard, type KubeRequest, type KubeResponse, type MessageSocket } from '../request/http.js';
import { ApiError, statusFrom } from '../request/status.js';
import { parseWatchEvent, type WatchEvent } from '../request/watch-event.js';
import type { Layer, Service } from '../service/service.js';
import { lines } from '../util/lines.js';
import { defaultStack, type Connection } from './default-stack.js';
import { AnswerError } from './errors.js';

/** What sends requests. An interface, so that two installed copies of this package understand each other's clients. */
export interface Client extends AsyncDisposable {
  /** What answers: the layers around a transport. */
  readonly service: Service;
  /** Where `Api.defaultNamespaced` looks: the namespace of the kubeconfig's context, or of the pod. */
  readonly defaultNamespace: string;
  /** Who writes are noted for in managedFields, unless a call says otherwise. */
  readonly fieldManager: string | undefined;
  /**
   * Sends a request and gives the answer with its body unread.
   *
   * @throws ApiError when the API refuses; TransportError when there is no answer; the signal's reason when it aborts.
   */
  send(request: KubeRequest): Promise<KubeResponse>;
  /** Sends a request and parses the answer. @throws as {@link Client.send}; AnswerError when the body is no JSON. */
  request<T>(request: KubeRequest): Promise<T>;
  /** Sends a request and gives the answer as text. @throws as {@link Client.send}. */
  text(request: KubeRequest): Promise<string>;
  /** Sends a watch and yields its events as they come, until the server ends it. @throws as {@link Client.send}, at the first event. */
  events<K>(request: KubeRequest): AsyncGenerator<WatchEvent<K>, void, undefined>;
  /** Asks for a WebSocket. @throws as {@link Client.send}; AnswerError when the server does not switch protocols. */
  connect(request: KubeRequest): Promise<MessageSocket>;
}

/** What a client of any service may be told. */
export interface ClientOptions {
  /** Who writes are noted for in managedFields. @defaultValue none: the server takes the start of the user agent */
  readonly fieldManager?: string;
  /** @defaultValue `default`, or the namespace of the configuration */
  readonly defaultNamespace?: string;
}

/** What a client of a configuration may be told beside. */
export interface ConnectOptions extends ClientOptions {
  /** Layers outside all others, outermost first: they see each request once, and its final answer. */
  readonly layers?: readonly Layer[];
  /** What sends in place of the network. */
  readonly transport?: Service;
  /** The start of the `User-Agent` header, `website-operator/1.4.0`. @defaultValue the name of the running script */
  readonly userAgent?: string;
}

class ServiceClient implements Client {
  readonly service: Service;
  readonly defaultNamespace: string;
  readonly fieldManager: string | undefined;
  readonly #close: () => Promise<void>;

  constructor(connection: Connection, options: ClientOptions) {
    this.service = connection.service;
    this.#close = connection.close;
    this.defaultNamespace = options.defaultNamespace ?? 'default';
    this.fieldManager = options.fieldManager;
  }

  async send(request: KubeRequest): Promise<KubeResponse> {
    const response = await this.service(request);
    if (response.status < 400) return response;
    const status = statusFrom(response.status, await response.text(), request.method);
    throw new ApiError(status, { call: callOf(request), auditId: response.headers['audit-id'] });
  }

  async request<T>(request: KubeRequest): Promise<T> {
    const text = await this.text(request);
    try {
      return JSON.parse(text) as T; // the one place where an answer gets its type: the request asked for it
    } catch (cause) {
      throw new AnswerError(`the answer to ${callOf(request)} is no JSON: ${text.slice(0, 80)}`, { cause });
    }
  }

  async text(request: KubeRequest): Promise<string> {
    return (await this.send(request)).text();
  }

  async *events<K>(request: KubeRequest): AsyncGenerator<WatchEvent<K>, void, undefined> {
    const response = await this.send(request);
    for await (const line of lines(response.body)) {
      const event = line === '' ? undefined : parseWatchEvent<K>(line);
      if (event !== undefined) yield event;
    }
  }

  async connect(request: KubeRequest): Promise<MessageSocket> {
    const response = await this.send(request);
    const { socket, status } = response;
    if (socket === undefined) {
      await discard(response);
      throw new AnswerError(`${callOf(request)} answered ${status} where a WebSocket was asked for`);
    }
    if (request.upgrade?.includes(socket.protocol) === true) return socket;
    await socket[Symbol.asyncDispose]();
    throw new AnswerError(`${callOf(request)} chose the protocol "${socket.protocol}", which was not offered`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

/** What a request is called in messages: without its query, which may hold more than a log should. */
const callOf = (request: KubeRequest): string => `${request.method} ${request.path.replace(/\?.*$/s, '')}`;

/** Makes clients. */
export const Client = {
  /**
   * A client of a service that needs no configuration: a mock, or the in-process API server.
   *
   * @param service - What answers.
   * @param options - Default namespace and field manager.
   */
  of(service: Service, options: ClientOptions = {}): Client {
    return new ServiceClient({ service, close: () => Promise.resolve() }, options);
  },

  /**
   * A client of the server that a configuration names. It connects when it is first used; dispose it to close its connections.
   *
   * @param config - Where the server is and who asks.
   * @param options - Layers, transport, field manager, user agent.
   */
  from(config: Config, options: ConnectOptions = {}): Client {
    return new ServiceClient(defaultStack(config, options), { defaultNamespace: config.defaultNamespace, ...options });
  },

  /**
   * A client of the cluster at hand: the current context of the kubeconfig (`KUBECONFIG`, else `~/.kube/config`), else the cluster
   * that this process runs in.
   *
   * @throws KubeError `config-not-found` when there is neither; it names both causes and what to set.
   */
  async tryDefault(options: ConnectOptions = {}): Promise<Client> {
    return Client.from(await Config.infer(), options);
  },
};

/** @throws KubeError `field-manager` when neither the call nor the client names one; server-side apply needs it. */
export function fieldManagerOf(client: Client, options: { readonly fieldManager?: string }): string {
  const manager = options.fieldManager ?? client.fieldManager;
  if (manager !== undefined) return manager;
  throw new KubeError('field-manager', 'server-side apply needs a field manager: pass { fieldManager } to the client or to the call');
}
