/**
 * Calls a function for each object of a kind, whenever the object or something that belongs to it changes. Enter at {@link Controller}: it
 * gathers what is watched and what is called; `planned` runs it.
 */
import { KubeError, type Api, type KubeObject, type ResourceDefinition } from 'kube-core';
import { checkOptions, checkValue, rules, type Rules } from 'kube-core/support';
import type { Observable } from 'rxjs';
import { apiOf, behind, isCache, type Cache, type Source } from '../reflector/cache.js';
import type { ObjectRef } from '../reflector/object-ref.js';
import type { Store } from '../reflector/store.js';
import type { Runnable, RunOptions } from '../util/runnable.js';
import type { Cached } from '../watcher/event.js';
import type { Reconcile } from './context.js';
import { connectTo, metadataApi, type Connect } from './feed.js';
import {
  forRules,
  ownsRules,
  sourceRules,
  type ForOptions,
  type OwnsOptions,
  type ReconcileOptions,
  type SourceOptions,
} from './options.js';
import { outside, type ExternalSource } from './outside.js';
import { PlannedController, type Outcome, type Plan } from './planned.js';
import { toMapped, toOwner } from './trigger.js';

/** A controller, ready to run once. Disposing it closes it. */
export interface Controller<K extends KubeObject, R = unknown> extends Runnable, AsyncDisposable {
  readonly api: Api<K>;
  /** The cache of the objects that it reconciles. */
  readonly store: Store<K>;
  /**
   * What comes of its reconciles, from now on, with what each said: `outcome.action.value`. It completes when the controller has ended. A subscriber that throws is in the hands of rxjs:
   * the controller goes on, and rxjs raises an uncaught exception, unless its `config.onUnhandledError` is set.
   */
  readonly results: Observable<Outcome<R>>;
  /**
   * Watches and reconciles, and resolves when everything has ended after a stop. The process stays alive until then.
   *
   * @throws SyncError when something that is watched could not be listed in time; KubeError `controller` when it has run before, or is
   *   closed.
   */
  run(options?: RunOptions): Promise<void>;
  /**
   * Stops in good order, and resolves when everything has ended. A controller that has not begun to run never will. A reconcile must not
   * await it: it waits for that reconcile.
   */
  close(): Promise<void>;
}

/** A controller in the making. Each method gives a new one. */
export interface ControllerBuilder<K extends KubeObject> {
  /**
   * Reconciles an object also when something changes that it controls: what has an owner reference with `controller: true` and its uid.
   * Only the metadata of these is read, and nothing is kept, unless the options say so.
   *
   * @param api - What is owned.
   * @param options - Which of it is watched, whether reconciles read it (`keep`), and whether the controller can do without it.
   */
  owns<C extends KubeObject>(api: Api<C>, options?: OwnsOptions): ControllerBuilder<K>;
  /**
   * The same for what a cache of the manager watches already; a reconcile reads it by `owned.of(cache)`.
   *
   * @param cache - As `manager.cache()` gives it, with the selection and the fields that it keeps.
   */
  owns<C extends KubeObject>(cache: Cache<C, string>): ControllerBuilder<K>;
  /**
   * Reconciles objects also when something else changes.
   *
   * @param source - What to watch; with `metadataOf(Kind)` only the metadata is read. Or a cache of the manager, which watches it already.
   * @param map - Which objects to reconcile when this one changes. Where it names no namespace, that of the object is meant. What it named
   *   for the object before is reconciled as well, also when the object is deleted. If the function throws, or names an object without the
   *   namespace that it needs, the failure is told, and no object is reconciled for this change.
   * @param options - Which of it is watched, and whether the controller can do without it; of a cache, nothing.
   */
  watches<C extends KubeObject>(
    source: Source<C>,
    map: (object: Cached<C>) => Iterable<ObjectRef>,
    options?: SourceOptions,
  ): ControllerBuilder<K>;
  /**
   * Reconciles objects also when something outside of the cluster says so: `poll()`, the `refs` of a `webhookSource()`, or an observable of yours.
   * It is subscribed to when the controller runs. When it fails or ends, that is told, and it is subscribed to again after 1 s, then twice as
   * long each time, up to 5 minutes; after 1 s again when it has gone well for longer than it was waited for. One that has nothing more to say
   * ends nothing by that: let it be silent (`concat(source, NEVER)` of rxjs). An object that is named and not there is left out.
   *
   * @param source - Says which objects are to be reconciled. Of a kind with namespaces it names these too.
   */
  from(source: ExternalSource): ControllerBuilder<K>;
  /**
   * @param reconcile - What to do for one object; see {@link Reconcile}.
   * @param options - How many at once, and what to do with failures.
   * @throws KubeError `option` for an option that there is not, or that cannot be meant: a concurrency of 0, a time that is NaN.
   */
  reconcile(reconcile: Reconcile<K, undefined>, options?: ReconcileOptions): Controller<K, undefined>;
  reconcile<R>(reconcile: Reconcile<K, R>, options?: ReconcileOptions): Controller<K, R>;
}

/** Makes controllers. */
export const Controller = {
  /**
   * A controller of the objects that an Api reads.
   *
   * @remarks
   * Guarantees: nothing is reconciled before every list is complete; an object is never reconciled twice at once, but for a reconcile
   * that goes on though `reconcileTimeoutMs` has aborted it; a change while it is being reconciled leads to another reconcile. A reconcile that fails is tried again after 5 ms, then twice as long each time up to 1000 s,
   * per object; others go on. A stop lets what runs finish for 30 s, then aborts it. Timers and sockets of the process get their turn after
   * 10 ms of reconciles at the latest. A reconcile sees what the one before wrote: it waits up to 5 s for the caches to have it. No function that is given to a controller ends it by throwing.
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
    return builder({ api, options: checkOptions('Controller.for()', options, forRules), sources: [], reads: [] });
  },
};

function builder<K extends KubeObject>(plan: Plan<K>): ControllerBuilder<K> {
  const { definition } = plan.api;
  const and = (source: Connect, ...reads: readonly Api[]): ControllerBuilder<K> =>
    builder({ ...plan, sources: [...plan.sources, source], reads: [...plan.reads, ...reads] });
  return {
    owns: <C extends KubeObject>(source: Source<C>, options: OwnsOptions = {}) => and(owning(source, options, definition), apiOf(source)),
    watches: (source, map, options = {}) => {
      checkValue('the second argument of watches()', map, rules.call);
      const mapped = toMapped({ changed: apiOf(source).definition, reconciled: definition }, map);
      return and(connectTo(source, mapped, optionsFor('watches()', source, { options, rules: sourceRules })), apiOf(source));
    },
    from: (source) => and(outside(definition, source)),
    reconcile: <R>(reconcile: Reconcile<K, R>, options: ReconcileOptions = {}) =>
      new PlannedController(plan, checkValue('the first argument of reconcile()', reconcile, rules.call), options),
  };
}

/** What is owned is watched by its metadata, unless it is kept: by a cache, or for the reconciles of this controller. */
function owning<C extends KubeObject>(source: Source<C>, options: OwnsOptions, owner: ResourceDefinition): Connect {
  const given = optionsFor('owns()', source, { options, rules: ownsRules });
  if (isCache(source) || given.keep === true) return connectTo(source, toOwner(owner), given);
  return connectTo(metadataApi(source), toOwner(owner), { ...given, whole: source });
}

/** A cache says itself what is watched: beside one there is nothing to say. */
function optionsFor<T extends object>(
  call: string,
  source: object,
  { options, rules: given }: { readonly options: T; readonly rules: Rules<T> },
): T {
  if (behind in source && Object.keys(options).length > 0)
    throw new KubeError('option', `${call} takes no options beside a cache: give them to manager.cache()`);
  return checkOptions<T>(call, options, given);
}
