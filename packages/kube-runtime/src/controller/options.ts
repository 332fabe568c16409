/**
 * What a controller can be told, and the constants it works by: {@link ReconcileOptions}, {@link ForOptions}.
 */
import { systemClock, type Clock } from 'kube-core';
import { checkOptions, rules, type Rules } from 'kube-core/support';
import { loggerRule, type Logger } from '../log/logger.js';
import type { Observable } from 'rxjs';
import type { Aspect } from '../operators/predicates.js';
import type { CallbackError } from '../util/callbacks.js';
import type { Cached } from '../watcher/event.js';
import type { WatcherError } from '../watcher/errors.js';
import { watcherRules, type WatcherOptions } from '../watcher/options.js';
import type { AbandonedError, ReconcileError } from './failure/errors.js';
import type { SourceError } from './failure/source-error.js';
import type { SyncError } from './failure/sync-error.js';
import { checkRate, type Rate } from '../util/rate.js';
import { limits } from './writes/hot-loops.js';

/** How one of the kinds of a controller is watched. */
export type WatchedOptions = Pick<WatcherOptions, 'labelSelector' | 'fieldSelector' | 'initialList' | 'pageSize'>;

/** How a kind is watched that is not itself reconciled. */
export interface SourceOptions extends WatchedOptions {
  /**
   * The kind may be missing, or its objects may not be listed. Then the controller says so once, starts without them, and takes them in
   * when they can be listed. Otherwise the run rejects after `syncTimeoutMs`.
   *
   * @defaultValue false
   */
  readonly optional?: boolean;
}

/** How a kind is watched that is owned. */
export interface OwnsOptions extends SourceOptions {
  /**
   * Keeps the objects in a cache, so that a reconcile reads its own by `owned.of(api)`. With an Api of `metadataOf(Kind)` that is the metadata
   * alone. In a manager the cache is that of everybody who reads the same.
   *
   * @defaultValue false: only metadata are watched, and nothing is kept
   */
  readonly keep?: boolean;
}

/** How the objects to reconcile are watched. */
export interface ForOptions<K> extends WatchedOptions {
  /**
   * What of the object matters: a change of anything else does not lead to a reconcile. With `generation` a write of the status does
   * not, which ends the loop of a controller that reports times or counters. If the function throws, the object counts as changed.
   *
   * @defaultValue every change matters
   */
  readonly on?: Aspect<Cached<K>> | readonly Aspect<Cached<K>>[];
}

/** What each option of a watch has to be. */
export const watchedRules: Rules<WatchedOptions> = {
  labelSelector: watcherRules.labelSelector,
  fieldSelector: watcherRules.fieldSelector,
  initialList: watcherRules.initialList,
  pageSize: watcherRules.pageSize,
};

/** What each option of `watches()` has to be. */
export const sourceRules: Rules<SourceOptions> = { ...watchedRules, optional: rules.flag };

/** What each option of `owns()` has to be. */
export const ownsRules: Rules<OwnsOptions> = { ...sourceRules, keep: rules.flag };

/** What each option of `Controller.for()` has to be. */
export const forRules: Rules<ForOptions<unknown>> = { ...watchedRules, on: { fits: isAspects, wanted: 'a function or a list of them' } };

function isAspects(on: unknown): boolean {
  return Array.isArray(on) ? on.every(rules.call.fits) : rules.call.fits(on);
}

/** What a controller tells of failures. None of them stops it: the SyncError that does rejects its run. */
export type ControllerFailure = ReconcileError | AbandonedError | WatcherError | SyncError | CallbackError | SourceError;

/** How often objects are reconciled. An object that has to wait keeps what asked for it, and its priority. */
export interface RateLimits {
  /** How often one object is reconciled, whatever asks for it: `{ perSecond: 0.1, burst: 3 }`. A change of its spec waits as well. */
  readonly each?: Rate;
  /** How many reconciles are begun, of all objects together: for what they call has limits of its own. */
  readonly all?: Rate;
  /**
   * How often objects that failed are tried again, all together, beside the backoff of each: an object waits for the longer of both. That of
   * client-go is `defaults.queue.retries`: 10 a second, 100 at once.
   */
  readonly retries?: Rate;
}

/** How a controller runs. */
export interface ReconcileOptions {
  /** What log lines and metrics call the controller. @defaultValue the kind in lower case: `website` */
  readonly name?: string;
  /** How many objects are reconciled at once; the same object never is. @defaultValue 10 */
  readonly concurrency?: number;
  /**
   * How long nothing may have asked for an object before it is reconciled, in milliseconds: many changes at once lead to one reconcile.
   * Retries and `Action.requeue` are not delayed by it.
   *
   * @defaultValue 0: it is reconciled at once
   */
  readonly debounceMs?: number;
  /** How long an object waits by that at most, in milliseconds, however often it is asked for. @defaultValue ten times `debounceMs` */
  readonly debounceMaxMs?: number;
  /** How often objects are reconciled, where that has to be limited. @defaultValue no limit but the backoff of each object that fails */
  readonly rateLimits?: RateLimits;
  /**
   * Reconciles every object each time that this stream emits: when a setting has changed that all of them depend on. They come after what
   * changes meanwhile. Its values are not looked at. If it fails, that is told, and the controller goes on without it.
   */
  readonly reconcileAllOn?: Observable<unknown>;
  /** How long reconciles that run may go on after a stop, in milliseconds; then their signals abort. @defaultValue 30000 */
  readonly gracefulStopMs?: number;
  /** How long the first lists of everything that is watched may take, in milliseconds; then the run rejects. @defaultValue 120000 */
  readonly syncTimeoutMs?: number;
  /**
   * How long one reconcile may take, in milliseconds. Then its signal aborts, and it is tried again like any that failed. One that does not
   * heed its signal within a second is left behind, and may then go on beside its next try.
   *
   * @defaultValue Infinity: only its author knows how long it may take
   */
  readonly reconcileTimeoutMs?: number;
  /**
   * How long an object waits for its next reconcile until the caches have what its last one wrote, in milliseconds: those of the manager,
   * and its own `store`. So a reconcile reads what it has written. 0: it does not wait, and nothing is noted.
   *
   * @defaultValue 5000: then the watch is broken, and its failure is told
   */
  readonly catchUpMs?: number;
  /**
   * Hears of every failure, in place of the log. What it throws becomes a warning of the process.
   *
   * @defaultValue each failure is logged once, with the stack where a function of yours threw
   */
  readonly onFailure?: (failure: ControllerFailure) => void;
  /** What failures and the lines of reconciles are written with. @defaultValue that of the manager, else `consoleLogger()` */
  readonly log?: Logger;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** How a controller runs, with every default filled in. */
export type Settings = Required<Omit<ReconcileOptions, Optional>> & Pick<ReconcileOptions, Optional>;

type Optional = 'name' | 'log' | 'onFailure' | 'reconcileAllOn' | 'rateLimits';

const reconcileRules: Rules<ReconcileOptions> = {
  name: rules.text,
  concurrency: rules.count,
  debounceMs: rules.delayMs,
  debounceMaxMs: rules.delayMs,
  rateLimits: rules.object,
  reconcileAllOn: { fits: isStream, wanted: 'an Observable of rxjs' },
  gracefulStopMs: rules.graceMs,
  syncTimeoutMs: rules.limitMs,
  reconcileTimeoutMs: rules.limitMs,
  catchUpMs: rules.delayMs,
  onFailure: rules.call,
  log: loggerRule,
  clock: rules.clock,
};

function isStream(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'subscribe') === 'function';
}

/** @throws KubeError `option` for an option that there is not, or that cannot be meant. */
export function settingsOf(options: ReconcileOptions): Settings {
  const given = checkOptions('reconcile()', options, reconcileRules);
  const { concurrency, gracefulStopMs, syncTimeoutMs, reconcileTimeoutMs, catchUpMs } = defaults;
  const { debounceMs = 0 } = given;
  const fixed = { concurrency, gracefulStopMs, syncTimeoutMs, reconcileTimeoutMs, catchUpMs, clock: systemClock };
  return { ...fixed, debounceMs, debounceMaxMs: debounceMs * defaults.debounceMaxFactor, ...given };
}

const rateRules: Rules<RateLimits> = { each: rules.object, all: rules.object, retries: rules.object };

/** The limits with every default filled in. @throws KubeError `option` for a rate that cannot be meant. */
export function ratesOf(limits: RateLimits = {}): { readonly [P in keyof RateLimits]: Required<Rate> } {
  const { each, all, retries } = checkOptions('rateLimits', limits, rateRules);
  return {
    ...(each !== undefined && { each: checkRate('rateLimits.each', each) }),
    ...(all !== undefined && { all: checkRate('rateLimits.all', all) }),
    ...(retries !== undefined && { retries: checkRate('rateLimits.retries', retries) }),
  };
}

/** The constants of a controller. */
export const defaults = {
  /** kube-rs sets no limit and controller-runtime one of 1: a few at once hide the latency of calls without flooding the server. */
  concurrency: 10,
  /** controller-runtime's; a pod is given 30 s to end by default. */
  gracefulStopMs: 30_000,
  /** controller-runtime's: longer than it takes to install CRDs and roles beside the controller, shorter than people wait. */
  syncTimeoutMs: 120_000,
  /** Only the author of a reconcile knows how long it may take; controller-runtime sets no limit either. */
  reconcileTimeoutMs: Infinity,
  /** The longest wait, in quiet times: a storm of changes is over by then, or will not be. */
  debounceMaxFactor: 10,
  /** kopf's: a watch brings a change within some milliseconds; one that broke is opened again within two seconds at first. */
  catchUpMs: 5000,
  /** When a reconcile that wakes itself is told. */
  hotLoops: limits,
  /** A reconcile that heeds its signal ends within this; one that does not is left behind. */
  abortedMs: 1000,
  /** What is outside of the cluster and fails is asked again soon at first, and then each five minutes. */
  sourceBackoff: { initialMs: 1000, maxMs: 300_000 },
  /** The first list may be long: what changes while it is worked off overtakes it, as in controller-runtime. */
  initialPriority: -100,
} as const;
