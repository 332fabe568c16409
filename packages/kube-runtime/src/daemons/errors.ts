/**
 * What can go wrong with the daemon of one object: {@link DaemonError}.
 */
import { hasCode, KubeError, messageOf } from 'kube-core';
import { refKey, type ObjectRef } from '../reflector/object-ref.js';
import { durationText } from '../util/duration.js';

/** Which daemon of which object failed. */
export interface DaemonFailed {
  /** `website-daemon` */
  readonly label: string;
  /** The kind of the object. */
  readonly kind: string;
  readonly ref: ObjectRef;
  /** When it is started again, in milliseconds; `undefined`: not before the object changes, or goes and comes. */
  readonly retryInMs: number | undefined;
}

/** The daemon of an object, or a call of its timer, failed. `cause` is what it threw. */
export class DaemonError extends KubeError {
  readonly ref: ObjectRef;
  readonly retryInMs: number | undefined;

  /**
   * @param failed - Which daemon of which object.
   * @param cause - What it threw.
   */
  constructor({ label, kind, ref, retryInMs }: DaemonFailed, cause: unknown) {
    const next = retryInMs === undefined ? 'not started again' : `starting again in ${durationText(retryInMs)}`;
    super('daemon', `${label} of ${kind} ${refKey(ref)} failed (${next}): ${messageOf(cause)}`, { cause });
    this.ref = ref;
    this.retryInMs = retryInMs;
  }
}

/** Whether the daemon of an object failed. */
export const isDaemonError = (error: unknown): error is DaemonError => hasCode(error, 'daemon');
