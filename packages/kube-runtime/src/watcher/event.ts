/**
 * What a watcher tells: {@link WatcherEvent}. Between `init` and `init-done` comes the whole set; after it, its changes.
 */
import type { Frozen, KubeObject, Stored } from 'kube-core';
import type { WatcherError } from './errors.js';

/** A stored object as watches and caches hand it out: read-only all the way down, since others hold the same one. */
export type Cached<K> = Frozen<Stored<K>>;

/**
 * One event of a watcher.
 *
 * - `init`: a list begins. What an earlier `init` brought without an `init-done` is void.
 * - `init-apply`: an object of the list.
 * - `init-done`: the list is complete, and as of `resourceVersion`. What it did not bring is gone, though no `delete` said so.
 * - `apply`: an object was created or changed, or began to match the selectors.
 * - `delete`: an object is gone, or no longer matches the selectors; it comes in its last state. Between `init` and `init-done` it
 *   takes back an `init-apply`.
 * - `failed`: something went wrong and will be tried again; the stream goes on.
 */
export type WatcherEvent<K> =
  | { readonly type: 'init' }
  | { readonly type: 'init-apply'; readonly object: K }
  | { readonly type: 'init-done'; readonly resourceVersion?: string }
  | { readonly type: 'apply'; readonly object: K }
  | { readonly type: 'delete'; readonly object: K }
  | { readonly type: 'failed'; readonly error: WatcherError };

/** The same event with its object changed, if it has one. */
export function mapObject<K, R>(event: WatcherEvent<K>, change: (object: K) => R): WatcherEvent<R> {
  switch (event.type) {
    case 'init-apply':
    case 'apply':
    case 'delete':
      return { type: event.type, object: change(event.object) };
    default:
      return event;
  }
}

/** The same object, seen read-only: `Frozen` takes away nothing but the right to write. */
export const asCached = <K extends KubeObject>(object: Stored<K>): Cached<K> => object as unknown as Cached<K>;
