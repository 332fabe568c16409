import { describe, expect, test } from '@jest/globals';
import { flattened } from './flattened.js';

async function* batches(...all: readonly (readonly string[])[]): AsyncGenerator<readonly string[]> {
  for (const batch of all) yield await Promise.resolve(batch);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('the items of batches', () => {
  test('come in their order, whatever batches are empty', async () => {
    expect(await all(flattened(undefined, () => batches([], ['a', 'b'], [], ['c'], [])))).toEqual(['a', 'b', 'c']);
  });

  test('come in the order in which they were asked for, also by readers that do not wait', async () => {
    const items = flattened(undefined, () => batches(['a', 'b', 'c'], ['d'], ['e', 'f']));
    const first = [items.next(), items.next()];
    const [a, b] = await Promise.all(first);
    const rest = await Promise.all([items.next(), items.next(), items.next(), items.next(), items.next()]);
    expect([a, b, ...rest].map((result) => result?.value)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', undefined]);
  });

  test('end with the reason of the signal, though some are left', async () => {
    const stop = new AbortController();
    const items = flattened(stop.signal, async function* (signal) {
      yield ['a', 'b'];
      signal.throwIfAborted();
      yield ['never'];
    });
    expect((await items.next()).value).toBe('a');
    stop.abort(new Error('enough'));
    await expect(items.next()).rejects.toThrow('enough');
    expect((await items.next()).done).toBe(true);
  });

  test('end with what their source throws, after those that came before', async () => {
    const items = flattened(undefined, async function* () {
      yield ['a', 'b'];
      throw new Error('broken');
    });
    expect([(await items.next()).value, (await items.next()).value]).toEqual(['a', 'b']);
    await expect(items.next()).rejects.toThrow('broken');
  });

  test('can be left while the next batch is awaited, and nothing more comes', async () => {
    const items = flattened(undefined, async function* (signal) {
      yield ['a', 'b'];
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('left'))));
    });
    await items.next();
    await items.next();
    const waiting = [items.next(), items.next()];
    await items.return();
    expect((await Promise.all(waiting)).map((result) => result.done)).toEqual([true, true]);
    expect((await items.next()).done).toBe(true);
  });

  test('that are left are not given', async () => {
    const items = flattened(undefined, () => batches(['a', 'b']));
    await items.next();
    await items.return();
    expect((await items.next()).done).toBe(true);
  });
});
