/**
 * For functions of a user that are called for every object, where nobody listens for failures: {@link reportOnce}.
 */
import { warn } from 'kube-core/support';
import { isCallbackError } from './callbacks.js';

/**
 * Makes what reports the failures of one function: the first becomes a warning of the process, the others would only repeat it for
 * each of some thousand objects.
 *
 * @param from - Where the function was given: `changedObjects()`.
 */
export function reportOnce(from: string): (error: unknown) => void {
  let reported = false;
  return (error) => {
    if (!reported) warn(from, isCallbackError(error) ? error.cause : error); // the stack of the cause leads to the function
    reported = true;
  };
}
