/**
 * What a reconcile that succeeded wants next: {@link Action}.
 */
import { KubeError } from 'kube-core';

/** When the object is to be reconciled again, beside when something changes. Make one with `Action.requeue` or `Action.awaitChange`. */
export interface Action {
  /** After so many milliseconds at the latest; absent: when something changes. */
  readonly requeueAfterMs?: number;
}

/** Makes actions. Returning nothing from a reconcile is the same as `Action.awaitChange()`. */
export const Action = {
  /**
   * Reconcile again after a time, or earlier if something changes.
   *
   * @param ms - Milliseconds, from the end of this reconcile.
   * @throws KubeError `action` for a time that is none: negative, infinite or not a number.
   */
  requeue(ms: number): Action {
    if (!Number.isFinite(ms) || ms < 0) throw new KubeError('action', `a requeue after ${ms} ms cannot be; give a number from 0`);
    return { requeueAfterMs: ms };
  },

  /** Reconcile again when the object, or something that it owns or depends on, changes. */
  awaitChange(): Action {
    return {};
  },
};
