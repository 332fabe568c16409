/**
 * The parts of an object that have a path of their own: {@link Subresource}. Most hold the object itself (`status`, `resize`,
 * `approval`), some a kind of their own (`scale`).
 */
import type { Client } from '../client/client.js';
import type { Target } from '../request/build.js';
import type { ApplyOptions, GetOptions, WriteOptions } from '../request/params.js';
import type { Part, Patch } from '../request/patch.js';
import type { Frozen, KubeObject, ResourceDefinition, Stored } from '../resource/definition.js';
import { unwanted } from '../util/arguments.js';
import { isObject, objectAt, own } from '../util/json/json.js';
import { modify, type Change, type ModifyOptions } from './modify.js';
import type { Named } from './encoding.js';
import { ObjectCalls } from './object-calls.js';
import type { Key, PatchOptions } from './options.js';

/**
 * One subresource of the objects of an Api. Its verbs reject as those of the Api do; which of them a server knows depends on the
 * subresource (405 else).
 *
 * @typeParam T - What it holds.
 */
export interface Subresource<T extends KubeObject> {
  /** Reads it. */
  get(key: Key, options?: GetOptions): Promise<Stored<T>>;
  /** Posts to it: a request, such as for a token, whose answer is the request with its status. */
  create(key: Key, body: Frozen<T>, options?: WriteOptions): Promise<Stored<T>>;
  /** Writes it in place of the stored one. @throws ApiError `Conflict` when the object has changed since. */
  replace(key: Key, body: Frozen<T>, options?: WriteOptions): Promise<Stored<T>>;
  /** Changes it in part. */
  patch(key: Key, patch: Patch<T>, options?: PatchOptions): Promise<Stored<T>>;
  /** Server-side apply of it alone. Name and namespace are the key's. @throws ApiError `Conflict`; KubeError `field-manager`. */
  apply(key: Key, body: Part<T>, options?: ApplyOptions): Promise<Stored<T>>;
  /** Reads it, changes it and writes it if it is different; again after a conflict. */
  modify(key: Key, change: Change<T>, options?: ModifyOptions): Promise<Stored<T>>;
}

/** The subresources that are a kind of their own, by name; others hold their object. */
const ownKinds: Readonly<Record<string, Named>> = {
  scale: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
  eviction: { group: 'policy', version: 'v1', kind: 'Eviction' },
  binding: { group: '', version: 'v1', kind: 'Binding' },
  token: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
};

/** What a subresource holds. Types of a kind's own parts are those of the kind, also where only its metadata is asked for. */
export const heldBy = (definition: ResourceDefinition, subresource: string): Named => own(ownKinds, subresource) ?? definition;

/** A subresource of what `targetOf` finds. */
export class ResourceSubresource<T extends KubeObject> implements Subresource<T> {
  readonly #calls: ObjectCalls<T>;
  readonly #targetOf: (key: Key) => Target;

  constructor(client: Client, named: Named, targetOf: (key: Key) => Target) {
    this.#calls = new ObjectCalls(client, named);
    this.#targetOf = targetOf;
  }

  async get(key: Key, options?: GetOptions): Promise<Stored<T>> {
    return this.#calls.get(this.#targetOf(key), options);
  }

  async create(key: Key, body: Frozen<T>, options?: WriteOptions): Promise<Stored<T>> {
    const target = this.#targetOf(key);
    return this.#calls.create(target, named(target, body), options);
  }

  async replace(key: Key, body: Frozen<T>, options?: WriteOptions): Promise<Stored<T>> {
    const target = this.#targetOf(key);
    return this.#calls.replace(target, named(target, body), options);
  }

  async patch(key: Key, patch: Patch<T>, options?: PatchOptions): Promise<Stored<T>> {
    return this.#calls.patch(this.#targetOf(key), patch, options);
  }

  async apply(key: Key, body: Part<T>, options?: ApplyOptions): Promise<Stored<T>> {
    const target = this.#targetOf(key);
    return this.#calls.apply(target, named(target, body), options);
  }

  async modify(key: Key, change: Change<T>, options?: ModifyOptions): Promise<Stored<T>> {
    return modify({ calls: this.#calls, target: this.#targetOf(key) }, change, options);
  }
}

/** The body with the name and namespace of its object, which servers compare with the path. */
function named({ name, namespace }: Target, body: unknown): object {
  if (!isObject(body)) throw unwanted('the body of a subresource is an object', body);
  return { ...body, metadata: { ...objectAt(body, 'metadata'), name, ...(namespace !== undefined && { namespace }) } };
}
