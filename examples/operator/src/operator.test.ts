/** The controllers at work, on an API server in the same process. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Api, isNotFound } from 'kube-core';
import { ConfigMap, Deployment, Service } from 'kube-core/k8s';
import { Event } from 'kube-core/k8s/events-v1';
import { created, deleted, hasCondition, present } from 'kube-runtime';
import { openScene, type Scene } from 'kube-runtime/testing';
import { ApiServer } from 'kube-testing';
import { zoneName } from './dns.js';
import { Domain } from './domain.gen.js';
import { addOperator } from './operator.js';
import { Site } from './site.gen.js';

let server: ApiServer;
before(async () => {
  server = await ApiServer.start({ crds: fileURLToPath(new URL('../deploy/generated/crds', import.meta.url)) });
});
after(() => server.close());

const open = (): Promise<Scene> => openScene(server.client({ fieldManager: 'test' }), { run: (manager) => addOperator(manager) });
const page = '<h1>Hello</h1>';
const readyIs = (status: 'True' | 'False', reason: string) =>
  present<Site | Domain>(
    ({ status: now }) =>
      now?.conditions?.some((each) => each.type === 'Ready' && each.status === status && each.reason === reason) === true,
  );

/** What a controller of Deployments would say. */
async function serve(scene: Scene, name: string, readyReplicas: number): Promise<void> {
  await scene.until(Deployment, name, created);
  await scene.api(Deployment).patchStatus(name, { merge: { status: { replicas: readyReplicas, readyReplicas } } });
}

const zone = async (scene: Scene): Promise<Record<string, string>> =>
  (await Api.defaultNamespaced(scene.client, ConfigMap).find(zoneName))?.data ?? {};

/** The reasons of events, and how often: one that happens again is counted. */
const eventsOf = async (scene: Scene, object: { readonly kind?: string }): Promise<string[]> =>
  (await scene.api(Event).list()).items
    .filter(({ regarding }) => regarding?.kind === object.kind)
    .map(({ reason, series }) => `${reason ?? ''} ${series?.count ?? 1}`)
    .sort();

test('a site gets a page, web servers and a Service, and is ready when all of the servers answer', async () => {
  await using scene = await open();
  const site = await scene.api(Site).create(new Site('shop', { page, replicas: 2, image: 'web:1' }));
  await scene.until(Site, 'shop', readyIs('False', 'Progressing'));
  assert.equal((await scene.api(ConfigMap).get('shop')).data?.['index.html'], page);
  assert.equal((await scene.api(Service).get('shop')).spec?.ports?.[0]?.port, 80);
  const { spec } = await scene.api(Deployment).get('shop');
  assert.deepEqual([spec?.replicas, spec?.template.spec?.containers[0]?.image], [2, 'web:1']);

  await serve(scene, 'shop', 1);
  await scene.until(
    Site,
    'shop',
    present(({ status }) => status?.readyReplicas === 1),
  );
  await serve(scene, 'shop', 2);
  const ready = await scene.until(Site, 'shop', readyIs('True', 'Served'));
  assert.equal(ready.status?.readyReplicas, 2);
  await scene.settled();
  assert.deepEqual(await eventsOf(scene, site), ['Created 1', 'Created 1', 'Created 1', 'Ready 1']);
});

test('what somebody takes away is made again, and what is changed follows', async () => {
  await using scene = await open();
  await scene.api(Site).create(new Site('shop', { page }));
  await scene.until(ConfigMap, 'shop', created);
  const { metadata } = await scene.api(ConfigMap).get('shop');
  await scene.api(ConfigMap).delete('shop');
  await scene.until(
    ConfigMap,
    'shop',
    present((map) => map.metadata.uid !== metadata.uid),
  );
  await scene.api(Site).patch('shop', { merge: { spec: { replicas: 3, page: 'new' } } });
  await scene.until(
    Deployment,
    'shop',
    present((servers) => servers.spec?.replicas === 3),
  );
  await scene.until(
    ConfigMap,
    'shop',
    present((map) => map.data?.['index.html'] === 'new'),
  );
  await scene.api(Site).delete('shop');
  for (const kind of [ConfigMap, Deployment, Service]) await scene.until<object>(kind, 'shop', deleted());
});

test('a domain waits for its site, leads to it, and takes its record along', async () => {
  await using scene = await open();
  await scene.api(Domain).create(new Domain('shop', { host: 'shop.example.com', site: { name: 'shop' } }));
  await scene.until(Domain, 'shop', readyIs('False', 'NoSite'));
  assert.deepEqual(await zone(scene), {});

  await scene.api(Site).create(new Site('shop', { page }));
  const led = await scene.until(Domain, 'shop', readyIs('True', 'Leads'));
  const target = `shop.${scene.namespace}.svc.cluster.local`;
  assert.deepEqual(await zone(scene), { 'shop.example.com': target });

  await scene.api(Site).delete('shop');
  await scene.until(Domain, 'shop', readyIs('False', 'NoSite'));
  assert.deepEqual(await zone(scene), {});
  await scene.settled();
  assert.deepEqual(await eventsOf(scene, led), ['Leads 1', 'NoSite 2']);
});

test('the record of a domain goes before the domain, and those of others stay', async () => {
  await using scene = await open();
  await scene.api(Site).create(new Site('shop', { page }));
  for (const name of ['a', 'b']) {
    await scene.api(Domain).create(new Domain(name, { host: `${name}.example.com`, site: { name: 'shop' } }));
    await scene.until(Domain, name, hasCondition('Ready'));
  }
  await scene.api(Domain).delete('a');
  await scene.until(Domain, 'a', deleted());
  assert.deepEqual(Object.keys(await zone(scene)), ['b.example.com']);
  await scene.api(Domain).delete('b');
  await scene.until(Domain, 'b', deleted());
  assert.deepEqual(await zone(scene), {});
  await assert.rejects(scene.api(Domain).get('b'), (error) => isNotFound(error));
});
