import { expect, test } from '@jest/globals';
import { typeCostProblems } from './type-cost.js';

test('a cost may differ by a tenth', () => {
  expect(typeCostProblems({ 'a.ts': 1090, 'b.ts': 910 }, { 'a.ts': 1000, 'b.ts': 1000 })).toEqual([]);
});

test.each([
  ['a type that has become dearer', { 'a.ts': 1200 }, '1200 instantiations, 20 % more than the 1000 recorded: make the type'],
  ['one that has become cheaper, so that it stays so', { 'a.ts': 500 }, '50 % fewer than the 1000 recorded: record it'],
  ['a probe without a number', { 'a.ts': 1000, 'b.ts': 1 }, 'b.ts:1: has no recorded cost'],
  ['a number without a probe', {}, 'a.ts:1: has a recorded cost and is not there'],
])('tells %s', (_, measured, words) => {
  expect(typeCostProblems(measured, { 'a.ts': 1000 })).toEqual([expect.stringContaining(words)]);
});
