/**
 * What a reconcile is given, and what it is: {@link Reconcile}.
 */
import type { Api, KubeObject } from 'kube-core';
import type { Cached } from '../watcher/event.js';
import type { Action } from './action.js';

/** What one reconcile is about. */
export interface ReconcileContext<K extends KubeObject> {
  /**
   * The object as the cache has it: read-only, without managedFields, and possibly a little behind the server. To change it, apply
   * what is wanted, or patch; never write back a copy.
   */
  readonly object: Cached<K>;
  /** The Api that the controller was made for. */
  readonly api: Api<K>;
  /** Aborts when the controller stops and its time to finish is over. Hand it to every call. */
  readonly signal: AbortSignal;
  /** Which try this is: 1, and one more for each failure in a row. */
  readonly attempt: number;
}

/**
 * Brings the world in line with one object.
 *
 * @returns what to do next; nothing: wait for a change.
 * @throws whatever went wrong: it is tried again with growing delays; a TerminalError is not.
 *
 * @remarks
 * It is called with the state, never with an event: after a start, after any change of the object or of what it owns, and after a
 * failure. It must come to the same end however often it is called. Its own writes come back as changes: they are harmless as long as
 * writing the same again changes nothing, which is true of a server-side apply, and of a status without times or counters in it.
 */
export type Reconcile<K extends KubeObject> = (context: ReconcileContext<K>) => Promise<Action | void>;
