/**
 * Typed verbs over a client and a definition: {@link Api}. What each verb promises is said in the interface of the same name.
 */
import type { Duplex } from 'node:stream';
import { isClient, type Client } from '../client/client.js';
import { KubeError } from '../errors.js';
import { listFrom } from '../request/answer.js';
import { deleteRequest, listRequest, watchRequest, type Target } from '../request/build.js';
import {
  checkWatchOptions,
  type ApplyOptions,
  type CallOptions,
  type DeleteOptions,
  type GetOptions,
  type ListOptions,
  type SelectorOptions,
  type WatchOptions,
  type WriteOptions,
} from '../request/params.js';
import type { Apply, Part, Patch, StatusOf } from '../request/patch.js';
import { orNone, isStatus } from '../request/status.js';
import { bindRequest, evictRequest } from '../request/subresource.js';
import type { WatchEvent } from '../request/watch-event.js';
import {
  apiVersionOf,
  checkDefinition,
  isPathPart,
  type Frozen,
  type KubeObject,
  type ObjectList,
  type ResourceDefinition,
  type Stored,
} from '../resource/definition.js';
import { metadataOf, type PartialObjectMetadata } from '../resource/metadata.js';
import { once } from '../util/async/once.js';
import { unwanted } from '../util/arguments.js';
import { flattened } from '../util/async/flattened.js';
import { interruptible } from '../util/async/interruptible.js';
import { isObject } from '../util/json/json.js';
import { checkOptions, rules } from '../util/options.js';
import type { Attached, AttachOptions } from '../streams/attach.js';
import type { Exec, ExecOptions, Output, Subject } from '../streams/exec.js';
import type { ByteSource } from '../streams/bytes.js';
import type { LogEntriesOptions } from '../streams/logs/log-entries.js';
import type { LogEntry } from '../streams/logs/log-entry.js';
import type { LogOptions } from '../streams/logs/logs.js';
import type { PortOptions } from '../streams/port.js';
import { decoding, readAnswer, type Asked, type Decoding } from './encoding.js';
import { readEvents } from './events.js';
import type { Decoder } from '../protobuf/decode.js';
import { deletionFrom, type Deletion } from './deletion.js';
import { modify, upsert, type Change, type ModifyOptions, type Upsert, type Upserted } from './modify.js';
import { answerTo, ObjectCalls } from './object-calls.js';
import { checkItemsOptions, pagedItems } from './pages.js';
import { heldBy, ResourceSubresource, type Subresource } from './subresource.js';
import { boundCollectionOf, collectionFor, collectionOf, partOf, targetOf } from './target.js';
import type { ItemsOptions, Key, PatchOptions } from './options.js';
import type { Api as ApiVerbs, RunOptions } from './types.js';
import { publishWrite } from './written.js';

class ResourceApi<K extends KubeObject> implements ApiVerbs<K> {
  readonly client: Client;
  readonly definition: ResourceDefinition<K>;
  readonly namespace: string | undefined;
  readonly #calls: ObjectCalls<K>;

  constructor(client: Client, definition: ResourceDefinition<K>, namespace?: string) {
    this.client = client;
    this.definition = definition;
    this.namespace = namespace;
    this.#calls = new ObjectCalls(client, definition);
  }

  get metadata(): Api<PartialObjectMetadata> {
    return new ResourceApi(this.client, metadataOf(this.definition), this.namespace);
  }

  async get(key: Key, options?: GetOptions): Promise<Stored<K>> {
    return this.#calls.get(targetOf(this, key), options);
  }

  async find(key: Key, options?: GetOptions): Promise<Stored<K> | undefined> {
    return orNone(this.get(key, options));
  }

  async list(options?: ListOptions): Promise<ObjectList<Stored<K>>> {
    const request = listRequest(collectionOf(this), options);
    return this.#listFrom(await readAnswer({ ...this.#asked, decoder: decoderIn(options) }, request), answerTo(request));
  }

  items(options: ItemsOptions = {}): AsyncGenerator<Stored<K>, void, undefined> {
    return interruptible(signalOf(options), (signal) => pagedItems((page) => this.list(page), { ...checkItemsOptions(options), signal }));
  }

  watch(options: WatchOptions = {}): AsyncGenerator<WatchEvent<Stored<K>>, void, undefined> {
    return interruptible(signalOf(options), (signal) =>
      readEvents<K>(
        { ...this.#asked, decoder: decoderIn(options) },
        watchRequest(collectionOf(this), { ...checkWatchOptions(options), signal }),
      ),
    );
  }

  async create(object: Frozen<K>, options?: WriteOptions): Promise<Stored<K>> {
    return this.#calls.create(collectionFor(this, object), object, options);
  }

  async replace(object: Frozen<K>, options?: WriteOptions): Promise<Stored<K>> {
    return this.#calls.replace(targetOf(this, keyFrom(object)), object, options);
  }

  async patch(key: Key, patch: Patch<K>, options?: PatchOptions): Promise<Stored<K>> {
    return this.#calls.patch(targetOf(this, key), patch, options);
  }

  async apply(object: Apply<K>, options?: ApplyOptions): Promise<Stored<K>> {
    return this.#calls.apply(targetOf(this, keyFrom(object)), object, options);
  }

  async modify(key: Key, change: Change<K>, options?: ModifyOptions): Promise<Stored<K>> {
    return modify({ calls: this.#calls, target: targetOf(this, key) }, change, options);
  }

  async upsert(key: Key, wanted: Upsert<K>, options?: ModifyOptions): Promise<Upserted<K>> {
    return upsert({ calls: this.#calls, target: targetOf(this, key) }, wanted, options);
  }

  async delete(key: Key, options?: DeleteOptions): Promise<Deletion<Stored<K>>> {
    const request = deleteRequest(targetOf(this, key), options);
    const answer = await this.client.request(request);
    const deletion = deletionFrom(answer, answerTo(request));
    publishWrite(this.client, request, { gone: deletion.state === 'deleted', answer });
    if (deletion.object === undefined) return { state: 'deleted' };
    return { state: deletion.state, object: this.#calls.filled(deletion.object) };
  }

  async deleteCollection(options?: DeleteOptions & SelectorOptions): Promise<ObjectList<Stored<K>>> {
    const request = deleteRequest(boundCollectionOf(this), options);
    const answer = await this.client.request(request);
    // Some servers behind an API server say that it is done, and not what was there.
    return this.#listFrom(isStatus(answer) && answer.status !== 'Failure' ? { metadata: {}, items: [] } : answer, answerTo(request));
  }

  async getStatus(key: Key, options?: GetOptions): Promise<Stored<K>> {
    return this.#calls.get(this.#part(key, 'status'), options);
  }

  async replaceStatus(object: Frozen<K>, options?: WriteOptions): Promise<Stored<K>> {
    return this.#calls.replace(this.#part(keyFrom(object), 'status'), object, options);
  }

  async patchStatus(key: Key, patch: Patch<K>, options?: PatchOptions): Promise<Stored<K>> {
    return this.#calls.patch(this.#part(key, 'status'), patch, options);
  }

  async applyStatus(key: Key, status: Part<StatusOf<K>>, options?: ApplyOptions): Promise<Stored<K>> {
    if (!isObject(status)) throw unwanted('applyStatus takes the fields of the status', status);
    const target = this.#part(key, 'status');
    return this.#calls.apply(target, { metadata: placeOf(target), status }, { force: true, ...options });
  }

  // The overloads of the interface say what each name holds: `heldBy` is their counterpart.
  subresource<T extends KubeObject>(name: string): Subresource<T> {
    if (!isPathPart(name)) throw unwanted("a subresource is a part of a path, 'status' for example", name, 'path');
    return new ResourceSubresource<T>(this.client, heldBy(this.definition, name), (key) => this.#part(key, name));
  }

  async evict(key: Key, options?: DeleteOptions): Promise<void> {
    await this.client.text(evictRequest(this.#part(key, 'eviction'), options));
  }

  async bind(key: Key, node: string, options?: WriteOptions): Promise<void> {
    if (typeof node !== 'string' || node === '') throw unwanted('bind takes the name of a node', node);
    await this.client.text(bindRequest(this.#part(key, 'binding'), node, this.#calls.managed(options)));
  }

  async exec(key: Key, command: readonly string[], options?: ExecOptions): Promise<Exec> {
    const { openExec } = await import('../streams/exec.js');
    return openExec(this.#subject(key), command, options);
  }

  async run(key: Key, command: readonly string[], options: RunOptions = {}): Promise<Output> {
    const { stdin, ...rest } = checkOptions('run()', options, runRules);
    await using exec = await this.exec(key, command, { ...rest, ...(stdin !== undefined && { stdin: inputOf(stdin) }) });
    const { collect } = await import('../streams/exec.js');
    return await collect(exec);
  }

  async attach(key: Key, options?: AttachOptions): Promise<Attached> {
    const { openAttach } = await import('../streams/attach.js');
    return openAttach(this.#subject(key), options);
  }

  async logs(key: Key, options: LogOptions = {}): Promise<ByteSource> {
    const { checkLogOptions, openLogs } = await import('../streams/logs/logs.js');
    return openLogs(this.#subject(key), checkLogOptions('logs()', options));
  }

  logLines(key: Key, options: LogOptions = {}): AsyncGenerator<string, void, undefined> {
    return flattened(signalOf(options), async (signal) => {
      const { checkLogOptions } = await import('../streams/logs/logs.js');
      const { logLines } = await import('../streams/logs/log-lines.js');
      return logLines(this.#subject(key), { ...checkLogOptions('logLines()', options), signal });
    });
  }

  logEntries(options: LogEntriesOptions = {}): AsyncGenerator<LogEntry, void, undefined> {
    return interruptible(undefined, async () => {
      const { logEntries } = await import('../streams/logs/log-entries.js');
      return logEntries({ client: this.client, definition: this.definition, place: collectionOf(this) }, options);
    });
  }

  async portForward(key: Key, port: number, options: PortOptions = {}): Promise<Duplex> {
    const { openPort } = await import('../streams/port.js');
    return openPort(this.#subject(key), port, options);
  }

  #listFrom(answer: unknown, where: string): ObjectList<Stored<K>> {
    const list = listFrom(answer, where);
    const { apiVersion = apiVersionOf(this.definition), kind = `${this.definition.kind}List`, metadata } = list;
    return { apiVersion, kind, metadata, items: list.items.map((item) => this.#calls.filled(item)) };
  }

  get #asked(): Pick<Asked, 'client' | 'definition'> {
    return { client: this.client, definition: this.definition };
  }

  #subject(key: Key): Subject {
    return { client: this.client, definition: this.definition, place: targetOf(this, key) };
  }

  #part(key: Key, subresource: string): Target {
    return { ...partOf(this, key), subresource };
  }
}

/** Options may be anything from JavaScript: they are looked at when the iteration begins. */
const signalOf = (options: Pick<CallOptions, 'signal'>): AbortSignal | undefined => (isObject(options) ? options.signal : undefined);

const decoderIn = (options: object | undefined): Decoder | undefined => (isObject(options) ? (options as Decoding)[decoding] : undefined);

function keyFrom(object: { readonly metadata?: { readonly name?: string; readonly namespace?: string } }): Key {
  if (!isObject(object)) throw unwanted('what is written is an object with metadata', object, 'key');
  const { name = '', namespace } = object.metadata ?? {};
  return { name, ...(namespace !== undefined && { namespace }) };
}

const placeOf = ({ name, namespace }: Target): object => ({ name, ...(namespace !== undefined && { namespace }) });

/** The rules of {@link RunOptions}. */
const runRules = {
  container: rules.text,
  stdin: {
    fits: (value: unknown) =>
      typeof value === 'string' ||
      value instanceof Uint8Array ||
      (typeof value === 'object' && value !== null && Symbol.asyncIterator in value),
    wanted: 'a text, bytes, or an async iterable of them',
  },
  signal: rules.signal,
} as const;

/** What run() is given, as exec() takes it. */
function inputOf(input: NonNullable<RunOptions['stdin']>): AsyncIterable<Uint8Array | string> {
  return typeof input === 'string' || input instanceof Uint8Array ? once(input) : input;
}

/** One kind, in one namespace or in all: see the interface for its verbs. */
export type Api<K extends KubeObject = KubeObject> = ApiVerbs<K>;

/** Makes typed verbs for a kind. */
export const Api = {
  /**
   * Every object of a kind: in all namespaces, or of a cluster-scoped kind. Verbs for one object of a namespaced kind take
   * `{ name, namespace }` or the object; a bare name is refused before any request.
   *
   * @throws KubeError `definition` for what is no definition of a kind, `params` for what is no client.
   */
  all<K extends KubeObject>(client: Client, definition: ResourceDefinition<K>): Api<K> {
    check(client, definition);
    return new ResourceApi(client, definition);
  },

  /**
   * The objects of one namespace. A cluster-scoped kind does not compile.
   *
   * @throws KubeError `key` for a namespace that is empty or none, and for a kind without namespaces: that is `Api.all`; as {@link Api.all} beside.
   */
  namespaced<K extends KubeObject>(client: Client, definition: ResourceDefinition<K, 'Namespaced'>, namespace: string): Api<K> {
    check(client, definition);
    if (typeof namespace !== 'string' || namespace === '')
      throw unwanted(`Api.namespaced needs the namespace of its ${definition.kind} objects, Api.all covers all of them`, namespace, 'key');
    checkNamespaced(definition);
    return new ResourceApi<K>(client, definition, namespace);
  },

  /** The objects of the client's default namespace: that of the kubeconfig's context, or of the pod. @throws as {@link Api.namespaced}. */
  defaultNamespaced<K extends KubeObject>(client: Client, definition: ResourceDefinition<K, 'Namespaced'>): Api<K> {
    check(client, definition);
    return Api.namespaced(client, definition, client.defaultNamespace);
  },
};

/** The type of a definition says its scope; JavaScript does not. */
function checkNamespaced({ kind, scope }: ResourceDefinition): void {
  if (scope === 'Cluster') throw new KubeError('key', `${kind} objects are in no namespace: use Api.all`);
}

function check(client: Client, definition: ResourceDefinition): void {
  if (!isClient(client)) throw unwanted('an Api needs a client, Client.tryDefault() for example', client);
  checkDefinition(definition);
}
