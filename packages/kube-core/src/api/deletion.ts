/**
 * What a delete came to, as a union: {@link deletionFrom} reads it from the answer.
 */
import { objectFrom, type WireObject } from '../request/answer.js';
import { isStatus } from '../request/status.js';
import { isList } from '../util/json/json.js';

/**
 * What a delete came to. `deleted`: the object is gone; some kinds (Pod, Service) answer with its last state. `deleting`: it is marked, and
 * goes once its grace period is over and its finalizers are removed.
 */
export type Deletion<T> = { readonly state: 'deleted'; readonly object?: T } | { readonly state: 'deleting'; readonly object: T };

/**
 * @param answer - The parsed answer to a DELETE of one object.
 * @param where - What it is, for messages.
 * @throws ApiError for a Status that says Failure; AnswerError for what is no object.
 */
export function deletionFrom(answer: unknown, where: string): Deletion<WireObject> {
  if (isStatus(answer) && answer.status !== 'Failure') return { state: 'deleted' };
  const object = objectFrom(answer, where);
  return { state: isStillThere(object) ? 'deleting' : 'deleted', object };
}

/**
 * Whether something keeps the object. A server marks what it cannot remove at once with the time of the deletion; marked, without a
 * finalizer and with no second left, it was removed with the same call. A Namespace has no grace period and waits for what is in it.
 */
function isStillThere({ metadata }: WireObject): boolean {
  const [time, seconds, finalizers] = ['deletionTimestamp', 'deletionGracePeriodSeconds', 'finalizers'].map((field): unknown =>
    Reflect.get(metadata, field),
  );
  if (typeof time !== 'string') return false;
  return seconds !== 0 || (isList(finalizers) && finalizers.length > 0);
}
