import { describe, expect, test } from '@jest/globals';
import { hashOf } from './hash.js';
import { shareOut } from './share.js';

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `replica-${at}`);
const nobody = (count: number): undefined[] => new Array<undefined>(count).fill(undefined);

function countsOf(owners: readonly (string | undefined)[], members: readonly string[]): number[] {
  return members.map((member) => owners.filter((owner) => owner === member).length);
}

function moved(before: readonly (string | undefined)[], after: readonly (string | undefined)[]): number {
  return before.filter((owner, shard) => owner !== after[shard]).length;
}

describe('shareOut', () => {
  test.each([
    [1, 16],
    [3, 16],
    [8, 16],
    [16, 16],
    [50, 256],
    [7, 3],
  ])('gives %d replicas of %d shards as many as the others, up to one', (replicas, shards) => {
    const counts = countsOf(shareOut(names(replicas), nobody(shards)), names(replicas));
    expect(counts.reduce((sum, count) => sum + count)).toBe(shards);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  test('comes to the same in whatever order it is told of the members', () => {
    const members = names(9);
    expect(shareOut(members.toReversed(), nobody(32))).toEqual(shareOut(members, nobody(32)));
    expect(shareOut([...members, ...members], nobody(32))).toEqual(shareOut(members, nobody(32)));
  });

  test('changes nothing where all have their share', () => {
    const owners = shareOut(names(5), nobody(33));
    expect(shareOut(names(5), owners)).toEqual(owners);
  });

  test('moves to one that joins what is its share, and little more', () => {
    const before = shareOut(names(7), nobody(256));
    const after = shareOut(names(8), before);
    expect(moved(before, after)).toBeLessThanOrEqual(256 / 8 + 8);
  });

  test('moves of one that is gone what it had, and little more', () => {
    const before = shareOut(names(8), nobody(256));
    const after = shareOut(
      names(8).filter((name) => name !== 'replica-3'),
      before,
    );
    expect(moved(before, after)).toBeLessThanOrEqual(256 / 8 + 8);
    expect(after).not.toContain('replica-3');
  });

  test('comes to the same after each step of a move, so that nothing is moved twice', () => {
    const before = shareOut(names(4), nobody(40));
    const wanted = shareOut(names(6), before);
    let now = before;
    for (const [shard, owner] of wanted.entries()) {
      now = now.with(shard, undefined); // given up
      expect(shareOut(names(6), now)[shard]).toBeDefined();
      now = now.with(shard, owner);
      expect(shareOut(names(6), now)).toEqual(wanted);
    }
  });

  test('gives nothing to anybody where there are no members', () => {
    expect(shareOut([], ['gone', undefined])).toEqual([undefined, undefined]);
  });
});

describe('hashOf', () => {
  test('is what it has always been: replicas of two versions put an object into the same shard', () => {
    expect(['', 'default', 'kube-system', '6f1c0ab2-0000-4000-8000-000000000001'].map(hashOf)).toMatchInlineSnapshot(`
      [
        2872998923,
        3803620652,
        1187216651,
        1116552881,
      ]
    `);
  });

  test('spreads names that differ in a digit', () => {
    const counts = new Array<number>(16).fill(0);
    for (let at = 0; at < 16_000; at++) counts[hashOf(`namespace-${at}`) % 16]!++;
    expect(Math.min(...counts)).toBeGreaterThan(900);
    expect(Math.max(...counts)).toBeLessThan(1100);
  });
});
