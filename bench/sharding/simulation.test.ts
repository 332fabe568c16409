import { describe, expect, test } from '@jest/globals';
import { simulate } from './simulation.js';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

describe('replicas that are killed, cut off, stopped and started at random', () => {
  test.each([1])(
    'never work on one object at once, and share all of them in the end (seed %d)',
    async (seed) => {
      const result = await simulate({ seed, replicas: 5, shards: 15, namespaces: 1000, faults: 6, everyMs: 15_000 });
      expect(result.overlaps).toEqual([]);
      expect(sum(result.namespaces)).toBe(1000);
      expect(result.shards).toEqual([3, 3, 3, 3, 3]);
      expect(result.moves).toBeGreaterThan(10);
      // the lease lasts 15 s; one that joins 5 s later than it was renewed last waits for it from then on
      expect(median(result.takenAfterMs)).toBeLessThan(25_000);
      expect(median(result.handedOverAfterMs)).toBeLessThan(5000);
    },
    120_000,
  );
});
