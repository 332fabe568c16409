import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Api, Client, Config } from 'kube-core';
import { ConfigMap, CustomResourceDefinition, Namespace } from 'kube-core/k8s';
import { created, deleted, established, waitFor } from 'kube-runtime';

const namespace = `wait-${Math.random().toString(36).slice(2, 8)}`;
const limit = { timeoutMs: 60_000 };
let client: Client;
beforeAll(async () => {
  client = Client.from(await Config.fromKubeconfig(), { fieldManager: 'wait' });
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
});
afterAll(async () => {
  await Api.all(client, Namespace).delete(namespace);
  await client[Symbol.asyncDispose]();
});

test('an object is waited for until it is there, until its finalizer lets it go, and no longer', async () => {
  const maps = Api.namespaced(client, ConfigMap, namespace);
  const coming = waitFor(maps, 'a', { until: created, ...limit });
  const made = await maps.create({ metadata: { name: 'a', finalizers: ['example.com/x'] } });
  expect((await coming).metadata.uid).toBe(made.metadata.uid);
  await maps.delete(made);
  const late = waitFor(maps, made, { until: deleted(made), timeoutMs: 1000 });
  await expect(late).rejects.toThrow(/: it is being deleted and waits for example\.com\/x$/);
  const going = waitFor(maps, made, { until: deleted(made), ...limit });
  await maps.patch('a', { merge: { metadata: { finalizers: null } } });
  expect(await going).toBeUndefined();
});

test('a definition is established before its objects are asked for', async () => {
  const crds = Api.all(client, CustomResourceDefinition);
  const group = `${namespace}.example.com`;
  const names = { kind: 'Site', plural: 'sites', singular: 'site', listKind: 'SiteList' };
  const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }];
  const made = await crds.create({ metadata: { name: `sites.${group}` }, spec: { group, scope: 'Namespaced', names, versions } });
  const found = await waitFor(crds, made, { until: established, ...limit });
  expect(found.status?.acceptedNames?.plural).toBe('sites');
  await crds.delete(made);
  await waitFor(crds, made, { until: deleted(made), ...limit });
});
