/**
 * Recognises a write to an object of the cache, and says what to do instead: {@link remedyOf}.
 */
import { messageOf } from 'kube-core';

/** The words of V8 for a write to what is frozen. */
const frozenWrite =
  /^(Cannot (assign to read only property|delete property|redefine property)|Cannot (add|define) property .*, object is not extensible)/;

/** What to add to the message of a failure; nothing unless a write to something frozen caused it. */
export function remedyOf(error: unknown): string {
  const isTypeError = typeof error === 'object' && error !== null && Reflect.get(error, 'name') === 'TypeError';
  return isTypeError && frozenWrite.test(messageOf(error))
    ? '. Objects of the cache are shared, and therefore read-only: change a copy (structuredClone(object)), or send the change with patch() or apply() of the Api'
    : '';
}
