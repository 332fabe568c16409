import { describe, expect, test } from '@jest/globals';
import type { KubeObject, Status, Stored, WatchEvent } from 'kube-core';
import { ApiError } from 'kube-core';
import { constants } from './options.js';
import { initialState, silentAt, type Effect, type Happening, type Page, type Phase, type Step, type WatcherState } from './state.js';
import { step } from './step.js';

type Pod = Stored<KubeObject>;

const pod = (name: string, resourceVersion: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, uid: name, resourceVersion, creationTimestamp: '2026-01-01T00:00:00Z' },
});
const api = (code: number, reason = '', more: Partial<Status> = {}): ApiError => new ApiError({ kind: 'Status', code, reason, ...more });
const bookmark = (resourceVersion: string, annotations?: Record<string, string>): WatchEvent<Pod> => ({
  type: 'BOOKMARK',
  object: { metadata: { resourceVersion, ...(annotations === undefined ? {} : { annotations }) } },
});
const end = (version: string): WatchEvent<Pod> => bookmark(version, { 'k8s.io/initial-events-end': 'true' });

const state = (phase: Phase, change: Partial<WatcherState> = {}): WatcherState => ({ ...initialState(true), ...change, phase });
const start: Phase = { at: 'start' };
const streaming: Phase = { at: 'streaming', since: 0, lifetimeSeconds: 240, objects: 0, progressAt: 0 };
const firstPage: Phase = { at: 'paging', resourceVersion: '' };
const laterPage: Phase = { at: 'paging', resourceVersion: '7', token: 't' };
const watching = (change: Partial<Phase & { at: 'watching' }> = {}): Phase => ({
  at: 'watching',
  resourceVersion: '7',
  since: 0,
  lifetimeSeconds: 240,
  objects: true,
  ...change,
});
const waiting = (goal: (Phase & { at: 'waiting' })['goal']): Phase => ({ at: 'waiting', goal });

/** Chance 0: the shortest lifetime, and waits without jitter. */
function take(from: WatcherState, what: Happening<KubeObject>, now = 1_000_000, chance = 0): Step<KubeObject> {
  return step<KubeObject>(from, { what, now, chance }, { resource: 'pods' });
}
const failed = (error: unknown): Happening<KubeObject> => ({ type: 'failed', error });
const event = (e: WatchEvent<Pod>): Happening<KubeObject> => ({ type: 'event', event: e });
const page = (p: Page<KubeObject>): Happening<KubeObject> => ({ type: 'page', page: p });
const told = (result: Step<KubeObject>): string =>
  result.emit
    .map((e) => (e.type === 'failed' ? `failed:${e.error.phase}` : 'object' in e ? `${e.type} ${e.object.metadata.name}` : e.type))
    .join(', ');

interface Row {
  readonly name: string;
  readonly from: WatcherState;
  readonly what: Happening<KubeObject>;
  readonly now?: number;
  readonly tells: string;
  readonly next: Partial<Omit<WatcherState, 'phase'>> & { readonly phase: Partial<Phase> };
  readonly effect?: Effect;
}

const list: Effect = { do: 'list', whole: false };
const streamList: Effect = { do: 'watch', initial: true, timeoutSeconds: 240 };
const watchFrom = (resourceVersion: string): Effect => ({ do: 'watch', resourceVersion, initial: false, timeoutSeconds: 240 });
const wait = (ms: number): Effect => ({ do: 'wait', ms });
const toList = { at: 'waiting', goal: { to: 'list' } } as const;
const toWatch = (resourceVersion: string): Partial<Phase> => ({ at: 'waiting', goal: { to: 'watch', resourceVersion } });

// One line a row, so that it reads as a table.
// prettier-ignore
const rows: readonly Row[] = [
  // The list
  { name: 'begins with a streaming list', from: state(start), what: { type: 'started' }, tells: 'init', next: { phase: { at: 'streaming' } }, effect: streamList },
  { name: 'begins with a page where streaming is not wanted', from: state(start, { streaming: false }), what: { type: 'started' }, tells: 'init', next: { phase: { at: 'paging' } }, effect: list },
  { name: 'tells a page, then asks for the next with its token', from: state(firstPage), what: page({ items: [pod('a', '3'), pod('b', '9')], resourceVersion: '7', token: 't' }), tells: 'init-apply a, init-apply b', next: { phase: { at: 'paging', token: 't', resourceVersion: '7' } }, effect: { do: 'list', token: 't', whole: false } },
  { name: 'watches from the version of the first page, not of the last', from: state(laterPage), what: page({ items: [pod('c', '4')], resourceVersion: '8' }), tells: 'init-apply c, init-done', next: { phase: { at: 'watching', resourceVersion: '7', objects: false } }, effect: watchFrom('7') },
  { name: 'takes an empty page in the middle', from: state(laterPage), what: page({ items: [], resourceVersion: '7', token: 'u' }), tells: '', next: { phase: { at: 'paging', token: 'u' } }, effect: { do: 'list', token: 'u', whole: false } },
  { name: 'remembers when a list was completed', from: state(firstPage, { failures: 5 }), what: page({ items: [], resourceVersion: '7' }), tells: 'init-done', next: { failures: 5, listedAt: 1_000_000, phase: { at: 'watching' } }, effect: watchFrom('7') },
  { name: 'counts the failure after a completed list as the first', from: state(watching(), { failures: 5, failedAt: 999_000, listedAt: 999_500 }), what: failed(new Error('reset')), tells: 'failed:watch', next: { failures: 1, phase: toWatch('7') }, effect: wait(800) },
  { name: 'reads the whole list where a page leads back to itself', from: state(laterPage), what: page({ items: [pod('a', '1')], resourceVersion: '7', token: 't' }), tells: 'failed:list, init', next: { phase: { at: 'paging', resourceVersion: '' } }, effect: { do: 'list', whole: true } },
  { name: 'takes a later page without a version for a failure, not for the end of the list', from: state(laterPage), what: page({ items: [], resourceVersion: '' }), tells: 'failed:list', next: { failures: 1, phase: { at: 'waiting', goal: { to: 'page', token: 't', resourceVersion: '7' } } }, effect: wait(800) },
  { name: 'takes a list without a version for a failure', from: state(firstPage), what: page({ items: [], resourceVersion: '' }), tells: 'failed:list', next: { failures: 1, phase: toList }, effect: wait(800) },
  { name: 'leaves out a listed object without a name', from: state(firstPage), what: page({ items: [{} as Pod, pod('a', '1')], resourceVersion: '7' }), tells: 'failed:object, init-apply a, init-done', next: { phase: { at: 'watching' } }, effect: watchFrom('7') },
  { name: 'lists anew after a refusal of the first page', from: state(firstPage), what: failed(api(403, 'Forbidden')), tells: 'failed:list', next: { failures: 1, phase: toList }, effect: wait(800) },
  { name: 'keeps the pages it has when a later one fails', from: state(laterPage), what: failed(api(500)), tells: 'failed:list', next: { failures: 1, phase: { at: 'waiting', goal: { to: 'page', token: 't', resourceVersion: '7' } } }, effect: wait(800) },
  { name: 'asks for that page again after the wait', from: state(waiting({ to: 'page', token: 't', resourceVersion: '7' })), what: { type: 'woken' }, tells: '', next: { phase: { at: 'paging', token: 't', resourceVersion: '7' } }, effect: { do: 'list', token: 't', whole: false } },
  { name: 'reads the whole list at once when its token has expired', from: state(laterPage, { streaming: false }), what: failed(api(410, 'Expired')), tells: 'failed:list, init', next: { failures: 0, phase: { at: 'paging', resourceVersion: '' } }, effect: { do: 'list', whole: true } },
  { name: 'waits longer with each failure of a list', from: state(firstPage, { failures: 3, failedAt: 999_999 }), what: failed(api(500)), tells: 'failed:list', next: { failures: 4, phase: toList }, effect: wait(6400) },
  { name: 'never waits longer than 30 s without jitter', from: state(firstPage, { failures: 30, failedAt: 999_999 }), what: failed(api(500)), tells: 'failed:list', next: { failures: 31, phase: toList }, effect: wait(30_000) },
  { name: 'starts over with short waits after two quiet minutes', from: state(firstPage, { failures: 9, failedAt: 1_000_000 - 120_000 }), what: failed(api(500)), tells: 'failed:list', next: { failures: 1, phase: toList }, effect: wait(800) },
  { name: 'waits at least as long as the server asks', from: state(firstPage), what: failed(api(429, 'TooManyRequests', { details: { retryAfterSeconds: 7 } })), tells: 'failed:list', next: { phase: toList }, effect: wait(7000) },
  { name: 'announces the list anew after a wait', from: state(waiting({ to: 'list' }), { streaming: false }), what: { type: 'woken' }, tells: 'init', next: { phase: { at: 'paging' } }, effect: list },

  // The streaming list
  { name: 'tells initial events as parts of the list', from: state(streaming), what: event({ type: 'ADDED', object: pod('a', '9') }), tells: 'init-apply a', next: { phase: { ...streaming, objects: 1, progressAt: 1_000_000 } } },
  { name: 'leaves out an initial object without a name, which is no progress', from: state(streaming), what: event({ type: 'ADDED', object: {} as Pod }), tells: 'failed:object', next: { phase: streaming } },
  { name: 'goes on over a bookmark without metadata', from: state(streaming), what: event({ type: 'BOOKMARK', object: null as never }), tells: '', next: { phase: streaming } },
  { name: 'takes a change before the end as part of the list', from: state(streaming), what: event({ type: 'MODIFIED', object: pod('a', '9') }), tells: 'init-apply a', next: { phase: streaming } },
  { name: 'takes back what is deleted before the end', from: state(streaming), what: event({ type: 'DELETED', object: pod('a', '9') }), tells: 'delete a', next: { phase: streaming } },
  { name: 'ends the list with the bookmark that says so, on the same stream', from: state(streaming, { failures: 2 }), what: event(end('12')), tells: 'init-done', next: { failures: 2, listedAt: 1_000_000, bookmarks: true, phase: { at: 'watching', resourceVersion: '12' } } },
  { name: 'goes on over another bookmark', from: state(streaming), what: event(bookmark('12')), tells: '', next: { phase: streaming } },
  { name: 'turns to pages at once when streaming is refused', from: state(streaming), what: failed(api(422, 'Invalid')), tells: 'init', next: { streaming: false, failures: 0, phase: { at: 'paging' } }, effect: list },
  { name: 'turns to pages when the refusal comes in the stream', from: state(streaming), what: event({ type: 'ERROR', object: { code: 400, reason: 'BadRequest' } }), tells: 'init', next: { streaming: false, phase: { at: 'paging' } }, effect: list },
  { name: 'streams again after a broken connection', from: state(streaming), what: failed(new Error('reset')), tells: 'failed:list', next: { streaming: true, failures: 1, phase: toList }, effect: wait(800) },
  { name: 'streams again after too many requests', from: state(streaming), what: failed(api(429)), tells: 'failed:list', next: { streaming: true, phase: toList }, effect: wait(800) },
  { name: 'tries pages after a stream failed twice', from: state(waiting({ to: 'list' }), { failures: 2 }), what: { type: 'woken' }, tells: 'init', next: { streaming: true, phase: { at: 'paging' } }, effect: list },
  { name: 'tries a stream again after the pages failed as well', from: state(waiting({ to: 'list' }), { failures: 3 }), what: { type: 'woken' }, tells: 'init', next: { phase: { at: 'streaming' } }, effect: streamList },
  { name: 'lists again when the stream ends before the list', from: state(streaming), what: { type: 'ended' }, now: 500, tells: 'failed:list', next: { streaming: true, phase: toList }, effect: wait(800) },
  { name: 'turns to pages where a stream ends late without ending the list', from: state(streaming), what: { type: 'ended' }, now: 240_000, tells: 'failed:list', next: { streaming: false, phase: toList }, effect: wait(800) },
  { name: 'turns to pages where the end of the list never comes', from: state(streaming), what: { type: 'silent' }, tells: 'failed:list', next: { streaming: false, phase: toList }, effect: wait(800) },
  { name: 'lists anew when the version expires while it streams', from: state(streaming), what: event({ type: 'ERROR', object: { code: 410, reason: 'Expired' } }), tells: 'failed:list', next: { phase: toList }, effect: wait(800) },

  // The watch
  { name: 'tells an addition and moves on to its version', from: state(watching()), what: event({ type: 'ADDED', object: pod('a', '8') }), tells: 'apply a', next: { phase: watching({ resourceVersion: '8' }) } },
  { name: 'tells a change', from: state(watching()), what: event({ type: 'MODIFIED', object: pod('a', '8') }), tells: 'apply a', next: { phase: watching({ resourceVersion: '8' }) } },
  { name: 'tells a deletion and moves on to its version', from: state(watching()), what: event({ type: 'DELETED', object: pod('a', '8') }), tells: 'delete a', next: { phase: watching({ resourceVersion: '8' }) } },
  { name: 'moves on with a bookmark, which is no object', from: state(watching({ objects: false })), what: event(bookmark('99')), tells: '', next: { bookmarks: true, phase: watching({ resourceVersion: '99', objects: false }) } },
  { name: 'leaves out an object without a name and goes on', from: state(watching()), what: event({ type: 'ADDED', object: { metadata: { resourceVersion: '8' } } as Pod }), tells: 'failed:object', next: { failures: 0, phase: watching({ resourceVersion: '8' }) } },
  { name: 'survives an event without an object', from: state(watching()), what: event({ type: 'ADDED', object: null as unknown as Pod }), tells: 'failed:object', next: { phase: watching() } },
  { name: 'keeps its version over an object that has none', from: state(watching()), what: event({ type: 'ADDED', object: { metadata: { name: 'a' } } as Pod }), tells: 'apply a', next: { phase: watching() } },
  { name: 'resumes at once when the server ends the watch', from: state(watching()), what: { type: 'ended' }, tells: '', next: { failures: 0, phase: { at: 'watching', resourceVersion: '7', objects: false } }, effect: watchFrom('7') },
  { name: 'resumes a second after it opened a short watch that brought objects', from: state(watching()), what: { type: 'ended' }, now: 10, tells: '', next: { failures: 0, phase: toWatch('7') }, effect: wait(990) },
  { name: 'takes a short watch without an event for a failure', from: state(watching({ objects: false })), what: { type: 'ended' }, now: 999, tells: 'failed:watch', next: { failures: 1, phase: toWatch('7') }, effect: wait(800) },
  { name: 'takes a long watch without an event for a quiet one', from: state(watching({ objects: false })), what: { type: 'ended' }, now: 1000, tells: '', next: { phase: { at: 'watching' } }, effect: watchFrom('7') },
  { name: 'resumes from where it broke after a lost connection', from: state(watching()), what: failed(new Error('reset')), tells: 'failed:watch', next: { failures: 1, phase: toWatch('7') }, effect: wait(800) },
  { name: 'resumes after a dead connection', from: state(watching()), what: { type: 'silent' }, tells: 'failed:watch', next: { phase: toWatch('7') }, effect: wait(800) },
  { name: 'watches from there after the wait', from: state(waiting({ to: 'watch', resourceVersion: '7' })), what: { type: 'woken' }, tells: '', next: { phase: { at: 'watching', resourceVersion: '7' } }, effect: watchFrom('7') },
  { name: 'keeps the version over a 429 in the stream', from: state(watching()), what: event({ type: 'ERROR', object: { code: 429, reason: 'TooManyRequests', details: { retryAfterSeconds: 3 } } }), tells: 'failed:watch', next: { phase: toWatch('7') }, effect: wait(3000) },
  { name: 'waits two minutes at most, whatever the server asks', from: state(watching()), what: event({ type: 'ERROR', object: { code: 429, details: { retryAfterSeconds: 1e9 } } }), tells: 'failed:watch', next: { phase: toWatch('7') }, effect: wait(120_000) },
  { name: 'takes an ERROR event without a Status for a failure', from: state(watching()), what: event({ type: 'ERROR', object: null as never }), tells: 'failed:watch', next: { phase: toWatch('7') }, effect: wait(800) },
  { name: 'keeps the version over a 500 in the stream', from: state(watching()), what: event({ type: 'ERROR', object: { code: 500, reason: 'InternalError' } }), tells: 'failed:watch', next: { phase: toWatch('7') }, effect: wait(800) },
  { name: 'lists again after a 410 in the stream', from: state(watching()), what: event({ type: 'ERROR', object: { code: 410, reason: 'Expired' } }), tells: 'failed:watch', next: { failures: 1, phase: toList }, effect: wait(800) },
  { name: 'lists again after a 410 that is called Gone', from: state(watching()), what: event({ type: 'ERROR', object: { code: 410, reason: 'Gone' } }), tells: 'failed:watch', next: { phase: toList }, effect: wait(800) },
  { name: 'lists again after a 410 as the answer to the watch', from: state(watching()), what: failed(api(410, 'Expired')), tells: 'failed:watch', next: { phase: toList }, effect: wait(800) },
  { name: 'lists again after a 410 without a reason, from a proxy', from: state(watching()), what: failed(api(410)), tells: 'failed:watch', next: { phase: toList }, effect: wait(800) },
  { name: 'knows an expired version by its reason alone', from: state(watching()), what: event({ type: 'ERROR', object: { reason: 'Expired' } }), tells: 'failed:watch', next: { phase: toList }, effect: wait(800) },
  { name: 'lists again when its version lies in the future', from: state(watching()), what: failed(api(504, 'Timeout', { details: { causes: [{ reason: 'ResourceVersionTooLarge' }] } })), tells: 'failed:watch', next: { phase: toList }, effect: wait(800) },
  { name: 'does not count a list as a success whose version is gone at once', from: state(watching(), { failures: 4, failedAt: 999_000, listedAt: 999_500 }), what: failed(api(410)), tells: 'failed:watch', next: { failures: 5, phase: toList }, effect: wait(12_800) },
  { name: 'does not count an open watch as a success', from: state(waiting({ to: 'watch', resourceVersion: '7' }), { failures: 4 }), what: { type: 'woken' }, tells: '', next: { failures: 4, phase: { at: 'watching' } }, effect: watchFrom('7') },
  { name: 'does not count an event as a success', from: state(watching(), { failures: 4 }), what: event({ type: 'ADDED', object: pod('a', '8') }), tells: 'apply a', next: { failures: 4, phase: { at: 'watching' } } },
];

describe('step', () => {
  test.each(rows)('$name', (row) => {
    const result = take(row.from, row.what, row.now);
    expect(told(result)).toBe(row.tells);
    expect(result.next).toMatchObject(row.next);
    expect(result.effect).toEqual(row.effect);
  });

  test('spreads waits with jitter 1: a wait of d lasts between d and 2d', () => {
    const at = (chance: number): Effect | undefined => take(state(firstPage), failed(new Error('x')), 0, chance).effect;
    expect(at(0)).toEqual(wait(800));
    expect(at(0.5)).toEqual(wait(1200));
    expect(at(0.999)).toEqual(wait(800 * 1.999));
  });

  test('spreads the lifetime of a watch from 240 to 290 s, in whole seconds', () => {
    const at = (chance: number): unknown => take(state(start), { type: 'started' }, 0, chance).effect;
    expect(at(0)).toMatchObject({ timeoutSeconds: 240 });
    expect(at(0.5)).toMatchObject({ timeoutSeconds: 265 });
    expect(at(0.9999)).toMatchObject({ timeoutSeconds: 290 });
  });

  test('waits longer and longer while fresh versions are gone at once, instead of listing in a loop', () => {
    const waits: unknown[] = [];
    let at = state(firstPage, { streaming: false });
    for (let now = 0, round = 0; round < 5; round++) {
      at = take(at, page({ items: [], resourceVersion: '7' }), now).next;
      const gone = take(at, failed(api(410)), now);
      waits.push(gone.effect);
      at = take(gone.next, { type: 'woken' }, (now += 1)).next;
    }
    expect(waits).toEqual([800, 1600, 3200, 6400, 12_800].map(wait));
  });

  test('says in a failure what was being done, why it failed and when it is tried again', () => {
    const [told] = take(state(firstPage), failed(api(403, 'Forbidden', { message: 'pods is forbidden' }))).emit;
    expect(told).toMatchObject({ type: 'failed', error: { code: 'watcher', phase: 'list', resource: 'pods', retryInMs: 800 } });
    expect(told?.type === 'failed' && told.error.message).toBe('listing pods failed: pods is forbidden; trying again in 0.8 s');
  });

  test('ignores what cannot happen where it stands', () => {
    for (const what of [page({ items: [], resourceVersion: '1' }), event(bookmark('1')), { type: 'ended' }] as const) {
      expect(take(state(waiting({ to: 'list' })), what)).toEqual({ emit: [], next: state(waiting({ to: 'list' })) });
    }
  });
});

describe('silentAt', () => {
  test.each([
    {
      name: 'gives the first object of a streaming list 30 s, whatever else comes',
      from: state(streaming),
      at: constants.initialSilenceMs,
    },
    {
      name: 'gives each further object of a streaming list 30 s',
      from: state({ ...streaming, objects: 100_000, progressAt: 4000 }),
      at: 4000 + constants.initialSilenceMs,
    },
    {
      name: 'gives a whole streaming list 30 s and 2 ms an object, though objects keep coming',
      from: state({ ...streaming, objects: 1000, progressAt: 31_500 }),
      at: constants.initialSilenceMs + 2000,
    },
    { name: 'gives a server that sends bookmarks 90 s', from: state(watching(), { bookmarks: true }), at: 95_000 },
    { name: 'gives one that sends none until 15 s after it should have ended', from: state(watching()), at: 255_000 },
    { name: 'never gives up on a list, whose call has a deadline of its own', from: state(firstPage), at: Infinity },
  ])('$name', ({ from, at }) => {
    expect(silentAt(from, 5000)).toBe(at);
  });
});
