/**
 * One watch and its objects, as those who share them see it: {@link Listened}.
 */
import type { KubeObject } from 'kube-core';
import type { WatcherError } from '../watcher/errors.js';
import type { StoreChange } from './store.js';
import type { Seeing } from './written.js';

/** Hears of the objects of a cache. */
export interface CacheListener<K> {
  /**
   * First comes every object that there is, as `applied` without a `previous`, once a list is complete; then every change. The store is as
   * they say by then.
   *
   * @param from - Whether a list brought them: there may be many.
   */
  changed(changes: readonly StoreChange<K>[], from: 'list' | 'watch'): void;
  /** A list is complete, and the listener has heard what it brought. */
  synced(): void;
  /** The watch failed at something and goes on. @param first - Whether this listener is the one who tells it: each failure is told once. */
  failed(error: WatcherError, first: boolean): void;
  /** The watch ended, which it never should. */
  crashed(defect: unknown): void;
}

/** What reads a cache beside the reconciles of its controllers, whatever its kind. */
export interface Readable {
  /** Whether it has every object that its Api reads, with all that a cache keeps. */
  readonly isWhole: boolean;
  /** The object of a key that `refKey` makes. */
  peek(key: string): unknown;
  /** What an object controls, by its uid. */
  controlledBy(uid: string): readonly unknown[];
}

/** A watch that any number may listen to. */
export interface Listened<K extends KubeObject> extends Readable, Seeing {
  /** @returns what ends the listening. */
  listen(listener: CacheListener<K>): () => void;
}
