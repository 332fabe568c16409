/**
 * What can go wrong with one object of a controller: {@link ReconcileError} and {@link AbandonedError} are what it tells,
 * {@link TerminalError} what a reconcile may throw.
 */
import { hasCode, KubeError, messageOf } from 'kube-core';
import { refKey, type ObjectRef } from '../../reflector/object-ref.js';
import { durationText } from '../../util/duration.js';
import { remedyOf } from './frozen.js';

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

/** A reconcile failed. `cause` is what it threw; where that was a write to an object of the cache, the message says what to do instead. */
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
    const next = retryInMs === undefined ? 'not tried again until something changes' : `trying again in ${durationText(retryInMs)}`;
    const what = `reconciling ${kind} ${refKey(ref)} failed (try ${attempt}; ${next})`;
    super('reconcile', `${what}: ${messageOf(cause)}${remedyOf(cause)}`, { cause });
    this.ref = ref;
    this.attempt = attempt;
    this.retryInMs = retryInMs;
  }
}

/** Whether a reconcile failed. */
export const isReconcileError = (error: unknown): error is ReconcileError => hasCode(error, 'reconcile');

/** A reconcile still ran when the controller ended, and nobody waits for it any more: it did not heed its signal. */
export class AbandonedError extends KubeError {
  readonly ref: ObjectRef;

  /**
   * @param kind - The kind of the object.
   * @param ref - Which object.
   */
  constructor(kind: string, ref: ObjectRef) {
    super(
      'abandoned',
      `the controller ended while ${kind} ${refKey(ref)} was still being reconciled: ` +
        'the reconcile did not end when its signal aborted; hand the signal to everything that it awaits',
    );
    this.ref = ref;
  }
}

/** Whether a reconcile was left behind at the end of its controller. */
export const isAbandonedError = (error: unknown): error is AbandonedError => hasCode(error, 'abandoned');
