/**
 * Objects of a kind that a watch keeps up to date for whoever reads them: {@link Cache}. What takes a cache listens to its watch, and opens
 * none of its own.
 */
import type { Api, KubeObject } from 'kube-core';
import type { Observable } from 'rxjs';
import type { Listened } from './listened.js';
import type { Store, StoreChange } from './store.js';

/** What stands behind a cache; by `Symbol.for`, so that caches of a second installed copy are caches too. */
export const behind: unique symbol = Symbol.for('kube-runtime.behind');

/** The watch of a cache, and what it reads. */
export interface Behind<K extends KubeObject> {
  /** What is read; the kind of the objects, of which the cache may keep only some fields. */
  readonly api: Api;
  readonly shared: Listened<K>;
}

/** Objects of a kind, kept up to date by a watch that everything in a manager shares. */
export interface Cache<K extends KubeObject, I extends string = never> extends Store<K, I> {
  /**
   * What there is, each object as `applied` without a `previous`, and then every change; a deleted object comes in its last state. Who
   * subscribes late hears of everything as well. It never ends; a subscriber from before the manager runs opens the watch by itself.
   */
  readonly changes: Observable<StoreChange<K>>;
  /** For `owns()` and `watches()`, which take a cache. */
  readonly [behind]: Behind<K>;
}

/** What is watched: an Api, or a cache that watches it already. */
export type Source<K extends KubeObject> = Api<K> | Cache<K, string>;

/** Whether a source is a cache. */
export const isCache = <K extends KubeObject>(source: Source<K>): source is Cache<K, string> => behind in source;

/** What a source reads. */
export const apiOf = <K extends KubeObject>(source: Source<K>): Api => (isCache(source) ? source[behind].api : source);
