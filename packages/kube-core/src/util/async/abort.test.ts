import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { linkedAbort, onAbort } from './abort.js';

describe('a signal', () => {
  test('has one listener for all who wait for it, and none when nobody does', () => {
    const { signal } = new AbortController();
    const listeners = (): number => getEventListeners(signal, 'abort').length;
    const releases = Array.from({ length: 100 }, () => onAbort(signal, () => undefined));
    const link = linkedAbort(signal);
    expect(listeners()).toBe(1);
    for (const release of [...releases, ...releases]) release();
    expect(listeners()).toBe(1);
    link[Symbol.dispose]();
    expect(listeners()).toBe(0);
    onAbort(signal, () => undefined);
    expect(listeners()).toBe(1);
  });

  test('calls who waits once and in their order, but for those who have left, also while it calls', () => {
    const controller = new AbortController();
    const called: unknown[] = [];
    onAbort(controller.signal, (reason) => {
      called.push('first', reason);
      leave();
      onAbort(controller.signal, () => called.push('late'));
    });
    const leave = onAbort(controller.signal, () => called.push('left'));
    const link = linkedAbort(controller.signal);
    onAbort(controller.signal, () => called.push('last'));
    controller.abort('enough');
    expect([called, link.signal.reason]).toEqual([['first', 'enough', 'late', 'last'], 'enough']);
  });
});
