import { describe, expect, test } from '@jest/globals';
import { TokenBucket } from 'kube-core/support';
import { defaults, RateLimit } from './rate-limit.js';

describe('RateLimit', () => {
  test('makes all keys that fail wait for their turn as well, as client-go does', () => {
    const limit = new RateLimit(new TokenBucket(defaults.retries, 0));
    const waits = Array.from({ length: 103 }, (_, at) => limit.fail(`key-${at}`, 0));
    expect([waits[0], waits[99], waits[100], waits[101], waits[102]]).toEqual([5, 5, 100, 200, 300]);
    expect(limit.fail('key-0', 10_300)).toBe(10); // the bucket is full again: its own wait is the longer one
    for (let i = 0; i < 8; i++) limit.fail('key-0', 10_300);
    expect(limit.fail('key-0', 10_300)).toBe(5120);
  });

  test('doubles the wait of a key with each failure, from 5 ms to 1000 s, and starts anew once it is forgotten', () => {
    const limit = new RateLimit();
    expect([1, 2, 3, 4].map(() => limit.fail('a', 0))).toEqual([5, 10, 20, 40]);
    expect(limit.fail('b', 0)).toBe(5);
    for (let i = 0; i < 30; i++) limit.fail('a', 0);
    expect(limit.fail('a', 0)).toBe(1_000_000);
    limit.forget('a');
    expect(limit.failuresOf('a')).toBe(0);
    expect(limit.fail('a', 0)).toBe(5);
  });
});
