/**
 * Changes objects on their way, before a store keeps them. Enter at {@link modify}.
 */
import { concatMap, of, type OperatorFunction } from 'rxjs';
import { answerOf } from '../util/callbacks.js';
import { WatcherError } from '../watcher/errors.js';
import { mapObject, type WatcherEvent } from '../watcher/event.js';

/**
 * Each object replaced by what the function makes of it: the parts that are needed, for example.
 *
 * @param change - Gives the new object at once; the one it is given is not to be changed in place.
 * @returns an operator. Where the function throws, or gives no object, the object is left out and a `failed` event says why: a store
 *   then keeps the state before. A deletion is passed on with the object as it came, so that no store keeps what is gone.
 */
export function modify<K, R>(change: (object: K) => R): OperatorFunction<WatcherEvent<K>, WatcherEvent<R>> {
  return concatMap((event) => of(...modified(event, change)));
}

function modified<K, R>(event: WatcherEvent<K>, change: (object: K) => R): readonly WatcherEvent<R>[] {
  try {
    return [mapObject(event, (object) => answerOf({ from: 'modify()', subject: event.type }, () => checked(change(object))))];
  } catch (error) {
    const failed: WatcherEvent<R> = { type: 'failed', error: new WatcherError({ phase: 'object', resource: 'the watched kind' }, error) };
    // whoever hears of a deletion needs what tells the object from others, which change cannot be asked for
    return event.type === 'delete' ? [failed, { type: 'delete', object: event.object as unknown as R }] : [failed];
  }
}

function checked<R>(object: R): R {
  if (typeof object === 'object' && object !== null) return object;
  throw new TypeError(`it gave ${object === null ? 'null' : typeof object} where an object was asked for`);
}
