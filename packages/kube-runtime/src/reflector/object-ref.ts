/**
 * Which object, without the object: {@link ObjectRef}, and the text that stands for one as a key.
 */
import { keyOf } from 'kube-core';

/** A name, and a namespace where the kind has one. */
export interface ObjectRef {
  readonly name: string;
  readonly namespace?: string;
}

/** `namespace/name`, or the name alone. Names hold no slash, so no two references share a key. */
export const refKey = (ref: ObjectRef): string => keyOf({ metadata: ref });

/** The reference that a key stands for. */
export function refOfKey(key: string): ObjectRef {
  const slash = key.indexOf('/');
  return slash === -1 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
