import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Api, Client, discover, discoverGroup, discoverKind, Discovery, isNamespaced } from 'kube-core';
import type { Layer } from 'kube-core/service';

/** A server that knows no aggregated answer: what a client gets that does not ask for one. */
const classic: Layer = (inner) => (request) => inner({ ...request, headers: { ...request.headers, accept: 'application/json' } });

let client: Client;
let older: Client;
beforeAll(async () => {
  client = await Client.tryDefault({ fieldManager: 'core-discovery' });
  older = await Client.tryDefault({ layers: [classic] });
});
afterAll(async () => {
  await Promise.all([client.close(), older.close()]);
});

test('both forms of discovery say the same', async () => {
  const [aggregated, single] = await Promise.all([discover(client), discover(older)]);
  expect(aggregated.failures).toEqual([]);
  const sorted = ({ groups }: typeof single) =>
    groups.map(({ name, versions }) => ({
      name,
      versions: versions.map(({ version, resources }) => ({
        version,
        resources: resources
          .map((resource) => ({ ...resource, subresources: [...resource.subresources].sort((a, b) => (a.name < b.name ? -1 : 1)) }))
          .sort((a, b) => (a.plural < b.plural ? -1 : 1)),
      })),
    }));
  expect(sorted(aggregated)).toEqual(sorted(single));
});

test('what is found by name can be read and written', async () => {
  const kinds = Discovery.of(client);
  const kind = await kinds.get('cm');
  if (!isNamespaced(kind)) throw new Error('a ConfigMap has a namespace');
  const maps = Api.namespaced(client, kind, 'default');
  const created = await maps.create({ metadata: { generateName: 'discovered-' }, data: { a: '1' } });
  expect((await maps.get(created))['data']).toEqual({ a: '1' });
  await maps.delete(created);
  expect((await kinds.get('deploy.v1.apps')).subresources.map(({ name, kind }) => `${name} ${kind}`)).toContain('scale Scale');
});

test('a kind is found the moment after its definition is served', async () => {
  const kinds = Discovery.of(client);
  await kinds.all();
  const crds = Api.all(client, await kinds.get('crd'));
  const names = { kind: 'Found', plural: 'founds', singular: 'found', shortNames: ['fnd'] };
  const schema = { openAPIV3Schema: { type: 'object' } };
  const spec = { group: 'discovery.example.com', names, scope: 'Cluster', versions: [{ name: 'v1', served: true, storage: true, schema }] };
  const crd = await crds.create({ metadata: { name: 'founds.discovery.example.com' }, spec });
  try {
    let found = await kinds.find('fnd');
    for (let tries = 0; found === undefined && tries < 100; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      found = await kinds.find('fnd');
    }
    expect(found).toMatchObject({ group: 'discovery.example.com', kind: 'Found', scope: 'Cluster' });
    expect(await discoverKind(client, { apiVersion: 'discovery.example.com/v1', kind: 'Found' })).toEqual(found);
    expect((await discoverGroup(client, 'discovery.example.com'))?.versions).toHaveLength(1);
  } finally {
    await crds.delete(crd);
  }
});
