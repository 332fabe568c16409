/**
 * The verbs of the API, typed by kind: {@link Api}. An interface, so that a test can put its own in place.
 */
import type { Duplex } from 'node:stream';
import type { Client } from '../client/client.js';
import type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  GetOptions,
  ListOptions,
  SelectorOptions,
  WatchOptions,
  WriteOptions,
} from '../request/params.js';
import type { Apply, Part, Patch, StatusOf } from '../request/patch.js';
import type { WatchEvent } from '../request/watch-event.js';
import type { Frozen, KubeObject, ObjectList, ResourceDefinition, Stored } from '../resource/definition.js';
import type { Complete } from '../resource/incomplete.js';
import type { PartialObjectMetadata } from '../resource/metadata.js';
import type { Scale } from '../k8s/autoscaling-v1.js';
import type { TokenRequest } from '../k8s/authentication-v1.js';
import type { Attached, AttachOptions } from '../streams/attach.js';
import type { ByteSource } from '../streams/bytes.js';
import type { Exec, ExecOptions, Output } from '../streams/exec.js';
import type { LogEntriesOptions } from '../streams/logs/log-entries.js';
import type { LogEntry } from '../streams/logs/log-entry.js';
import type { LogOptions } from '../streams/logs/logs.js';
import type { PortOptions } from '../streams/port.js';
import type { Deletion } from './deletion.js';
import type { Change, ModifyOptions, Upsert, Upserted } from './modify.js';
import type { ItemsOptions, Key, PatchOptions } from './options.js';
import type { Subresource } from './subresource.js';

/** An object of kind Pod, whatever its type says beside: what the verbs that only pods have ask for. */
export interface PodLike extends KubeObject {
  kind?: 'Pod';
}

/** An object of kind ServiceAccount, as {@link PodLike}. */
export interface ServiceAccountLike extends KubeObject {
  kind?: 'ServiceAccount';
}

/**
 * One kind, in one namespace or in all. No verb throws at once: each rejects, with KubeError `key` or `path` for a key that names no object,
 * before any request; with ApiError when the API refuses, with TransportError when there is no answer, and with the signal's reason when the
 * call is aborted. Objects are plain JSON, as the server sent them.
 *
 * @typeParam K - The type of the objects.
 */
export interface Api<K extends KubeObject = KubeObject> {
  readonly client: Client;
  readonly definition: ResourceDefinition<K>;
  /** `undefined`: all namespaces, or a cluster-scoped kind. */
  readonly namespace: string | undefined;
  /** The same objects as metadata alone: `pods.metadata.list()` costs a fraction of the bytes. The same as an Api of `metadataOf(Pod)`. */
  readonly metadata: Api<PartialObjectMetadata>;

  /** Reads an object. @throws ApiError `NotFound` when there is none. */
  get(key: Key, options?: GetOptions): Promise<Stored<K>>;
  /** Reads an object; `undefined` when there is none. */
  find(key: Key, options?: GetOptions): Promise<Stored<K> | undefined>;
  /** Reads a list: all of it, or the first page where `limit` is set. */
  list(options?: ListOptions): Promise<ObjectList<Stored<K>>>;
  /**
   * Yields every object, a page at a time, all as of the version of the first page. Where reading takes longer than the server keeps that
   * version (5 to 15 minutes), what remains is as of a newer one: an object that is there all the time still comes exactly once.
   *
   * @throws ApiError `Expired` in place of that, where the options ask for `consistent`.
   */
  items(options?: ItemsOptions): AsyncGenerator<Stored<K>, void, undefined>;
  /** Opens one watch and yields its events until the server ends it; see `watcher` of kube-runtime for one that goes on. */
  watch(options?: WatchOptions): AsyncGenerator<WatchEvent<Stored<K>>, void, undefined>;

  /** Writes a new object. @throws ApiError `AlreadyExists`; KubeError `incomplete` for one of which a cache kept only some fields. */
  create(object: Frozen<K> & Complete, options?: WriteOptions): Promise<Stored<K>>;
  /**
   * Writes an object in place of the stored one. With a resourceVersion it must be the stored one's.
   *
   * @throws ApiError `Conflict` when the object has changed since; KubeError `incomplete` for one of which a cache kept only some fields.
   */
  replace(object: Frozen<K> & Complete, options?: WriteOptions): Promise<Stored<K>>;
  /** Changes an object in part. */
  patch(key: Key, patch: Patch<K>, options?: PatchOptions): Promise<Stored<K>>;
  /**
   * Server-side apply: sets the fields given, removes those that this field manager set before and no longer does, creates the object
   * if there is none. `managedFields` of the object are left out.
   *
   * @throws ApiError `Conflict` when another manager owns a field and `force` is not set; KubeError `field-manager`;
   *   KubeError `incomplete` for an object of which a cache kept only some fields.
   */
  apply(object: Apply<K> & Complete, options?: ApplyOptions): Promise<Stored<K>>;
  /**
   * Reads an object, changes it and writes it in place; again where somebody else wrote in between. Nothing is written where nothing is
   * different.
   *
   * @throws what `change` throws; ApiError `NotFound`; ApiError `Conflict` after the last try.
   */
  modify(key: Key, change: Change<K>, options?: ModifyOptions): Promise<Stored<K>>;
  /**
   * Creates the object of a key where there is none, and changes the one that is there; again where somebody else was faster.
   *
   * @throws what the functions throw; KubeError `key` where they name another object; ApiError `Conflict` after the last try.
   */
  upsert(key: Key, wanted: Upsert<K>, options?: ModifyOptions): Promise<Upserted<K>>;
  /**
   * Deletes an object.
   *
   * @returns `deleted` where it is gone, `deleting` where it still has time or finalizers.
   */
  delete(key: Key, options?: DeleteOptions): Promise<Deletion<Stored<K>>>;
  /**
   * Deletes every object that the selectors select; all of them where there is no selector.
   *
   * @returns those that were selected, as they were before.
   * @throws KubeError `key` for a namespaced kind without a namespace: the server deletes those of one namespace at a time.
   */
  deleteCollection(options?: DeleteOptions & SelectorOptions): Promise<ObjectList<Stored<K>>>;

  /** Reads an object through its status subresource. */
  getStatus(key: Key, options?: GetOptions): Promise<Stored<K>>;
  /** Writes the status of an object; everything else is ignored by the server, but for the resourceVersion. */
  replaceStatus(object: Frozen<K> & Complete, options?: WriteOptions): Promise<Stored<K>>;
  /** Changes the status in part. */
  patchStatus(key: Key, patch: Patch<K>, options?: PatchOptions): Promise<Stored<K>>;
  /** Server-side apply of the status alone. Forced unless told otherwise: a controller owns the conditions it reports. */
  applyStatus(key: Key, status: Part<StatusOf<K>>, options?: ApplyOptions): Promise<Stored<K>>;

  /** How many replicas a Deployment, a StatefulSet or a custom resource has and should have, without knowing its spec. */
  subresource(name: 'scale'): Subresource<Scale>;
  /** A token of a service account: `create` asks for one, `status.token` of the answer is it. */
  subresource(this: Api<ServiceAccountLike>, name: 'token'): Subresource<TokenRequest>;
  /**
   * Any other part with a path of its own: `status`, `resize` and `ephemeralcontainers` of a Pod, `approval` of a CertificateSigningRequest.
   *
   * @typeParam T - What it holds. Where that is a kind of its own, what is written must say its apiVersion and kind.
   */
  subresource<T extends KubeObject = K>(name: string): Subresource<T>;

  /**
   * Asks for the end of a pod as a delete does, where no disruption budget forbids it.
   *
   * @throws ApiError `TooManyRequests` where one does.
   */
  evict(this: Api<PodLike>, key: Key, options?: DeleteOptions): Promise<void>;
  /** Puts a pod that waits on a node, as a scheduler does. @throws ApiError `Conflict` when it is on one. */
  bind(this: Api<PodLike>, key: Key, node: string, options?: WriteOptions): Promise<void>;

  /**
   * Runs a command in a container and streams both ways.
   *
   * @throws ApiError when the pod or the container does not exist or does not run.
   */
  exec(this: Api<PodLike>, key: Key, command: readonly string[], options?: ExecOptions): Promise<Exec>;
  /** Runs a command in a container and collects what it prints. A command that fails is an answer, not an error: look at `code`. */
  run(this: Api<PodLike>, key: Key, command: readonly string[], options?: RunOptions): Promise<Output>;
  /**
   * Streams both ways with the process that a container runs.
   *
   * @throws ApiError when the pod or the container does not exist or does not run.
   */
  attach(this: Api<PodLike>, key: Key, options?: AttachOptions): Promise<Attached>;

  /** What a container printed, as bytes. @throws KubeError `option` for options that there are not, or that exclude each other. */
  logs(this: Api<PodLike>, key: Key, options?: LogOptions): Promise<ByteSource>;
  /**
   * What a container printed, line by line. With `follow` it goes on until the container ends: where the connection breaks it connects
   * again, and neither repeats nor loses a line (with `previous` or `limitBytes`, it ends there).
   *
   * @throws as {@link Api.logs}; what broke the connection, after ten tries in a row without a line.
   */
  logLines(this: Api<PodLike>, key: Key, options?: LogOptions): AsyncGenerator<string, void, undefined>;
  /**
   * What the containers of several pods printed, as it comes: of the pods that there are when it is called.
   *
   * @throws as {@link Api.logLines}; KubeError `option` for more containers than `maxContainers`.
   */
  logEntries(this: Api<PodLike>, options?: LogEntriesOptions): AsyncGenerator<LogEntry, void, undefined>;

  /**
   * One connection to a port of a pod, as a Node stream: for `undici`, `http` or any other protocol. The pod is not told that this side has
   * ended before the stream is destroyed.
   *
   * @throws KubeError `port-forward`, by the stream, where nothing listens on the port.
   */
  portForward(this: Api<PodLike>, key: Key, port: number, options?: PortOptions): Promise<Duplex>;
}

/** Options of {@link Api.run}. */
export interface RunOptions extends Pick<CallOptions, 'signal'> {
  /** Which container; the server asks for it where the pod has several. */
  readonly container?: string;
  /** What the command reads from its standard input: text, bytes, or what yields them. */
  readonly stdin?: string | Uint8Array | AsyncIterable<Uint8Array | string>;
}
