import { describe, expect, jest, test } from '@jest/globals';
import { Api, Client } from 'kube-core';
import { ManualClock, mockService } from 'kube-core/testing';
import { watcher } from 'kube-runtime';
import { config } from 'rxjs';
import { Pod, endWithTest, listed, page, pod, scene } from './scene.js';

describe('the subscription', () => {
  test('ends everything when it ends: the watch, its timer, and whatever would have come', async () => {
    const { wire, ...it } = await listed();
    it.subscription.unsubscribe();
    wire.send('ADDED', pod('b', '8'));
    await it.settle();
    expect(wire.request.signal?.aborted).toBe(true);
    expect(it.clock.pending).toBe(0);
    expect(it.told).toEqual([]);
  });

  test('ends during a list without opening a watch', async () => {
    const it = scene({ initialList: 'paged' });
    const pending = await it.next();
    it.subscription.unsubscribe();
    expect(pending.request.signal?.aborted).toBe(true);
    pending.respond(page([pod('a', '1')]));
    await it.clock.advance(1_000_000);
    expect(it.told).toEqual(['init']);
    expect(it.mock.waiting).toBe(0);
  });

  test('ends during a wait', async () => {
    const it = scene();
    (await it.next()).fail(new Error('refused'));
    await it.settle();
    it.subscription.unsubscribe();
    expect(it.clock.pending).toBe(0);
    await it.clock.advance(1_000_000);
    expect(it.mock.waiting).toBe(0);
  });

  test('may end in the middle of a page', async () => {
    const mock = mockService();
    const told: string[] = [];
    const subscription = watcher(Api.all(Client.of(mock.service), Pod), { initialList: 'paged', clock: new ManualClock() }).subscribe(
      (event) => {
        told.push(event.type);
        if (told.length === 2) subscription.unsubscribe();
      },
    );
    (await mock.nextRequest()).respond(page([pod('a', '1'), pod('b', '2')]));
    await new Promise(setImmediate);
    expect(told).toEqual(['init', 'init-apply']);
    expect(mock.waiting).toBe(0);
  });

  test('survives an onFailure that throws, and says so in a warning', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const it = scene({
      onFailure: () => {
        throw new Error('a defect');
      },
    });
    (await it.next()).fail(new Error('reset'));
    await it.clock.advance(800);
    expect(it.mock.waiting).toBe(1);
    expect(it.told).toEqual(['init', 'failed list', 'init']);
    expect(warn.mock.calls.map(([message]) => message)).toEqual(['the function given to onFailure threw: a defect']);
    warn.mockRestore();
  });

  test('survives a subscriber that throws, and does not hide it', async () => {
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    try {
      const mock = mockService();
      let seen = 0;
      const subscription = watcher(Api.all(Client.of(mock.service), Pod), { initialList: 'paged', clock: new ManualClock() }).subscribe(
        () => {
          seen++;
          throw new Error('a defect');
        },
      );
      (await mock.nextRequest()).respond(page([pod('a', '1')]));
      await mock.nextRequest();
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(seen).toBe(3);
      expect(reported).toHaveLength(3);
      subscription.unsubscribe();
    } finally {
      config.onUnhandledError = null;
    }
  });

  test('is a watch of its own each time', async () => {
    const mock = mockService();
    const pods = watcher(Api.all(Client.of(mock.service), Pod), { clock: new ManualClock() });
    endWithTest(pods.subscribe(), pods.subscribe());
    await mock.nextRequest();
    await mock.nextRequest();
    expect(mock.waiting).toBe(0);
  });
});
