/**
 * A cache that a program asks a manager for: {@link Cache} reads it, {@link ManagedCache} keeps it while the manager runs.
 */
import { KubeError, linkedAbort, type Api, type Clock, type KubeObject } from 'kube-core';
import { checkOptions, rules, tell, type Rules } from 'kube-core/support';
import { Observable } from 'rxjs';
import { behind, type Behind, type Cache } from '../reflector/cache.js';
import { maskRule, type Mask } from '../reflector/keep.js';
import { logFailure } from '../controller/failure/log-failure.js';
import { allSettled, feed, sharedWatch, type Feed, type Sink } from '../controller/feed.js';
import { defaults, watchedRules, type ControllerFailure, type WatchedOptions } from '../controller/options.js';
import type { Logger } from '../log/logger.js';
import type { Caches } from '../reflector/caches.js';
import type { SharedCache } from '../reflector/shared-cache.js';
import { StoreView } from '../reflector/store-view.js';
import type { Indexes, StoreChange } from '../reflector/store.js';
import { permission, watchVerbs, type Permission } from '../util/permission.js';
import type { HealthCheck, Runnable, RunOptions } from '../util/runnable.js';
import { untilAborted } from '../util/until-aborted.js';

/** What of a kind is kept, and how else it can be found. */
export interface CacheOptions<K, I extends string = never, F = never> extends WatchedOptions {
  /**
   * The fields that are kept, where not all are needed: `{ spec: { nodeName: true } }`. apiVersion, kind and metadata are always kept, but for
   * the annotations, which are asked for: `{ metadata: { annotations: true } }`. What is not kept is not in the type of the objects, and no verb
   * writes such an object. With other fields it is another cache, with a watch of its own.
   *
   * @defaultValue all of them, but for managedFields
   */
  readonly keep?: F;
  /** Ways to find objects beside their names: `{ byNode: (pod) => [pod.spec?.nodeName ?? ''] }`. */
  readonly indexes?: Indexes<K, I>;
}

const cacheRules: Rules<CacheOptions<unknown, string, Mask>> = { ...watchedRules, keep: maskRule, indexes: rules.calls };

/** What a manager gives to its caches. */
export interface CacheHost {
  readonly caches: Caches;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Keeps the watch open while the manager runs, and says when its first list is complete. */
export class ManagedCache<K extends KubeObject, I extends string> extends StoreView<K, I> implements Cache<K, I>, Runnable, Sink {
  readonly name: string;
  readonly phase = 'caches';
  readonly health: HealthCheck;
  readonly permissions: readonly Permission[];
  readonly changes: Observable<StoreChange<K>>;
  readonly [behind]: Behind<K>;
  readonly clock: Clock;
  readonly caches: Caches;
  readonly #api: Api<K>;
  readonly #cache: SharedCache<K>;
  readonly #log: Logger;
  readonly #crash = new AbortController();

  /** @param api - Reads the objects, of which the cache may keep only some fields: then K is what is left of them. */
  constructor(api: Api<K>, options: CacheOptions<K, I, Mask>, { caches, clock, log }: CacheHost) {
    const { indexes, ...selection } = checkOptions('cache()', options, cacheRules);
    const cache = caches.of(api, selection);
    const functions: Readonly<Record<string, Indexes<K, string>[string]>> = indexes ?? {};
    const found = Object.entries(functions).map(([name, keysOf]) => [name, cache.store.addIndex(name, keysOf)] as const);
    super(api.definition, () => cache.store, new Map(found));
    const { kind } = api.definition;
    this.name = `the cache of ${kind}`;
    this.health = { name: `cache-${kind.toLowerCase()}`, ready: () => this.#checkReady() };
    this.permissions = [permission(api, watchVerbs)];
    this.changes = changesOf(cache);
    this.clock = clock;
    this.caches = caches;
    this[behind] = { api, shared: cache };
    this.#api = api;
    this.#cache = cache;
    this.#log = log;
  }

  started(signal: AbortSignal): Promise<void> {
    return this.ready(signal);
  }

  /** @throws SyncError when the kind could not be listed in time. */
  async run({ signal, force }: RunOptions = {}): Promise<void> {
    const over = linkedAbort(signal, force, this.#crash.signal);
    const open = sharedWatch(this.#cache, () => undefined);
    const feeds: readonly Feed[] = [feed(this.#api, { sink: this, role: 'needed', open, synced: () => this.complete() })];
    try {
      await allSettled(feeds, this, { timeoutMs: defaults.syncTimeoutMs, signal: over.signal });
      await untilAborted(over.signal);
    } finally {
      for (const each of feeds) each.end();
      over[Symbol.dispose]();
    }
    this.#crash.signal.throwIfAborted();
  }

  request(): readonly [] {
    return []; // nothing is reconciled for it
  }

  fail(failure: ControllerFailure): void {
    tell('log', () => logFailure(this.#log, failure));
  }

  crash(defect: unknown): void {
    this.#crash.abort(defect);
  }

  #checkReady(): void {
    if (!this.isReady) throw new KubeError('manager', 'its first list is not complete');
  }
}

const changesOf = <K extends KubeObject>(cache: SharedCache<K>): Observable<StoreChange<K>> =>
  new Observable((subscriber) =>
    cache.listen({
      changed: (changes) => {
        for (const change of changes) subscriber.next(change);
      },
      synced: () => undefined,
      failed: () => undefined,
      crashed: (defect) => subscriber.error(defect),
    }),
  );
