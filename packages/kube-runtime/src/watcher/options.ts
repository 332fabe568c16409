/**
 * What a watcher can be told, and the constants it works by: {@link WatcherOptions}, {@link constants}.
 */
import type { Clock, SelectorOptions } from 'kube-core';
import type { WatcherError } from './errors.js';

/** Options of a watcher. */
export interface WatcherOptions extends SelectorOptions {
  /**
   * How the set is read at first. `streaming`: as events of the watch itself where the server can (KEP-3157, by default since
   * Kubernetes 1.34), else in pages; `paged`: in pages.
   *
   * @defaultValue `streaming`
   */
  readonly initialList?: 'streaming' | 'paged';
  /** Objects in one page of a list. @defaultValue 500 */
  readonly pageSize?: number;
  /** Hears of every failure, as the stream does. */
  readonly onFailure?: (error: WatcherError) => void;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** The source of chance, from 0 up to but not including 1. @defaultValue Math.random */
  readonly random?: () => number;
}

/** The constants of a watcher. */
export const constants = {
  /** client-go's pager: large enough to need few round trips, small enough to hold in memory. */
  pageSize: 500,
  /** Spread, so that watches opened together do not all end together, and below the five minutes at which balancers cut. */
  lifetimeSeconds: { from: 240, to: 290 },
  /** Bookmarks come each minute; a connection that misses one and a half is dead. HTTP/1.1 has no ping. */
  silenceMs: 90_000,
  /** How long a server may be late in ending a watch, where no bookmark tells that it lives. */
  lifetimeGraceMs: 15_000,
  /** A server that streams the list sends it within seconds; one that ignores the question never ends it. */
  initialSilenceMs: 30_000,
  /** client-go: a watch that ends so soon without an event is a failure; resuming it at once would spin. */
  shortWatchMs: 1000,
  /** client-go's reflector: with jitter 1 a wait of d lasts between d and 2d. */
  backoff: { initialMs: 800, maxMs: 30_000, factor: 2, jitter: 1 },
  /** client-go's reflector: after so long without a failure the next one counts as the first. */
  quietMs: 120_000,
} as const;
