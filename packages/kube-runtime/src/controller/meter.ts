/**
 * What is measured of a controller: {@link ControllerMeter} hears of each reconcile. Without one nothing is measured, and nothing is paid.
 */
import type { QueueMeter, QueueState } from '../queue/meter.js';

/**
 * How a reconcile ended.
 *
 * - `success`: it wants nothing more; `requeue_after`: it wants to be called again after a time.
 * - `error`: it threw; `terminal`: what it threw says that trying again is of no use; `timeout`: its time was over.
 * - `stopped`: the controller stopped and aborted it.
 */
export type ReconcileResult = 'success' | 'requeue_after' | 'error' | 'terminal' | 'timeout' | 'stopped';

/** Hears of the reconciles of one controller. */
export interface ControllerMeter {
  readonly queue: QueueMeter;
  began(): void;
  /** A reconcile wakes itself again and again. */
  looped(): void;
  /** @param ms - How long it took. */
  ended(result: ReconcileResult, ms: number): void;
}

/** What can be looked at. */
export interface ControllerSubject {
  /** What metrics call it. */
  readonly label: string;
  readonly concurrency: number;
  queueState(): QueueState;
}
