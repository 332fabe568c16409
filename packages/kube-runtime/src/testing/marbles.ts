/**
 * Time in rxjs as text: {@link marbles}.
 */
import assert from 'node:assert/strict';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';

/**
 * Runs a test of an operator in rxjs's virtual time. It belongs to no test runner. Promises are not driven by it: what asks a server is tested
 * with a `ManualClock`.
 *
 * @param test - Makes streams with `cold` and `hot`, and says with `expectObservable` what is to come of them.
 * @throws AssertionError where it does not.
 * @example
 * ```ts
 * import { Pod } from 'kube-core/k8s';
 * import { appliedObjects } from 'kube-runtime';
 * import { applied, deleted, marbles, stored } from 'kube-runtime/testing';
 *
 * const pod = stored(Pod, { metadata: { name: 'a', namespace: 'web' } });
 * marbles(({ cold, expectObservable }) => {
 *   const events = cold('a 5s d|', { a: applied(pod), d: deleted(pod) });
 *   expectObservable(events.pipe(appliedObjects())).toBe('p 5001ms |', { p: pod });
 * });
 * ```
 */
export function marbles(test: (helpers: RunHelpers) => void): void {
  const equals = (actual: unknown, expected: unknown): void => assert.deepEqual(actual, expected);
  new TestScheduler(equals).run((helpers) => test(helpers));
}
