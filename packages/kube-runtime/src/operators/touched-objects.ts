/**
 * The objects to which anything happened, deletion included. Enter at {@link touchedObjects}.
 */
import { concatMap, EMPTY, of, type OperatorFunction } from 'rxjs';
import type { WatcherEvent } from '../watcher/event.js';

/**
 * Every object that was listed, created, changed or deleted; failures are left out.
 *
 * @remarks Caveat: what was deleted while nobody watched comes only behind `reflector`, which knows what was there before.
 */
export function touchedObjects<K>(): OperatorFunction<WatcherEvent<K>, K> {
  return concatMap((event) => ('object' in event ? of(event.object) : EMPTY));
}
