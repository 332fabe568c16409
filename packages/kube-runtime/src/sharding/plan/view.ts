/**
 * What a list of the Leases of a sharding says: {@link viewOf}. Who takes part, who holds what, and what is long over.
 */
import type { Stored } from 'kube-core';
import type { Lease } from 'kube-core/k8s';
import { durationOf } from '../../lease/record.js';
import { look, type Seen } from '../../lease/seen.js';
import { defaults } from '../options.js';
import type { ShardingContext } from './state.js';

/** A list of Leases, seen at a time. */
export interface View {
  readonly seen: ReadonlyMap<string, Seen>;
  /** The identities of the replicas that take part. One that is late with its record keeps what it holds, and is to get nothing more. */
  readonly members: readonly string[];
  /** Who holds each shard, by index. */
  readonly holders: readonly (string | undefined)[];
  /** How replicas that take part divide the objects, where that is otherwise than this one does. */
  readonly others: readonly string[];
  /** The records of replicas that are long gone. */
  readonly stale: readonly Stored<Lease>[];
}

/** @param before - What was seen of each Lease before. A shard whose Lease was deleted is still its holder's for as long as that lasts. */
export function viewOf(
  leases: readonly Stored<Lease>[],
  before: ReadonlyMap<string, Seen>,
  { now, context }: { readonly now: number; readonly context: ShardingContext },
): View {
  const { layout, shards, leaseDurationMs } = context;
  const seen = new Map([...before].filter(([, { busyUntil }]) => now < busyUntil));
  const [members, stale]: [string[], Stored<Lease>[]] = [[], []];
  const others = new Set<string>();
  for (const lease of leases) {
    const { name } = lease.metadata;
    const its = look(before.get(name), lease, { now, leaseDurationMs });
    seen.set(name, its);
    const role = layout.roleOf(lease)?.is;
    const isLive = its.holder !== undefined && now < its.busyUntil;
    if (role === undefined && isLive) others.add(layout.words(lease));
    if (role === 'member' && isLive && now < lateFrom(its, lease, context)) members.push(its.holder);
    if (role === 'member' && now >= its.busyUntil + defaults.forgetAfter * leaseDurationMs) stale.push(lease);
  }
  const holders = Array.from({ length: shards }, (_, index) => holderIn(seen.get(layout.shard(index)), now));
  return { seen, members, holders, others: [...others].sort(), stale };
}

/** A shard that is free would wait for one that has ended without a word, as long as that one's record lasts. */
function lateFrom({ busyUntil }: Seen, lease: Lease, { leaseDurationMs, retryPeriodMs }: ShardingContext): number {
  const seenAt = busyUntil - (durationOf(lease) ?? leaseDurationMs);
  return seenAt + defaults.lateAfter * retryPeriodMs;
}

const holderIn = (seen: Seen | undefined, now: number): string | undefined =>
  seen !== undefined && now < seen.busyUntil ? seen.holder : undefined;
