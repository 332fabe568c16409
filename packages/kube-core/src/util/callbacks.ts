/**
 * Functions of a user that are only told something: {@link tell} calls one. A function that throws never ends what called it; as it is
 * itself the place for failures, its own become a warning of the process.
 */
import { messageOf } from '../errors.js';

/**
 * Calls a function that is only told something. What it throws, and what a promise that it returns rejects with, becomes a warning
 * of the process (`process.on('warning')`), by default a line on the standard error stream.
 *
 * @param from - Where the function was given: `onFailure`.
 * @param say - Calls it.
 */
export function tell(from: string, say: () => unknown): void {
  try {
    const answer = say();
    if (isThenable(answer)) answer.then(undefined, (error: unknown) => warn(from, error));
  } catch (error) {
    warn(from, error);
  }
}

/** Says as a warning of the process what no one else can be told: that the function given to `from` threw. */
export function warn(from: string, error: unknown): void {
  const stack: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'stack') : undefined;
  const detail = typeof stack === 'string' ? { detail: stack } : {};
  process.emitWarning(`the function given to ${from} threw: ${messageOf(error)}`, {
    type: 'KubeWarning',
    code: 'KUBE_CALLBACK',
    ...detail,
  });
}

/** What can be waited for. */
export interface Thenable {
  then(onFulfilled: undefined, onRejected: (error: unknown) => void): unknown;
}

/** Whether a function answered with a promise. */
export const isThenable = (value: unknown): value is Thenable =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';
