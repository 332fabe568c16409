/**
 * What a process has seen of the holder of a lease, and how long it respects that: {@link look}. No clock is compared with another.
 */
import type { Stored } from 'kube-core';
import type { Lease } from 'kube-core/k8s';
import { durationOf, holderOf, recordOf } from './record.js';

/** What was last seen of the holder of the lease. */
export interface Seen {
  /** The Lease it was seen in: one that was deleted and made anew is another. */
  readonly uid: string;
  /** The record as a text. A holder that renews changes it. */
  readonly record: string;
  /** Who held it; `undefined`: nobody. */
  readonly holder: string | undefined;
  /**
   * Until when the holder is to be respected, by the clock of this process alone: the record was first seen so long ago, and the lease
   * lasts so long.
   */
  readonly busyUntil: number;
}

/** When something was seen, and how long a record lasts that does not say. */
export interface Look {
  readonly now: number;
  readonly leaseDurationMs: number;
}

/** What is seen of the holder. The same record as before is no news: its time runs on. */
export function look(before: Seen | undefined, lease: Stored<Lease>, { now, leaseDurationMs }: Look): Seen {
  const [record, holder, { uid }] = [recordOf(lease), holderOf(lease), lease.metadata];
  if (before?.uid === uid && before.record === record) return before;
  const until = holder === undefined ? now : now + (durationOf(lease) ?? leaseDurationMs);
  const another = before !== undefined && before.uid !== uid; // the holder of the Lease that was deleted may not know yet
  return { uid, record, holder, busyUntil: another ? Math.max(before.busyUntil, until) : until };
}
