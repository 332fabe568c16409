/**
 * What a watcher can be told, and the constants it works by: {@link WatcherOptions}, {@link constants}.
 */
import type { Clock, SelectorOptions } from 'kube-core';
import { oneOf, rules, type Rules } from 'kube-core/support';
import type { WatcherError } from './errors.js';

/** Options of a watcher. */
export interface WatcherOptions extends SelectorOptions {
  /**
   * How the set is read at first. `streaming`: as events of the watch itself where the server can (KEP-3157, by default since
   * Kubernetes 1.34), else in pages; `paged`: in pages. A server that refuses to stream is asked for pages at once. One that begins and
   * does not come to an end is asked for pages after 30 s without an object of the list, or when the whole takes longer than 30 s and
   * 2 ms an object; so is one whose streams broke twice.
   *
   * @defaultValue `streaming`
   */
  readonly initialList?: 'streaming' | 'paged';
  /** Objects in one page of a list. @defaultValue 500 */
  readonly pageSize?: number;
  /** Hears of every failure, as the stream does. What it throws is a warning of the process and changes nothing. */
  readonly onFailure?: (error: WatcherError) => void;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** The source of chance, from 0 up to but not including 1. @defaultValue Math.random */
  readonly random?: () => number;
}

/** What each option of a watcher has to be. */
export const watcherRules: Rules<WatcherOptions> = {
  labelSelector: { fits: (value) => rules.text.fits(value) || rules.object.fits(value), wanted: "'app=nginx', or a label selector" },
  fieldSelector: rules.text,
  initialList: oneOf('streaming', 'paged'),
  pageSize: rules.count,
  onFailure: rules.call,
  clock: rules.clock,
  random: rules.call,
};

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
  /** How long a streaming list may pause: a server that knows them sends one within seconds, one that does not never ends it. */
  initialSilenceMs: 30_000,
  /** How much longer each object lets a streaming list take as a whole: 500 objects a second is slow, 10,000 is usual. */
  initialPerObjectMs: 2,
  /** client-go: a watch that ends so soon is not healthy. Watches are never opened faster than this, however they end. */
  shortWatchMs: 1000,
  /** client-go's reflector: with jitter 1 a wait of d lasts between d and 2d. */
  backoff: { initialMs: 800, maxMs: 30_000, factor: 2, jitter: 1 },
  /** client-go's reflector: after so long without a failure the next one counts as the first. */
  quietMs: 120_000,
  /** The longest wait that a server may ask for. Servers ask for seconds; a wrong number must not stop a watcher for a day. */
  longestRetryAfterMs: 120_000,
} as const;
