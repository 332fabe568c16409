/**
 * The rule for functions that a user gives: what one throws never ends what called it. {@link answerOf} calls a function that is asked
 * something, `tell` of kube-core one that is only told something.
 *
 * - A function that is asked (`on`, the mapper of `watches()`) has a place for its failures: they become a {@link CallbackError}, which
 *   the caller reports to `onFailure`, and the caller takes the answer that does no harm.
 * - A function that is told (`onFailure`) has none, since it is that place itself: its failures become a warning of the process.
 */
import { hasCode, KubeError, messageOf } from 'kube-core';
import { isThenable } from 'kube-core/support';

/** A function of the user that was asked something threw, or answered with what is no answer. `cause` is what it threw. */
export class CallbackError extends KubeError {
  /**
   * @param from - Where the function was given: `watches()` or `on`.
   * @param subject - What it was called with: the kind and key of an object.
   * @param cause - What it threw.
   */
  constructor(from: string, subject: string, cause: unknown) {
    super('callback', `the function given to ${from} threw for ${subject}: ${messageOf(cause)}`, { cause });
  }
}

/** Whether a function of the user that was asked something threw. */
export const isCallbackError = (error: unknown): error is CallbackError => hasCode(error, 'callback');

/** Where a function was given, and what it is called with. */
export interface CallbackPlace {
  readonly from: string;
  readonly subject: string;
}

/**
 * Calls a function that has to answer at once.
 *
 * @throws CallbackError when it throws, or returns a promise.
 */
export function answerOf<T>({ from, subject }: CallbackPlace, ask: () => T): T {
  try {
    const answer = ask();
    if (!isThenable(answer)) return answer;
    answer.then(undefined, () => undefined); // it was never asked for
    throw new TypeError('it returned a promise, and has to answer at once');
  } catch (error) {
    throw new CallbackError(from, subject, error);
  }
}
