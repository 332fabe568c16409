/**
 * A controller that runs: watches put keys into a queue, a runner takes them out and calls the reconcile with what the store has.
 * Enter at {@link PlannedController}.
 */
import { keyOf, linkedAbort, qualifiedName, type Api, type Clock, type KubeObject } from 'kube-core';
import { checkValue, rules, tell } from 'kube-core/support';
import { Subject, type Observable, type Subscription } from 'rxjs';
import { Debounce } from '../queue/debounce.js';
import type { AddOptions } from '../queue/queue.js';
import { RateLimit } from '../queue/rate-limit.js';
import { refKey, refOfKey, type ObjectRef } from '../reflector/object-ref.js';
import { consoleLogger } from '../log/console-logger.js';
import type { Caches } from '../reflector/caches.js';
import { SharedCache } from '../reflector/shared-cache.js';
import type { StoreChange } from '../reflector/store.js';
import { StoreView } from '../reflector/store-view.js';
import { CallbackError, isCallbackError } from '../util/callbacks.js';
import { Lots } from '../sharding/lots.js';
import { Life } from '../util/life.js';
import { permission, watchVerbs, type Permission } from '../util/permission.js';
import type { HealthCheck, RunOptions } from '../util/runnable.js';
import { untilAborted } from '../util/until-aborted.js';
import type { Cached } from '../watcher/event.js';
import type { Action } from './action.js';
import type { Reconcile } from './context.js';
import { AbandonedError, isTerminalError, ReconcileError } from './failure/errors.js';
import { logFailure } from './failure/log-failure.js';
import { join, type Host, type Member } from './host.js';
import { allSettled, feed, sharedWatch, type Connect, type Feed, type Sink } from './feed.js';
import type { ControllerMeter } from './meter.js';
import {
  defaults,
  settingsOf,
  type ControllerFailure,
  type ForOptions,
  type ReconcileOptions,
  type Settings,
  type WatchedOptions,
} from './options.js';
import { Runner } from './runner.js';
import { changeIn, type Request } from './trigger.js';
import { attempt, type Attempt } from './try/attempt.js';
import { contextOf, resultOf, type Try } from './try/try.js';
import { CatchUp } from './writes/catch-up.js';
import { HotLoops, hotLoopText, type HotLoop } from './writes/hot-loops.js';
import { noteWrites, Writes } from './writes/writes.js';

/** What came of one reconcile, or a failure of a watch. */
export type Outcome =
  | { readonly type: 'reconciled'; readonly ref: ObjectRef; readonly action: Action; readonly attempt: number }
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
export class PlannedController<K extends KubeObject> implements Sink, Member {
  readonly api: Api<K>;
  readonly name: string;
  readonly kind: string;
  readonly store: StoreView<K>;
  readonly results: Observable<Outcome>;
  readonly clock: Clock;
  readonly #plan: Plan<K>;
  readonly #reconcile: Reconcile<K>;
  readonly #settings: Settings;
  #cache: SharedCache<K>;
  readonly #isChange: (before: Cached<K>, after: Cached<K>) => boolean;
  readonly #results = new Subject<Outcome>();
  readonly #limit = new RateLimit();
  readonly #runner: Runner;
  readonly #catchUp: CatchUp;
  readonly #loops = new HotLoops();
  readonly #debounce: Debounce;
  readonly #life: Life;
  readonly #crash = new AbortController();
  readonly label: string;
  readonly health: HealthCheck;
  /** Reconciles that go on though their time is over, and the keys of their objects. */
  readonly #stuck = new Map<Promise<unknown>, string>();
  #feeds: readonly Feed[] = [];
  #host: Host = {};
  #meter: ControllerMeter | undefined;
  /** Which objects are this process's; `undefined`: all. */
  #lots: Lots | undefined;
  readonly #log = once(() => (this.#settings.log ?? this.#host.log ?? consoleLogger()).child({ controller: this.label }));

  constructor(plan: Plan<K>, reconcile: Reconcile<K>, options: ReconcileOptions) {
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
    this.#reconcile = reconcile;
    this.#isChange = changeIn(definition, aspectsOf(plan.options));
    this.#runner = new Runner({ concurrency, clock, work: (key, stop) => this.#work(key, stop) });
    this.#catchUp = this.#catchUpWith(this.#runner);
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

  request(requests: readonly Request[], options: AddOptions): void {
    for (const { ref, uid, version } of requests) {
      const object = this.store.get(ref); // an object that is not there yet will be reconciled when it comes
      if (object !== undefined && this.#isMine(object) && (uid === undefined || uid === object.metadata.uid))
        this.#wake(refKey(ref), options, version);
    }
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
      await allSettled(feeds, this, { timeoutMs: this.#settings.syncTimeoutMs, signal: over.signal });
      if (!over.signal.aborted) this.#runner.start();
      all = this.#settings.reconcileAllOn?.subscribe({ next: () => this.#wakeAll(), error: (error) => this.#deaf(error) });
      await untilAborted(over.signal);
    } finally {
      all?.unsubscribe();
      for (const each of feeds) each.end();
      this.#feeds = [];
      this.#catchUp.end();
      this.#debounce.clear();
      end();
      over[Symbol.dispose]();
    }
    this.#crash.signal.throwIfAborted();
  }

  #catchUpWith(runner: Runner): CatchUp {
    return new CatchUp({
      clock: this.clock,
      timeoutMs: this.#settings.catchUpMs,
      cachesOf: ({ client }) => this.caches?.ofClient(client) ?? [this.#cache],
      hold: (key) => runner.hold(key),
      release: (key) => runner.release(key),
      late: (key, missing) => tell('log', () => this.#log().debug({ ...refOfKey(key), missing }, 'a cache is late; going on without')),
    });
  }

  /** What it has not listed keeps it from all work; one that has not been started yet waits for others. */
  #checkReady(): void {
    const late = this.#feeds.filter(({ settled }) => !settled.isOpen).map((each) => qualifiedName(each.source().definition));
    if (late.length > 0) throw new Error(`not listed yet: ${late.join(', ')}`);
  }

  /** A reconcile that heeds neither its time nor its signal holds what it holds until the process ends. */
  #checkLive(): void {
    if (this.#stuck.size > 0) throw new Error(`reconciles that go on though they were aborted: ${[...this.#stuck.values()].join(', ')}`);
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
      this.#limit.forget(key);
      this.#loops.forget(key);
      this.#debounce.remove(key);
      this.#runner.remove(key);
      return;
    }
    const { object, previous } = change;
    if (previous !== undefined && previous.metadata.uid !== object.metadata.uid) this.#limit.forget(key); // failures were those of another
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
    this.#loops.woken(key, version);
    this.#debounce.add(key, options);
  }

  /** A shard is this process's from now on: whoever had it before may not have got to the latest changes. */
  #gained(index: number): void {
    const options = { priority: defaults.initialPriority };
    for (const object of this.store.list()) if (this.#lots?.isIn(index, object) === true) this.#runner.add(keyOf(object), options);
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

  async #work(key: string, stop: AbortSignal): Promise<void> {
    const ref = refOfKey(key);
    const object = this.store.get(ref);
    if (object === undefined) return;
    const lot = this.#lots?.of(object);
    if (this.#lots !== undefined && lot === undefined) return; // another process's by now
    const log = once(() => this.#log().child({ ...ref, reconcileID: crypto.randomUUID() }));
    const it = { key, ref, object, attempt: this.#limit.failuresOf(key) + 1, lot, log };
    this.#meter?.began();
    const begun = this.clock.now();
    const result = await this.#attempt(it, stop);
    this.#meter?.ended(resultOf(result), this.clock.now() - begun);
    if (result.type === 'done') this.#succeeded(it, result.action);
    if (result.type === 'failed') this.#failed(it, result.error);
  }

  /** A reconcile that is left behind is still one of its shard: that is not another's before it has ended. */
  async #attempt(it: Try<K>, stop: AbortSignal): Promise<Attempt> {
    const { clock, reconcileTimeoutMs: timeoutMs, catchUpMs } = this.#settings;
    const writes = new Writes();
    const round = this.#loops.begin(it.key);
    const reconcile = (signal: AbortSignal): Promise<Action | void> => this.#reconcile(contextOf(it, this.api, signal));
    const call = catchUpMs > 0 ? (signal: AbortSignal): Promise<Action | void> => writes.during(() => reconcile(signal)) : reconcile;
    const end = it.lot?.begin();
    let left: Promise<unknown> | undefined;
    const leftBehind = (running: Promise<unknown>): void => {
      left = running;
      this.#stuck.set(running, it.key);
      void running.then(() => this.#stuck.delete(running));
    };
    const over = linkedAbort(stop, it.lot?.signal);
    try {
      const result = await attempt(call, { clock, timeoutMs, stop: over.signal, leftBehind });
      if (result.type !== 'stopped') this.#catchUp.after(it.key, writes.objects);
      this.#look(it, this.#loops.end(it.key, round, result.type === 'done' ? writes.objects : []));
      return result;
    } finally {
      over[Symbol.dispose]();
      if (end !== undefined) void Promise.resolve(left).then(end);
    }
  }

  #look({ ref, log }: Try<K>, loop: HotLoop | undefined): void {
    if (loop === undefined) return;
    this.#meter?.looped();
    tell('log', () => log().warn({ ...loop }, hotLoopText(loop)));
    this.#results.next({ type: 'hot-loop', ref, ...loop });
  }

  #succeeded(it: Try<K>, action: Action): void {
    const { key, ref, attempt: number } = it;
    try {
      this.#requeue(it, action);
    } catch (error) {
      return this.#failed(it, error);
    }
    this.#limit.forget(key);
    this.#results.next({ type: 'reconciled', ref, action, attempt: number });
  }

  #requeue(it: Try<K>, { requeueAfterMs }: Action): void {
    if (requeueAfterMs === undefined) return;
    const afterMs = checkValue('requeueAfterMs', requeueAfterMs, rules.delayMs);
    if (this.#isCurrent(it)) this.#runner.add(it.key, { afterMs });
  }

  #failed(it: Try<K>, error: unknown): void {
    const retryInMs = this.#retryIn(it, error);
    if (retryInMs !== undefined) this.#runner.add(it.key, { afterMs: retryInMs });
    this.fail(new ReconcileError({ kind: this.kind, ref: it.ref, attempt: it.attempt, retryInMs }, error), it.log);
  }

  #retryIn(it: Try<K>, error: unknown): number | undefined {
    if (!this.#isCurrent(it)) return undefined;
    if (!isTerminalError(error)) return this.#limit.fail(it.key);
    this.#limit.forget(it.key);
    return undefined;
  }

  /** Whether the object is still there, and no other has taken its name since the try began. */
  #isCurrent({ ref, object }: Try<K>): boolean {
    return this.store.get(ref)?.metadata.uid === object.metadata.uid;
  }
}

/** Makes a value when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function aspectsOf<K>({ on }: ForOptions<K>): Extract<ForOptions<K>['on'], readonly unknown[]> {
  if (on === undefined) return [];
  return typeof on === 'function' ? [on] : on;
}
