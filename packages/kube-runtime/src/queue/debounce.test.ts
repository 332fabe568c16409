import { expect, test } from '@jest/globals';
import { ManualClock } from 'kube-core/testing';
import { Debounce } from './debounce.js';

function scene(quietMs: number, maxMs: number) {
  const clock = new ManualClock();
  const added: string[] = [];
  const debounce = new Debounce({ clock, quietMs, maxMs, add: (key, { priority = 0 }) => added.push(`${key} ${priority}`) });
  return { clock, added, debounce };
}

test('a key comes when nobody has asked for it for a while, with the highest priority that it was given', async () => {
  const { clock, added, debounce } = scene(100, 1000);
  debounce.add('a', { priority: -100 });
  debounce.add('b', {});
  await clock.advance(90);
  debounce.add('a', { priority: 5 });
  await clock.advance(90);
  debounce.add('a', {});
  expect(added).toEqual(['b 0']);
  await clock.advance(99);
  expect(added).toEqual(['b 0']);
  await clock.advance(1);
  expect(added).toEqual(['b 0', 'a 5']);
});

test('a key that is asked for all the time comes when its longest wait is over, and then again', async () => {
  const { clock, added, debounce } = scene(100, 250);
  for (let at = 0; at < 600; at += 50) {
    debounce.add('a', {});
    await clock.advance(50);
  }
  expect(added).toEqual(['a 0', 'a 0']);
});

test('without a wait it comes at once, and what is forgotten never', async () => {
  const { added, debounce: atOnce } = scene(0, 0);
  atOnce.add('a', {});
  expect(added).toEqual(['a 0']);
  const { clock, added: later, debounce } = scene(100, 1000);
  for (const key of ['a', 'b', 'c']) debounce.add(key, {});
  debounce.remove('a');
  await clock.advance(50);
  debounce.clear();
  await clock.advance(1000);
  expect([later, clock.pending]).toEqual([[], 0]);
});
