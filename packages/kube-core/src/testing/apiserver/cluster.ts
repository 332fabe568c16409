/**
 * What every handler works on: {@link Cluster}. It holds no behaviour.
 */
import type { Clock } from '../../util/clock.js';
import type { Registry } from './registry.js';
import type { Store } from './store.js';

/** The state of one server. */
export interface Cluster {
  readonly store: Store;
  readonly registry: Registry;
  readonly clock: Clock;
}

/** The time as the server writes it, to the second. */
export const timestamp = (clock: Clock): string => `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
