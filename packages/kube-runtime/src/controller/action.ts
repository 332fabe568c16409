/**
 * What a reconcile that succeeded wants next: {@link Action}.
 */
import { checkValue, rules } from 'kube-core/support';

/** When the object is to be reconciled again though nothing has changed. Make one with `Action.requeue` or `Action.awaitChange`. */
export interface Action {
  /** After so many milliseconds at the latest; absent: when something changes. */
  readonly requeueAfterMs?: number;
}

/** Makes actions. Returning nothing from a reconcile is the same as `Action.awaitChange()`. */
export const Action = {
  /**
   * Reconcile again after a time, or earlier if something changes.
   *
   * @param ms - Milliseconds, from the end of this reconcile. With 0 the object is next after the objects that wait already; timers and
   *   the network get their turn in between.
   * @throws KubeError `option` for a time that is negative, infinite or not a number.
   */
  requeue(ms: number): Action {
    return { requeueAfterMs: checkValue('the time given to Action.requeue()', ms, rules.delayMs) };
  },

  /** Reconcile again when the object, or something that it owns or depends on, changes. */
  awaitChange(): Action {
    return {};
  },
};
