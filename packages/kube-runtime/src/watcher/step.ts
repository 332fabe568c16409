/**
 * What a watcher does next, as a pure function: {@link step} takes where it stands and what happened, and gives what to tell, where
 * it stands then, and what to do. Time and chance come in with what happened, so every hard case is a row of a table.
 *
 * A watcher lists, then watches, and opens the next watch where the last one ended. The list is either the first part of a watch
 * (`streaming`) or comes in pages. When the server no longer knows the version of a watch, the watcher lists again. `failure.ts` says
 * where it goes on after any other failure, and how long it waits.
 */
import { KubeError, type KubeObject, type Stored, type WatchEvent } from 'kube-core';
import { askForPage, beginList, beginWait, beginWatch, goOn, telling, type Moment } from './begin.js';
import { asCached, type Cached, type WatcherEvent } from './event.js';
import { errorAt, failed, readWhole } from './failure.js';
import { constants } from './options.js';
import type { Page, Phase, Step, WatcherInput, WatcherState } from './state.js';
import { endsList, isUsable, refusalOf, versionOf } from './wire.js';

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
  const { what, now, chance } = input;
  const moment: Moment = { state, now, chance, resource: context.resource };
  switch (what.type) {
    case 'started':
      return list(moment);
    case 'page':
      return onPage(moment, what.page);
    case 'event':
      return onEvent(moment, what.event);
    case 'ended':
      return onEnded(moment);
    case 'silent':
      return onSilent(moment);
    case 'failed':
      return failed(moment, what.error);
    case 'woken':
      return onWoken(moment);
    default:
      return what satisfies never;
  }
}

/** A list that failed twice as a stream is tried in pages, then again as a stream: what breaks one of them may spare the other. */
function list<K>(moment: Moment): Step<K> {
  const { streaming, failures } = moment.state;
  const turn = failures > 0 && failures % 2 === 0 ? 'pages' : 'stream';
  return beginList(moment, { by: streaming ? turn : 'pages' });
}

function onWoken<K>(moment: Moment): Step<K> {
  const { phase } = moment.state;
  if (phase.at !== 'waiting' || phase.goal.to === 'list') return list(moment);
  return phase.goal.to === 'watch' ? beginWatch(moment, phase.goal.resourceVersion) : askForPage(moment, phase.goal);
}

function onPage<K extends KubeObject>(moment: Moment, page: Page<K>): Step<K> {
  const { state, now } = moment;
  const { phase } = state;
  if (phase.at !== 'paging') return goOn(moment);
  const resourceVersion = phase.resourceVersion === '' ? page.resourceVersion : phase.resourceVersion;
  if (page.resourceVersion === '') return failed(moment, new KubeError('watcher-list', 'the list has no resourceVersion to watch from'));
  if (page.token !== undefined && page.token === phase.token) return readWhole(moment, sameToken());
  const objects = page.items.flatMap((item) => told(moment, 'init-apply', item));
  if (page.token !== undefined) return telling(objects, askForPage(moment, { token: page.token, resourceVersion }));
  const listed = { ...moment, state: { ...state, listedAt: now } };
  return telling([...objects, { type: 'init-done', resourceVersion }], beginWatch(listed, resourceVersion));
}

const sameToken = (): KubeError => new KubeError('watcher-list', 'the server answered a page with the continue token that asked for it');

function onEvent<K extends KubeObject>(moment: Moment, event: WatchEvent<Stored<K>>): Step<K> {
  const { state } = moment;
  const { phase } = state;
  if (event.type === 'ERROR') return failed(moment, refusalOf(event.object));
  if (phase.at === 'streaming') return onInitialEvent(moment, phase, event);
  if (phase.at !== 'watching') return goOn(moment);
  const resourceVersion = versionOf(event.object) ?? phase.resourceVersion;
  if (event.type === 'BOOKMARK') return { emit: [], next: { ...state, bookmarks: true, phase: { ...phase, resourceVersion } } };
  const emit = told(moment, event.type === 'DELETED' ? 'delete' : 'apply', event.object);
  const objects = phase.objects || isUsable(event.object);
  return { emit, next: { ...state, phase: { ...phase, resourceVersion, objects } } };
}

/** The versions of initial events are in no order: only the bookmark that ends them says where the watch stands. */
function onInitialEvent<K extends KubeObject>(
  moment: Moment,
  phase: Phase & { at: 'streaming' },
  event: Exclude<WatchEvent<Stored<K>>, { type: 'ERROR' }>,
): Step<K> {
  const { state, now } = moment;
  if (event.type === 'BOOKMARK') return endsList(event.object) ? onListEnd(moment, phase, event.object) : goOn(moment);
  const emit = told(moment, event.type === 'DELETED' ? 'delete' : 'init-apply', event.object);
  if (event.type !== 'ADDED' || !isUsable(event.object)) return { emit, next: state };
  return { emit, next: { ...state, phase: { ...phase, objects: phase.objects + 1, progressAt: now } } };
}

/** The list is complete, and the same stream goes on as the watch. */
function onListEnd<K>(moment: Moment, { since, lifetimeSeconds }: Phase & { at: 'streaming' }, bookmark: object): Step<K> {
  const resourceVersion = versionOf(bookmark);
  if (resourceVersion === undefined)
    return failed(moment, new KubeError('watcher-list', 'the streamed list has no resourceVersion to watch from'));
  const phase: Phase = { at: 'watching', resourceVersion, since, lifetimeSeconds, objects: true };
  return { emit: [{ type: 'init-done', resourceVersion }], next: { ...moment.state, bookmarks: true, listedAt: moment.now, phase } };
}

function onEnded<K>(moment: Moment): Step<K> {
  const { phase } = moment.state;
  if (phase.at === 'watching') return onWatchEnd(moment, phase);
  if (phase.at !== 'streaming') return goOn(moment);
  const late = moment.now - phase.since >= constants.initialSilenceMs;
  const error = new KubeError('watcher-list', 'the server ended the watch before the list was complete');
  return failed(moment, error, late ? { streaming: false } : {});
}

/**
 * A watch that lived a second was healthy: the next one is opened at once. One that was shorter and brought objects was healthy too,
 * but the second is waited for, since a server that sends the same object again and ends would be asked without pause. Bookmarks
 * count for nothing here: a proxy may answer each watch with one and end it.
 */
function onWatchEnd<K>(moment: Moment, { since, objects, resourceVersion }: Phase & { at: 'watching' }): Step<K> {
  const missingMs = since + constants.shortWatchMs - moment.now;
  if (missingMs <= 0) return beginWatch(moment, resourceVersion);
  if (objects) return beginWait(moment, { to: 'watch', resourceVersion }, missingMs);
  return failed(moment, new KubeError('watcher-short', 'the server ended the watch at once, without an object'));
}

function onSilent<K>(moment: Moment): Step<K> {
  if (moment.state.phase.at === 'streaming') {
    const error = new KubeError('watcher-list', 'the server does not end the list that was to be streamed; it is asked for in pages');
    return failed(moment, error, { streaming: false });
  }
  return failed(moment, new KubeError('watcher-silent', 'the connection is silent; it is taken for dead'));
}

/** The event, or a failure where the object has no name: nothing could be done with it. */
function told<K extends KubeObject>(moment: Moment, type: 'init-apply' | 'apply' | 'delete', object: Stored<K>): WatcherEvent<Cached<K>>[] {
  if (isUsable(object)) return [{ type, object: asCached(object) }];
  const error = new KubeError('watcher-object', 'the server sent an object without metadata.name; it is left out');
  return [{ type: 'failed', error: errorAt(moment, { phase: 'object' }, error) }];
}
