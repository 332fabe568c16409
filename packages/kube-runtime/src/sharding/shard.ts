/**
 * A shard that a process owns, as its work sees it: {@link OwnedShard}; and what gives shards to whoever works: {@link Shards}.
 */
import type { KubeObject } from 'kube-core';
import type { FencingToken } from '../lease/leadership.js';
import type { Cached } from '../watcher/event.js';

/** This process owns a shard: no other does. */
export interface OwnedShard {
  /** Which: from 0. */
  readonly index: number;
  /** Which ownership of the shard something was done in: its Lease counts them. */
  readonly fencingToken: FencingToken;
  /**
   * Aborts when the work on the shard is to end in good order: the shard is another's to be, or the process stops. Its lease is given back when
   * the work has ended, and not before.
   */
  readonly signal: AbortSignal;
  /** Aborts when the work has to end at once, since the lease was lost: another may own the shard in a few seconds. `signal` has aborted then. */
  readonly force: AbortSignal;
  /** Whether this process owns the shard, by its clock. Ask it before what must not be done by two. */
  isHeld(this: void): boolean;
}

/**
 * What is done for one shard while this process owns it.
 *
 * @returns when it has ended; before `shard.signal` has aborted: there is nothing to wait for.
 * @throws whatever cannot be gone on after: it ends the run, and the leases are left to run out.
 */
export type ShardWork = (shard: OwnedShard) => Promise<void>;

/** Says which shard an object is in, and gives out the shards that this process owns. */
export interface Shards {
  /** The shard of an object, in every replica the same: from 0. */
  shardOf(object: Cached<KubeObject>): number;
  /** Calls this for each shard that this process owns from now on, whenever it gets one. */
  each(work: ShardWork): void;
}
