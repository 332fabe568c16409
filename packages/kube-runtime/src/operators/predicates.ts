/**
 * What of an object a controller may care about: each takes one aspect out of it, for `changedObjects` and the `on` of a controller
 * to compare with what it was before. {@link generation} is the usual one.
 */
import { isDeepStrictEqual } from 'node:util';

interface HasMetadata {
  readonly metadata?: {
    readonly generation?: number;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
}

/** One aspect of an object, compared by value. `undefined` says that the object has no such thing: that counts as changed. */
export type Aspect<K> = (object: K) => unknown;

/**
 * The desired state: it counts up with each change of the spec, and when deletion is asked for; changes of status, labels and
 * annotations leave it. Kinds without one (ConfigMap, Secret) count as changed each time.
 */
export const generation = (object: HasMetadata): unknown => object.metadata?.generation;
/** Anything at all. */
export const resourceVersion = (object: HasMetadata): unknown => object.metadata?.resourceVersion;
/** The labels, by value. */
export const labels = (object: HasMetadata): unknown => object.metadata?.labels ?? {};
/** The annotations, by value. */
export const annotations = (object: HasMetadata): unknown => object.metadata?.annotations ?? {};
/** The finalizers, in order. */
export const finalizers = (object: HasMetadata): unknown => object.metadata?.finalizers ?? [];

/** Whether any of the aspects differs. Aspects are compared by value; `undefined` differs from everything. */
export function differs(before: readonly unknown[], after: readonly unknown[]): boolean {
  return after.some((value, i) => value === undefined || !isEqual(value, before[i]));
}

/** Values that are nested deeper than the stack holds, some thousand levels, count as different: a change too many does no harm. */
function isEqual(a: unknown, b: unknown): boolean {
  try {
    return isDeepStrictEqual(a, b);
  } catch {
    return false;
  }
}
