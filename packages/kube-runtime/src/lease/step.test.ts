import { describe, expect, test } from '@jest/globals';
import type { Stored } from 'kube-core';
import type { Lease } from 'kube-core/k8s';
import { microTime } from '../util/micro-time.js';
import type { Effect, ElectionContext, ElectionState, Happening, Step } from './state.js';
import { deadlineOf } from './state.js';
import { step } from './step.js';

const start = Date.UTC(2026, 0, 1);
const context: ElectionContext = {
  name: 'website',
  namespace: 'web',
  identity: 'me',
  leaseDurationMs: 15_000,
  renewDeadlineMs: 10_000,
  retryPeriodMs: 2000,
};

type Spec = NonNullable<Lease['spec']>;

/** The Lease as the server has it. */
function lease(spec: Spec, { version = '7', uid = 'u1' } = {}): Stored<Lease> {
  const metadata = { name: 'website', namespace: 'web', uid, resourceVersion: version, creationTimestamp: '2026-01-01T00:00:00Z' };
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec };
}

const theirs = (renewTime: string, more: Spec = {}): Spec => ({
  holderIdentity: 'other',
  leaseDurationSeconds: 15,
  acquireTime: 'long ago',
  renewTime,
  leaseTransitions: 4,
  ...more,
});

const mine = (acquiredMs: number, renewedMs = acquiredMs): Spec => ({
  holderIdentity: 'me',
  leaseDurationSeconds: 15,
  acquireTime: microTime(start + acquiredMs),
  renewTime: microTime(start + renewedMs),
  leaseTransitions: 5,
});

const leader = (renewedMs = 0): ElectionState => ({
  at: 'leader',
  lease: lease(mine(0)),
  claim: microTime(start),
  renewedAt: start + renewedMs,
});

/** Happenings with the time of each, in milliseconds from the start, and what came of the last one. */
function play(state: ElectionState, ...events: readonly [number, Happening][]): Step {
  let result: Step = { next: state, emit: [] };
  for (const [ms, what] of events) result = step(result.next, { what, now: start + ms, chance: 0 }, context);
  return result;
}

const read = (found: Stored<Lease> | undefined, sentMs = 0): Happening => ({ type: 'read', lease: found, sentAt: start + sentMs });
const written = (found: Stored<Lease>, sentMs: number): Happening => ({ type: 'written', lease: found, sentAt: start + sentMs });
const failed = (sentMs: number): Happening => ({ type: 'failed', purpose: 'renew', error: new Error('broken'), sentAt: start + sentMs });
const refused = (why: 'conflict' | 'missing'): Happening => ({ type: 'refused', why, sentAt: start });
const woken: Happening = { type: 'woken' };
const leave: Happening = { type: 'leave', giveBack: true };
const candidate: ElectionState = { at: 'candidate' };

/** An effect in few words. */
function effectOf({ effect }: Step): string {
  if (effect === undefined) return 'nothing';
  return effect.do === 'wait' ? `wait ${effect.ms}` : effect.do === 'replace' ? effect.purpose : effect.do;
}
const specOf = (effect: Effect | undefined): Spec | undefined =>
  effect?.do === 'replace' || effect?.do === 'create' ? effect.lease.spec : undefined;
const lossOf = ({ emit }: Step): unknown => emit.flatMap((notice) => (notice.type === 'lost' ? [notice.reason.type] : []))[0];

describe('a candidate', () => {
  test('looks first', () => {
    expect(effectOf(play(candidate, [0, { type: 'started' }]))).toBe('read');
  });

  test('creates the Lease where there is none, as its first holder', () => {
    const { effect } = play(candidate, [0, read(undefined)]);
    expect(effect).toEqual({
      do: 'create',
      lease: { metadata: { name: 'website', namespace: 'web' }, spec: { ...mine(0), leaseTransitions: 0 } },
    });
  });

  test.each<[string, Spec]>([
    ['was given back', { leaseDurationSeconds: 1, leaseTransitions: 4 }],
    ['has an empty holder', { holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions: 4 }],
  ])('takes at once a lease that %s, as one more transition', (_, spec) => {
    const result = play(candidate, [0, read(lease(spec))]);
    expect(effectOf(result)).toBe('take');
    expect(specOf(result.effect)).toEqual(mine(0));
  });

  test('keeps what it does not know of the Lease when it takes it', () => {
    const { effect } = play(candidate, [0, read(lease({ preferredHolder: 'me', strategy: 'x' }))]);
    expect(specOf(effect)).toMatchObject({ preferredHolder: 'me', strategy: 'x' });
    expect(effect).toMatchObject({ lease: { metadata: { uid: 'u1', resourceVersion: '7' } } });
  });

  test.each([
    ['long past by the wall clock', '1970-01-01T00:00:00.000000Z'],
    ['far in the future', '2126-01-01T00:00:00.000000Z'],
  ])('respects a record that is %s for as long as it lasts, from when it was first seen', (_, renewTime) => {
    const found = read(lease(theirs(renewTime)));
    expect(effectOf(play(candidate, [0, found]))).toBe('wait 2000');
    expect(effectOf(play(candidate, [0, found], [14_999, found]))).toBe('wait 2000');
    expect(effectOf(play(candidate, [0, found], [15_000, found]))).toBe('take');
  });

  test('counts anew with each renewal, and not with a change of something else', () => {
    const [first, second] = [theirs('a'), theirs('b')];
    expect(effectOf(play(candidate, [0, read(lease(first))], [9000, read(lease(second))], [15_000, read(lease(second))]))).toBe(
      'wait 2000',
    );
    const labelled = lease(first, { version: '8' });
    expect(effectOf(play(candidate, [0, read(lease(first))], [9000, read(labelled)], [15_000, read(labelled)]))).toBe('take');
  });

  test('respects the duration that the holder wrote, not its own', () => {
    const found = read(lease(theirs('a', { leaseDurationSeconds: 60 })));
    expect(effectOf(play(candidate, [0, found], [59_999, found]))).toBe('wait 2000');
    expect(effectOf(play(candidate, [0, found], [60_000, found]))).toBe('take');
  });

  test('respects a record without a duration for its own', () => {
    const { leaseDurationSeconds: _, ...spec } = theirs('a');
    expect(effectOf(play(candidate, [0, read(lease(spec))], [14_999, read(lease(spec))]))).toBe('wait 2000');
  });

  test('waits one to 2.2 periods, by chance', () => {
    const at = (chance: number): Effect | undefined => step(candidate, { what: refused('conflict'), now: start, chance }, context).effect;
    expect([at(0), at(0.5)]).toEqual([
      { do: 'wait', ms: 2000 },
      { do: 'wait', ms: 3200 },
    ]);
  });

  test('waits when another was faster, and looks anew', () => {
    const result = play(candidate, [0, read(lease({}))], [1, refused('conflict')]);
    expect(effectOf(result)).toBe('wait 2000');
    expect(effectOf(step(result.next, { what: woken, now: start + 2000, chance: 0 }, context))).toBe('read');
  });

  test('respects the holder of a Lease that was deleted until its time is over', () => {
    const seen: [number, Happening] = [0, read(lease(theirs('a')))];
    expect(effectOf(play(candidate, seen, [14_999, read(undefined)]))).toBe('wait 2000');
    expect(effectOf(play(candidate, seen, [15_000, read(undefined)]))).toBe('create');
  });

  test('respects the holder of a Lease that was deleted and made anew by another', () => {
    const seen: [number, Happening] = [0, read(lease(theirs('a')))];
    const anew = read(lease({}, { uid: 'u2' }));
    expect(effectOf(play(candidate, seen, [5000, anew]))).toBe('wait 2000');
    expect(effectOf(play(candidate, seen, [5000, anew], [15_000, anew]))).toBe('take');
  });

  test('does not take a record of its own identity for its own: another process may have the same', () => {
    const found = read(lease(mine(-60_000)));
    expect(effectOf(play(candidate, [0, found]))).toBe('wait 2000');
    expect(effectOf(play(candidate, [0, found], [15_000, found]))).toBe('take');
  });

  test('recognises the lease that it took without hearing of it, and leads with its renewal', () => {
    const claimed = play(
      candidate,
      [0, read(lease({ leaseTransitions: 4 }))],
      [5000, failed(0)],
      [7000, woken],
      [7001, read(lease(mine(0)), 7000)],
    );
    expect(effectOf(claimed)).toBe('renew');
    expect(specOf(claimed.effect)).toEqual(mine(0, 7001));
    const { next } = step(claimed.next, { what: written(lease(mine(0, 7001)), 7001), now: start + 7002, chance: 0 }, context);
    expect(next).toMatchObject({ at: 'leader', renewedAt: start + 7001, claim: microTime(start) });
  });

  test('leads from the moment at which it sent the take-over', () => {
    const result = play(candidate, [0, read(lease({}))], [900, written(lease(mine(0)), 1)]);
    expect(result.next).toMatchObject({ at: 'leader', renewedAt: start + 1 });
    expect(result.emit.map(({ type }) => type)).toEqual(['leader', 'acquired']);
    expect(effectOf(result)).toBe('wait 1101');
  });

  test('looks again where the answer to a take-over came so late that a leader would have given up', () => {
    const result = play(candidate, [0, read(lease({}))], [10_001, written(lease(mine(0)), 1)]);
    expect(result.next.at).toBe('candidate');
    expect(effectOf(result)).toBe('read');
  });

  test('tells who leads, when that changes', () => {
    const { emit } = play(candidate, [0, read(lease(theirs('a')))]);
    expect(emit).toEqual([{ type: 'leader', identity: 'other' }]);
    expect(play(candidate, [0, read(lease(theirs('a')))], [2000, read(lease(theirs('b')))]).emit).toEqual([]);
    const back = play(candidate, [0, read(lease(theirs('a')))], [2000, read(lease({ leaseTransitions: 4 }))]);
    expect(back.emit).toEqual([{ type: 'leader', identity: undefined }]);
  });

  test('that leaves is done, unless a take-over of its own may have succeeded', () => {
    expect(play(candidate, [0, leave])).toEqual({ next: { at: 'over' }, emit: [] });
    expect(effectOf(play(candidate, [0, read(lease({}))], [1, leave]))).toBe('read');
    expect(effectOf(play(candidate, [0, read(lease({}))], [1, leave], [2, read(lease(mine(0)))]))).toBe('give back');
    expect(play(candidate, [0, read(lease({}))], [1, leave], [2, read(lease(theirs('a')))]).next).toEqual({ at: 'over' });
  });
});

describe('a leader', () => {
  test('renews, and keeps when it took the lease and how often it changed hands', () => {
    const result = play(leader(), [2000, woken]);
    expect(effectOf(result)).toBe('renew');
    expect(specOf(result.effect)).toEqual(mine(0, 2000));
  });

  test('renews with the version that the last renewal gave', () => {
    const { effect } = play(leader(), [2000, written(lease(mine(0, 2000), { version: '8' }), 2000)], [4000, woken]);
    expect(effect).toMatchObject({ lease: { metadata: { resourceVersion: '8' } } });
  });

  test('counts from when a renewal was sent, not from when it was answered', () => {
    const { next, effect } = play(leader(), [4500, written(lease(mine(0, 2000)), 2000)]);
    expect(deadlineOf(next, context)).toBe(start + 12_000);
    expect(effect).toEqual({ do: 'wait', ms: 0 });
  });

  test('tries again while there is time, the sooner the longer a call took', () => {
    expect(effectOf(play(leader(), [2001, failed(2000)]))).toBe('wait 1999');
    expect(effectOf(play(leader(), [7000, failed(2000)]))).toBe('wait 0');
    expect(effectOf(play(leader(), [9998, failed(9997)], [9999, woken]))).toBe('renew');
  });

  test('gives up when it could not renew for the renew deadline, five seconds before others may lead', () => {
    const result = play(leader(), [9999, failed(9998)], [10_000, { type: 'late' }]);
    expect(result.next).toEqual({ at: 'over' });
    expect(result.emit).toEqual([{ type: 'lost', reason: { type: 'expired', afterMs: 10_000, failure: new Error('broken') } }]);
  });

  test.each<[string, Happening]>([
    ['an answer', written(lease(mine(0, 2000)), 2000)],
    ['a timer', woken],
    ['a stop', leave],
  ])('that stood still for longer than that has lost, though %s waits for it', (_, what) => {
    expect(lossOf(play(leader(), [60_000, what]))).toBe('expired');
  });

  test('reads after a conflict, and goes on with a record that is still its own', () => {
    expect(effectOf(play(leader(), [2001, refused('conflict')]))).toBe('read');
    const again = play(leader(), [2001, refused('conflict')], [2002, read(lease(mine(0, 1999), { version: '9' }))]);
    expect(effectOf(again)).toBe('renew');
    expect(again.effect).toMatchObject({ lease: { metadata: { resourceVersion: '9' } } });
  });

  test.each<[string, Stored<Lease> | undefined, string]>([
    ['another holds', lease(theirs('a')), 'taken'],
    ['nobody holds', lease({}), 'taken'],
    ['another process of its own identity holds', lease(mine(-5)), 'taken'],
    ['was made anew', lease(mine(0), { uid: 'u2' }), 'deleted'],
    ['is gone', undefined, 'deleted'],
  ])('has lost a lease that %s', (_, found, reason) => {
    expect(lossOf(play(leader(), [2001, refused('conflict')], [2002, read(found)]))).toBe(reason);
  });

  test('has lost a Lease that was deleted', () => {
    expect(lossOf(play(leader(), [2001, refused('missing')]))).toBe('deleted');
  });
});

describe('a process that leaves', () => {
  test.each<[string, ElectionState]>([
    ['a leader', leader()],
    ['a candidate that may have taken the lease', { at: 'candidate', claim: microTime(start) }],
  ])('without giving the lease back is done (%s)', (_, state) => {
    expect(play(state, [1, { type: 'leave', giveBack: false }])).toEqual({ next: { at: 'over' }, emit: [] });
  });

  const leaving: [number, Happening] = [3000, leave];

  test('gives the lease back, so that others need not wait', () => {
    const { effect } = play(leader(), leaving);
    const time = microTime(start + 3000);
    expect(effect).toMatchObject({ do: 'replace', purpose: 'give back', lease: { metadata: { resourceVersion: '7' } } });
    expect(specOf(effect)).toEqual({ leaseDurationSeconds: 1, leaseTransitions: 5, acquireTime: time, renewTime: time });
  });

  test('is done when the server has it', () => {
    expect(play(leader(), leaving, [3001, written(lease({}), 3000)])).toMatchObject({ next: { at: 'over' }, emit: [{ type: 'leader' }] });
  });

  test('looks after a conflict who holds it, and leaves the lease of another alone', () => {
    expect(effectOf(play(leader(), leaving, [3001, refused('conflict')]))).toBe('read');
    expect(play(leader(), leaving, [3001, refused('conflict')], [3002, read(lease(theirs('a')))])).toEqual({
      next: { at: 'over' },
      emit: [],
    });
    expect(effectOf(play(leader(), leaving, [3001, refused('conflict')], [3002, read(lease(mine(0)))]))).toBe('give back');
  });

  test.each([undefined, 'missing'])('is done where there is no Lease any more (%s)', (why) => {
    const what = why === undefined ? read(undefined) : refused('missing');
    expect(play(leader(), leaving, [3001, what]).next).toEqual({ at: 'over' });
  });

  test('tries again for five seconds, then lets the lease run out', () => {
    expect(effectOf(play(leader(), leaving, [3001, failed(3000)]))).toBe('wait 1999');
    expect(effectOf(play(leader(), leaving, [3001, failed(3000)], [5000, woken]))).toBe('give back');
    expect(effectOf(play(leader(), leaving, [7500, failed(7000)]))).toBe('wait 500');
    expect(play(leader(), leaving, [8000, { type: 'late' }]).next).toEqual({ at: 'over' });
  });
});

test.each([
  [Date.UTC(2026, 0, 2, 3, 4, 5), '2026-01-02T03:04:05.000000Z'],
  [Date.UTC(2026, 0, 2, 3, 4, 5) + 1.25, '2026-01-02T03:04:05.001250Z'],
])('%d ms are written as the server writes a time', (ms, text) => {
  expect(microTime(ms)).toBe(text);
});
