/**
 * Where a watcher goes on after a failure, and how long it waits before that: {@link failed}.
 */
import { exponentialBackoff, isApiError, isGone } from 'kube-core';
import { beginList, beginWait, telling, type Moment } from './begin.js';
import { WatcherError } from './errors.js';
import { constants } from './options.js';
import type { Goal, Phase, Step, WatcherState } from './state.js';
import { hasCause, retryAfterMs } from './wire.js';

/**
 * Tells the failure and waits, ever longer while failures follow each other. Two failures are not waited for: a streaming list that is
 * refused is at once asked for in pages, and a list whose page can no longer be had is at once asked for as a whole, as by client-go.
 *
 * @param moment - When it was, and where the watcher stood.
 * @param error - What went wrong.
 * @param change - What else is different from now on.
 */
export function failed<K>(moment: Moment, error: unknown, change: Partial<WatcherState> = {}): Step<K> {
  const { state, now } = moment;
  const { phase } = state;
  if (phase.at === 'streaming' && refusesStreaming(error)) return beginList(withState(moment, { streaming: false }), { by: 'pages' });
  if (phase.at === 'paging' && phase.token !== undefined && isGone(error)) return readWhole(moment, error);
  const failures = failuresWith(moment, error);
  const ms = delay(moment, failures, error);
  const told = errorAt(moment, { phase: phase.at === 'watching' ? 'watch' : 'list', retryInMs: ms }, error);
  const next = withState(moment, { ...change, failures, failedAt: now });
  return telling([{ type: 'failed', error: told }], beginWait(next, goalAfter(phase, error), ms));
}

/** Gives up a list in pages and asks for all of it in one answer. */
export function readWhole<K>(moment: Moment, error: unknown): Step<K> {
  const told = errorAt(moment, { phase: 'list', retryInMs: 0 }, error);
  return telling([{ type: 'failed', error: told }], beginList(moment, { by: 'whole' }));
}

/** What a `failed` event says. */
export const errorAt = ({ resource }: Moment, at: { readonly phase: WatcherError['phase']; readonly retryInMs?: number }, cause: unknown) =>
  new WatcherError({ ...at, resource }, cause);

const withState = (moment: Moment, change: Partial<WatcherState>): Moment => ({ ...moment, state: { ...moment.state, ...change } });

/**
 * Counts this failure. The count begins again after two minutes without one, and after a completed list; but a list whose version is
 * gone as soon as it is watched from makes up for nothing, or a watcher would list in a loop.
 */
function failuresWith({ state, now }: Moment, error: unknown): number {
  if (now - state.failedAt >= constants.quietMs) return 1;
  return state.listedAt > state.failedAt && !isLost(error) ? 1 : state.failures + 1;
}

/** As long as the server asks for, within reason, or as the number of failures says. */
function delay({ chance }: Moment, failures: number, error: unknown): number {
  const asked = isApiError(error) ? Math.min(retryAfterMs(error), constants.longestRetryAfterMs) : 0;
  return Math.max(asked, exponentialBackoff({ ...constants.backoff, random: () => chance })(failures));
}

function goalAfter(phase: Phase, error: unknown): Goal {
  if (phase.at === 'watching' && !isLost(error)) return { to: 'watch', resourceVersion: phase.resourceVersion };
  if (phase.at === 'paging' && phase.token !== undefined) return { to: 'page', token: phase.token, resourceVersion: phase.resourceVersion };
  return { to: 'list' };
}

/** The version is of no more use: too old, or (after a restore of the server's data) one that the server has not reached yet. */
const isLost = (error: unknown): boolean => isGone(error) || (isApiError(error) && hasCause(error, 'ResourceVersionTooLarge'));

/** Codes by which a server without streaming lists, or a proxy that does not know them, turns one down. */
const refusals: ReadonlySet<number | undefined> = new Set([400, 405, 406, 415, 422, 501]);
const refusesStreaming = (error: unknown): boolean => isApiError(error) && refusals.has(error.status.code);
