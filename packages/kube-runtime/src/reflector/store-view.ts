/**
 * A store that reads another, which may be decided on later: {@link StoreView}. A program may hold the store of a controller before the
 * controller knows whose cache it uses.
 */
import type { Key, KubeObject, ResourceDefinition } from 'kube-core';
import { Ready } from '../util/ready.js';
import type { Cached } from '../watcher/event.js';
import type { Store, StoreListOptions, Versioned } from './store.js';
import type { Index } from './store-index.js';

/** Reads what it is told to read; its owner says when that is complete. */
export class StoreView<K extends KubeObject, I extends string = never> implements Store<K, I> {
  readonly definition: ResourceDefinition<K>;
  readonly #source: () => Store<K>;
  readonly #indexes: ReadonlyMap<string, Index<K>>;
  readonly #complete = new Ready();

  /**
   * @param definition - The kind of its objects.
   * @param source - What it reads now.
   * @param indexes - Its own ways to find objects.
   */
  constructor(definition: ResourceDefinition<K>, source: () => Store<K>, indexes: ReadonlyMap<string, Index<K>> = new Map()) {
    this.definition = definition;
    this.#source = source;
    this.#indexes = indexes;
  }

  /** A first list is complete. */
  complete(): void {
    this.#complete.open();
  }

  get size(): number {
    return this.#source().size;
  }

  get isReady(): boolean {
    return this.#complete.isOpen;
  }

  ready(signal?: AbortSignal): Promise<void> {
    return this.#complete.wait(signal);
  }

  get resourceVersion(): string | undefined {
    return this.#source().resourceVersion;
  }

  caughtUp(written: string | Versioned, signal?: AbortSignal): Promise<void> {
    return this.#source().caughtUp(written, signal);
  }

  get(key: Key): Cached<K> | undefined {
    return this.#source().get(key);
  }

  list(options?: StoreListOptions): readonly Cached<K>[] {
    return this.#source().list(options);
  }

  by(index: I, key: string): readonly Cached<K>[] {
    return this.#indexes.get(index)?.find(key) ?? [];
  }
}
