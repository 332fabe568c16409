import { expect, test } from '@jest/globals';
import { nameOf } from 'kube-core';
import { ManualClock } from 'kube-core/testing';
import { Controller } from 'kube-runtime';
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

test('a stream that is none, and a time that is none, are refused', async () => {
  const { configMaps } = await world();
  const { reconcile } = recorder();
  // @ts-expect-error -- a text is no stream
  expect(() => Controller.for(configMaps).reconcile(reconcile, { reconcileAllOn: 'never' })).toThrow('an Observable of rxjs');
  expect(() => Controller.for(configMaps).reconcile(reconcile, { debounceMs: -1 })).toThrow('debounceMs');
});
