/**
 * The objects of one kind, as a watcher told of them: {@link createStore}. One side writes what the watcher says, the other reads.
 */
import { keyOf, type Key, type KubeObject, type ResourceDefinition } from 'kube-core';
import { Ready } from '../util/ready.js';
import type { Cached, WatcherEvent } from '../watcher/event.js';
import { compactor, type Compact } from './compact.js';
import { refKey } from './object-ref.js';

/** What a store says of an object: under each index, the keys that find it. Index functions are pure and do not throw. */
export type Indexes<K, I extends string> = { readonly [P in I]: (object: Cached<K>) => readonly string[] };

/** Options of {@link createStore}. */
export interface StoreOptions<K, I extends string = never> {
  /** Ways to find objects beside their names: `{ byNode: (pod) => [pod.spec?.nodeName ?? ''] }`. */
  readonly indexes?: Indexes<K, I>;
}

/** The reading side of a store. Objects are frozen: change a copy (`structuredClone`), never the cached one. */
export interface Store<K extends KubeObject, I extends string = never> {
  readonly definition: ResourceDefinition<K>;
  /** How many objects there are. */
  readonly size: number;
  /** Whether a first list was completed. Before that the store is empty, and says nothing about what exists. */
  readonly isReady: boolean;
  /** Resolves when a first list was completed. @throws the signal's reason, as soon as it aborts. */
  ready(signal?: AbortSignal): Promise<void>;
  /** One object. A text is the name of a cluster-scoped object, or `namespace/name`. */
  get(key: Key): Cached<K> | undefined;
  /** All objects, or those of one namespace. */
  list(options?: { readonly namespace?: string }): readonly Cached<K>[];
  /** The objects that an index finds under a key. */
  by(index: I, key: string): readonly Cached<K>[];
}

/** One change of a store. */
export type StoreChange<K> =
  | { readonly type: 'applied'; readonly object: Cached<K>; readonly previous: Cached<K> | undefined }
  | { readonly type: 'deleted'; readonly object: Cached<K> };

/** The writing side of a store; one watcher writes to it. */
export interface StoreWriter<K extends KubeObject> {
  /**
   * Takes in one event of a watcher.
   *
   * @returns what changed for readers. A list changes nothing until its `init-done` puts it in place, all at once: then come what is
   *   new, what has another resourceVersion, and what vanished without a `delete`.
   */
  write(event: WatcherEvent<Cached<K>>): readonly StoreChange<K>[];
}

/**
 * An empty store.
 *
 * @param definition - The kind of its objects.
 * @param options - Its indexes.
 * @returns the two sides: hand the writer to `reflector`, the reader to whoever asks.
 *
 * @remarks Guarantee: readers never see half a list; a list that breaks leaves them what they had. What is kept is a small frozen
 * copy without managedFields, in which equal parts are shared.
 */
export function createStore<K extends KubeObject, I extends string = never>(
  definition: ResourceDefinition<K>,
  options: StoreOptions<K, I> = {},
): { readonly reader: Store<K, I>; readonly writer: StoreWriter<K> } {
  const store = new ObjectStore<K, I>(definition, options);
  return { reader: store, writer: store };
}

type Objects<K> = Map<string, Cached<K>>;

class ObjectStore<K extends KubeObject, I extends string> implements Store<K, I>, StoreWriter<K> {
  readonly definition: ResourceDefinition<K>;
  readonly #indexes: ReadonlyMap<string, Index<K>>;
  readonly #ready = new Ready();
  readonly #compact: Compact = compactor();
  #objects: Objects<K> = new Map();
  /** What a list has brought so far. */
  #incoming: Objects<K> | undefined;

  constructor(definition: ResourceDefinition<K>, options: StoreOptions<K, I>) {
    this.definition = definition;
    const functions: Readonly<Record<string, (object: Cached<K>) => readonly string[]>> = options.indexes ?? {};
    this.#indexes = new Map(Object.entries(functions).map(([name, keysOf]) => [name, new Index(keysOf)]));
  }

  get size(): number {
    return this.#objects.size;
  }

  get isReady(): boolean {
    return this.#ready.isOpen;
  }

  ready(signal?: AbortSignal): Promise<void> {
    return this.#ready.wait(signal);
  }

  get(key: Key): Cached<K> | undefined {
    return this.#objects.get(typeof key === 'string' ? key : refKey('metadata' in key ? key.metadata : key));
  }

  list(options: { readonly namespace?: string } = {}): readonly Cached<K>[] {
    const all = [...this.#objects.values()];
    return options.namespace === undefined ? all : all.filter((object) => object.metadata.namespace === options.namespace);
  }

  by(index: I, key: string): readonly Cached<K>[] {
    return this.#indexes.get(index)?.find(key) ?? [];
  }

  write(event: WatcherEvent<Cached<K>>): readonly StoreChange<K>[] {
    switch (event.type) {
      case 'init':
        this.#incoming = new Map();
        return [];
      case 'init-apply':
        this.#receive(event.object);
        return [];
      case 'init-done':
        return this.#swap();
      case 'apply':
        return [this.#apply(this.#compact(event.object))];
      case 'delete':
        return this.#delete(keyOf(event.object));
      case 'failed':
        return [];
      default:
        return event satisfies never;
    }
  }

  /** What has not changed since is kept as it is: it is compacted already. */
  #receive(object: Cached<K>): void {
    const key = keyOf(object);
    const known = this.#objects.get(key);
    this.#incoming?.set(key, known !== undefined && isSame(known, object) ? known : this.#compact(object));
  }

  #swap(): readonly StoreChange<K>[] {
    const before = this.#objects;
    const incoming = this.#incoming ?? new Map<string, Cached<K>>();
    this.#incoming = undefined;
    const changes: StoreChange<K>[] = [];
    for (const [key, object] of before) if (!incoming.has(key)) changes.push(...this.#remove(key, object));
    for (const [key, object] of incoming) if (before.get(key) !== object) changes.push(this.#apply(object));
    this.#ready.open();
    return changes;
  }

  #apply(object: Cached<K>): StoreChange<K> {
    const key = keyOf(object);
    const previous = this.#objects.get(key);
    this.#objects.set(key, object);
    for (const index of this.#indexes.values()) index.replace(key, previous, object);
    return { type: 'applied', object, previous };
  }

  #delete(key: string): readonly StoreChange<K>[] {
    if (this.#incoming !== undefined) {
      this.#incoming.delete(key); // the swap will tell
      return [];
    }
    const object = this.#objects.get(key);
    return object === undefined ? [] : this.#remove(key, object);
  }

  #remove(key: string, object: Cached<K>): readonly StoreChange<K>[] {
    this.#objects.delete(key);
    for (const index of this.#indexes.values()) index.replace(key, object, undefined);
    return [{ type: 'deleted', object }];
  }
}

const isSame = <K extends KubeObject>(a: Cached<K>, b: Cached<K>): boolean =>
  a.metadata.uid === b.metadata.uid && a.metadata.resourceVersion === b.metadata.resourceVersion;

/** One way to find objects: index key → object key → object. */
class Index<K> {
  readonly #keysOf: (object: Cached<K>) => readonly string[];
  readonly #found = new Map<string, Objects<K>>();

  constructor(keysOf: (object: Cached<K>) => readonly string[]) {
    this.#keysOf = keysOf;
  }

  find(key: string): readonly Cached<K>[] {
    return [...(this.#found.get(key)?.values() ?? [])];
  }

  replace(key: string, previous: Cached<K> | undefined, next: Cached<K> | undefined): void {
    for (const under of previous === undefined ? [] : this.#keysOf(previous)) this.#remove(under, key);
    if (next === undefined) return;
    for (const under of this.#keysOf(next)) this.#at(under).set(key, next);
  }

  #at(under: string): Objects<K> {
    const known = this.#found.get(under);
    if (known !== undefined) return known;
    const made: Objects<K> = new Map();
    this.#found.set(under, made);
    return made;
  }

  #remove(under: string, key: string): void {
    const objects = this.#found.get(under);
    objects?.delete(key);
    if (objects?.size === 0) this.#found.delete(under);
  }
}
