import { describe, expect, test } from '@jest/globals';
import { Api, Client } from 'kube-core';
import { ConfigMap, Pod } from 'kube-core/k8s';
import { respondJson, type KubeRequest } from 'kube-core/testing';
import { ApiServer } from 'kube-testing';
import { requestLog } from './request-log.js';

/** What the log of one request says of it. */
async function rulesFor(request: Pick<KubeRequest, 'method' | 'path'> & Partial<KubeRequest>, status = 200) {
  const log = requestLog();
  const service = log.layer(async () => respondJson(status, {}));
  await service({ headers: {}, ...request });
  return log.rules();
}

describe('a log of requests', () => {
  test('gives the least rules for what was asked, in any order and however often', async () => {
    await using server = await ApiServer.start();
    const logs = [requestLog(), requestLog()] as const;
    const clients = logs.map(({ layer }) => Client.of(layer(server.service), { fieldManager: 'test' }));
    const [first, second] = clients.map((client) => Api.namespaced(client, ConfigMap, 'default'));
    const pods = clients.map((client) => Api.all(client, Pod));
    await first?.apply({ metadata: { name: 'a' } });
    await first?.apply({ metadata: { name: 'a' }, data: { a: '1' } });
    await first?.get('a');
    await pods[0]?.list();
    await pods[1]?.list();
    await pods[1]?.list();
    await second?.get('a');
    await second?.apply({ metadata: { name: 'b' } });
    const rules = [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'get', 'patch'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
    ];
    expect(logs.map((log) => log.rules())).toEqual([rules, rules]);
    expect(logs[0].requests[0]).toEqual({ verb: 'patch', version: 'v1', namespace: 'default', resource: 'configmaps', name: 'a' });
  });

  test('says where: in one namespace, or in all', async () => {
    const log = requestLog();
    const service = log.layer(async () => respondJson(200, {}));
    for (const path of ['/api/v1/pods', '/api/v1/namespaces/web/pods', '/apis/apps/v1/namespaces/web/deployments'])
      await service({ method: 'GET', path, headers: {} });
    const { clusterRole, roles } = log.rbac({ name: 'demo' });
    expect(clusterRole?.rules).toEqual([{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }]);
    expect(roles.map(({ metadata, rules }) => [metadata?.namespace, rules])).toEqual([
      ['web', [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] }]],
    ]);
    log.clear();
    expect([log.requests, log.rules()]).toEqual([[], []]);
  });

  test('adds create to a patch that made something', async () => {
    const request = { method: 'PATCH', path: '/api/v1/namespaces/web/configmaps/a' } as const;
    const verbs = async (status: number) => (await rulesFor(request, status)).map((rule) => rule.verbs);
    expect([await verbs(200), await verbs(201)]).toEqual([[['patch']], [['create', 'patch']]]);
  });

  test('adds list to a watch that begins with one', async () => {
    const path = '/api/v1/pods?watch=true';
    expect((await rulesFor({ method: 'GET', path })).map(({ verbs }) => verbs)).toEqual([['watch']]);
    expect((await rulesFor({ method: 'GET', path: `${path}&sendInitialEvents=true` })).map(({ verbs }) => verbs)).toEqual([
      ['list', 'watch'],
    ]);
  });

  test('names subresources, and both rights of an exec', async () => {
    const path = '/api/v1/namespaces/web/pods/a/exec?command=ls';
    const upgrade = ['v5.channel.k8s.io'];
    expect(await rulesFor({ method: 'GET', path, upgrade })).toEqual([
      { apiGroups: [''], resources: ['pods/exec'], verbs: ['create', 'get'] },
    ]);
  });

  test('leaves out what is about no resource', async () => {
    expect(await rulesFor({ method: 'GET', path: '/apis/apps/v1' })).toEqual([]);
  });
});
