/**
 * Where objects are kept: one version counter for all, one collection a resource, and of each collection the changes that led to
 * its present state, which is what watches and lists at an earlier version are answered from. Enter at {@link Store}.
 *
 * A write takes no time that anything else could happen in, so there is nothing to lock.
 */
import { expired } from './refusal.js';
import { Item, itemKey } from './item.js';
import type { KubeJson } from './json.js';

/** One change of one object. */
export interface Change {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The new state; of a deletion the last one, with the version of the deletion. */
  readonly item: Item;
  readonly previous: Item | undefined;
}

/** How many changes of one resource are kept, unless told otherwise: a list of 5,000 objects and a rewrite of each fit in. */
const defaultHistory = 10_000;

/** The objects of one resource, and how they came to be. */
export class Collection {
  /** `deployments.apps`. */
  readonly resource: string;
  readonly #limit: number;
  readonly #items = new Map<string, Item>();
  readonly #listeners = new Set<() => void>();
  #changes: Change[] = [];
  #sorted: readonly Item[] | undefined;
  /** Changes up to this version are forgotten. */
  #floor: number;

  constructor(resource: string, floor: number, limit: number) {
    this.resource = resource;
    this.#floor = floor;
    this.#limit = limit;
  }

  get(namespace: string | undefined, name: string): Item | undefined {
    return this.#items.get(itemKey(namespace, name));
  }

  /** Every object as it is now, in the order of namespace and name. */
  items(): readonly Item[] {
    this.#sorted ??= [...this.#items.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
    return this.#sorted;
  }

  /**
   * Every object as it was at a version.
   *
   * @throws Refusal 410 when that version is forgotten.
   */
  itemsAt(version: number): readonly Item[] {
    if (version < this.#floor) throw expired('The resourceVersion for the provided list is too old.');
    const items = new Map(this.#items);
    for (let index = this.#changes.length - 1; index >= 0; index--) {
      const change = this.#changes[index];
      if (change === undefined || change.version <= version) break;
      const key = itemKey(change.item.namespace, change.item.name);
      if (change.previous === undefined) items.delete(key);
      else items.set(key, change.previous);
    }
    return [...items.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  }

  /**
   * What happened after a version.
   *
   * @throws Refusal 410 when some of it is forgotten.
   */
  changesAfter(version: number): readonly Change[] {
    if (version < this.#floor) throw expired(`too old resource version: ${version} (${this.#floor})`);
    let from = this.#changes.length;
    while (from > 0 && (this.#changes[from - 1]?.version ?? 0) > version) from--;
    return this.#changes.slice(from);
  }

  /** Calls back after each change; returns what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Forgets the changes up to a version. */
  compact(version: number): void {
    this.#changes = this.#changes.filter((change) => change.version > version);
    this.#floor = Math.max(this.#floor, version);
  }

  /** Notes a change; only the store calls it. */
  record(change: Change): void {
    const key = itemKey(change.item.namespace, change.item.name);
    if (change.type === 'DELETED') this.#items.delete(key);
    else this.#items.set(key, change.item);
    this.#sorted = undefined;
    this.#changes.push(change);
    if (this.#changes.length > this.#limit * 2) this.compact(this.#changes[this.#changes.length - this.#limit]?.version ?? 0);
    for (const listener of [...this.#listeners]) listener();
  }
}

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
