/**
 * A write on its way into the store: {@link Attempt}. Each {@link Step} of admission hands it on, changed or as it was, or refuses it.
 */
import type { Cluster } from '../cluster.js';
import type { KubeJson } from '../object.js';
import type { WriteOptions } from '../request/options.js';
import type { Target } from '../request/write-target.js';

/** A create, an update, a patch or an apply; of an object or of one of its subresources. */
export interface Attempt {
  readonly cluster: Cluster;
  readonly target: Target;
  readonly options: WriteOptions;
  /** The stored object in the version of the call; undefined where the write creates one. */
  readonly current: KubeJson | undefined;
  /** The object as the caller wants it: the body, or the patched object. */
  readonly asked: KubeJson;
  /** The object as the steps so far have made it. */
  readonly object: KubeJson;
  /** Whether the caller sent the whole object, as an update does, and so must say which version it is of. */
  readonly whole: boolean;
  /** Whether the managedFields of what is asked say already who set what, as after an apply. */
  readonly tracked: boolean;
  /** What the caller should know though the write goes through. */
  readonly warnings: readonly string[];
}

/** One step of admission: pure but for what it reads of the cluster. @throws Refusal for an attempt that must not go on. */
export type Step = (attempt: Attempt) => Attempt;

/** A step that only changes the object. */
export const changing =
  (change: (attempt: Attempt) => KubeJson): Step =>
  (attempt) => ({ ...attempt, object: change(attempt) });

/** A step that only looks. */
export const checking =
  (check: (attempt: Attempt) => void): Step =>
  (attempt) => {
    check(attempt);
    return attempt;
  };
