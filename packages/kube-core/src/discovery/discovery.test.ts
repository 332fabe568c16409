import { describe, expect, test } from '@jest/globals';
import { Client } from '../client/client.js';
import { respondJson, type KubeRequest } from '../request/http.js';
import { discover, discoverGroup, discoverKind } from './discover.js';
import { Discovery } from './discovery.js';

const verbs = ['get', 'list'];
const deployments = {
  resource: 'deployments',
  responseKind: { group: '', version: '', kind: 'Deployment' },
  scope: 'Namespaced',
  singularResource: 'deployment',
  verbs,
  shortNames: ['deploy'],
  categories: ['all'],
  subresources: [
    { subresource: 'scale', responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, verbs: ['get'] },
    { subresource: 'status', responseKind: { group: '', version: '', kind: 'Deployment' }, verbs: ['get'] },
  ],
};
const resource = (plural: string, kind: string, more: object = {}): object => ({
  resource: plural,
  responseKind: { kind },
  scope: 'Namespaced',
  singularResource: kind.toLowerCase(),
  verbs,
  ...more,
});
const group = (name: string, ...versions: readonly object[]): object => ({ metadata: { ...(name !== '' && { name }) }, versions });
const aggregated = (...items: readonly object[]): object => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  items,
});
const core = aggregated(
  group('', {
    version: 'v1',
    resources: [resource('pods', 'Pod', { shortNames: ['po'] }), resource('events', 'Event', { shortNames: ['ev'] })],
  }),
);
const apps = group('apps', { version: 'v1', resources: [deployments] });
const modern = {
  '/api': core,
  '/apis': aggregated(
    apps,
    group('events.k8s.io', { version: 'v1', resources: [resource('events', 'Event')] }),
    group('metrics.k8s.io', { version: 'v1beta1', freshness: 'Stale', resources: [] }),
    group(
      'example.com',
      { version: 'v2', freshness: 'Stale', resources: [] },
      { version: 'v1', resources: [resource('po', 'Po', { scope: 'Cluster' })] },
    ),
  ),
};
const classic = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/api/v1': { resources: [{ name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', verbs, shortNames: ['po'] }] },
  '/apis': {
    kind: 'APIGroupList',
    groups: [
      { name: 'apps', versions: [{ version: 'v1beta1' }, { version: 'v1' }], preferredVersion: { version: 'v1' } },
      { name: 'metrics.k8s.io', versions: [{ version: 'v1beta1' }], preferredVersion: { version: 'v1beta1' } },
    ],
  },
  '/apis/apps': { kind: 'APIGroup', name: 'apps', versions: [{ version: 'v1' }], preferredVersion: { version: 'v1' } },
  '/apis/apps/v1': {
    resources: [
      {
        name: 'deployments',
        singularName: 'deployment',
        namespaced: true,
        kind: 'Deployment',
        verbs,
        shortNames: ['deploy'],
        categories: ['all'],
      },
      { name: 'deployments/scale', singularName: '', namespaced: true, group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get'] },
      { name: 'deployments/status', singularName: '', namespaced: true, kind: 'Deployment', verbs: ['get'] },
    ],
  },
  '/apis/apps/v1beta1': { resources: null },
  '/apis/metrics.k8s.io/v1beta1': [503, { kind: 'Status', reason: 'ServiceUnavailable', message: 'the server is down' }],
};

/** A client of a server that answers by path, and the paths that were asked for. */
function serving(answers: Record<string, unknown>) {
  const asked: string[] = [];
  const client = Client.of(async ({ path }: KubeRequest) => {
    asked.push(path);
    const answer = answers[path] ?? [404, { kind: 'Status', reason: 'NotFound' }];
    return Array.isArray(answer) ? respondJson(Number(answer[0]), answer[1]) : respondJson(200, answer);
  });
  return { client, asked, answers };
}

const deployment = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  scope: 'Namespaced',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  verbs,
  subresources: [
    { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get'] },
    { name: 'status', group: 'apps', version: 'v1', kind: 'Deployment', verbs: ['get'] },
  ],
};

describe('discover', () => {
  test('asks twice where the server aggregates, and says which versions are stale', async () => {
    const { client, asked } = serving(modern);
    const { groups, failures } = await discover(client);
    expect(asked.sort()).toEqual(['/api', '/apis']);
    expect(groups.map(({ name, versions }) => [name, ...versions.map(({ version }) => version)])).toEqual([
      ['', 'v1'],
      ['apps', 'v1'],
      ['events.k8s.io', 'v1'],
      ['metrics.k8s.io', 'v1beta1'],
      ['example.com', 'v1', 'v2'], // what is not stale is preferred
    ]);
    expect(groups[1]?.versions[0]?.resources).toEqual([deployment]);
    expect(failures).toEqual([
      { group: 'metrics.k8s.io', version: 'v1beta1', reason: 'stale' },
      { group: 'example.com', version: 'v2', reason: 'stale' },
    ]);
  });

  test('asks for each version where the server does not, and gives what it got beside what failed', async () => {
    const { client } = serving(classic);
    const { groups, failures } = await discover(client);
    expect(groups.map(({ name, versions }) => [name, ...versions.map(({ version }) => version)])).toEqual([
      ['', 'v1'],
      ['apps', 'v1', 'v1beta1'],
      ['metrics.k8s.io'],
    ]);
    expect(groups[1]?.versions[0]?.resources).toEqual([deployment]);
    expect(failures).toEqual([{ group: 'metrics.k8s.io', version: 'v1beta1', reason: expect.stringContaining('the server is down') }]);
  });

  test('takes a server without a core group, and rejects where the server says nothing', async () => {
    expect((await discover(serving({ '/apis': aggregated(apps) }).client)).groups.map(({ name }) => name)).toEqual(['', 'apps']);
    const forbidden = serving({ '/api': core, '/apis': [403, { kind: 'Status', reason: 'Forbidden' }] });
    await expect(discover(forbidden.client)).rejects.toMatchObject({ code: 'api' });
  });
});

test('one group or one kind is asked for alone', async () => {
  const { client, asked } = serving(classic);
  expect(await discoverGroup(client, 'apps')).toEqual({
    name: 'apps',
    versions: [{ group: 'apps', version: 'v1', resources: [deployment] }],
  });
  expect(await discoverGroup(client, 'nobody')).toBeUndefined();
  expect((await discoverGroup(client, ''))?.versions[0]?.resources[0]?.kind).toBe('Pod');
  asked.length = 0;
  expect(await discoverKind(client, { apiVersion: 'apps/v1', kind: 'Deployment' })).toEqual(deployment);
  expect(asked).toEqual(['/apis/apps/v1']);
  await expect(discoverKind(client, { apiVersion: 'apps/v1', kind: 'Deploy' })).rejects.toMatchObject({ code: 'unknown-kind' });
  await expect(discoverKind(client, { apiVersion: 'example.com/v1', kind: 'X' })).rejects.toThrow('does not serve example.com/v1');
  await expect(discoverKind(client, {})).rejects.toMatchObject({ code: 'params' });
  await expect(discoverKind(client, { apiVersion: '', kind: 'X' })).rejects.toMatchObject({ code: 'api-version' });
});

describe('a name', () => {
  const kinds = Discovery.of(serving(modern).client);

  test.each([
    ['deployments', 'apps/v1 Deployment'],
    ['deployment', 'apps/v1 Deployment'],
    ['Deployment', 'apps/v1 Deployment'],
    ['deploy', 'apps/v1 Deployment'],
    ['deployments.apps', 'apps/v1 Deployment'],
    ['deploy.v1.apps', 'apps/v1 Deployment'],
    ['pods.v1.', '/v1 Pod'],
    ['events', '/v1 Event'],
    ['events.events.k8s.io', 'events.k8s.io/v1 Event'],
    ['Event.v1.events.k8s.io', 'events.k8s.io/v1 Event'],
    ['po', 'example.com/v1 Po'], // its own name, before it is short for pods
    ['deployments.v2.apps', undefined],
    ['deployments.v1.', undefined],
    ['nobody', undefined],
  ])('%s means %s', async (name, meant) => {
    const found = await kinds.find(name);
    expect(found && `${found.group}/${found.version} ${found.kind}`).toBe(meant);
  });

  test('may be what an object says of itself', async () => {
    expect(await kinds.get({ apiVersion: 'apps/v1', kind: 'Deployment' })).toEqual(deployment);
    expect(await kinds.find({ apiVersion: 'apps/v1', kind: 'deployments' })).toBeUndefined();
    await expect(kinds.get({ apiVersion: 'apps/v2', kind: 'X' })).rejects.toThrow(
      'the server serves no X in apps/v2; it could not read metrics.k8s.io/v1beta1, example.com/v2',
    );
    await expect(kinds.get('')).rejects.toMatchObject({ code: 'params' });
  });
});

describe('what is known', () => {
  test('is asked for once, by calls at the same time as well, and again for a name that is not known', async () => {
    const server = serving({ ...modern });
    const kinds = Discovery.of(server.client);
    expect(server.asked).toEqual([]);
    await Promise.all([kinds.get('pods'), kinds.get('deploy')]);
    await kinds.get('pods');
    expect(server.asked).toHaveLength(2);
    server.answers['/apis'] = aggregated(apps, group('new.io', { version: 'v1', resources: [resource('things', 'Thing')] }));
    expect((await kinds.get('things')).group).toBe('new.io');
    expect(server.asked).toHaveLength(4);
  });

  test('is kept where it cannot be asked for again, and is not asked for again for a name that was just not there', async () => {
    const server = serving({ ...modern });
    const kinds = Discovery.of(server.client);
    expect(await kinds.find('nobody')).toBeUndefined();
    expect(server.asked).toHaveLength(2);
    server.answers['/apis'] = [500, { kind: 'Status' }];
    await expect(kinds.refresh()).rejects.toMatchObject({ code: 'api' });
    expect((await kinds.get('deploy')).kind).toBe('Deployment');
  });
});
