import { describe, expect, test } from '@jest/globals';
import { merged } from './merge.js';

describe('merged', () => {
  test('yields what comes as it comes, until every source has ended', async () => {
    const read: string[] = [];
    let go = (): void => undefined;
    const bRead = new Promise<void>((resolve) => (go = resolve));
    const slow = async function* (): AsyncGenerator<string, void, undefined> {
      await bRead;
      yield 'slow';
    };
    const fast = async function* (): AsyncGenerator<string, void, undefined> {
      yield* ['a', 'b'];
    };
    const empty = async function* (): AsyncGenerator<string, void, undefined> {};
    for await (const value of merged([slow(), fast(), empty()])) {
      read.push(value);
      if (value === 'b') go();
    }
    expect(read).toEqual(['a', 'b', 'slow']);
  });

  test('asks a source for more once its last was taken, and leaves all when it is left', async () => {
    let asked = 0;
    let left = 0;
    const endless = async function* (): AsyncGenerator<number, void, undefined> {
      try {
        for (;;) yield await Promise.resolve(++asked);
      } finally {
        left++;
      }
    };
    for await (const _ of merged([endless(), endless()])) break;
    expect([asked, left]).toEqual([2, 2]);
  });

  test('throws what the first source that fails throws, and leaves the others', async () => {
    let left = false;
    const other = async function* (): AsyncGenerator<string, void, undefined> {
      try {
        for (;;) yield await Promise.resolve('x');
      } finally {
        left = true;
      }
    };
    const failing = async function* (): AsyncGenerator<string, void, undefined> {
      yield await Promise.resolve('a');
      throw new Error('broken');
    };
    const read = async (): Promise<void> => {
      for await (const _ of merged([other(), failing()]));
    };
    await expect(read()).rejects.toThrow('broken');
    expect(left).toBe(true);
  });
});
