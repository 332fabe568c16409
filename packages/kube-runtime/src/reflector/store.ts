/**
 * The objects of one kind, as a watcher told of them: {@link createStore}. One side writes what the watcher says, the other reads.
 */
import {
  compareResourceVersions,
  keyOf,
  labelMatcher,
  targetOf,
  type AnyLabelSelector,
  type Key,
  type KubeObject,
  type ResourceDefinition,
} from 'kube-core';
import { checkOptions, rules, type Rules } from 'kube-core/support';
import { Ready } from '../util/ready.js';
import type { Cached, WatcherEvent } from '../watcher/event.js';
import { compactor, type Compact } from './compact.js';
import { Index } from './store-index.js';
import { refKey } from './object-ref.js';
import { versionIn, Waits, type Versioned } from './waits.js';

export type { Versioned } from './waits.js';

/**
 * What a store says of an object: under each index, the keys that find it. An object for which the function of an index throws is not
 * found by that index; the first time is a warning of the process.
 */
export type Indexes<K, I extends string> = { readonly [P in I]: (object: Cached<K>) => readonly string[] };

/** Options of {@link createStore}. */
export interface StoreOptions<K, I extends string = never> {
  /** Ways to find objects beside their names: `{ byNode: (pod) => [pod.spec?.nodeName ?? ''] }`. */
  readonly indexes?: Indexes<K, I>;
}

const storeRules: Rules<StoreOptions<unknown, string>> = { indexes: rules.calls };

/** Which objects of a store are listed. */
export interface StoreListOptions {
  /** @defaultValue all namespaces */
  readonly namespace?: string;
  /** Those whose labels it selects: a text, or as a kind has it in a field. @defaultValue all */
  readonly labelSelector?: AnyLabelSelector;
}

const listRules: Rules<StoreListOptions> = { namespace: rules.text, labelSelector: rules.anything };

/** The reading side of a store. Objects are frozen: change a copy (`structuredClone`), never the cached one. */
export interface Store<K extends KubeObject, I extends string = never> {
  readonly definition: ResourceDefinition<K>;
  /** How many objects there are. */
  readonly size: number;
  /** Whether a first list was completed. Before that the store is empty, and says nothing about what exists. */
  readonly isReady: boolean;
  /** Resolves when a first list was completed. @throws the signal's reason, as soon as it aborts. */
  ready(signal?: AbortSignal): Promise<void>;
  /**
   * As of which version the objects are: that of the last change or list. `undefined`: no list is complete yet, or it had no version.
   */
  readonly resourceVersion: string | undefined;
  /**
   * Resolves when the store has what was written: it has taken in every change up to that version. A change that its selectors leave out
   * does not come; the next one that they do not, or the next list, ends the wait. Versions that are no numbers, as some servers behind
   * an API server have them, say nothing, and are not waited for.
   *
   * @param written - What the server answered to a write of this kind, or its resourceVersion.
   * @param signal - How long to wait: `AbortSignal.timeout(5000)`.
   * @throws the signal's reason, as soon as it aborts.
   */
  caughtUp(written: string | Versioned, signal?: AbortSignal): Promise<void>;
  /**
   * One object, by a key that is read as `Api.all` reads it: the name of a cluster-scoped object, `{ name, namespace }`, or an object.
   *
   * @throws KubeError `key` for a key without the namespace that the kind asks for: a bare name could be in any.
   */
  get(key: Key): Cached<K> | undefined;
  /** All objects, or those of one namespace, or those that a selector selects. @throws KubeError `selector` for what is no selector. */
  list(options?: StoreListOptions): readonly Cached<K>[];
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
  const store = new ObjectStore<K, I>(definition, checkOptions('createStore()', options, storeRules));
  return { reader: store, writer: store };
}

type Objects<K> = Map<string, Cached<K>>;

/** Both sides of a store, and what those who share one need beside. */
export class ObjectStore<K extends KubeObject, I extends string> implements Store<K, I>, StoreWriter<K> {
  readonly definition: ResourceDefinition<K>;
  readonly #named: ReadonlyMap<string, Index<K>>;
  readonly #indexes = new Set<Index<K>>();
  readonly #ready = new Ready();
  readonly #compact: Compact;
  #objects: Objects<K> = new Map();
  /** What a list has brought so far. */
  #incoming: Objects<K> | undefined;
  #version: string | undefined;
  /** Who waits for changes. */
  readonly #waits = new Waits();

  /** @param compact - Makes what is kept of an object. */
  constructor(definition: ResourceDefinition<K>, options: StoreOptions<K, I>, compact: Compact = compactor()) {
    this.definition = definition;
    this.#compact = compact;
    const functions: Readonly<Record<string, (object: Cached<K>) => readonly string[]>> = options.indexes ?? {};
    this.#named = new Map(Object.entries(functions).map(([name, keysOf]) => [name, this.addIndex(name, keysOf)]));
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

  get resourceVersion(): string | undefined {
    return this.#version;
  }

  caughtUp(written: string | Versioned, signal?: AbortSignal): Promise<void> {
    const version = versionIn(written);
    return this.#waits.until(() => this.isReady && this.isAt(version), signal);
  }

  /** Whether every change up to a version was taken in; so it is for a version that cannot be compared. */
  isAt(version: string): boolean {
    const order = this.#version === undefined ? -1 : compareResourceVersions(this.#version, version);
    return order === undefined || order >= 0;
  }

  /** The object of a key that {@link refKey} makes. */
  peek(key: string): Cached<K> | undefined {
    return this.#objects.get(key);
  }

  /** Calls back at each change of an object, and at each list. @returns what ends that. */
  onChange(key: string, call: () => void): () => void {
    return this.#waits.on(key, call);
  }

  get(key: Key): Cached<K> | undefined {
    const { name = '', namespace } = targetOf({ definition: this.definition, namespace: undefined }, key);
    return this.#objects.get(refKey(namespace === undefined ? { name } : { name, namespace }));
  }

  list(options: StoreListOptions = {}): readonly Cached<K>[] {
    const { namespace, labelSelector } = checkOptions('list()', options, listRules);
    const matches = labelSelector === undefined ? undefined : labelMatcher(labelSelector);
    const all = [...this.#objects.values()];
    if (namespace === undefined && matches === undefined) return all;
    return all.filter(
      ({ metadata }) => (namespace === undefined || metadata.namespace === namespace) && matches?.(metadata.labels) !== false,
    );
  }

  by(index: I, key: string): readonly Cached<K>[] {
    return this.#named.get(index)?.find(key) ?? [];
  }

  /** One more way to find the objects that there are and those that come; for whoever shares a store that others have made. */
  addIndex(name: string, keysOf: (object: Cached<K>) => readonly string[]): Index<K> {
    const index = new Index(name, keysOf);
    for (const [key, object] of this.#objects) index.replace(key, object);
    this.#indexes.add(index);
    return index;
  }

  write(event: WatcherEvent<Cached<K>>): readonly StoreChange<K>[] {
    const changes = this.#write(event);
    if (event.type === 'init-done') {
      this.#version = event.resourceVersion;
      this.#waits.wakeAll();
    }
    // The first events of a streamed list are in no order: they say nothing of what has been read.
    if ((event.type === 'apply' || event.type === 'delete') && this.#incoming === undefined) {
      this.#version = event.object.metadata.resourceVersion;
      this.#waits.wake(keyOf(event.object));
    }
    return changes;
  }

  #write(event: WatcherEvent<Cached<K>>): readonly StoreChange<K>[] {
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
    for (const index of this.#indexes) index.replace(key, object);
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
    for (const index of this.#indexes) index.replace(key, undefined);
    return [{ type: 'deleted', object }];
  }
}

/** Objects without a version, which only `modify` or a broken server makes, may differ in anything. */
const isSame = <K extends KubeObject>({ metadata: a }: Cached<K>, { metadata: b }: Cached<K>): boolean =>
  typeof a.resourceVersion === 'string' && a.resourceVersion === b.resourceVersion && a.uid === b.uid;
