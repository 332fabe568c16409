import { expect, test } from '@jest/globals';
import { TokenBuckets } from './token-buckets.js';

test('buckets that are full again are forgotten', () => {
  const buckets = new TokenBuckets({ perSecond: 1, burst: 2 });
  for (let at = 0; at < 100; at++) buckets.take(`key-${at}`, at * 100);
  expect(buckets.size).toBe(10);
  expect([buckets.waitMs('key-99', 9900), buckets.waitMs('key-0', 9900)]).toEqual([0, 0]);
  buckets.take('key-99', 9900);
  expect(buckets.waitMs('key-99', 9900)).toBe(1000);
});
