/**
 * Where a watcher stands, what can happen to it and what it can do: the words of `step`. Enter at {@link WatcherState}.
 */
import type { Stored, WatchEvent } from 'kube-core';
import type { Cached, WatcherEvent } from './event.js';
import { constants } from './options.js';

/** Where to go on after a wait. */
export type Goal =
  | { readonly to: 'list' }
  | { readonly to: 'page'; readonly token: string; readonly resourceVersion: string }
  | { readonly to: 'watch'; readonly resourceVersion: string };

/** What the watcher is waiting for. */
export type Phase =
  | { readonly at: 'start' }
  /**
   * The list comes as the first events of a watch that was asked for at `since`. So far it brought `objects` objects, the last of
   * them at `progressAt` (`since` before the first).
   */
  | {
      readonly at: 'streaming';
      readonly since: number;
      readonly lifetimeSeconds: number;
      readonly objects: number;
      readonly progressAt: number;
    }
  /** A page was asked for. The version is that of the first page, empty before that has come. */
  | { readonly at: 'paging'; readonly token?: string; readonly resourceVersion: string }
  /** A watch was asked for at `since`. `objects`: it has brought at least one object. */
  | {
      readonly at: 'watching';
      readonly resourceVersion: string;
      readonly since: number;
      readonly lifetimeSeconds: number;
      readonly objects: boolean;
    }
  | { readonly at: 'waiting'; readonly goal: Goal };

/** Where a watcher stands. */
export interface WatcherState {
  readonly phase: Phase;
  /** Whether streaming lists are tried: a server that refused one, or never ended one, is not asked for another. */
  readonly streaming: boolean;
  /** Whether the server was seen to send bookmarks. */
  readonly bookmarks: boolean;
  /** Failures in a row: the length of the next wait depends on it. */
  readonly failures: number;
  /** When the last failure was. */
  readonly failedAt: number;
  /** When a list was last completed. */
  readonly listedAt: number;
}

/** One page of a list. */
export interface Page<K> {
  readonly items: readonly Stored<K>[];
  readonly resourceVersion: string;
  /** Asks for the next page; absent on the last. */
  readonly token?: string;
}

/** What happened. */
export type Happening<K> =
  | { readonly type: 'started' }
  | { readonly type: 'page'; readonly page: Page<K> }
  | { readonly type: 'event'; readonly event: WatchEvent<Stored<K>> }
  /** The server ended the watch in good order. */
  | { readonly type: 'ended' }
  /** What was waited for did not come before {@link silentAt}. */
  | { readonly type: 'silent' }
  | { readonly type: 'failed'; readonly error: unknown }
  /** The wait is over. */
  | { readonly type: 'woken' };

/** What happened, when, and a number from 0 up to but not including 1, drawn for it. */
export interface WatcherInput<K> {
  readonly what: Happening<K>;
  readonly now: number;
  readonly chance: number;
}

/** What to do now; whatever was going on before is to be ended first. */
export type Effect =
  | { readonly do: 'list'; readonly token?: string; readonly whole: boolean }
  | { readonly do: 'watch'; readonly resourceVersion?: string; readonly initial: boolean; readonly timeoutSeconds: number }
  | { readonly do: 'wait'; readonly ms: number };

/** The outcome of one step. Without an effect, what is going on goes on. */
export interface Step<K> {
  readonly emit: readonly WatcherEvent<Cached<K>>[];
  readonly next: WatcherState;
  readonly effect?: Effect;
}

/** Where a watcher stands before it has done anything. */
export const initialState = (streaming: boolean): WatcherState => ({
  phase: { at: 'start' },
  streaming,
  bookmarks: false,
  failures: 0,
  failedAt: -Infinity,
  listedAt: -Infinity,
});

/**
 * When the connection is given up, if nothing more comes.
 *
 * @param state - Where the watcher stands.
 * @param heardAt - When the connection last brought anything, or was asked for.
 */
export function silentAt(state: WatcherState, heardAt: number): number {
  const { phase } = state;
  switch (phase.at) {
    case 'streaming':
      return listLateAt(phase);
    case 'watching':
      if (state.bookmarks) return heardAt + constants.silenceMs;
      return phase.since + phase.lifetimeSeconds * 1000 + constants.lifetimeGraceMs;
    default:
      return Infinity; // a call has a deadline of its own
  }
}

/**
 * When a streaming list is given up. Only the objects of the list count: a server that does not know `sendInitialEvents` sends the
 * changes of a busy day as well, new objects among them, and never says that the list is complete.
 */
function listLateAt({ since, progressAt, objects }: Phase & { at: 'streaming' }): number {
  const { initialSilenceMs, initialPerObjectMs } = constants;
  return Math.min(progressAt + initialSilenceMs, since + initialSilenceMs + objects * initialPerObjectMs);
}
