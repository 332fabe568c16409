import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unifiedDiff } from './line-diff.js';

const names = { before: 'a', after: 'b' };
const diff = (before: string, after: string): string => unifiedDiff(lines(before), lines(after), names);
const lines = (text: string): string[] => (text === '' ? [] : text.split(' '));

/** The text after, from the text before and the hunks. */
function patched(before: readonly string[], text: string): string[] {
  const after: string[] = [];
  let at = 0;
  for (const line of text.split('\n').slice(2, -1)) {
    const [, start = '0', count = '1'] = /^@@ -(\d+)(?:,(\d+))?/.exec(line) ?? [];
    if (line.startsWith('@@')) while (at < Number(start) - (count === '0' ? 0 : 1)) after.push(before[at++] ?? '?');
    else if (line.startsWith('+')) after.push(line.slice(1));
    else {
      expect(line.slice(1)).toBe(before[at]);
      if (line.startsWith(' ')) after.push(line.slice(1));
      at++;
    }
  }
  return [...after, ...before.slice(at)];
}

/** How many lines two texts have in common, in order, by the table that everybody knows. */
function inCommon(a: readonly string[], b: readonly string[]): number {
  let above = b.map(() => 0);
  for (const line of a) {
    const row: number[] = [];
    for (const [at, other] of b.entries()) row.push(line === other ? (above[at - 1] ?? 0) + 1 : Math.max(above[at] ?? 0, row[at - 1] ?? 0));
    above = row;
  }
  return above.at(-1) ?? 0;
}

describe('a diff of lines', () => {
  test.each([
    ['a b c', 'a b c', ''],
    ['', 'a b', '--- a\n+++ b\n@@ -0,0 +1,2 @@\n+a\n+b\n'],
    ['a', '', '--- a\n+++ b\n@@ -1 +0,0 @@\n-a\n'],
    ['1 2 3 4 5 6', '1 2 3 4 x 6', '--- a\n+++ b\n@@ -2,5 +2,5 @@\n 2\n 3\n 4\n-5\n+x\n 6\n'],
    ['x 1 2 3 4 5 6 y', '1 2 3 4 5 6 z', '--- a\n+++ b\n@@ -1,8 +1,7 @@\n-x\n 1\n 2\n 3\n 4\n 5\n 6\n-y\n+z\n'],
    ['x 1 2 3 4 5 6 7 y', '1 2 3 4 5 6 7 z', '--- a\n+++ b\n@@ -1,4 +1,3 @@\n-x\n 1\n 2\n 3\n@@ -6,4 +5,4 @@\n 5\n 6\n 7\n-y\n+z\n'],
  ])('of %j and %j is that of diff -u', (before, after, text) => {
    expect(diff(before, after)).toBe(text);
  });

  const changes = (text: string): number => text.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line)).length;

  test('leads from one text to the other with the fewest changes', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const ours = unifiedDiff(before, after, names);
        expect(patched(before, ours)).toEqual(after);
        expect(changes(ours)).toBe(before.length + after.length - 2 * inCommon(before, after));
      }),
      { numRuns: 500 },
    );
  });

  test('of texts with nothing in common is all of both, in little time', () => {
    const before = Array.from({ length: 20_000 }, (_, at) => `a${at}`);
    const after = Array.from({ length: 20_000 }, (_, at) => `b${at}`);
    expect(changes(unifiedDiff(before, after, names))).toBe(40_000);
  });
});
