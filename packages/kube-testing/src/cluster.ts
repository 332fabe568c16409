/**
 * What every handler works on: {@link Cluster}. It holds no behaviour.
 */
import type { Clock } from 'kube-core';
import type { Registry } from './registry/registry.js';
import type { Store } from './store/store.js';

/** The state of one server. */
export interface Cluster {
  readonly store: Store;
  readonly registry: Registry;
  readonly clock: Clock;
  /** Aborted when the server ends. */
  readonly ending: AbortSignal;
}

/** The time as the server writes it, to the second; or that in some seconds. */
export function timestamp(clock: Clock, inSeconds = 0): string {
  const time = Math.min(clock.now() + inSeconds * 1000, latest);
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** The last second that the server can write: years have four digits. */
const latest = Date.UTC(9999, 11, 31, 23, 59, 59);
