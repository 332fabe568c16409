/**
 * Changes objects on their way, before a store keeps them. Enter at {@link modify}.
 */
import { map, type OperatorFunction } from 'rxjs';
import { mapObject, type WatcherEvent } from '../watcher/event.js';

/** Each object replaced by what the function makes of it: the parts that are needed, for example. Objects are not to be changed in place. */
export function modify<K, R>(change: (object: K) => R): OperatorFunction<WatcherEvent<K>, WatcherEvent<R>> {
  return map((event) => mapObject(event, change));
}
