/**
 * Where objects are kept: one version counter for all, one collection a resource. Enter at {@link Store}.
 *
 * A write takes no time that anything else could happen in, so there is nothing to lock.
 */
import { Collection, type Change } from './collection.js';
import { Item } from './item.js';
import type { KubeJson } from '../object.js';

/** How many changes of one resource are kept, unless told otherwise: a list of 5,000 objects and a rewrite of each fit in. */
const defaultHistory = 10_000;

/** Options of {@link Store}. */
export interface StoreOptions {
  /** How many changes of one resource are kept at least; up to twice as many are. @defaultValue 10000 */
  readonly history?: number;
}

/** All objects of a server. */
export class Store {
  readonly #collections = new Map<string, Collection>();
  readonly #listeners = new Set<(resource: string, change: Change) => void>();
  readonly #history: number;
  #version = 1;
  #floor = 0;

  constructor(options: StoreOptions = {}) {
    this.#history = options.history ?? defaultHistory;
  }

  /** The version of the last write. */
  get version(): number {
    return this.#version;
  }

  /** The objects of a resource; empty for one that nothing was ever written to. */
  collection(resource: string): Collection {
    const known = this.#collections.get(resource);
    if (known !== undefined) return known;
    const fresh = new Collection(resource, this.#floor, this.#history);
    this.#collections.set(resource, fresh);
    return fresh;
  }

  /** All resources that were ever written to. */
  collections(): readonly Collection[] {
    return [...this.#collections.values()];
  }

  /** Stores a state of an object under the next version, and gives it as stored. */
  put(resource: string, object: KubeJson): Item {
    const collection = this.collection(resource);
    const previous = collection.get(object.metadata.namespace, object.metadata.name ?? '');
    const version = ++this.#version;
    const item = new Item({ ...object, metadata: { ...object.metadata, resourceVersion: String(version) } });
    this.#record(collection, { version, type: previous === undefined ? 'ADDED' : 'MODIFIED', item, previous });
    return item;
  }

  /** Removes an object in the last state given, and gives that state with the version of the removal. */
  remove(resource: string, last: Item): Item {
    const collection = this.collection(resource);
    const version = ++this.#version;
    const item = last.at(version);
    this.#record(collection, { version, type: 'DELETED', item, previous: collection.get(last.namespace, last.name) });
    return item;
  }

  /** Forgets how things came to be: a watch or a list from before now is answered 410, as after a compaction of etcd. */
  compact(version = this.#version): void {
    this.#floor = Math.max(this.#floor, version);
    for (const collection of this.#collections.values()) collection.compact(this.#floor);
  }

  /** Calls back after each change of any resource; returns what ends that. */
  onChange(listener: (resource: string, change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #record(collection: Collection, change: Change): void {
    collection.record(change);
    for (const listener of [...this.#listeners]) listener(collection.resource, change);
  }
}
