/**
 * Typed verbs over a client and a definition: {@link Api}. What each verb promises is said in the interface of the same name.
 */
import { fieldManagerOf, type Client } from '../client/client.js';
import {
  createRequest,
  deleteRequest,
  getRequest,
  listRequest,
  patchRequest,
  replaceRequest,
  watchRequest,
  type Target,
} from '../request/build.js';
import type { KubeRequest } from '../request/http.js';
import type {
  ApplyOptions,
  DeleteOptions,
  GetOptions,
  ListOptions,
  SelectorOptions,
  WatchOptions,
  WriteOptions,
} from '../request/params.js';
import { encodePatch, type Apply, type Part, type Patch, type StatusOf } from '../request/patch.js';
import { isNotFound, isStatus, type Status } from '../request/status.js';
import { execRequest } from '../request/subresource.js';
import type { WatchEvent } from '../request/watch-event.js';
import {
  apiVersionOf,
  type Frozen,
  type KubeObject,
  type ObjectList,
  type ResourceDefinition,
  type Stored,
} from '../resource/definition.js';
import { isMetadataOnly } from '../resource/metadata.js';
import { collect, openExec, type Exec, type ExecOptions, type Output } from './exec.js';
import { boundCollectionOf, collectionFor, collectionOf, targetOf } from './target.js';
import type { Api as ApiVerbs, ItemsOptions, Key, PatchOptions, RunOptions } from './types.js';

const defaultPageSize = 500; // what kubectl and client-go ask for

class ResourceApi<K extends KubeObject> implements ApiVerbs<K> {
  readonly client: Client;
  readonly definition: ResourceDefinition<K>;
  readonly namespace: string | undefined;

  constructor(client: Client, definition: ResourceDefinition<K>, namespace?: string) {
    this.client = client;
    this.definition = definition;
    this.namespace = namespace;
  }

  async get(key: Key, options?: GetOptions): Promise<Stored<K>> {
    return this.#object(getRequest(targetOf(this, key), options));
  }

  async find(key: Key, options?: GetOptions): Promise<Stored<K> | undefined> {
    try {
      return await this.get(key, options);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async list(options?: ListOptions): Promise<ObjectList<Stored<K>>> {
    const list = await this.client.request<Partial<ObjectList<Stored<K>>>>(listRequest(collectionOf(this), options));
    const { apiVersion = apiVersionOf(this.definition), kind = `${this.definition.kind}List`, metadata = {} } = list;
    return { apiVersion, kind, metadata, items: (list.items ?? []).map((item) => this.#filled(item)) }; // Go answers null for none
  }

  async *items(options: ItemsOptions = {}): AsyncGenerator<Stored<K>, void, undefined> {
    const { pageSize = defaultPageSize, ...rest } = options;
    let token: string | undefined;
    do {
      const page = await this.list({ ...rest, limit: pageSize, ...(token !== undefined && { continue: token }) });
      yield* page.items;
      token = page.metadata.continue;
    } while (token !== undefined && token !== '');
  }

  async *watch(options?: WatchOptions): AsyncGenerator<WatchEvent<Stored<K>>, void, undefined> {
    yield* this.client.events<Stored<K>>(watchRequest(collectionOf(this), options));
  }

  async create(object: Frozen<K>, options?: WriteOptions): Promise<Stored<K>> {
    return this.#object(createRequest(collectionFor(this, object), this.#typed(object), this.#managed(options)));
  }

  async replace(object: Frozen<K>, options?: WriteOptions): Promise<Stored<K>> {
    return this.#object(replaceRequest(targetOf(this, keyFrom(object)), this.#typed(object), this.#managed(options)));
  }

  async patch(key: Key, patch: Patch<K>, options?: PatchOptions): Promise<Stored<K>> {
    return this.#patch(targetOf(this, key), patch, options);
  }

  async apply(object: Apply<K>, options?: ApplyOptions): Promise<Stored<K>> {
    return this.#patch(targetOf(this, keyFrom(object)), { apply: object }, options);
  }

  async delete(key: Key, options?: DeleteOptions): Promise<Stored<K> | undefined> {
    const answer = await this.client.request<Stored<K> | Status>(deleteRequest(targetOf(this, key), options));
    return isStatus(answer) ? undefined : this.#filled(answer);
  }

  async deleteCollection(options?: DeleteOptions & SelectorOptions): Promise<void> {
    await this.client.text(deleteRequest(boundCollectionOf(this), options));
  }

  async getStatus(key: Key, options?: GetOptions): Promise<Stored<K>> {
    return this.#object(getRequest(this.#status(key), options));
  }

  async replaceStatus(object: Frozen<K>, options?: WriteOptions): Promise<Stored<K>> {
    return this.#object(replaceRequest(this.#status(keyFrom(object)), this.#typed(object), this.#managed(options)));
  }

  async patchStatus(key: Key, patch: Patch<K>, options?: PatchOptions): Promise<Stored<K>> {
    return this.#patch(this.#status(key), patch, options);
  }

  async applyStatus(key: Key, status: Part<StatusOf<K>>, options?: ApplyOptions): Promise<Stored<K>> {
    const target = this.#status(key);
    return this.#object(this.#applyRequest(target, { metadata: metadataOf(target), status }, { force: true, ...options }));
  }

  async exec(key: Key, command: readonly string[], options: ExecOptions = {}): Promise<Exec> {
    const { container, stdin, tty = false } = options;
    const request = execRequest(this.definition, targetOf(this, key), { command, container, stdin: stdin !== undefined, tty });
    return openExec(this.client, request, options);
  }

  async run(key: Key, command: readonly string[], options: RunOptions = {}): Promise<Output> {
    const { stdin, ...rest } = options;
    await using exec = await this.exec(key, command, { ...rest, ...(stdin !== undefined && { stdin: chunk(stdin) }) });
    return await collect(exec);
  }

  #status(key: Key): Target {
    return { ...targetOf(this, key), subresource: 'status' };
  }

  #patch(target: Target, patch: Patch<K>, options: PatchOptions | undefined): Promise<Stored<K>> {
    if (patch.apply !== undefined) return this.#object(this.#applyRequest(target, patch.apply, options));
    return this.#object(patchRequest(target, encodePatch(patch), this.#managed(options)));
  }

  #applyRequest(target: Target, object: object, options: ApplyOptions = {}): KubeRequest {
    const encoded = encodePatch<KubeObject>({ apply: this.#typed(withoutManagedFields(object)) as Apply<KubeObject> });
    return patchRequest(target, encoded, { ...options, fieldManager: fieldManagerOf(this.client, options) });
  }

  #managed(options: WriteOptions | undefined): WriteOptions {
    const { fieldManager } = this.client;
    return fieldManager === undefined ? (options ?? {}) : { fieldManager, ...options };
  }

  async #object(request: KubeRequest): Promise<Stored<K>> {
    return this.#filled(await this.client.request<Stored<K>>(request));
  }

  /** Servers leave apiVersion and kind out of the items of built-in lists. */
  #filled(object: Stored<K>): Stored<K> {
    if (namesItsKind(object)) return object;
    return Object.assign({ apiVersion: apiVersionOf(this.definition), kind: this.definition.kind }, object);
  }

  /** What is written names its kind; metadata-only objects are written under their real one. */
  #typed(object: object): object {
    const type = { apiVersion: apiVersionOf(this.definition), kind: this.definition.kind };
    return isMetadataOnly(this.definition) ? { ...object, ...type } : { ...type, ...object };
  }
}

function keyFrom(object: { readonly metadata?: { readonly name?: string; readonly namespace?: string } }): Key {
  const { name = '', namespace } = object.metadata ?? {};
  return { name, ...(namespace !== undefined && { namespace }) };
}

const namesItsKind = ({ apiVersion, kind }: KubeObject): boolean => apiVersion !== undefined && kind !== undefined;

const metadataOf = ({ name, namespace }: Target): object => ({ name, ...(namespace !== undefined && { namespace }) });

/** A cached or fetched object may be applied as it is: the server refuses managedFields in what is applied. */
function withoutManagedFields(object: object): object {
  if (!('metadata' in object) || typeof object.metadata !== 'object' || object.metadata === null || !('managedFields' in object.metadata))
    return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async generator is what an async iterable is made by
async function* chunk(input: string | Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield typeof input === 'string' ? Buffer.from(input) : input;
}

/** One kind, in one namespace or in all: see the interface for its verbs. */
export type Api<K extends KubeObject = KubeObject> = ApiVerbs<K>;

/** Makes typed verbs for a kind. */
export const Api = {
  /**
   * Every object of a kind: in all namespaces, or of a cluster-scoped kind. Verbs for one object of a namespaced kind take
   * `{ name, namespace }` or the object; a bare name is refused before any request.
   */
  all<K extends KubeObject>(client: Client, definition: ResourceDefinition<K>): Api<K> {
    return new ResourceApi(client, definition);
  },

  /** The objects of one namespace. A cluster-scoped kind does not compile. */
  namespaced<K extends KubeObject>(client: Client, definition: ResourceDefinition<K, 'Namespaced'>, namespace: string): Api<K> {
    return new ResourceApi<K>(client, definition, namespace);
  },

  /** The objects of the client's default namespace: that of the kubeconfig's context, or of the pod. */
  defaultNamespaced<K extends KubeObject>(client: Client, definition: ResourceDefinition<K, 'Namespaced'>): Api<K> {
    return new ResourceApi<K>(client, definition, client.defaultNamespace);
  },
};
