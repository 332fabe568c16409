/**
 * What can go wrong in a controller: {@link ReconcileError} is what it tells, {@link TerminalError} what a reconcile may throw.
 */
import { hasCode, KubeError, messageOf } from 'kube-core';
import { refKey, type ObjectRef } from '../reflector/object-ref.js';

/** Thrown by a reconcile for which trying again is of no use: the object itself is wrong. It waits until something changes. */
export class TerminalError extends KubeError {
  /**
   * @param message - What is wrong with the object, and what its owner should do.
   * @param options - The cause.
   */
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super('terminal', message, options);
  }
}

/** Whether trying again is of no use. */
export const isTerminalError = (error: unknown): error is TerminalError => hasCode(error, 'terminal');

/** Which try of which object failed. */
export interface ReconcileFailure {
  /** The kind of the object. */
  readonly kind: string;
  readonly ref: ObjectRef;
  readonly attempt: number;
  /** When it will be tried again, in milliseconds; `undefined`: when something changes. */
  readonly retryInMs: number | undefined;
}

/** A reconcile failed. `cause` is what it threw. */
export class ReconcileError extends KubeError {
  readonly ref: ObjectRef;
  readonly attempt: number;
  /** When it will be tried again, in milliseconds; `undefined`: when something changes. */
  readonly retryInMs: number | undefined;

  /**
   * @param failure - Which try of which object.
   * @param cause - What the reconcile threw.
   */
  constructor(failure: ReconcileFailure, cause: unknown) {
    const { kind, ref, attempt, retryInMs } = failure;
    const next = retryInMs === undefined ? 'not tried again until something changes' : `trying again in ${seconds(retryInMs)}`;
    super('reconcile', `reconciling ${kind} ${refKey(ref)} failed (try ${attempt}; ${next}): ${messageOf(cause)}`, { cause });
    this.ref = ref;
    this.attempt = attempt;
    this.retryInMs = retryInMs;
  }
}

/** Whether a reconcile failed. */
export const isReconcileError = (error: unknown): error is ReconcileError => hasCode(error, 'reconcile');

const seconds = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

/** A function that was given to the controller threw: that of `watches()`, or an `on`. The object counts as unrelated, or as changed. */
export class MapError extends KubeError {
  /**
   * @param from - Where the function was given: `watches()` or `on`.
   * @param object - The kind and key of the object that it was called with.
   * @param cause - What it threw.
   */
  constructor(from: string, object: string, cause: unknown) {
    super('map', `the function given to ${from} threw for ${object}: ${messageOf(cause)}`, { cause });
  }
}
