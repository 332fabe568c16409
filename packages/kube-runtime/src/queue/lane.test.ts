import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Lane } from './lane.js';

const waiting = (key: string) => ({ key, priority: 0, since: 0, order: 0 });

describe('a lane', () => {
  test('gives its keys in the order of a list, whatever is removed between', () => {
    const names = Array.from({ length: 300 }, (_, at) => `key-${at}`);
    const step = fc.record({ add: fc.boolean(), key: fc.constantFrom(...names) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 2000, size: 'max' }), (steps) => {
        const lane = new Lane();
        const list: string[] = [];
        for (const { add, key } of steps) {
          const place = list.indexOf(key);
          if (add && place === -1) {
            list.push(key);
            lane.add(waiting(key));
          } else if (!add) {
            if (place !== -1) list.splice(place, 1);
            lane.remove(key);
          }
          expect([lane.first?.key, lane.size]).toEqual([list[0], list.length]);
        }
      }),
      { numRuns: 20 },
    );
  });
});
