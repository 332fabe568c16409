import { describe, expect, test } from '@jest/globals';
import { Api, Client } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { mockService } from 'kube-core/testing';
import { Controller } from './controller/controller.js';
import { finalizer } from './finalizer.js';
import { Manager } from './manager/manager.js';
import { createStore } from './reflector/store.js';
import { reconcileOnce } from './testing/harness.js';
import { watchObject } from './watcher/watch-object.js';
import { watcher } from './watcher/watcher.js';

const client = Client.of(mockService().service);
const api = Api.namespaced(client, ConfigMap, 'default');
const reconcile = async (): Promise<void> => {};

/** Every function with options, called as JavaScript calls it. */
const takers: readonly (readonly [of: string, call: (options: never) => unknown, misspelt: string, meant: string])[] = [
  ['Controller.for()', (options) => Controller.for(api, options), 'labelSelectors', 'labelSelector'],
  ['owns()', (options) => Controller.for(api).owns(api, options), 'optinal', 'optional'],
  ['watches()', (options) => Controller.for(api).watches(api, () => [], options), 'pagesize', 'pageSize'],
  ['reconcile()', (options) => Controller.for(api).reconcile(reconcile, options), 'onFailures', 'onFailure'],
  ['Manager', (options) => new Manager(client, options), 'gracefulStop', 'gracefulStopMs'],
  ['run()', (options) => Controller.for(api).reconcile(reconcile).run(options), 'singal', 'signal'],
  ['run()', (options) => new Manager(client).add(Controller.for(api).reconcile(reconcile)).run(options), 'signals', 'signal'],
  ['watcher()', (options) => watcher(api, options), 'fieldSelecter', 'fieldSelector'],
  ['watchObject()', (options) => watchObject(api, 'a', options), 'onfailure', 'onFailure'],
  ['createStore()', (options) => createStore(ConfigMap, options), 'index', 'indexes'],
  ['list()', (options) => createStore(ConfigMap).reader.list(options), 'namespce', 'namespace'],
  ['finalizer()', (options) => finalizer('example.com/x', options), 'cleanUp', 'cleanup'],
  ['reconcileOnce()', (options) => reconcileOnce(reconcile, options), 'atempt', 'attempt'],
];

describe.each(takers)('%s', (of, call, misspelt, meant) => {
  const called = async (options: unknown): Promise<unknown> => call(options as never);

  test('refuses an option that there is not, and names the nearest', async () => {
    await expect(called({ [misspelt]: undefined })).rejects.toMatchObject({
      code: 'option',
      message: `${of} has no option "${misspelt}"; did you mean ${meant}?`,
    });
  });

  test('refuses what are no options', async () => {
    await expect(called('fast')).rejects.toMatchObject({ code: 'option', message: `the options of ${of} are an object; this is a string` });
  });
});

test.each<[string, () => unknown, string]>([
  ['a page of no objects', () => watcher(api, { pageSize: 0 }), 'pageSize is 0; give a whole number from 1'],
  ['a page of NaN', () => Controller.for(api, { pageSize: NaN }), 'pageSize is NaN; give a whole number from 1'],
  ['another way to list', () => watcher(api, { initialList: 'stream' as never }), "initialList is a string; give 'streaming' or 'paged'"],
  ['an aspect that is none', () => Controller.for(api, { on: ['spec' as never] }), 'on is a list; give a function or a list of them'],
  [
    'an index that is none',
    () => createStore(ConfigMap, { indexes: { a: 'b' as never } }),
    'indexes is an object; give functions by their names',
  ],
  [
    'no reconcile',
    () => Controller.for(api).reconcile(undefined as never),
    'the first argument of reconcile() is undefined; give a function',
  ],
  [
    'no mapper',
    () => Controller.for(api).watches(api, undefined as never),
    'the second argument of watches() is undefined; give a function',
  ],
  ['no clean-up', () => finalizer('example.com/x', { apply: reconcile } as never), 'cleanup is undefined; give a function'],
  ['a stop of NaN', () => new Manager(client, { gracefulStopMs: NaN }), 'gracefulStopMs is NaN; give a number of milliseconds from 0'],
])('%s is refused where it is given', (_, call, message) => {
  expect(call).toThrow(message);
});
