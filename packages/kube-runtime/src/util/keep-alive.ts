/**
 * Keeps the process alive while somebody waits: {@link keepAlive}.
 *
 * Node ends a process, with exit code 13, when no timer and no socket is left, even if a promise is still awaited. A wait for something
 * that neither has a time limit nor a socket, such as the first list of a store, needs a timer of its own.
 */

/** The longest that a timer of Node can be set to. */
const longestTimerMs = 2 ** 31 - 1;

/** @returns what lets the process end again; it may be called more than once. */
export function keepAlive(): () => void {
  const timer = setInterval(() => undefined, longestTimerMs);
  return () => clearInterval(timer);
}
