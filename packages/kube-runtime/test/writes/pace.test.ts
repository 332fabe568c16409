import { expect, test } from '@jest/globals';
import { nameOf } from 'kube-core';
import { ManualClock } from 'kube-core/testing';
import { Action, Controller, isReconcileError } from 'kube-runtime';
import { Subject } from 'rxjs';
import { recorder } from '../controller/recorder.js';
import { quiet, run, until, world } from '../world.js';

const mine = { labelSelector: 'mine=yes' };
const labels = { mine: 'yes' };

test('many changes lead to one reconcile, once they have come to rest', async () => {
  const { configMaps } = await world();
  const clock = new ManualClock();
  const { seen, reconcile } = recorder();
  await configMaps.create({ metadata: { name: 'a', labels } });
  const it = run(Controller.for(configMaps, mine), reconcile, { clock, debounceMs: 500 });
  await quiet();
  for (const colour of ['red', 'green', 'blue']) {
    await configMaps.patch('a', { merge: { data: { colour } } });
    await quiet();
    await clock.advance(400);
  }
  expect(seen).toEqual([]);
  await clock.advance(100);
  await until(() => seen.length === 1);
  expect(seen[0]?.object.data).toEqual({ colour: 'blue' });
  await it.stop();
});

test('every object is reconciled when a stream says so, until it fails, which is told', async () => {
  const { configMaps } = await world();
  for (const name of ['a', 'b']) await configMaps.create({ metadata: { name, labels } });
  const settings = new Subject<string>();
  const { seen, reconcile } = recorder();
  const it = run(Controller.for(configMaps, mine), reconcile, { reconcileAllOn: settings });
  await until(() => seen.length === 2);
  settings.next('another colour');
  await until(() => seen.length === 4);
  expect(seen.map(({ object }) => nameOf(object)).toSorted()).toEqual(['a', 'a', 'b', 'b']);
  settings.error(new Error('no more settings'));
  expect(it.failures.map(({ code, message }) => [code, message])).toEqual([
    ['callback', 'the function given to reconcileAllOn threw for ConfigMap: no more settings'],
  ]);
  await configMaps.patch('a', { merge: { data: { colour: 'blue' } } });
  await until(() => seen.length === 5);
  await it.stop();
});

test('one object is reconciled no more often than its rate allows, and all of them together', async () => {
  const { configMaps } = await world();
  const clock = new ManualClock();
  const begin = clock.now();
  for (const name of ['a', 'b']) await configMaps.create({ metadata: { name, labels } });
  const seen: string[] = [];
  const rateLimits = { each: { perSecond: 0.1 }, all: { perSecond: 1 } };
  const it = run(Controller.for(configMaps, mine), async ({ object }) => void seen.push(`${nameOf(object)} ${clock.now() - begin}`), {
    ...{ clock, rateLimits },
  });
  await until(() => seen.length === 1);
  await clock.advance(1000);
  await until(() => seen.length === 2);
  for (const colour of ['red', 'green']) await configMaps.patch('a', { merge: { data: { colour } } });
  await quiet();
  await clock.advance(8999);
  expect(seen).toEqual(['a 0', 'b 1000']);
  await clock.advance(1);
  await until(() => seen.length === 3);
  expect(seen[2]).toBe('a 10000');
  await it.stop();
});

test('objects that fail are tried again one after the other, where a controller asks for it', async () => {
  const { configMaps } = await world();
  const clock = new ManualClock();
  for (const name of ['a', 'b', 'c']) await configMaps.create({ metadata: { name, labels } });
  const rateLimits = { retries: { perSecond: 1, burst: 1 } };
  const it = run(Controller.for(configMaps, mine), () => Promise.reject(new Error('no')), { clock, rateLimits });
  await until(() => it.failures.length === 3);
  expect(it.failures.map((failure) => isReconcileError(failure) && failure.retryInMs)).toEqual([5, 1000, 2000]);
  await it.stop();
});

test('what a reconcile has to say is among the results, with its type', async () => {
  const { configMaps } = await world();
  await configMaps.create({ metadata: { name: 'a', labels }, data: { colour: 'blue' } });
  const controller = Controller.for(configMaps, mine).reconcile(async ({ object }) =>
    Action.awaitChange({ colour: object.data?.['colour'] }),
  );
  const colours: (string | undefined)[] = [];
  controller.results.subscribe((outcome) => outcome.type === 'reconciled' && colours.push(outcome.action.value?.colour));
  const ended = controller.run();
  await until(() => colours.length === 1);
  await controller.close();
  await ended;
  expect(colours).toEqual(['blue']);
});

test('a rate that cannot be meant is refused', async () => {
  const { configMaps } = await world();
  const { reconcile } = recorder();
  const limited = (rateLimits: object) => (): unknown => Controller.for(configMaps).reconcile(reconcile, { rateLimits });
  expect(limited({ all: { perSecond: 0 } })).toThrow(/perSecond .*give a number above 0/);
  expect(limited({ each: { burst: 2 } })).toThrow(/perSecond/);
  expect(limited({ retry: { perSecond: 1 } })).toThrow('there are each, all, retries');
});

test('a stream that is none, and a time that is none, are refused', async () => {
  const { configMaps } = await world();
  const { reconcile } = recorder();
  // @ts-expect-error -- a text is no stream
  expect(() => Controller.for(configMaps).reconcile(reconcile, { reconcileAllOn: 'never' })).toThrow('an Observable of rxjs');
  expect(() => Controller.for(configMaps).reconcile(reconcile, { debounceMs: -1 })).toThrow('debounceMs');
});
