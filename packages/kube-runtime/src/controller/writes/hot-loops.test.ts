import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Client } from 'kube-core';
import { respond } from 'kube-core/testing';
import type { WrittenObject } from '../../reflector/written.js';
import { changedFields } from './changed-fields.js';
import { HotLoops, hotLoopText, limits, type HotLoop } from './hot-loops.js';

const client = Client.of(() => Promise.resolve(respond(200)));
const wrote = (version: number, fields: object, name = 'a'): WrittenObject => ({
  ...{ client, group: '', resource: 'configmaps', namespace: 'web', key: `web/${name}`, gone: false, uid: 'u' },
  version: String(version),
  object: { metadata: { name, resourceVersion: String(version) }, ...fields },
});

/** What each of so many calls in a row writes, and whether something else wakes it as well. */
interface Story {
  readonly rounds: number;
  readonly writes: (round: number) => readonly WrittenObject[];
  readonly othersAt?: (round: number) => boolean;
}

/** The loops that are found, each after its round. */
function told({ rounds, writes, othersAt = () => false }: Story): [number, HotLoop][] {
  const loops = new HotLoops();
  const found: [number, HotLoop][] = [];
  loops.woken('web/a', undefined);
  for (let round = 1; round <= rounds; round++) {
    const before = loops.begin('web/a', 0);
    const written = writes(round);
    const loop = loops.end('web/a', before, written);
    if (loop !== undefined) found.push([round, loop]);
    for (const { version } of written) loops.woken('web/a', version);
    if (othersAt(round)) loops.woken('web/a', '999999');
  }
  return found;
}

const time = (round: number): string => new Date(1_700_000_000_000 + round * 1000).toISOString();
const seen = (round: number): readonly WrittenObject[] => [wrote(100 + round, { status: { lastSeen: time(round), phase: 'Ready' } })];

test('nothing is kept of an object that goes while it is reconciled', () => {
  const loops = new HotLoops();
  loops.woken('web/a', '1');
  const before = loops.begin('web/a', 0);
  loops.forget('web/a');
  loops.end('web/a', before, [wrote(2, {})]);
  loops.woken('web/a', '2');
  expect(loops.begin('web/a', 0)).toBeUndefined();
});

test('a call that the last one asked for is no loop, one that comes before its time is', () => {
  const next = (now: number) => {
    const loops = new HotLoops();
    loops.woken('web/a', undefined);
    loops.end('web/a', loops.begin('web/a', 0), [wrote(2, {})]);
    loops.expect('web/a', 1000);
    loops.woken('web/a', '2');
    return loops.begin('web/a', now);
  };
  expect([next(999)?.count, next(1000)?.count]).toEqual([1, undefined]);
});

describe('a reconcile that wakes itself', () => {
  test('by a time is found, with the field, once and again when it has gone on ten times as long', () => {
    const found = told({ rounds: 300, writes: seen });
    expect(found.map(([, { fields }]) => fields)).toEqual([
      [{ object: 'configmaps web/a', path: '.status.lastSeen' }],
      [{ object: 'configmaps web/a', path: '.status.lastSeen' }],
    ]);
    expect(found.map(([round]) => round)).toEqual([limits.aimlessRounds + 2, 10 * limits.aimlessRounds + 2]);
    expect(hotLoopText(found[0]![1])).toMatch(
      /^the reconcile wakes itself: 22 times in a row .* changed \.status\.lastSeen of configmaps web\/a;/,
    );
  });

  test('by a value that goes to and fro is found', () => {
    const found = told({ rounds: 30, writes: (round) => [wrote(round + 1, { status: { phase: round % 3 } })] });
    expect(found).toHaveLength(1);
    expect(found[0]?.[1].fields).toEqual([{ object: 'configmaps web/a', path: '.status.phase' }]);
  });

  test('by a counter is found after many rounds: others count, and end', () => {
    const found = told({ rounds: 600, writes: (round) => [wrote(round + 1, { status: { seen: time(round), calls: round } })] });
    expect(found.map(([round]) => round)).toEqual([limits.rounds]);
  });

  test('by one of its children is found, and only the field that changes each time is named', () => {
    const child = (round: number): WrittenObject =>
      wrote(1000 + round, { data: { at: time(round), ...(round === 5 && { once: 'x' }) } }, 'child');
    const found = told({ rounds: 60, writes: (round) => [child(round)] });
    expect(found.at(-1)?.[1].fields).toEqual([{ object: 'configmaps web/child', path: '.data.at' }]);
  });
});

describe('a reconcile that ends', () => {
  test.each<[string, Story]>([
    ['writes nothing new at last', { rounds: 400, writes: (round) => (round < 15 ? seen(round) : seen(15)) }],
    ['writes nothing at last', { rounds: 400, writes: (round) => (round < 15 ? seen(round) : []) }],
    ['is woken by others now and then', { rounds: 400, writes: seen, othersAt: (round) => round % 15 === 0 }],
    ['is woken by others each time', { rounds: 400, writes: seen, othersAt: () => true }],
    ['changes one thing after the other', { rounds: 400, writes: (round) => [wrote(round + 1, { data: { [`step-${round}`]: 'done' } })] }],
    ['counts its way through a list', { rounds: 499, writes: (round) => [wrote(round + 1, { status: { done: round } })] }],
  ])('is never taken for a loop: it %s', (_what, story) => {
    expect(told(story)).toEqual([]);
  });

  test('is never taken for a loop, whatever it writes in fewer rounds than the limit', () => {
    const value = fc.oneof(fc.constantFrom('a', 'b', time(1), time(2)), fc.integer());
    const state = fc.record({ data: fc.dictionary(fc.constantFrom('x', 'y', 'z'), value), status: value });
    fc.assert(
      fc.property(fc.array(state, { maxLength: limits.aimlessRounds }), (states) => {
        const last = states.length;
        const story: Story = { rounds: 100, writes: (round) => (round > last ? [] : [wrote(round + 1, states[round - 1] ?? {})]) };
        expect(told(story)).toEqual([]);
      }),
    );
  });
});

test('no more is compared than a few fields, and what every write changes is none', () => {
  const many = (value: number): object => Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`f${at}`, value]));
  expect(changedFields(many(1), many(2))).toHaveLength(16);
  const meta = (version: string): object => ({ metadata: { resourceVersion: version, generation: version, managedFields: [version] } });
  expect(changedFields(meta('1'), meta('2'))).toEqual([]);
  const paths = (before: object, after: object): string[] => changedFields(before, after).map(({ path }) => path);
  expect(paths({ a: [{ b: 1 }], 'x/y': 1 }, { a: [{ b: 2 }], 'x/y': 2 })).toEqual(['.a[0].b', '["x/y"]']);
  expect(paths({ a: [1] }, { a: [1, 2] })).toEqual(['.a']);
});
