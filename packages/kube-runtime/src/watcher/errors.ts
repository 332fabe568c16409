/**
 * What can go wrong in a watcher, as values of its stream: {@link WatcherError}.
 */
import { hasCode, KubeError, messageOf } from 'kube-core';

/** What the watcher was doing: reading the list, holding the watch, or looking at one object that made no sense. */
export type WatcherPhase = 'list' | 'watch' | 'object';

const doing = { list: 'listing', watch: 'watching', object: 'reading an object of' } as const satisfies Record<WatcherPhase, string>;

/** A watcher failed at something and goes on. `cause` is what went wrong. */
export class WatcherError extends KubeError {
  readonly phase: WatcherPhase;
  /** What is watched: `deployments.apps`. */
  readonly resource: string;
  /** When it will be tried again, in milliseconds; `undefined` where nothing is to be tried: the object is left out. */
  readonly retryInMs: number | undefined;

  /**
   * @param at - What was being done, of what, and when it will be done again.
   * @param cause - What went wrong.
   */
  constructor(at: { readonly phase: WatcherPhase; readonly resource: string; readonly retryInMs?: number }, cause: unknown) {
    const again = at.retryInMs === undefined ? '' : `; trying again in ${(at.retryInMs / 1000).toFixed(1)} s`;
    super('watcher', `${doing[at.phase]} ${at.resource} failed: ${messageOf(cause)}${again}`, { cause });
    this.phase = at.phase;
    this.resource = at.resource;
    this.retryInMs = at.retryInMs;
  }
}

/** Whether a watcher failed at something. */
export const isWatcherError = (error: unknown): error is WatcherError => hasCode(error, 'watcher');
