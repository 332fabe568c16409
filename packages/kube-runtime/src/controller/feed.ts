/**
 * The watches of a controller: each puts what is to be reconciled into the queue, and says when its first list is complete.
 * Enter at {@link connectTo}.
 */
import {
  Api,
  metadataOf,
  qualifiedName,
  type Clock,
  type KubeObject,
  type MetadataDefinition,
  type PartialObjectMetadata,
} from 'kube-core';
import type { AddOptions } from '../queue/queue.js';
import { apiOf, behind, isCache, type Source } from '../reflector/cache.js';
import type { Listened } from '../reflector/listened.js';
import type { Caches } from '../reflector/caches.js';
import { SharedCache } from '../reflector/shared-cache.js';
import type { StoreChange } from '../reflector/store.js';
import { isCallbackError } from '../util/callbacks.js';
import { inTime } from '../util/in-time.js';
import type { ObjectRef } from '../reflector/object-ref.js';
import { Ready } from '../util/ready.js';
import { WatcherError } from '../watcher/errors.js';
import type { Cached, WatcherEvent } from '../watcher/event.js';
import { watcher } from '../watcher/watcher.js';
import type { OwnedCache } from './owned.js';
import { isUnavailable, SyncError, type SourceRole, type UnsyncedSource } from './failure/sync-error.js';
import { defaults, type ControllerFailure, type SourceOptions, type WatchedOptions } from './options.js';
import { Trigger, type MapToRequests, type Request } from './trigger.js';

/** Where the watches of a controller put what they find. */
export interface Sink {
  /** `the controller of Website` */
  readonly name: string;
  readonly clock: Clock;
  /** What it shares with others; `undefined`: nothing. */
  readonly caches: Caches | undefined;
  /** @returns the objects that another process reconciles. */
  request(requests: readonly Request[], options: AddOptions): readonly ObjectRef[];
  fail(error: ControllerFailure): void;
  /** A watch ended, which it never should: the controller would hear of nothing any more. */
  crash(defect: unknown): void;
}

/** A watch that is running. */
export interface Feed {
  readonly optional: boolean;
  /** Opens when the first list is complete, or when an optional source turns out not to be there. */
  readonly settled: Ready;
  /** Where a reconcile can read what is watched; `undefined`: nowhere. */
  readonly owned?: OwnedCache | undefined;
  /** What is watched, and what went wrong last. */
  source(): UnsyncedSource;
  /** Ends the watch. */
  end(): void;
}

/** Begins to watch. */
export type Connect = (sink: Sink) => Feed;

/** What a controller does beside its own kind. */
export interface RelatedOptions extends SourceOptions {
  /** The same objects whole: where they are in a cache, metadata are not watched beside them. */
  readonly whole?: Api;
  /** Whether reconciles read the objects. */
  readonly keep?: boolean;
}

/** A watch of what other objects depend on. */
export function connectTo<C extends KubeObject>(source: Source<C>, map: MapToRequests<C>, options: RelatedOptions): Connect {
  const { optional = false, keep = false, whole, ...watched } = options;
  const role = optional ? 'optional' : 'needed';
  return (sink) => {
    const trigger = new Trigger<C>((object) => {
      try {
        return map(object);
      } catch (error) {
        if (!isCallbackError(error)) throw error;
        sink.fail(error);
        return [];
      }
    });
    const toQueue = (changes: readonly StoreChange<C>[], priority: AddOptions): void => {
      sink.request(
        changes.flatMap((change) => versioned(trigger.change(change), change)),
        priority,
      );
    };
    const fromEvent = (event: WatcherEvent<Cached<C>>): void => {
      sink.request(versioned(trigger.write(event), event), priorityOf(event));
    };
    if (isCache(source)) return feed(apiOf(source), { sink, role, ...shared(source, source[behind].shared, toQueue) });
    const known = cacheFor(sink, { api: source, whole, watched });
    const cache = known ?? (keep ? new SharedCache(source, { ...watched, clock: sink.clock }) : undefined);
    if (cache === undefined) return feed(source, { sink, role, open: ownWatch(source, { ...watched, clock: sink.clock }, fromEvent) });
    return feed(source, { sink, role, ...shared(keep ? source : undefined, cache, toQueue) });
  };
}

/** The requests, with the version of the change that they are for; a list is none. */
function versioned<C extends KubeObject>(
  requests: readonly Request[],
  change: WatcherEvent<Cached<C>> | StoreChange<C>,
): readonly Request[] {
  if (change.type !== 'apply' && change.type !== 'applied') return requests;
  const version = change.object.metadata.resourceVersion;
  return requests.map((request) => ({ ...request, version }));
}

/** Whose cache it is; `undefined` where nothing is shared. */
function cacheFor<C extends KubeObject>(
  { caches }: Sink,
  { api, whole, watched }: { readonly api: Api<C>; readonly whole: Api | undefined; readonly watched: WatchedOptions },
): SharedCache<C> | undefined {
  const known = whole === undefined ? undefined : caches?.find(whole, watched);
  // Whole objects have the metadata that a mapper of metadata reads.
  return (known as SharedCache<C> | undefined) ?? caches?.of(api, watched);
}

/** What a watch tells its feed. */
interface FeedEvents {
  /** Something came. @param take - Takes it in; what it throws is told as a failure. */
  came(take: () => void): void;
  synced(): void;
  /** @param first - Whether the failure has not been told by another that shares the watch. */
  failed(error: WatcherError, first: boolean): void;
  crashed(defect: unknown): void;
}

/** Begins to watch. @returns what ends it. */
export type Open = (feed: FeedEvents) => () => void;

/** A watch that nobody shares and no store keeps. */
export const ownWatch =
  <K extends KubeObject>(
    api: Api<K>,
    options: WatchedOptions & { readonly clock: Clock },
    take: (event: WatcherEvent<Cached<K>>) => void,
  ): Open =>
  (to) => {
    const subscription = watcher(api, options).subscribe({
      next: (event) => {
        to.came(() => take(event));
        if (event.type === 'init-done') to.synced();
        if (event.type === 'failed') to.failed(event.error, true);
      },
      error: (defect) => to.crashed(defect),
    });
    return () => subscription.unsubscribe();
  };

/** What a cache tells, which others may listen to as well. */
export const sharedWatch =
  <K extends KubeObject>(cache: Listened<K>, take: (changes: readonly StoreChange<K>[], priority: AddOptions) => void): Open =>
  (to) =>
    cache.listen({
      changed: (changes, from) => to.came(() => take(changes, from === 'list' ? { priority: defaults.initialPriority } : {})),
      synced: () => to.synced(),
      failed: (error, first) => to.failed(error, first),
      crashed: (defect) => to.crashed(defect),
    });

/** A watch that others share, and where reconciles read it. @param source - What they ask for; `undefined`: they do not read it. */
const shared = <C extends KubeObject>(
  source: Source<C> | undefined,
  cache: Listened<C>,
  take: (changes: readonly StoreChange<C>[], priority: AddOptions) => void,
): Pick<FeedTarget, 'open' | 'owned'> => ({
  open: sharedWatch(cache, take),
  ...(source !== undefined && { owned: { source, api: apiOf(source), shared: cache } }),
});

/** Where what one watch tells goes. */
export interface FeedTarget {
  readonly sink: Sink;
  readonly role: SourceRole;
  readonly open: Open;
  readonly owned?: OwnedCache;
  /** Hears of each list that is complete. */
  readonly synced?: () => void;
}

/** Begins to watch, and tells failures to the sink. */
export const feed = (api: Api, target: FeedTarget): Feed => new WatchFeed(api, target);

class WatchFeed implements Feed, FeedEvents {
  readonly optional: boolean;
  readonly settled = new Ready();
  readonly #api: Api;
  readonly #target: FeedTarget;
  readonly #close: () => void;
  #failure: WatcherError | undefined;
  /** Whether it was said that the source is not there, and what to do; it is said once, not each time that the watch looks for it. */
  #told = false;

  constructor(api: Api, target: FeedTarget) {
    this.optional = target.role === 'optional';
    this.#api = api;
    this.#target = target;
    this.#close = target.open(this);
  }

  source(): UnsyncedSource {
    const { definition, namespace } = this.#api;
    return { definition, namespace, failure: this.#failure, role: this.#target.role };
  }

  get owned(): OwnedCache | undefined {
    return this.#target.owned;
  }

  end(): void {
    this.#close();
  }

  came(take: () => void): void {
    try {
      take();
    } catch (defect) {
      this.#target.sink.fail(new WatcherError({ phase: 'object', resource: qualifiedName(this.#api.definition) }, defect));
    }
  }

  synced(): void {
    this.#told = false;
    this.#target.synced?.();
    this.settled.open();
  }

  failed(error: WatcherError, first: boolean): void {
    const { sink } = this.#target;
    this.#failure = error;
    const unavailable = isUnavailable(error);
    if (unavailable && !this.#told) this.#tellRemedy();
    else if (first && (!unavailable || !this.optional)) sink.fail(error);
    if (unavailable && this.optional) this.settled.open();
  }

  crashed(defect: unknown): void {
    this.#target.sink.crash(defect);
  }

  #tellRemedy(): void {
    const { sink } = this.#target;
    this.#told = true;
    sink.fail(new SyncError([this.source()], { name: sink.name, then: { type: this.optional ? 'goes-on' : 'waits' } }));
  }
}

/** How long first lists are waited for. */
export interface SettleOptions {
  readonly timeoutMs: number;
  /** Ends the wait; it then resolves. */
  readonly signal: AbortSignal;
}

/**
 * Waits until nothing more can be read before the first reconcile.
 *
 * @throws SyncError when a source that is not optional could not be read in time.
 */
export async function allSettled(feeds: readonly Feed[], sink: Sink, { timeoutMs, signal }: SettleOptions): Promise<void> {
  const { name, clock } = sink;
  const wait = (limit: AbortSignal): Promise<unknown> => Promise.all(feeds.map(({ settled }) => settled.wait(limit)));
  if ((await inTime(timeoutMs, wait, { clock, signal })) || signal.aborted) return;
  const late = feeds.filter(({ settled }) => !settled.isOpen);
  const needed = late.filter(({ optional }) => !optional);
  if (needed.length > 0) throw new SyncError(sourcesOf(needed), { name, then: { type: 'ends', waitedMs: timeoutMs } });
  sink.fail(new SyncError(sourcesOf(late), { name, then: { type: 'goes-on' } }));
}

const sourcesOf = (feeds: readonly Feed[]): readonly UnsyncedSource[] => feeds.map((each) => each.source());

/** What a list brings may wait behind what changes now. */
export const priorityOf = (event: WatcherEvent<unknown>): AddOptions =>
  event.type === 'init-done' ? { priority: defaults.initialPriority } : {};

/** The same objects, metadata only. */
export function metadataApi({ client, definition, namespace }: Api): Api<PartialObjectMetadata> {
  const metadata = metadataOf(definition);
  return namespace === undefined || !isNamespaced(metadata) ? Api.all(client, metadata) : Api.namespaced(client, metadata, namespace);
}

const isNamespaced = (definition: MetadataDefinition): definition is MetadataDefinition<'Namespaced'> => definition.scope === 'Namespaced';
