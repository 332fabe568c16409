/**
 * The objects that exist, as they are listed and as they change. Enter at {@link appliedObjects}.
 */
import { concatMap, EMPTY, of, type OperatorFunction } from 'rxjs';
import type { WatcherEvent } from '../watcher/event.js';

/** Every object that was listed, created or changed; deletions and failures are left out. */
export function appliedObjects<K>(): OperatorFunction<WatcherEvent<K>, K> {
  return concatMap((event) => (event.type === 'init-apply' || event.type === 'apply' ? of(event.object) : EMPTY));
}
