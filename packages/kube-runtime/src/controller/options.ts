/**
 * What a controller can be told, and the constants it works by: {@link ReconcileOptions}, {@link ForOptions}.
 */
import type { Clock } from 'kube-core';
import type { Aspect } from '../operators/predicates.js';
import type { Cached } from '../watcher/event.js';
import type { WatcherError } from '../watcher/errors.js';
import type { WatcherOptions } from '../watcher/options.js';
import type { MapError, ReconcileError } from './errors.js';

/** How one of the kinds of a controller is watched. */
export type SourceOptions = Pick<WatcherOptions, 'labelSelector' | 'fieldSelector' | 'initialList' | 'pageSize'>;

/** How the objects to reconcile are watched. */
export interface ForOptions<K> extends SourceOptions {
  /**
   * What of the object matters: a change of anything else does not lead to a reconcile. With `generation` a write of the status does
   * not, which ends the loop of a controller that reports times or counters.
   *
   * @defaultValue every change matters
   */
  readonly on?: Aspect<Cached<K>> | readonly Aspect<Cached<K>>[];
}

/** What a controller tells of failures. None of them stops it. */
export type ControllerFailure = ReconcileError | WatcherError | MapError;

/** How a controller runs. */
export interface ReconcileOptions {
  /** How many objects are reconciled at once; the same object never is. @defaultValue 10 */
  readonly concurrency?: number;
  /** How long reconciles that run may go on after a stop, in milliseconds; then their signals abort. @defaultValue 30000 */
  readonly gracefulStopMs?: number;
  /** Hears of every failure. @defaultValue writes its message to the standard error stream */
  readonly onFailure?: (failure: ControllerFailure) => void;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** The constants of a controller. */
export const defaults = {
  /** kube-rs sets no limit and controller-runtime one of 1: a few at once hide the latency of calls without flooding the server. */
  concurrency: 10,
  /** controller-runtime's; a pod is given 30 s to end by default. */
  gracefulStopMs: 30_000,
  /** A reconcile that heeds its signal ends within this; one that does not is left behind. */
  abortedMs: 1000,
  /** The first list may be long: what changes while it is worked off overtakes it, as in controller-runtime. */
  initialPriority: -100,
  onFailure: (failure: ControllerFailure): void => console.error(failure.message),
} as const;
