/**
 * The verbs of the API, typed by kind: {@link Api}. An interface, so that a test can put its own in place.
 */
import type { Client } from '../client/client.js';
import type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  FieldValidation,
  GetOptions,
  ListOptions,
  SelectorOptions,
  WatchOptions,
  WriteOptions,
} from '../request/params.js';
import type { Apply, Part, Patch, StatusOf } from '../request/patch.js';
import type { WatchEvent } from '../request/watch-event.js';
import type { Frozen, KubeObject, ObjectList, ResourceDefinition, Stored } from '../resource/definition.js';
import type { Exec, ExecOptions, Output } from './exec.js';

/** Which object: its name, its name and namespace, or the object itself. */
export type Key =
  | string
  | { readonly name: string; readonly namespace?: string }
  | { readonly metadata: { readonly name: string; readonly namespace?: string } };

/** An object of kind Pod, whatever its type says beside: what the verbs that only pods have ask for. */
export interface PodLike extends KubeObject {
  kind?: 'Pod';
}

/** Options of {@link Api.items}. */
export interface ItemsOptions extends CallOptions, SelectorOptions {
  /** Objects in one page. @defaultValue 500 */
  readonly pageSize?: number;
}

/** Options of a patch: an apply may force. */
export interface PatchOptions extends ApplyOptions {
  readonly fieldValidation?: FieldValidation;
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

  /** Reads an object. @throws ApiError `NotFound` when there is none. */
  get(key: Key, options?: GetOptions): Promise<Stored<K>>;
  /** Reads an object; `undefined` when there is none. */
  find(key: Key, options?: GetOptions): Promise<Stored<K> | undefined>;
  /** Reads a list: all of it, or the first page where `limit` is set. */
  list(options?: ListOptions): Promise<ObjectList<Stored<K>>>;
  /**
   * Yields every object, a page at a time, all as of one version.
   *
   * @throws ApiError `Expired` when reading took longer than the server keeps that version (5 to 15 minutes).
   */
  items(options?: ItemsOptions): AsyncGenerator<Stored<K>, void, undefined>;
  /** Opens one watch and yields its events until the server ends it; see `watcher` of kube-runtime for one that goes on. */
  watch(options?: WatchOptions): AsyncGenerator<WatchEvent<Stored<K>>, void, undefined>;

  /** Writes a new object. @throws ApiError `AlreadyExists`. */
  create(object: Frozen<K>, options?: WriteOptions): Promise<Stored<K>>;
  /**
   * Writes an object in place of the stored one. With a resourceVersion it must be the stored one's.
   *
   * @throws ApiError `Conflict` when the object has changed since.
   */
  replace(object: Frozen<K>, options?: WriteOptions): Promise<Stored<K>>;
  /** Changes an object in part. */
  patch(key: Key, patch: Patch<K>, options?: PatchOptions): Promise<Stored<K>>;
  /**
   * Server-side apply: sets the fields given, removes those that this field manager set before and no longer does, creates the object
   * if there is none. `managedFields` of the object are left out.
   *
   * @throws ApiError `Conflict` when another manager owns a field and `force` is not set; KubeError `field-manager`.
   */
  apply(object: Apply<K>, options?: ApplyOptions): Promise<Stored<K>>;
  /**
   * Deletes an object.
   *
   * @returns the object where the server answered with it (it may still be ending), `undefined` where it answered that it is done.
   */
  delete(key: Key, options?: DeleteOptions): Promise<Stored<K> | undefined>;
  /**
   * Deletes every object that the selectors select; all of them where there is no selector.
   *
   * @throws KubeError `key` for a namespaced kind without a namespace: the server deletes those of one namespace at a time.
   */
  deleteCollection(options?: DeleteOptions & SelectorOptions): Promise<void>;

  /** Reads an object through its status subresource. */
  getStatus(key: Key, options?: GetOptions): Promise<Stored<K>>;
  /** Writes the status of an object; everything else is ignored by the server, but for the resourceVersion. */
  replaceStatus(object: Frozen<K>, options?: WriteOptions): Promise<Stored<K>>;
  /** Changes the status in part. */
  patchStatus(key: Key, patch: Patch<K>, options?: PatchOptions): Promise<Stored<K>>;
  /** Server-side apply of the status alone. Forced unless told otherwise: a controller owns the conditions it reports. */
  applyStatus(key: Key, status: Part<StatusOf<K>>, options?: ApplyOptions): Promise<Stored<K>>;

  /**
   * Runs a command in a container and streams both ways.
   *
   * @throws ApiError when the pod or the container does not exist or does not run.
   */
  exec(this: Api<PodLike>, key: Key, command: readonly string[], options?: ExecOptions): Promise<Exec>;
  /** Runs a command in a container and collects what it prints. A command that fails is an answer, not an error: look at `code`. */
  run(this: Api<PodLike>, key: Key, command: readonly string[], options?: RunOptions): Promise<Output>;
}

/** Options of {@link Api.run}. */
export interface RunOptions extends Pick<CallOptions, 'signal'> {
  /** Which container. @defaultValue the pod's only one, or the one its annotation `kubectl.kubernetes.io/default-container` names */
  readonly container?: string;
  /** What the command reads from its standard input. */
  readonly stdin?: string | Uint8Array;
}
