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
  | { readonly to: 'watch'; readonly resourceVersion: string; readonly heard: boolean };

/** What the watcher is waiting for. */
export type Phase =
  | { readonly at: 'start' }
  /** The list comes as the first events of a watch. */
  | { readonly at: 'streaming'; readonly since: number; readonly lifetimeSeconds: number }
  /** A page was asked for; the version is that of the first page. */
  | { readonly at: 'paging'; readonly token?: string; readonly resourceVersion: string }
  /** A watch was asked for or is open; `heard` tells whether it ever sent anything since the list, `events` since it was opened. */
  | {
      readonly at: 'watching';
      readonly resourceVersion: string;
      readonly since: number;
      readonly lifetimeSeconds: number;
      readonly heard: boolean;
      readonly events: boolean;
    }
  | { readonly at: 'waiting'; readonly goal: Goal };

/** Where a watcher stands. */
export interface WatcherState {
  readonly phase: Phase;
  /** Whether streaming lists are still tried: a server that refused one is not asked again. */
  readonly streaming: boolean;
  /** Whether the server was seen to send bookmarks. */
  readonly bookmarks: boolean;
  /** Failures in a row. */
  readonly failures: number;
  /** When the last failure was. */
  readonly failedAt: number;
  /** The last list gave a version that was gone at once: completing another proves nothing yet. */
  readonly doubtful: boolean;
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
  /** Nothing came for longer than {@link silentAt} allows. */
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
  doubtful: false,
});

/** The moment from which silence means that the connection is dead; `heardAt` is when it last said something, or was asked for. */
export function silentAt(state: WatcherState, heardAt: number): number {
  const { phase } = state;
  if (phase.at !== 'streaming' && phase.at !== 'watching') return Infinity;
  if (phase.at === 'streaming') return heardAt + constants.initialSilenceMs;
  if (state.bookmarks) return heardAt + constants.silenceMs;
  return phase.since + phase.lifetimeSeconds * 1000 + constants.lifetimeGraceMs;
}
