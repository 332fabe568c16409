import { describe, expect, test } from '@jest/globals';
import type { Stored } from 'kube-core';
import type { Lease } from 'kube-core/k8s';
import { Layout } from './layout.js';
import type { Effect, Happening, ShardingContext, ShardingState, Step } from './state.js';
import { beginning, step } from './step.js';

const layoutOf = (identity: string, by: 'uid' | 'namespace' = 'uid'): Layout => new Layout({ name: 'web', shards: 4, by, identity });
const layout = layoutOf('me');
const context: ShardingContext = { identity: 'me', shards: 4, leaseDurationMs: 15_000, retryPeriodMs: 2000, layout };

interface LeaseIs {
  readonly renewed?: string;
  readonly of?: Layout;
  readonly role?: 'shard' | 'member';
}

function lease(name: string, holder: string | undefined, { renewed = 'now', of = layout, role = 'shard' }: LeaseIs = {}): Stored<Lease> {
  const metadata = { name, namespace: 'web', uid: name, resourceVersion: '1', creationTimestamp: '', labels: of.labels(role) };
  const spec = { leaseDurationSeconds: 15, renewTime: renewed, ...(holder !== undefined && { holderIdentity: holder }) };
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec };
}
const member = (identity: string, renewed = 'now', by: 'uid' | 'namespace' = 'uid'): Stored<Lease> =>
  lease(layoutOf(identity).member, identity, { renewed, role: 'member', of: layoutOf(identity, by) });
const shard = (index: number, holder: string | undefined, renewed = 'now'): Stored<Lease> =>
  lease(layout.shard(index), holder, { renewed });
const listed = (...leases: readonly Stored<Lease>[]): Happening => ({ type: 'listed', leases });
const claimed = (index: number): Happening => ({ type: 'claimed', index });

/** Happenings with the time of each, and what came of the last one. */
function play(...events: readonly [number, Happening][]): Step {
  let result: Step = { next: beginning, effects: [] };
  for (const [now, what] of events) result = step(result.next, { what, now }, context);
  return result;
}
const textOf = (effects: readonly Effect[]): string[] =>
  effects.map((effect) => (effect.do === 'discard' ? `discard ${effect.lease.metadata.name}` : `${effect.do} ${effect.index}`));
const stages = ({ mine }: ShardingState): Record<string, string> => Object.fromEntries(mine);
const joined: [number, Happening] = [0, { type: 'joined' }];
const all: [number, Happening][] = [0, 1, 2, 3].map((index) => [10, claimed(index)]);

describe('a replica', () => {
  test('asks for nothing before it is counted', () => {
    expect(play([0, listed(member('me'))]).effects).toEqual([]);
    expect(textOf(play(joined, [5, listed(member('me'))]).effects)).toEqual(['claim 0', 'claim 1', 'claim 2', 'claim 3']);
  });

  test('counts itself also in a list that does not have it yet', () => {
    expect(play(joined, [5, listed()]).effects).toHaveLength(4);
  });

  test('asks for its share only', () => {
    expect(play(joined, [5, listed(member('me'), member('other'))]).effects).toHaveLength(2);
  });

  test('gives up what is more than its share when another joins', () => {
    const { next, effects } = play(joined, [5, listed(member('me'))], ...all, [20, listed(member('me'), member('other'))]);
    expect(textOf(effects)).toEqual([expect.stringMatching(/^give up/), expect.stringMatching(/^give up/)]);
    expect(Object.values(stages(next)).sort()).toEqual(['ending', 'ending', 'owned', 'owned']);
  });

  test('asks once', () => {
    const { effects } = play(joined, [5, listed(member('me'))], [20, listed(member('me'))]);
    expect(effects).toEqual([]);
  });

  test('does not ask for what another holds', () => {
    const theirs = [0, 1, 2, 3].map((index) => shard(index, 'other'));
    expect(play(joined, [5, listed(member('me'), member('other'), ...theirs)]).effects).toEqual([]);
  });

  test('ceases to ask for what another holds meanwhile', () => {
    const { effects } = play(joined, [5, listed(member('me'))], [20, listed(member('me'), shard(2, 'other'))]);
    expect(textOf(effects)).toEqual(['withdraw 2']);
  });

  test('takes the shards of one that has not renewed for as long as its leases last, and has waited for them by then', () => {
    const before = listed(member('me', 'a'), member('dead'), shard(0, 'dead'), shard(1, 'dead'), shard(2, 'me'), shard(3, 'me'));
    const after = listed(member('me', 'b'), member('dead'), shard(0, 'dead'), shard(1, 'dead'), shard(2, 'me', 'b'), shard(3, 'me', 'b'));
    const had: [number, Happening][] = [
      [1, claimed(2)],
      [1, claimed(3)],
    ];
    expect(play(joined, ...had, [5, before], [15_004, after]).effects).toEqual([]);
    const { effects } = play(joined, ...had, [5, before], [15_005, after]);
    expect(textOf(effects)).toEqual(['claim 0', 'claim 1']);
    expect(effects[0]).toMatchObject({ seen: { holder: 'dead', busyUntil: 15_005 } });
  });

  test('counts one that is late with its record no more, and leaves it what it holds', () => {
    const theirs = [shard(0, 'late'), shard(1, 'late')];
    const seen: [number, Happening] = [0, listed(member('me', 'a'), member('late'), ...theirs)];
    const renewed = (now: number): [number, Happening] => [now, listed(member('me', `${now}`), member('late'), ...theirs)];
    const before: [number, Happening][] = [joined, [0, claimed(2)], [0, claimed(3)], seen];
    expect(play(...before, renewed(5999)).effects).toEqual([]);
    expect(play(...before, renewed(6000)).effects).toEqual([]); // they are held
    const freed: [number, Happening] = [6001, listed(member('me', 'b'), member('late'), shard(0, undefined, 'b'), shard(1, 'late'))];
    expect(textOf(play(...before, freed).effects)).toEqual(['claim 0']);
  });

  test('respects the holder of a Lease that was deleted, for as long as that lasts', () => {
    const held = [0, 1, 2, 3].map((index) => shard(index, 'other'));
    const seen: [number, Happening] = [5, listed(member('me'), ...held)];
    expect(play(joined, seen, [9, listed(member('me'))]).effects).toEqual([]);
    expect(play(joined, seen, [15_005, listed(member('me', 'b'))]).effects).toHaveLength(4);
  });

  test('takes nothing while its own record is lost, and keeps what it has', () => {
    const { next, effects } = play(
      joined,
      [5, listed(member('me'))],
      [9, claimed(0)],
      [10, { type: 'parted' }],
      [20, listed(member('other'))],
    );
    expect([effects, next.at, next.mine.get(0)]).toEqual([[], 'apart', 'owned']);
  });

  test('takes nothing while replicas divide the objects otherwise, and keeps what it has', () => {
    const { next, effects } = play(
      joined,
      [5, listed(member('me'))],
      [9, claimed(0)],
      [20, listed(member('me'), member('old', 'now', 'namespace'))],
    );
    expect(textOf(effects)).toEqual(['withdraw 1', 'withdraw 2', 'withdraw 3']);
    expect(next.mine.get(0)).toBe('owned');
    expect(next.others).toEqual(['4 shards by namespace']);
    const ended: [number, Happening][] = [1, 2, 3].map((index) => [21, { type: 'ended', index }]);
    const later = play(joined, [20, listed(member('old', 'now', 'namespace'))], ...ended, [
      35_000,
      listed(member('me', 'b'), member('old', 'now', 'namespace')),
    ]);
    expect([later.effects.length, later.next.others]).toEqual([4, []]);
  });

  test('ends everything when it is to leave, also what it is granted after that', () => {
    const { next, effects } = play(joined, [5, listed(member('me'))], [9, claimed(0)], [20, { type: 'leave' }]);
    expect(textOf(effects).sort()).toEqual(['give up 0', 'withdraw 1', 'withdraw 2', 'withdraw 3']);
    const late = step(next, { what: claimed(1), now: 21 }, context);
    expect(textOf(late.effects)).toEqual(['give up 1']);
    expect(step(next, { what: listed(member('me')), now: 21 }, context).effects).toEqual([]);
    expect(step(next, { what: { type: 'joined' }, now: 22 }, context).next.at).toBe('leaving');
  });

  test('does not ask for what it held, before that is known to be over', () => {
    const { effects } = play(joined, [5, listed(member('me'), shard(0, 'me'))]);
    expect(textOf(effects)).toEqual(['claim 1', 'claim 2', 'claim 3']);
  });

  test('deletes the record of one that is long gone, if it is the first of those that take part', () => {
    const late = (...others: readonly Stored<Lease>[]): Effect[] => {
      const gone = member('gone');
      const { effects } = play(joined, [0, listed(member('me'), gone)], [75_000, listed(member('me', 'b'), gone, ...others)]);
      return effects.filter((effect) => effect.do === 'discard');
    };
    expect(textOf(late())).toEqual([`discard ${layoutOf('gone').member}`]);
    expect(late(member('another'))).toEqual([]);
  });
});
