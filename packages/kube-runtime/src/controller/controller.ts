/**
 * Keeps the world in line with the objects of one kind. Enter at {@link Controller}: watches put keys into a queue, a runner takes
 * them out and calls the reconcile with what the store has.
 */
import { isDeleting, keyOf, KubeError, linkedAbort, onAbort, systemClock, type Api, type Clock, type KubeObject } from 'kube-core';
import { Subject, type Observable } from 'rxjs';
import { differs, type Aspect } from '../operators/predicates.js';
import type { AddOptions } from '../queue/queue.js';
import { RateLimit } from '../queue/rate-limit.js';
import { refOfKey, type ObjectRef } from '../reflector/object-ref.js';
import { createStore, type Store, type StoreChange, type StoreWriter } from '../reflector/store.js';
import type { Runnable, RunOptions } from '../util/runnable.js';
import type { Cached, WatcherEvent } from '../watcher/event.js';
import { Action } from './action.js';
import type { Reconcile } from './context.js';
import { isTerminalError, MapError, ReconcileError } from './errors.js';
import { connectTo, feed, metadataApi, priorityOf, type Connect, type Sink } from './feed.js';
import { defaults, type ControllerFailure, type ForOptions, type ReconcileOptions, type SourceOptions } from './options.js';
import { Runner } from './runner.js';
import { toMapped, toOwner, type Request } from './trigger.js';

/** What came of one reconcile, or a failure of a watch. */
export type Outcome =
  | { readonly type: 'reconciled'; readonly ref: ObjectRef; readonly action: Action; readonly attempt: number }
  | { readonly type: 'failed'; readonly error: ControllerFailure };

/** A controller, ready to run once. */
export interface Controller<K extends KubeObject> extends Runnable {
  readonly api: Api<K>;
  /** The objects that it reconciles, as it knows them. */
  readonly store: Store<K>;
  /** What comes of its reconciles, from now on; completes when the controller has ended. */
  readonly results: Observable<Outcome>;
}

/** A controller in the making. Each method gives a new one. */
export interface ControllerBuilder<K extends KubeObject> {
  /**
   * Reconciles an object also when something changes that it controls: what has an owner reference with `controller: true` and its uid.
   * Only the metadata of these is read.
   */
  owns<C extends KubeObject>(api: Api<C>, options?: SourceOptions): ControllerBuilder<K>;
  /**
   * Reconciles objects also when something else changes.
   *
   * @param api - What to watch; with `metadataOf(Kind)` only the metadata is read.
   * @param map - Which objects to reconcile when this one changes. Where it names no namespace, that of the object is meant. What it named
   *   for the object before is reconciled as well, also when the object is deleted.
   */
  watches<C extends KubeObject>(
    api: Api<C>,
    map: (object: Cached<C>) => Iterable<ObjectRef>,
    options?: SourceOptions,
  ): ControllerBuilder<K>;
  /**
   * @param reconcile - Brings the world in line with one object; see {@link Reconcile}.
   * @param options - How many at once, and what to do with failures.
   */
  reconcile(reconcile: Reconcile<K>, options?: ReconcileOptions): Controller<K>;
}

/** Makes controllers. */
export const Controller = {
  /**
   * A controller of the objects that an Api reads.
   *
   * @remarks
   * Guarantees: nothing is reconciled before every list is complete; an object is never reconciled twice at once; a change while it is
   * being reconciled leads to another reconcile. A reconcile that fails is tried again after 5 ms, then twice as long each time up to 1000 s,
   * per object; others go on. A stop lets what runs finish for 30 s, then aborts it.
   *
   * Caveats: the deletion of an object leads to no reconcile, since there is nothing left to reconcile: use `finalizer` for what is to be
   * cleaned up. What a reconcile writes comes back as a change and leads to one more reconcile.
   *
   * @example
   * ```ts
   * import { Api, Client, ownerReference } from 'kube-core';
   * import { ConfigMap, Namespace } from 'kube-core/k8s';
   * import { Controller } from 'kube-runtime';
   *
   * await using client = await Client.tryDefault({ fieldManager: 'greeter' });
   * const configMaps = Api.all(client, ConfigMap);
   * const controller = Controller.for(Api.all(client, Namespace))
   *   .owns(configMaps)
   *   .reconcile(async ({ object, signal }) => {
   *     const { name } = object.metadata;
   *     const metadata = { name: 'greeting', namespace: name, ownerReferences: [ownerReference(Namespace, object)] };
   *     await configMaps.apply({ metadata, data: { text: `Hello, ${name}` } }, { force: true, signal });
   *   });
   * await controller.run({ signal: AbortSignal.timeout(60_000) });
   * ```
   */
  for<K extends KubeObject>(api: Api<K>, options: ForOptions<K> = {}): ControllerBuilder<K> {
    return builder({ api, options, sources: [] });
  },
};

interface Plan<K extends KubeObject> {
  readonly api: Api<K>;
  readonly options: ForOptions<K>;
  readonly sources: readonly Connect[];
}

function builder<K extends KubeObject>(plan: Plan<K>): ControllerBuilder<K> {
  const { definition } = plan.api;
  const and = (source: Connect): ControllerBuilder<K> => builder({ ...plan, sources: [...plan.sources, source] });
  return {
    owns: (api, options = {}) => and(connectTo(metadataApi(api), toOwner(definition), options)),
    watches: (api, map, options = {}) => and(connectTo(api, toMapped(definition, map), options)),
    reconcile: (reconcile, options = {}) => new PlannedController(plan, reconcile, options),
  };
}

class PlannedController<K extends KubeObject> implements Controller<K>, Sink {
  readonly api: Api<K>;
  readonly store: Store<K>;
  readonly results: Observable<Outcome>;
  readonly clock: Clock;
  readonly #plan: Plan<K>;
  readonly #reconcile: Reconcile<K>;
  readonly #options: ReconcileOptions;
  readonly #writer: StoreWriter<K>;
  readonly #aspects: readonly Aspect<Cached<K>>[];
  readonly #results = new Subject<Outcome>();
  readonly #failures = new Subject<ControllerFailure>();
  readonly #limit = new RateLimit();
  readonly #runner: Runner;
  #ran = false;

  constructor(plan: Plan<K>, reconcile: Reconcile<K>, options: ReconcileOptions) {
    const { concurrency = defaults.concurrency, clock = systemClock, onFailure = defaults.onFailure } = options;
    if (!Number.isInteger(concurrency) || concurrency < 1)
      throw new KubeError('controller', `concurrency is ${concurrency}; it is a whole number from 1`);
    const { reader, writer } = createStore(plan.api.definition);
    this.api = plan.api;
    this.store = reader;
    this.results = this.#results.asObservable();
    this.clock = clock;
    this.#plan = plan;
    this.#reconcile = reconcile;
    this.#options = options;
    this.#writer = writer;
    this.#aspects = aspectsOf(plan.options);
    this.#runner = new Runner({ concurrency, clock, work: (key, signal) => this.#work(key, signal) });
    this.#failures.subscribe(onFailure);
  }

  async run(options: RunOptions = {}): Promise<void> {
    if (this.#ran) throw new KubeError('controller', `this controller of ${this.api.definition.kind} objects has run: make another`);
    this.#ran = true;
    const { signal, force } = options;
    const stop = linkedAbort(signal, force);
    try {
      if (!stop.signal.aborted) await this.#until(stop.signal);
      await this.#runner.stop(this.#options.gracefulStopMs ?? defaults.gracefulStopMs, force);
    } finally {
      stop[Symbol.dispose]();
      this.#results.complete();
      this.#failures.complete();
    }
  }

  request(requests: readonly Request[], options: AddOptions): void {
    for (const { key, uid } of requests) {
      const object = this.store.get(key); // one that is not there yet comes with a change of its own
      if (object !== undefined && (uid === undefined || uid === object.metadata.uid)) this.#runner.add(key, options);
    }
  }

  fail(error: ControllerFailure): void {
    this.#failures.next(error);
    this.#results.next({ type: 'failed', error });
  }

  /** Watches until the signal aborts. */
  async #until(stop: AbortSignal): Promise<void> {
    const own = feed(this.api, { ...this.#plan.options, clock: this.clock }, (event) => this.#take(event));
    const feeds = [own, ...this.#plan.sources.map((connect) => connect(this))];
    try {
      for (const { ready } of feeds) await ready.wait(stop);
      this.#runner.start();
      await new Promise<void>((resolve) => onAbort(stop, () => resolve()));
    } catch (error) {
      if (!stop.aborted) throw error;
    } finally {
      for (const { subscription } of feeds) subscription.unsubscribe();
    }
  }

  #take(event: WatcherEvent<Cached<K>>): void {
    for (const change of this.#writer.write(event)) this.#changed(change, priorityOf(event));
    if (event.type === 'failed') this.fail(event.error);
  }

  #changed(change: StoreChange<K>, options: AddOptions): void {
    const key = keyOf(change.object);
    if (change.type === 'deleted') {
      this.#limit.forget(key);
      this.#runner.remove(key);
    } else if (this.#matters(change.object, change.previous)) {
      this.#runner.add(key, options);
    }
  }

  #matters(object: Cached<K>, previous: Cached<K> | undefined): boolean {
    if (previous === undefined || this.#aspects.length === 0) return true;
    const look = (seen: Cached<K>): readonly unknown[] => [
      seen.metadata.uid,
      isDeleting(seen),
      ...this.#aspects.map((aspect) => aspect(seen)),
    ];
    try {
      return differs(look(previous), look(object));
    } catch (error) {
      this.fail(new MapError('on', `${this.api.definition.kind} ${keyOf(object)}`, error));
      return true;
    }
  }

  async #work(key: string, signal: AbortSignal): Promise<void> {
    const object = this.store.get(key);
    if (object === undefined) {
      this.#limit.forget(key);
      return;
    }
    const attempt = this.#limit.failuresOf(key) + 1;
    const ref = refOfKey(key);
    try {
      const action = (await this.#reconcile({ object, api: this.api, signal, attempt })) ?? Action.awaitChange();
      if (signal.aborted) return;
      this.#limit.forget(key);
      if (action.requeueAfterMs !== undefined) this.#runner.add(key, { afterMs: action.requeueAfterMs });
      this.#results.next({ type: 'reconciled', ref, action, attempt });
    } catch (error) {
      if (!signal.aborted) this.#retry(key, { ref, attempt, error });
    }
  }

  #retry(key: string, failure: { readonly ref: ObjectRef; readonly attempt: number; readonly error: unknown }): void {
    const { ref, attempt, error } = failure;
    const terminal = isTerminalError(error);
    if (terminal) this.#limit.forget(key);
    const retryInMs = terminal ? undefined : this.#limit.fail(key);
    if (retryInMs !== undefined) this.#runner.add(key, { afterMs: retryInMs });
    this.fail(new ReconcileError({ kind: this.api.definition.kind, ref, attempt, retryInMs }, error));
  }
}

function aspectsOf<K>({ on }: ForOptions<K>): readonly Aspect<Cached<K>>[] {
  if (on === undefined) return [];
  return typeof on === 'function' ? [on] : on;
}
