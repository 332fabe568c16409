/**
 * What a reconcile that succeeded wants next: {@link Action}.
 */
import { checkValue, rules } from 'kube-core/support';

/**
 * When the object is to be reconciled again though nothing has changed, and what the reconcile has to say beside. Make one with
 * `Action.requeue` or `Action.awaitChange`.
 */
export interface Action<out R = unknown> {
  /** After so many milliseconds at the latest; absent: when something changes. */
  readonly requeueAfterMs?: number;
  /** For whoever subscribes to the `results` of the controller. */
  readonly value?: R;
}

/** See {@link Action}. */
export interface Actions {
  /**
   * Reconcile again after a time, or earlier if something changes.
   *
   * @param ms - Milliseconds, from the end of this reconcile. With 0 the object is next after the objects that wait already; timers and
   *   the network get their turn in between.
   * @param value - What the reconcile has to say, for the `results` of its controller.
   * @throws KubeError `option` for a time that is negative, infinite or not a number.
   */
  requeue(ms: number): Action<undefined>;
  requeue<R>(ms: number, value: R): Action<R>;
  /**
   * Reconcile again when the object, or something that it owns or depends on, changes.
   *
   * @param value - What the reconcile has to say, for the `results` of its controller.
   */
  awaitChange(): Action<undefined>;
  awaitChange<R>(value: R): Action<R>;
}

/** Makes actions. Returning nothing from a reconcile is the same as `Action.awaitChange()`. */
export const Action: Actions = {
  requeue: <R>(ms: number, value?: R): Action<R> => ({
    requeueAfterMs: checkValue('the time given to Action.requeue()', ms, rules.delayMs),
    ...(value !== undefined && { value }),
  }),
  awaitChange: <R>(value?: R): Action<R> => (value === undefined ? {} : { value }),
};
