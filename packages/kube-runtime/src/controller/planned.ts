/**
 * A controller that runs: watches put keys into a queue, a runner takes them out, and `Tries` calls the reconcile for each.
 * Enter at {@link PlannedController}.
 */
import { keyOf, linkedAbort, qualifiedName, type Api, type Clock, type KubeObject } from 'kube-core';
import { tell, TokenBucket } from 'kube-core/support';
import { Subject, type Observable, type Subscription } from 'rxjs';
import { Debounce } from '../queue/debounce.js';
import type { AddOptions } from '../queue/queue.js';
import type { Logger } from '../log/logger.js';
import { refKey, refOfKey, type ObjectRef } from '../reflector/object-ref.js';
import { consoleLogger } from '../log/console-logger.js';
import type { Caches } from '../reflector/caches.js';
import { SharedCache } from '../reflector/shared-cache.js';
import type { StoreChange } from '../reflector/store.js';
import type { WrittenObject } from '../reflector/written.js';
import { StoreView } from '../reflector/store-view.js';
import { CallbackError, isCallbackError } from '../util/callbacks.js';
import { Lots } from '../sharding/lots.js';
import { Life } from '../util/life.js';
import { once } from '../util/once.js';
import { permission, watchVerbs, type Permission } from '../util/permission.js';
import type { HealthCheck, RunOptions } from '../util/runnable.js';
import { untilAborted } from '../util/until-aborted.js';
import type { Cached } from '../watcher/event.js';
import type { Action } from './action.js';
import type { Reconcile } from './context.js';
import { AbandonedError, type ReconcileError } from './failure/errors.js';
import { logFailure } from './failure/log-failure.js';
import { join, type Host, type Member } from './host.js';
import { allSettled, feed, sharedWatch, type Connect, type Feed, type Sink } from './feed.js';
import type { ControllerMeter } from './meter.js';
import {
  defaults,
  ratesOf,
  settingsOf,
  type ControllerFailure,
  type ForOptions,
  type ReconcileOptions,
  type Settings,
  type WatchedOptions,
} from './options.js';
import { OwnedCaches, type OwnedCache } from './owned.js';
import { Runner } from './runner.js';
import { changeIn, type Request } from './trigger.js';
import { Tries } from './try/tries.js';
import type { HotLoop } from './writes/hot-loops.js';
import { noteWrites } from './writes/writes.js';

/** What came of one reconcile, or a failure of a watch. */
export type Outcome<R = unknown> =
  | { readonly type: 'reconciled'; readonly ref: ObjectRef; readonly action: Action<R>; readonly attempt: number }
  | { readonly type: 'failed'; readonly error: ControllerFailure }
  /** What it writes wakes it again and again: `fields` change each time, for `rounds` times in a row. */
  | ({ readonly type: 'hot-loop'; readonly ref: ObjectRef } & HotLoop);

/** What a controller watches. */
export interface Plan<K extends KubeObject> {
  readonly api: Api<K>;
  readonly options: ForOptions<K>;
  readonly sources: readonly Connect[];
  /** What the sources read. */
  readonly reads: readonly Api[];
}

/** See `Controller`, whose methods these are. */
export class PlannedController<K extends KubeObject, R = unknown> implements Sink, Member {
  readonly api: Api<K>;
  readonly name: string;
  readonly kind: string;
  readonly store: StoreView<K>;
  readonly results: Observable<Outcome<R>>;
  readonly clock: Clock;
  readonly #plan: Plan<K>;
  readonly #settings: Settings;
  #cache: SharedCache<K>;
  readonly #isChange: (before: Cached<K>, after: Cached<K>) => boolean;
  readonly #results = new Subject<Outcome<R>>();
  readonly #runner: Runner;
  readonly #tries: Tries<K, R>;
  readonly #debounce: Debounce;
  readonly #life: Life;
  readonly #crash = new AbortController();
  readonly label: string;
  readonly health: HealthCheck;
  #feeds: readonly Feed[] = [];
  #owned: readonly OwnedCache[] = [];
  #host: Host = {};
  #meter: ControllerMeter | undefined;
  /** Which objects are this process's; `undefined`: all. */
  #lots: Lots | undefined;
  readonly #log = once(() => (this.#settings.log ?? this.#host.log ?? consoleLogger()).child({ controller: this.label }));

  constructor(plan: Plan<K>, reconcile: Reconcile<K, R>, options: ReconcileOptions) {
    const { definition } = plan.api;
    this.#settings = settingsOf(options);
    const { concurrency, clock, name } = this.#settings;
    this.label = name ?? definition.kind.toLowerCase();
    this.health = { name: `controller-${this.label}`, live: () => this.#checkLive(), ready: () => this.#checkReady() };
    this.#plan = plan;
    this.clock = clock;
    this.api = plan.api;
    this.kind = definition.kind;
    this.name = `the controller of ${this.kind}`;
    this.#cache = new SharedCache(plan.api, { ...this.#watched, clock });
    this.store = new StoreView(definition, () => this.#cache.store);
    this.results = this.#results.asObservable();
    this.#isChange = changeIn(definition, aspectsOf(plan.options));
    const { retries, ...pace } = ratesOf(this.#settings.rateLimits);
    this.#runner = new Runner({ concurrency, clock, pace, work: (key, stop) => this.#tries.run(key, stop) });
    this.#tries = this.#triesOf(reconcile, retries && new TokenBucket(retries, clock.now()));
    const { debounceMs: quietMs, debounceMaxMs: maxMs } = this.#settings;
    this.#debounce = new Debounce({ clock, quietMs, maxMs, add: (key, options) => this.#runner.add(key, options) });
    this.#life = new Life({ code: 'controller', name: this.name });
  }

  get permissions(): readonly Permission[] {
    return [this.api, ...this.#plan.reads].map((api) => permission(api, watchVerbs));
  }

  get caches(): Caches | undefined {
    return this.#host.caches;
  }

  get #watched(): WatchedOptions {
    const { on: _, ...watched } = this.#plan.options;
    return watched;
  }

  [join](host: Host): void {
    this.#host = host;
    this.#cache = host.caches?.of(this.api, this.#watched) ?? this.#cache;
    const { concurrency, clock, gracefulStopMs: graceMs } = this.#settings;
    if (host.shards !== undefined) this.#lots = new Lots(host.shards, { clock, graceMs, gained: (index) => this.#gained(index) });
    this.#meter = host.meter?.({ label: this.label, concurrency, queueState: () => this.#runner.queueState });
    if (this.#meter !== undefined) this.#runner.measure(this.#meter.queue);
  }

  run(options: RunOptions = {}): Promise<void> {
    return this.#life.run(options, async (stop) => {
      try {
        if (!stop.signal.aborted) await this.#watch(stop.signal);
      } finally {
        await this.#drain(options.force);
        this.#results.complete();
      }
    });
  }

  async close(): Promise<void> {
    await this.#life.close();
    this.#results.complete();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  request(requests: readonly Request[], options: AddOptions): readonly ObjectRef[] {
    const elsewhere: ObjectRef[] = [];
    const mine = new Map<string, string | undefined>(); // each key once: its reconcile may begin before the next is woken
    for (const { ref, uid, version } of requests) {
      const object = this.store.get(ref); // an object that is not there yet will be reconciled when it comes
      if (object === undefined || (uid !== undefined && uid !== object.metadata.uid)) continue;
      if (this.#isMine(object)) mine.set(refKey(ref), version);
      else elsewhere.push(ref);
    }
    for (const [key, version] of mine) this.#wake(key, options, version);
    return elsewhere;
  }

  fail(error: ControllerFailure, log = this.#log): void {
    const { onFailure } = this.#settings;
    if (onFailure === undefined) tell('log', () => logFailure(log(), error));
    else tell('onFailure', () => onFailure(error));
    this.#results.next({ type: 'failed', error });
  }

  crash(defect: unknown): void {
    this.#crash.abort(defect);
  }

  /** Watches, and reconciles once everything is listed, until the signal aborts. */
  async #watch(stop: AbortSignal): Promise<void> {
    const over = linkedAbort(stop, this.#crash.signal);
    const feeds: Feed[] = [];
    let all: Subscription | undefined;
    const end = this.#settings.catchUpMs > 0 ? noteWrites() : () => undefined;
    this.#feeds = feeds;
    try {
      const open = sharedWatch(this.#cache, (changes, priority) => this.#take(changes, priority));
      feeds.push(feed(this.api, { sink: this, role: 'reconciled', open, synced: () => this.store.complete() }));
      for (const connect of this.#plan.sources) feeds.push(connect(this));
      this.#owned = feeds.flatMap(({ owned }) => owned ?? []);
      await allSettled(feeds, this, { timeoutMs: this.#settings.syncTimeoutMs, signal: over.signal });
      if (!over.signal.aborted) this.#runner.start();
      all = this.#settings.reconcileAllOn?.subscribe({ next: () => this.#wakeAll(), error: (error) => this.#deaf(error) });
      await untilAborted(over.signal);
    } finally {
      all?.unsubscribe();
      for (const each of feeds) each.end();
      this.#feeds = [];
      this.#owned = [];
      this.#tries.end();
      this.#debounce.clear();
      end();
      over[Symbol.dispose]();
    }
    this.#crash.signal.throwIfAborted();
  }

  #triesOf(reconcile: Reconcile<K, R>, retries: TokenBucket | undefined): Tries<K, R> {
    const meter = (): ControllerMeter | undefined => this.#meter;
    const of = {
      api: this.api,
      owned: new OwnedCaches(
        () => this.name,
        () => this.#owned,
      ),
      queue: this.#runner,
      retries,
      get meter() {
        return meter();
      },
      log: () => this.#log(),
      objectOf: (ref: ObjectRef) => this.store.get(ref),
      lotOf: (object: Cached<K>) => this.#lots && (this.#lots.of(object) ?? 'others'),
      cachesOf: ({ client }: WrittenObject) => this.caches?.ofClient(client) ?? [this.#cache, ...this.#owned.map(({ shared }) => shared)],
      succeeded: (ref: ObjectRef, action: Action<R>, attempt: number) => this.#results.next({ type: 'reconciled', ref, action, attempt }),
      failed: (error: ReconcileError, log: () => Logger) => this.fail(error, log),
      looped: (ref: ObjectRef, loop: HotLoop) => this.#results.next({ type: 'hot-loop', ref, ...loop }),
    } as const;
    return new Tries(of, reconcile, this.#settings);
  }

  /** What it has not listed keeps it from all work; one that has not been started yet waits for others. */
  #checkReady(): void {
    const late = this.#feeds.filter(({ settled }) => !settled.isOpen).map((each) => qualifiedName(each.source().definition));
    if (late.length > 0) throw new Error(`not listed yet: ${late.join(', ')}`);
  }

  /** A reconcile that heeds neither its time nor its signal holds what it holds until the process ends. */
  #checkLive(): void {
    const { stuck } = this.#tries;
    if (stuck.length > 0) throw new Error(`reconciles that go on though they were aborted: ${stuck.join(', ')}`);
  }

  async #drain(force: AbortSignal | undefined): Promise<void> {
    const left = await this.#runner.stop(this.#settings.gracefulStopMs, force);
    for (const key of left) this.fail(new AbandonedError(this.kind, refOfKey(key)));
  }

  #take(changes: readonly StoreChange<K>[], priority: AddOptions): void {
    for (const change of changes) this.#changed(change, priority);
  }

  #changed(change: StoreChange<K>, options: AddOptions): void {
    const key = keyOf(change.object);
    if (change.type === 'deleted') {
      this.#tries.forget(key);
      this.#debounce.remove(key);
      this.#runner.remove(key);
      return;
    }
    const { object, previous } = change;
    if (previous !== undefined && previous.metadata.uid !== object.metadata.uid) this.#tries.renew(key); // failures were those of another
    if (!this.#isMine(object)) return;
    if (previous === undefined || this.#matters(previous, object)) this.#wake(key, options, object.metadata.resourceVersion);
  }

  #wakeAll(): void {
    const options = { priority: defaults.initialPriority };
    for (const object of this.store.list()) if (this.#isMine(object)) this.#wake(keyOf(object), options, undefined);
  }

  #deaf(error: unknown): void {
    this.fail(new CallbackError('reconcileAllOn', this.kind, error));
  }

  /** @param version - That of the change that asks for it. */
  #wake(key: string, options: AddOptions, version: string | undefined): void {
    this.#tries.woken(key, version);
    this.#debounce.add(key, options);
  }

  /** A shard is this process's from now on: whoever had it before may not have got to the latest changes. */
  #gained(index: number): void {
    const options = { priority: defaults.initialPriority };
    for (const object of this.store.list()) {
      if (this.#lots?.isIn(index, object) !== true) continue;
      const key = keyOf(object);
      this.#tries.woken(key, undefined);
      this.#runner.add(key, options);
    }
  }

  #isMine(object: Cached<K>): boolean {
    return this.#lots === undefined || this.#lots.of(object) !== undefined;
  }

  #matters(before: Cached<K>, after: Cached<K>): boolean {
    try {
      return this.#isChange(before, after);
    } catch (error) {
      if (!isCallbackError(error)) throw error;
      this.fail(error);
      return true;
    }
  }
}

function aspectsOf<K>({ on }: ForOptions<K>): Extract<ForOptions<K>['on'], readonly unknown[]> {
  if (on === undefined) return [];
  return typeof on === 'function' ? [on] : on;
}
