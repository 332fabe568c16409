import { describe, expect, test } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { Slots } from './slots.js';

/** Takes a place and notes who got one, in order. */
function takers(slots: Slots) {
  const got: string[] = [];
  const take = async (name: string, signal?: AbortSignal): Promise<() => void> => {
    const release = await slots.take(signal);
    got.push(name);
    return release;
  };
  return { got, take };
}

describe('slots', () => {
  test('are given to the first who come, and then in the order of the queue', async () => {
    const { got, take } = takers(new Slots(2));
    const taken = ['a', 'b', 'c', 'd'].map((name) => take(name));
    const [a, b] = await Promise.all(taken.slice(0, 2));
    expect(got).toEqual(['a', 'b']);
    b?.();
    b?.(); // once is enough
    const c = await taken[2];
    expect(got).toEqual(['a', 'b', 'c']);
    a?.();
    await taken[3];
    c?.();
    await take('e');
    expect(got).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('are not given to who has left the queue, and no listener stays', async () => {
    const { got, take } = takers(new Slots(1));
    const controllers = [new AbortController(), new AbortController()] as const;
    const release = await take('a');
    const left = take('b', controllers[0].signal);
    const stays = take('c', controllers[1].signal);
    controllers[0].abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    release();
    await stays;
    expect(got).toEqual(['a', 'c']);
    for (const { signal } of controllers) expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('are refused to all once they are closed', async () => {
    const slots = new Slots(1);
    const closed = new Error('closed');
    const release = await slots.take();
    const waiting = slots.take();
    slots.close(closed);
    await expect(waiting).rejects.toBe(closed);
    await expect(slots.take()).rejects.toBe(closed);
    release();
  });
});
