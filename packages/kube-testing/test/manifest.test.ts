import { expect, test } from '@jest/globals';
import { Api } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { applyManifest, diffManifest, type ApplyManifestOptions } from 'kube-core/ops';
import { ApiServer } from 'kube-testing';
import { applied } from './manifest-story.js';

test('a manifest that brings a kind and its objects is applied in process', async () => {
  await using server = await ApiServer.start();
  await applied(server.client(), 'house');
  expect.assertions(6);
});

test('what is no longer in a manifest is shown by a diff, and deleted by the next apply of its set', async () => {
  await using server = await ApiServer.start();
  const client = server.client({ fieldManager: 'release' });
  const map = (name: string, colour: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { colour } });
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'house' } };
  const options = { applySet: 'site' };
  await applyManifest(
    client,
    [map('a', 'red'), map('b', 'red'), namespace, { ...map('c', 'red'), metadata: { name: 'c', namespace: 'house' } }],
    options,
  );
  const { changed, text, objects } = await diffManifest(client, [map('a', 'blue')], options);
  expect([changed, objects.map(({ name, outcome }) => `${name} ${outcome}`)]).toEqual([
    true,
    ['v1.ConfigMap.default.a configured', 'v1.ConfigMap.house.c pruned', 'v1.ConfigMap.default.b pruned', 'v1.Namespace..house pruned'],
  ]);
  expect(text).toContain('   colour: red\n'.replace('   ', '-  '));
  const outcomes = (await applyManifest(client, [map('a', 'blue')], options)).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['configured', 'pruned', 'pruned', 'pruned']);
  expect((await diffManifest(client, [map('a', 'blue')], options)).text).toBe('');
});

test('a kind of an apply set that is misspelt is refused before anything is written; one that the manifest brings is not', async () => {
  await using server = await ApiServer.start();
  const client = server.client({ fieldManager: 'release' });
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
  const options = (kind: string): ApplyManifestOptions => ({ applySet: { name: 'site', kinds: [kind] } });
  await expect(applyManifest(client, [map], options('ConfigMpa'))).rejects.toMatchObject({
    message: 'the kind "ConfigMpa" of applySet is neither served nor in the set; did you mean ConfigMap?',
  });
  expect((await Api.namespaced(client, ConfigMap, 'default').list()).items).toEqual([]);
  await applyManifest(client, [map], options('ConfigMap'));
  await applyManifest(client, [map], options('Deployment.apps'));
});
