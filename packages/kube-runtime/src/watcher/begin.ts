/**
 * What a step of a watcher can begin: {@link beginList}, {@link askForPage}, {@link beginWatch}, {@link beginWait}.
 */
import type { Cached, WatcherEvent } from './event.js';
import { constants } from './options.js';
import type { Goal, Phase, Step, WatcherState } from './state.js';

/** What one step looks at beside what happened. */
export interface Moment {
  readonly state: WatcherState;
  readonly now: number;
  /** From 0 up to but not including 1. */
  readonly chance: number;
  /** What failures call that which is watched: `deployments.apps`. */
  readonly resource: string;
}

/** How a list is read. */
export interface ListChoice {
  /** In pages, or all at once where pages are too slow; else as the first events of a watch. */
  readonly by: 'stream' | 'pages' | 'whole';
}

/** Each attempt at a list begins with an `init`: listeners then drop what an attempt that broke has brought. */
export function beginList<K>({ state, now, chance }: Moment, { by }: ListChoice): Step<K> {
  const emit = [{ type: 'init' }] as const;
  if (by !== 'stream') {
    const phase: Phase = { at: 'paging', resourceVersion: '' };
    return { emit, next: { ...state, phase }, effect: { do: 'list', whole: by === 'whole' } };
  }
  const lifetimeSeconds = lifetime(chance);
  return {
    emit,
    next: { ...state, phase: { at: 'streaming', since: now, lifetimeSeconds, objects: 0, progressAt: now } },
    effect: { do: 'watch', initial: true, timeoutSeconds: lifetimeSeconds },
  };
}

/** Asks for a page after the first. */
export function askForPage<K>({ state }: Moment, { token, resourceVersion }: Omit<Goal & { to: 'page' }, 'to'>): Step<K> {
  return { emit: [], next: { ...state, phase: { at: 'paging', token, resourceVersion } }, effect: { do: 'list', token, whole: false } };
}

/** Opens a watch. */
export function beginWatch<K>({ state, now, chance }: Moment, resourceVersion: string): Step<K> {
  const lifetimeSeconds = lifetime(chance);
  return {
    emit: [],
    next: { ...state, phase: { at: 'watching', resourceVersion, since: now, lifetimeSeconds, objects: false } },
    effect: { do: 'watch', resourceVersion, initial: false, timeoutSeconds: lifetimeSeconds },
  };
}

/** Waits before it goes on. */
export const beginWait = <K>({ state }: Moment, goal: Goal, ms: number): Step<K> => ({
  emit: [],
  next: { ...state, phase: { at: 'waiting', goal } },
  effect: { do: 'wait', ms },
});

/** What is going on goes on. */
export const goOn = <K>({ state }: Moment): Step<K> => ({ emit: [], next: state });

/** The same step, which first tells these events. */
export function telling<K>(events: readonly WatcherEvent<Cached<K>>[], step: Step<K>): Step<K> {
  return { ...step, emit: [...events, ...step.emit] };
}

/** Whole seconds: the server takes no others. */
function lifetime(chance: number): number {
  const { from, to } = constants.lifetimeSeconds;
  return from + Math.floor(chance * (to - from + 1));
}
