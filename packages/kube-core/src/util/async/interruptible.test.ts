import { describe, expect, test } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { interruptible } from './interruptible.js';
import { onAbort } from './abort.js';

/** Yields what is given, then waits for its signal. */
async function* waiting(values: readonly number[], signal: AbortSignal): AsyncGenerator<number, void, undefined> {
  yield* values;
  await new Promise((_resolve, reject) => onAbort(signal, reject));
}

describe('an interruptible generator', () => {
  test('opens nothing before it is read, and gives what its source gives', async () => {
    let opened = 0;
    const numbers = interruptible(undefined, async function* () {
      opened++;
      yield* [1, 2];
    });
    expect(opened).toBe(0);
    const all: number[] = [];
    for await (const value of numbers) all.push(value);
    expect([all, opened, await numbers.next()]).toEqual([[1, 2], 1, { done: true, value: undefined }]);
  });

  test('returns at once while next waits, and tells its source by the signal', async () => {
    let seen: AbortSignal | undefined;
    const numbers = interruptible(undefined, (signal) => waiting([1], (seen = signal)));
    await numbers.next();
    const next = [numbers.next(), numbers.next()];
    await numbers.return();
    expect(await Promise.all(next)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    expect(seen?.aborted).toBe(true);
  });

  test('returns at once from a source that knows no signal', async () => {
    const numbers = interruptible<number>(undefined, () => ({
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    }));
    const next = numbers.next();
    await numbers[Symbol.asyncDispose]();
    expect((await next).done).toBe(true);
  });

  test('lets a source that is not at work clean up before it returns', async () => {
    let cleaned = false;
    const numbers = interruptible(undefined, async function* () {
      try {
        yield* [1, 2];
      } finally {
        await Promise.resolve();
        cleaned = true;
      }
    });
    for await (const _ of numbers) break;
    expect(cleaned).toBe(true);
  });

  test('ends with what its source throws, the opening among it, and is then over', async () => {
    const broken = new Error('broken');
    const opening = interruptible(undefined, () => {
      throw broken;
    });
    await expect(opening.next()).rejects.toBe(broken);
    expect((await opening.next()).done).toBe(true);
    await expect(interruptible(undefined, (signal) => waiting([], signal)).throw(broken)).rejects.toBe(broken);
  });

  test("ends with its parent's reason, and leaves no listener on it in any way that it ends", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const [left, ended, aborted] = [[1], [1, 2], []].map((values) => interruptible(signal, (own) => waiting(values, own)));
    await left?.next();
    await left?.return();
    await ended?.next();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await ended?.throw(new Error('enough')).catch(() => undefined);
    const next = aborted?.next();
    controller.abort(new Error('stop'));
    await expect(next).rejects.toThrow('stop');
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
