/**
 * Puts what a watcher tells into a store, in passing. Enter at {@link reflector}.
 */
import type { KubeObject } from 'kube-core';
import { concatMap, from, type OperatorFunction } from 'rxjs';
import type { Cached, WatcherEvent } from '../watcher/event.js';
import type { StoreChange, StoreWriter } from './store.js';

/**
 * An operator that keeps a store up to date.
 *
 * @param writer - The writing side of `createStore`.
 * @returns the same events, with the store's own small frozen objects in place of those that came, and in front of each `init-done` a
 *   `delete` for every object that vanished while nobody watched. By then the store already is as the list says.
 *
 * @example
 * ```ts
 * import { Api, Client } from 'kube-core';
 * import { Pod } from 'kube-core/k8s';
 * import { createStore, reflector, watcher } from 'kube-runtime';
 *
 * await using client = await Client.tryDefault();
 * const { reader, writer } = createStore(Pod, { indexes: { byNode: (pod) => [pod.spec?.nodeName ?? ''] } });
 * const subscription = watcher(Api.all(client, Pod)).pipe(reflector(writer)).subscribe();
 * await reader.ready();
 * console.log(reader.by('byNode', 'node-1').length);
 * subscription.unsubscribe();
 * ```
 */
export function reflector<K extends KubeObject>(
  writer: StoreWriter<K>,
): OperatorFunction<WatcherEvent<Cached<K>>, WatcherEvent<Cached<K>>> {
  return concatMap((event) => from(passedOn(event, writer.write(event))));
}

function passedOn<K extends KubeObject>(
  event: WatcherEvent<Cached<K>>,
  changes: readonly StoreChange<K>[],
): readonly WatcherEvent<Cached<K>>[] {
  if (event.type === 'init-done') return [...changes.flatMap(deletion), event];
  const [change] = changes;
  return change === undefined || (event.type !== 'apply' && event.type !== 'delete')
    ? [event]
    : [{ type: event.type, object: change.object }];
}

const deletion = <K extends KubeObject>({ type, object }: StoreChange<K>): readonly WatcherEvent<Cached<K>>[] =>
  type === 'deleted' ? [{ type: 'delete', object }] : [];
