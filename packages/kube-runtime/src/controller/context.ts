/**
 * What a reconcile is given, and what it is: {@link Reconcile}.
 */
import type { Api, KubeObject } from 'kube-core';
import type { Logger } from '../log/logger.js';
import type { OwnedShard } from '../sharding/shard.js';
import type { Cached } from '../watcher/event.js';
import type { Action } from './action.js';
import type { OwnedObjects } from './owned.js';

/** What one reconcile is about. */
export interface ReconcileContext<K extends KubeObject> {
  /**
   * The object as the cache has it: read-only, without managedFields, and possibly a little behind the server. To change it, apply
   * what is wanted, or patch; never write back a copy.
   */
  readonly object: Cached<K>;
  /** The Api that the controller was made for. */
  readonly api: Api<K>;
  /** Reads what the object owns from the caches that `owns()` keeps, without a request: `owned.of(deployments)`. */
  readonly owned: OwnedObjects;
  /** Aborts when the controller stops, or gives up the shard of the object, and its time to finish is over. Hand it to every call. */
  readonly signal: AbortSignal;
  /** Which try this is: 1, and one more for each failure in a row. */
  readonly attempt: number;
  /** The shard that the object is in, where a manager shares the objects with other processes. Absent: it does not. */
  readonly shard?: OwnedShard;
  /**
   * Writes lines that name the controller, the namespace and name of the object, and this one reconcile (`reconcileID`). What the reconcile
   * throws is logged for it.
   */
  readonly log: Logger;
}

/**
 * Makes what an object asks for, in the cluster or elsewhere.
 *
 * @typeParam R - What it says beside: the `value` of its actions, for the `results` of its controller.
 * @returns what to do next; nothing: wait for a change.
 * @throws whatever went wrong: it is tried again with growing delays; a TerminalError is not.
 *
 * @remarks
 * It is given the object as it is, and not what changed: it is called after a start, after any change of the object or of what it owns, and
 * after a failure. However often it is called, the result must be the same. What it writes is a change too, and leads to one more call. That
 * ends as soon as it writes what is there already, as a server-side apply does, and a status without times or counters.
 */
export type Reconcile<K extends KubeObject, R = unknown> = (context: ReconcileContext<K>) => Promise<Action<R> | void>;
