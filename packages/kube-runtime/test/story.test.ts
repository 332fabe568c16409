import { expect, test } from '@jest/globals';
import { Api } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { ApiServer } from 'kube-testing';
import { createStore, reflector, watcher } from 'kube-runtime';
import { follow, hasty, tell } from './story.js';

test('a controller keeps up with the in-process server through broken connections and expired versions', async () => {
  await using server = await ApiServer.start();
  await tell(server.service, 'story.example.com', { forget: () => server.compact(), clock: hasty });
});

test('a watcher ends up with what a list says, through broken connections and expired versions', async () => {
  await using server = await ApiServer.start();
  await follow(server.service, 200, { forget: () => server.compact(), clock: hasty });
});

test('a store survives a compaction while its watch is away', async () => {
  await using server = await ApiServer.start();
  const client = server.client();
  const configMaps = Api.namespaced(client, ConfigMap, 'default');
  await configMaps.create({ metadata: { name: 'gone' } });
  const { reader, writer } = createStore(ConfigMap);
  const failures: string[] = [];
  const random = (): number => 0;
  const subscription = watcher(configMaps, { random, onFailure: ({ phase }) => failures.push(phase) })
    .pipe(reflector(writer))
    .subscribe();
  await reader.ready();
  expect(reader.get({ name: 'gone', namespace: 'default' })).toBeDefined();
  server.compact();
  await configMaps.delete('gone');
  await configMaps.create({ metadata: { name: 'new' } });
  while (reader.get({ name: 'new', namespace: 'default' }) === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(reader.get({ name: 'gone', namespace: 'default' })).toBeUndefined();
  subscription.unsubscribe();
});
