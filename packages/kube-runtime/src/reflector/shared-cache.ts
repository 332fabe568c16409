/**
 * One watch and its store for any number of listeners: {@link SharedCache}. It watches while somebody listens.
 */
import { controllerOf, qualifiedName, type Api, type Clock, type KubeObject } from 'kube-core';
import { Decoder, decoding, type Decoding } from 'kube-core/support';
import type { Subscription } from 'rxjs';
import { WatcherError } from '../watcher/errors.js';
import type { Cached, WatcherEvent } from '../watcher/event.js';
import type { WatcherOptions } from '../watcher/options.js';
import { watcher } from '../watcher/watcher.js';
import type { CacheListener, Listened } from './listened.js';
import { compactor, type Compact } from './compact.js';
import { keeping, type Mask } from './keep.js';
import type { Index } from './store-index.js';
import { ObjectStore, type StoreChange } from './store.js';
import { isAsNew, selectionOf, type WrittenObject } from './written.js';

/** How it watches. */
export interface SharedCacheOptions extends Pick<WatcherOptions, 'labelSelector' | 'fieldSelector' | 'initialList' | 'pageSize'> {
  readonly clock: Clock;
  /** The fields that are kept. @defaultValue all of them */
  readonly keep?: Mask;
}

/** The first listener opens the watch, the last one closes it. Who comes late hears first of what there is. */
export class SharedCache<K extends KubeObject> implements Listened<K> {
  readonly store: ObjectStore<K, never>;
  readonly #api: Api<K>;
  readonly #options: SharedCacheOptions;
  /** The store drops managedFields, so nobody need read them. */
  readonly #decoder = new Decoder({ skipManagedFields: true });
  /** Each listener, and whether it has heard of what there is. */
  readonly #listeners = new Map<CacheListener<K>, { served: boolean }>();
  /** Made when it is first asked for: a selector that is none is refused by the server, with its words. */
  #selects: ((object: object | undefined) => boolean) | undefined;
  #watch: Subscription | undefined;
  /** Made when it is first asked for. */
  #byController: Index<K> | undefined;
  #listed = false;

  constructor(api: Api<K>, options: SharedCacheOptions) {
    this.#api = api;
    this.#options = options;
    this.store = new ObjectStore<K, never>(api.definition, {}, compactFor(options.keep));
  }

  /** @returns what ends the listening. */
  listen(listener: CacheListener<K>): () => void {
    this.#listeners.set(listener, { served: false });
    if (this.#listed) this.#serve(listener, []);
    const { keep: _, ...rest } = this.#options;
    const options: WatcherOptions & Decoding = { ...rest, [decoding]: this.#decoder };
    this.#watch ??= watcher(this.#api, options).subscribe({
      next: (event) => this.#take(event),
      error: (defect) => this.#each((each) => each.crashed(defect)),
    });
    return () => this.#leave(listener);
  }

  peek(key: string): Cached<K> | undefined {
    return this.store.peek(key);
  }

  controlledBy(uid: string): readonly Cached<K>[] {
    this.#byController ??= this.store.addIndex('of controllers', (object) => controllerUid(object.metadata));
    return this.#byController.find(uid);
  }

  get isWhole(): boolean {
    const { labelSelector = '', fieldSelector = '', keep } = this.#options;
    return this.#listed && labelSelector === '' && fieldSelector === '' && keep === undefined;
  }

  covers({ client, group, resource, namespace }: WrittenObject): boolean {
    const { definition, namespace: own } = this.#api;
    if (!this.#listed || client !== this.#api.client) return false; // before its first list is complete nobody reads it
    return group === definition.group && resource === definition.plural && (own === undefined || own === namespace);
  }

  lacks({ key, version, object, gone, uid }: WrittenObject): boolean {
    this.#selects ??= selectionOf(this.#options);
    const known = this.store.peek(key);
    const mayCome = known !== undefined || this.#selects(object);
    if (version !== undefined && mayCome && !this.store.isAt(version) && !isAsNew(known, version)) return true;
    return gone && known !== undefined && (uid === undefined || known.metadata.uid === uid);
  }

  onChange(key: string, call: () => void): () => void {
    return this.store.onChange(key, call);
  }

  #leave(listener: CacheListener<K>): void {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
    this.#watch?.unsubscribe();
    this.#watch = undefined;
    this.#listed = false; // what is kept grows old from now on
  }

  #take(event: WatcherEvent<Cached<K>>): void {
    const changes = this.#write(event);
    if (event.type === 'failed') return this.#failed(event.error);
    if (event.type === 'init-done') {
      this.#listed = true;
      return this.#each((each) => this.#serve(each, changes));
    }
    if (changes.length > 0) this.#each((each, { served }) => served && each.changed(changes, 'watch'));
  }

  #write(event: WatcherEvent<Cached<K>>): readonly StoreChange<K>[] {
    try {
      return this.store.write(event);
    } catch (defect) {
      this.#failed(new WatcherError({ phase: 'object', resource: qualifiedName(this.#api.definition) }, defect));
      return [];
    }
  }

  /** A list is complete: who has heard of what there was hears what is different, who has not hears of all. */
  #serve(listener: CacheListener<K>, changes: readonly StoreChange<K>[]): void {
    const state = this.#listeners.get(listener);
    if (state === undefined) return;
    const news = state.served ? changes : this.store.list().map((object) => ({ type: 'applied', object, previous: undefined }) as const);
    state.served = true;
    listener.changed(news, 'list');
    listener.synced();
  }

  #failed(error: WatcherError): void {
    let first = true;
    this.#each((each) => {
      each.failed(error, first);
      first = false;
    });
  }

  /** A listener may leave, and another may come, while it is called. */
  #each(call: (listener: CacheListener<K>, state: { readonly served: boolean }) => unknown): void {
    for (const [listener, state] of [...this.#listeners]) if (this.#listeners.has(listener)) call(listener, state);
  }
}

/** Which owners an object has. */
type Owned = NonNullable<Parameters<typeof controllerOf>[0]['metadata']>;

function controllerUid(metadata: Owned): readonly string[] {
  const uid = controllerOf({ metadata })?.uid;
  return uid === undefined ? [] : [uid];
}

function compactFor(keep: Mask | undefined): Compact {
  const compact = compactor();
  if (keep === undefined) return compact;
  const part = keeping(keep);
  return <T extends object>(object: T): T => compact(part(object) as T); // the store's type says what is kept
}
