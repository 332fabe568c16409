/**
 * The client: one connection pool, one identity, and the few ways to send a request and read its answer. Enter at {@link Client};
 * most code wants the typed verbs of `Api` instead.
 */
import { checkConfig } from '../config/check.js';
import { Config } from '../config/config.js';
import { KubeError } from '../errors.js';
import { AnswerError, callOf, jsonFrom } from '../request/answer.js';
import { bytesUpTo, discard, textUpTo, type KubeRequest, type KubeResponse, type MessageSocket } from '../request/http.js';
import { codecFor } from '../protobuf/codec.js';
import { isProtobuf } from '../protobuf/envelope.js';
import { requestOf, signalOf, type RawCall } from '../request/raw.js';
import { ApiError, statusFrom } from '../request/status.js';
import { watchEvents, type WatchEvent } from '../request/watch-event.js';
import { closedError } from '../service/errors.js';
import type { Service } from '../service/service.js';
import { unwanted, whatIs } from '../util/arguments.js';
import { interruptible } from '../util/async/interruptible.js';
import { toJson } from '../util/json/json-text.js';
import { isObject } from '../util/json/json.js';
import {
  healthOf,
  openapiIndexOf,
  openapiOf,
  versionOf,
  type AboutOptions,
  type Health,
  type HealthOptions,
  type OpenApiDocument,
  type OpenApiIndex,
  type ServerVersion,
} from './about.js';
import { defaultStack, type Connection } from './default-stack.js';
import { checkClientOptions, checkConnectOptions, type ClientOptions, type ConnectOptions, type Encoding } from './options.js';

const defaults = {
  longestRefusalBytes: 1024 * 1024, // a Status names each field that is wrong; what follows in a longer body is not read
} as const;

/**
 * What sends requests. An interface, so that two installed copies of this package understand each other's clients. Each way to send takes
 * a request, or its method, path and options: `client.request('GET', '/version')`.
 */
export interface Client extends AsyncDisposable {
  /** What answers: the layers around a transport. */
  readonly service: Service;
  /** Where `Api.defaultNamespaced` looks: the namespace of the kubeconfig's context, or of the pod. */
  readonly defaultNamespace: string;
  /** Who writes are noted for in managedFields, unless a call says otherwise. */
  readonly fieldManager: string | undefined;
  /** How the verbs of `Api` ask for objects: {@link Encoding}. */
  readonly encoding: Encoding;
  /**
   * Sends a request and gives the answer with its body unread: read it or `discard` it.
   *
   * @throws ApiError when the API refuses; TransportError when there is no answer; the signal's reason when it aborts; AnswerError for a
   *   redirect, which is not followed; KubeError `closed` after {@link Client.close}, `path` for a request without method and path.
   */
  send(...call: RawCall): Promise<KubeResponse>;
  /**
   * Sends a request and parses the answer, whose type is what the caller says it is. An integer that a double cannot hold is a bigint.
   *
   * @throws as {@link Client.send}; AnswerError when the body is no JSON.
   */
  request<T>(...call: RawCall): Promise<T>;
  /** Sends a request and gives the answer as text. @throws as {@link Client.send}. */
  text(...call: RawCall): Promise<string>;
  /**
   * Sends a watch and yields its events as they come, until the server ends it. Reading slowly slows the server down; leaving it
   * (`break`, `return()`) ends the watch at once, also while it waits for an event.
   *
   * @throws as {@link Client.send}, at the first event; AnswerError for a line that is no event; KubeError `line-too-long` for an event
   *   of more than 16 MiB.
   */
  events<K>(...call: RawCall): AsyncGenerator<WatchEvent<K>, void, undefined>;
  /** Asks for a WebSocket. @throws as {@link Client.send}; AnswerError when the server does not switch protocols. */
  connect(...call: RawCall): Promise<MessageSocket>;
  /** The release that the server runs. @throws as {@link Client.request}. */
  version(options?: AboutOptions): Promise<ServerVersion>;
  /** Which OpenAPI v3 documents the server has. @throws as {@link Client.request}. */
  openapi(options?: AboutOptions): Promise<OpenApiIndex>;
  /**
   * The OpenAPI v3 document of a group and version.
   *
   * @param apiVersion - `v1`, `apps/v1`.
   * @throws as {@link Client.request}: `isNotFound` where the server has none; KubeError `api-version` for what is no group and version.
   */
  openapi(apiVersion: string, options?: AboutOptions): Promise<OpenApiDocument>;
  /** Whether the server is well. One that is not is an answer, and no error. @throws ApiError when it may not be asked. */
  healthz(options?: HealthOptions): Promise<Health>;
  /** Whether the server is alive, or has to be started again. @throws as {@link Client.healthz}. */
  livez(options?: HealthOptions): Promise<Health>;
  /** Whether the server can take calls. @throws as {@link Client.healthz}. */
  readyz(options?: HealthOptions): Promise<Health>;
  /** Ends every call that is under way and every connection; all further calls are refused. The same as disposal. */
  close(): Promise<void>;
}

class ServiceClient implements Client {
  readonly service: Service;
  readonly defaultNamespace: string;
  readonly fieldManager: string | undefined;
  readonly encoding: Encoding;
  readonly #connection: Connection;
  #closing: Promise<void> | undefined;

  constructor(connection: Connection, options: ClientOptions) {
    this.#connection = connection;
    this.service = (request) => this.#send(request);
    this.defaultNamespace = options.defaultNamespace ?? 'default';
    this.fieldManager = options.fieldManager;
    this.encoding = options.encoding ?? 'json';
  }

  async send(...call: RawCall): Promise<KubeResponse> {
    return this.#accepted(requestOf(call));
  }

  async request<T>(...call: RawCall): Promise<T> {
    const request = requestOf(call);
    const text = await (await this.#accepted(request)).text();
    return jsonFrom(text, `the answer to ${callOf(request)}`) as T; // the caller says what it asked for
  }

  async text(...call: RawCall): Promise<string> {
    return (await this.send(...call)).text();
  }

  events<K>(...call: RawCall): AsyncGenerator<WatchEvent<K>, void, undefined> {
    return interruptible(signalOf(call), (signal) => this.#events<K>({ ...requestOf(call), signal }));
  }

  async connect(...call: RawCall): Promise<MessageSocket> {
    const request = requestOf(call);
    const response = await this.#accepted(request);
    const { socket, status } = response;
    if (socket === undefined) {
      await discard(response);
      throw new AnswerError(`${callOf(request)} answered ${status} where a WebSocket was asked for`);
    }
    if (request.upgrade?.includes(socket.protocol) === true) return socket;
    await socket[Symbol.asyncDispose]();
    throw new AnswerError(`${callOf(request)} chose the protocol "${socket.protocol}", which was not offered`);
  }

  version(options: AboutOptions = {}): Promise<ServerVersion> {
    return versionOf((request) => this.request(request), options);
  }

  openapi(options?: AboutOptions): Promise<OpenApiIndex>;
  openapi(apiVersion: string, options?: AboutOptions): Promise<OpenApiDocument>;
  async openapi(first: string | AboutOptions = {}, options: AboutOptions = {}): Promise<OpenApiIndex | OpenApiDocument> {
    const ask = <T>(request: KubeRequest): Promise<T> => this.request<T>(request);
    return typeof first === 'string' ? openapiOf(ask, first, options) : openapiIndexOf(ask, first);
  }

  healthz(options: HealthOptions = {}): Promise<Health> {
    return healthOf(this.service, 'healthz', options);
  }

  livez(options: HealthOptions = {}): Promise<Health> {
    return healthOf(this.service, 'livez', options);
  }

  readyz(options: HealthOptions = {}): Promise<Health> {
    return healthOf(this.service, 'readyz', options);
  }

  close(): Promise<void> {
    this.#closing ??= this.#connection.close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #send(request: KubeRequest): Promise<KubeResponse> {
    if (this.#closing !== undefined) throw closedError();
    const response: unknown = await this.#connection.service(request);
    if (isResponse(response)) return response;
    throw new AnswerError(
      `${callOf(request)} was answered with ${whatIs(response)}: a layer must return what the service inside it answers, and a transport what respond() makes`,
    );
  }

  /** The answer, where it is what a call may be answered with. */
  async #accepted(request: KubeRequest): Promise<KubeResponse> {
    const response = await this.service(request);
    if (isAccepted(response, request)) return response;
    if (response.status >= 400) throw await refusal(response, request);
    await discard(response);
    throw new AnswerError(`${callOf(request)} answered ${response.status}: ${redirected}`);
  }

  async *#events<K>(request: KubeRequest): AsyncGenerator<WatchEvent<K>, void, undefined> {
    const response = await this.#accepted(request);
    yield* watchEvents<K>(response.body);
  }
}

const isResponse = (value: unknown): value is KubeResponse =>
  isObject(value) && typeof value['status'] === 'number' && typeof value['text'] === 'function';

const redirected = 'an API server answers itself, and redirects are not followed; is this the URL of an API server?';

/** Success, an upgrade that was asked for, or the "not modified" of a conditional request. */
function isAccepted({ status }: KubeResponse, { upgrade, headers }: KubeRequest): boolean {
  if (status === 101) return upgrade !== undefined;
  return (status >= 200 && status < 300) || (status === 304 && headers['if-none-match'] !== undefined);
}

async function refusal(response: KubeResponse, request: KubeRequest): Promise<ApiError> {
  const status = statusFrom(response.status, await refusalText(response), request.method);
  return new ApiError(status, { call: callOf(request), auditId: response.headers['audit-id'] });
}

/** What the server says of it, in JSON. */
async function refusalText(response: KubeResponse): Promise<string> {
  if (!isProtobuf(response.headers['content-type'])) return textUpTo(response, defaults.longestRefusalBytes);
  const bytes = await bytesUpTo(response, defaults.longestRefusalBytes);
  const codec = await codecFor({ group: 'meta.k8s.io', version: 'v1' });
  try {
    return codec === undefined ? '' : toJson(codec.object(bytes));
  } catch {
    return ''; // the status of the answer says enough
  }
}

/** Makes clients. */
export const Client = {
  /**
   * A client of a service that needs no configuration: a mock, or the in-process API server.
   *
   * @param service - What answers.
   * @param options - Default namespace and field manager.
   * @throws KubeError `params` for what is no service; `option` for an option that there is not.
   */
  of(service: Service, options: ClientOptions = {}): Client {
    if (typeof service !== 'function') throw unwanted('Client.of takes a service: a function from a request to its answer', service);
    return new ServiceClient({ service, close: () => Promise.resolve() }, checkClientOptions(options));
  },

  /**
   * A client of the server that a configuration names. It connects when it is first used; dispose it to close its connections.
   *
   * @param config - Where the server is and who asks.
   * @param options - Layers, transport, field manager, user agent.
   * @throws KubeError where the configuration cannot be used: `option` names a field or an option that is missing, misspelt or makes no
   *   sense, `tls` the certificate, key or CA and its file; `server` is no URL of http or https, or would be sent credentials in the clear.
   */
  from(config: Config, options: ConnectOptions = {}): Client {
    checkConfig(config);
    const checked = checkConnectOptions(options);
    return new ServiceClient(defaultStack(config, checked), { defaultNamespace: config.defaultNamespace, ...checked });
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

/** Whether it is a client, of this or of another installed copy. */
export const isClient = (value: unknown): value is Client => isObject(value) && typeof value['request'] === 'function';

/** @throws KubeError `field-manager` when neither the call nor the client names one; server-side apply needs it. */
export function fieldManagerOf(client: Client, options: { readonly fieldManager?: string }): string {
  const manager = options.fieldManager ?? client.fieldManager;
  if (manager !== undefined) return manager;
  throw new KubeError('field-manager', 'server-side apply needs a field manager: pass { fieldManager } to the client or to the call');
}
