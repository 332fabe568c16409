/**
 * What a watcher does next, as a pure function: {@link step} takes where it stands and what happened, and gives what to tell, where
 * it stands then, and what to do. Time and chance come in with what happened, so every hard case is a row of a table.
 *
 * The way goes list → watch → watch → …, where the list is either the first part of the watch itself (`streaming`) or pages; a
 * version that the server no longer knows leads back to the list, any other failure to the place where it happened, after a wait.
 */
import {
  ApiError,
  endsInitialEvents,
  exponentialBackoff,
  isApiError,
  isGone,
  KubeError,
  type KubeObject,
  type Stored,
  type WatchEvent,
} from 'kube-core';
import { WatcherError } from './errors.js';
import { asCached, type Cached, type WatcherEvent } from './event.js';
import { constants } from './options.js';
import type { Goal, Page, Phase, Step, WatcherInput, WatcherState } from './state.js';

/** What is watched, and what else the steps of one watcher share. */
export interface StepContext {
  /** `deployments.apps`: what failures call it. */
  readonly resource: string;
}

/**
 * @param state - Where the watcher stands.
 * @param input - What happened.
 * @param context - What does not change.
 */
export function step<K extends KubeObject>(state: WatcherState, input: WatcherInput<K>, context: StepContext): Step<K> {
  return new Stepper<K>(state, input, context).step();
}

/** One step: the three things it looks at, so that the branches below name only what they add. */
class Stepper<K extends KubeObject> {
  readonly #state: WatcherState;
  readonly #input: WatcherInput<K>;
  readonly #context: StepContext;

  constructor(state: WatcherState, input: WatcherInput<K>, context: StepContext) {
    this.#state = state;
    this.#input = input;
    this.#context = context;
  }

  step(): Step<K> {
    const { what } = this.#input;
    switch (what.type) {
      case 'started':
        return this.#list();
      case 'page':
        return this.#page(what.page);
      case 'event':
        return this.#event(what.event);
      case 'ended':
        return this.#ended();
      case 'silent':
        return this.#silent();
      case 'failed':
        return this.#failed(what.error);
      case 'woken':
        return this.#woken();
      default:
        return what satisfies never;
    }
  }

  /** Begins a list. `init` comes with each attempt, so that buffers drop what a broken one has brought. */
  #list(change: Partial<WatcherState> = {}, whole = false): Step<K> {
    const state = { ...this.#state, ...change };
    const emit = [{ type: 'init' }] as const;
    if (!state.streaming) {
      return { emit, next: { ...state, phase: { at: 'paging', resourceVersion: '' } }, effect: { do: 'list', whole } };
    }
    const lifetimeSeconds = this.#lifetime();
    return {
      emit,
      next: { ...state, phase: { at: 'streaming', since: this.#input.now, lifetimeSeconds } },
      effect: { do: 'watch', initial: true, timeoutSeconds: lifetimeSeconds },
    };
  }

  #watch(resourceVersion: string, heard: boolean, change: Partial<WatcherState> = {}): Step<K> {
    const lifetimeSeconds = this.#lifetime();
    const phase: Phase = { at: 'watching', resourceVersion, since: this.#input.now, lifetimeSeconds, heard, events: false };
    return {
      emit: [],
      next: { ...this.#state, ...change, phase },
      effect: { do: 'watch', resourceVersion, initial: false, timeoutSeconds: lifetimeSeconds },
    };
  }

  /** Whole seconds: the server takes no others. */
  #lifetime(): number {
    const { from, to } = constants.lifetimeSeconds;
    return from + Math.floor(this.#input.chance * (to - from + 1));
  }

  #woken(): Step<K> {
    const { phase } = this.#state;
    if (phase.at !== 'waiting' || phase.goal.to === 'list') return this.#list();
    const { goal } = phase;
    if (goal.to === 'watch') return this.#watch(goal.resourceVersion, goal.heard);
    const { token, resourceVersion } = goal;
    return {
      emit: [],
      next: { ...this.#state, phase: { at: 'paging', token, resourceVersion } },
      effect: { do: 'list', token, whole: false },
    };
  }

  #page(page: Page<K>): Step<K> {
    const { phase } = this.#state;
    if (phase.at !== 'paging') return this.#nothing();
    const resourceVersion = phase.resourceVersion === '' ? page.resourceVersion : phase.resourceVersion;
    if (resourceVersion === '') return this.#failed(new KubeError('watcher-list', 'the list has no resourceVersion to watch from'));
    const emit = page.items.flatMap((item) => this.#told('init-apply', item));
    if (page.token === undefined) return prepend([...emit, { type: 'init-done' }], this.#watch(resourceVersion, false, this.#listed()));
    const { token } = page;
    return { emit, next: { ...this.#state, phase: { at: 'paging', token, resourceVersion } }, effect: { do: 'list', token, whole: false } };
  }

  /** A completed list makes up for the failures before it, unless the one before it did not help either. */
  #listed(): Partial<WatcherState> {
    return this.#state.doubtful ? {} : { failures: 0 };
  }

  #event(event: WatchEvent<Stored<K>>): Step<K> {
    if (event.type === 'ERROR') return this.#failed(new ApiError(event.object));
    const { phase } = this.#state;
    if (phase.at === 'streaming') return this.#initialEvent(phase, event);
    if (phase.at !== 'watching') return this.#nothing();
    const emit = event.type === 'BOOKMARK' ? [] : this.#told(event.type === 'DELETED' ? 'delete' : 'apply', event.object);
    const next: WatcherState = {
      ...this.#state,
      phase: { ...phase, heard: true, events: true, resourceVersion: versionOf(event.object) ?? phase.resourceVersion },
      bookmarks: this.#state.bookmarks || event.type === 'BOOKMARK',
      failures: this.#state.doubtful ? 0 : this.#state.failures,
      doubtful: false,
    };
    return { emit, next };
  }

  /** The versions of initial events are in no order: only the bookmark that ends them says where the watch stands. */
  #initialEvent(phase: Phase & { at: 'streaming' }, event: Exclude<WatchEvent<Stored<K>>, { type: 'ERROR' }>): Step<K> {
    if (event.type !== 'BOOKMARK') {
      return { emit: this.#told(event.type === 'DELETED' ? 'delete' : 'init-apply', event.object), next: this.#state };
    }
    if (!endsInitialEvents(event.object)) return this.#nothing();
    const resourceVersion = versionOf(event.object);
    if (resourceVersion === undefined)
      return this.#failed(new KubeError('watcher-list', 'the streamed list has no resourceVersion to watch from'));
    const { since, lifetimeSeconds } = phase;
    return {
      emit: [{ type: 'init-done' }],
      next: {
        ...this.#state,
        ...this.#listed(),
        bookmarks: true,
        phase: { at: 'watching', resourceVersion, since, lifetimeSeconds, heard: false, events: true },
      },
    };
  }

  #ended(): Step<K> {
    const { phase } = this.#state;
    if (phase.at === 'streaming') {
      const ignored = this.#input.now - phase.since >= constants.initialSilenceMs;
      return this.#failed(
        new KubeError('watcher-list', 'the server ended the watch before the list was complete'),
        ignored ? { streaming: false } : {},
      );
    }
    if (phase.at !== 'watching') return this.#nothing();
    const short = !phase.events && this.#input.now - phase.since < constants.shortWatchMs;
    if (short) return this.#failed(new KubeError('watcher-short', 'the server ended the watch at once, without an event'));
    return this.#watch(phase.resourceVersion, phase.heard);
  }

  #silent(): Step<K> {
    const { phase } = this.#state;
    const error = new KubeError('watcher-silent', 'the connection is silent; it is taken for dead');
    return this.#failed(error, phase.at === 'streaming' ? { streaming: false } : {});
  }

  #failed(error: unknown, change: Partial<WatcherState> = {}): Step<K> {
    const { phase } = this.#state;
    if (phase.at === 'streaming' && refusesStreaming(error)) return this.#list({ streaming: false });
    if (phase.at === 'paging' && phase.token !== undefined && isGone(error)) return this.#tokenExpired(error);
    const goal = goalAfter(phase, error);
    const { now } = this.#input;
    const failures = now - this.#state.failedAt >= constants.quietMs ? 1 : this.#state.failures + 1;
    const doubtful = this.#state.doubtful || (phase.at === 'watching' && goal.to === 'list' && !phase.heard);
    const ms = this.#delay(failures, error);
    return {
      emit: [{ type: 'failed', error: this.#errorAt(phase.at === 'watching' ? 'watch' : 'list', error, ms) }],
      next: { ...this.#state, ...change, phase: { at: 'waiting', goal }, failures, failedAt: now, doubtful },
      effect: { do: 'wait', ms },
    };
  }

  /** Reading took longer than the server keeps a version: everything is asked for at once, as client-go's pager does. */
  #tokenExpired(error: unknown): Step<K> {
    return prepend([{ type: 'failed', error: this.#errorAt('list', error, 0) }], this.#list({}, true));
  }

  #delay(failures: number, error: unknown): number {
    const { chance } = this.#input;
    const asked = isApiError(error) ? (error.status.details?.retryAfterSeconds ?? 0) * 1000 : 0;
    return Math.max(asked, exponentialBackoff({ ...constants.backoff, random: () => chance })(failures));
  }

  /** The event, or a failure where the object has no name: nothing could be done with it. */
  #told(type: 'init-apply' | 'apply' | 'delete', object: Stored<K>): WatcherEvent<Cached<K>>[] {
    if (isNamed(object)) return [{ type, object: asCached(object) }];
    const error = new KubeError('watcher-object', 'the server sent an object without metadata.name; it is left out');
    return [{ type: 'failed', error: this.#errorAt('object', error) }];
  }

  #errorAt(phase: WatcherError['phase'], cause: unknown, retryInMs?: number): WatcherError {
    const { resource } = this.#context;
    return new WatcherError(retryInMs === undefined ? { phase, resource } : { phase, resource, retryInMs }, cause);
  }

  #nothing(): Step<K> {
    return { emit: [], next: this.#state };
  }
}

function prepend<K>(events: readonly WatcherEvent<Cached<K>>[], rest: Step<K>): Step<K> {
  return { ...rest, emit: [...events, ...rest.emit] };
}

function goalAfter(phase: Phase, error: unknown): Goal {
  if (phase.at === 'watching' && !isLost(error)) return { to: 'watch', resourceVersion: phase.resourceVersion, heard: phase.heard };
  if (phase.at === 'paging' && phase.token !== undefined) return { to: 'page', token: phase.token, resourceVersion: phase.resourceVersion };
  return { to: 'list' };
}

/** The version is of no more use: too old, or (after a restore of the server's data) from a future that never comes. */
const isLost = (error: unknown): boolean =>
  isGone(error) || (isApiError(error) && error.status.details?.causes?.some(({ reason }) => reason === 'ResourceVersionTooLarge') === true);

/** Codes by which a server without streaming lists, or a proxy that knows nothing of them, turns one down. */
const refusals: ReadonlySet<number | undefined> = new Set([400, 405, 406, 415, 422, 501]);
const refusesStreaming = (error: unknown): boolean => isApiError(error) && refusals.has(error.status.code);

/** What comes off the wire is what its type says only if the server is in order. */
function metadataField(object: unknown, field: 'name' | 'resourceVersion'): string | undefined {
  const metadata: unknown = typeof object === 'object' && object !== null ? Reflect.get(object, 'metadata') : undefined;
  const value: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, field) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const isNamed = (object: unknown): boolean => metadataField(object, 'name') !== undefined;
const versionOf = (object: unknown): string | undefined => metadataField(object, 'resourceVersion');
