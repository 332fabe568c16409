/**
 * Where a process stands in a sharding, what can happen to it and what it can do: the words of `step`. Enter at {@link ShardingState}.
 */
import type { Stored } from 'kube-core';
import type { Lease } from 'kube-core/k8s';
import type { Seen } from '../../lease/seen.js';
import type { Layout } from './layout.js';

/** What this process does about a shard; a shard of which there is nothing is not its own. */
export type Stage =
  /** It asks for the lease. */
  | 'claiming'
  /** It holds the lease, and works. */
  | 'owned'
  /** It holds the lease until its work has ended. */
  | 'ending';

/** What a process has seen, and what it does. */
export interface Standing {
  /** What was last seen of each Lease, by its name. */
  readonly seen: ReadonlyMap<string, Seen>;
  /** By the index of the shard. */
  readonly mine: ReadonlyMap<number, Stage>;
  /** How replicas divide the objects that do it otherwise: while there are any, no shard is taken. */
  readonly others: readonly string[];
}

/** Where a process stands. */
export type ShardingState =
  /** Its own record is not held: the others do not count it, and it takes nothing. What it has it keeps while its leases last. */
  | (Standing & { readonly at: 'apart' })
  /** The others count it. */
  | (Standing & { readonly at: 'member' })
  /** It gives up what it has, and takes nothing. */
  | (Standing & { readonly at: 'leaving' });

/** What happened. */
export type Happening =
  /** The record of this process is held. */
  | { readonly type: 'joined' }
  /** It is not any more. */
  | { readonly type: 'parted' }
  /** All Leases of the sharding. */
  | { readonly type: 'listed'; readonly leases: readonly Stored<Lease>[] }
  /** The lease of a shard is held. */
  | { readonly type: 'claimed'; readonly index: number }
  /** The lease of a shard is not held, or not asked for, any more. */
  | { readonly type: 'ended'; readonly index: number }
  /** Everything is to end. */
  | { readonly type: 'leave' };

/** What happened, and when. */
export interface ShardingInput {
  readonly what: Happening;
  readonly now: number;
}

/** What to do. */
export type Effect =
  /** Ask for the lease of a shard. `seen`: what was seen of its holder. */
  | { readonly do: 'claim'; readonly index: number; readonly seen: Seen | undefined }
  /** Cease to ask for it. */
  | { readonly do: 'withdraw'; readonly index: number }
  /** End the work on a shard, then give its lease back. */
  | { readonly do: 'give up'; readonly index: number }
  /** Delete the record of a replica that is long gone. */
  | { readonly do: 'discard'; readonly lease: Stored<Lease> };

/** The outcome of one step. */
export interface Step {
  readonly next: ShardingState;
  readonly effects: readonly Effect[];
}

/** What does not change. */
export interface ShardingContext {
  readonly identity: string;
  readonly shards: number;
  readonly leaseDurationMs: number;
  readonly retryPeriodMs: number;
  readonly layout: Layout;
}
