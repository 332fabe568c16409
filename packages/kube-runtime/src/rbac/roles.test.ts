import { describe, expect, test } from '@jest/globals';
import { Api, Client } from 'kube-core';
import { ConfigMap, Deployment, Namespace, Secret } from 'kube-core/k8s';
import { respondJson } from 'kube-core/testing';
import { Controller } from '../controller/controller.js';
import { timer } from '../daemons/daemon.js';
import { recorder } from '../events/recorder.js';
import { Manager } from '../manager/manager.js';
import { permission, type Permission } from '../util/permission.js';
import { WebhookServer } from '../webhook/server.js';
import { rolesOf } from './roles.js';

const asked: string[] = [];
const client = Client.of(
  async ({ path }) => {
    asked.push(path);
    return respondJson(200, {});
  },
  { defaultNamespace: 'web' },
);
const options = { signals: false } as const;
const nothing = async (): Promise<void> => undefined;

describe('roles', () => {
  const one = (...permissions: readonly Permission[]) => rolesOf(permissions, { name: 'demo' });

  test('are none where nothing is asked', () => {
    expect(one()).toEqual({ roles: [] });
  });

  test('have one rule for resources of a group with the same verbs, and one order', () => {
    const all = [
      permission(Secret, ['watch', 'list']),
      permission(Deployment, ['get']),
      permission(ConfigMap, ['list', 'watch']),
      permission(Secret, ['list']),
    ];
    const roles = one(...all);
    expect(roles.clusterRole?.rules).toEqual([
      { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['list', 'watch'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
    ]);
    expect(JSON.stringify(one(...all.toReversed()))).toBe(JSON.stringify(roles));
  });

  test('do not say again in a namespace, or for a name, what is granted everywhere', () => {
    const web = Api.namespaced(client, ConfigMap, 'web');
    const { clusterRole, roles } = one(
      permission(web, ['get', 'patch'], { names: ['a'] }),
      permission(web, ['patch']),
      permission(ConfigMap, ['get']),
    );
    expect(clusterRole?.rules).toEqual([{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }]);
    expect(roles.map(({ rules }) => rules)).toEqual([[{ apiGroups: [''], resources: ['configmaps'], verbs: ['patch'] }]]);
  });

  test('limit all but create to names, and the create of a subresource as well', () => {
    const names = ['b', 'a'];
    expect(one(permission(ConfigMap, ['get', 'create'], { names })).clusterRole?.rules).toEqual([
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['a', 'b'], verbs: ['get'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
    ]);
    expect(one(permission(ConfigMap, ['create'], { subresource: 'exec', names })).clusterRole?.rules).toEqual([
      { apiGroups: [''], resources: ['configmaps/exec'], resourceNames: ['a', 'b'], verbs: ['create'] },
    ]);
  });

  test('need a name that a role can have', () => {
    expect(() => rolesOf([], { name: 'a/b' })).toThrow('give the name of a role');
    expect(() => rolesOf([], { name: '' })).toThrow('give the name of a role');
  });
});

describe('the roles of a manager', () => {
  test('hold what is watched everywhere in a ClusterRole, and what is watched in one namespace in a Role there', () => {
    const configMaps = Api.namespaced(client, ConfigMap, 'web');
    const controller = Controller.for(Api.all(client, Namespace))
      .owns(configMaps)
      .watches(Api.all(client, Deployment), () => [])
      .reconcile(nothing);
    const manager = new Manager(client, options).add(controller, timer(configMaps, nothing, { everyMs: 1000 }));
    manager.cache(Api.namespaced(client, Secret, 'keys'));
    const verbs = ['get', 'list', 'watch'];
    expect(manager.rbac({ name: 'demo' })).toEqual({
      clusterRole: {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'demo' },
        rules: [
          { apiGroups: [''], resources: ['namespaces'], verbs },
          { apiGroups: ['apps'], resources: ['deployments'], verbs },
        ],
      },
      roles: [
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'Role',
          metadata: { name: 'demo', namespace: 'keys' },
          rules: [{ apiGroups: [''], resources: ['secrets'], verbs }],
        },
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'Role',
          metadata: { name: 'demo', namespace: 'web' },
          rules: [{ apiGroups: [''], resources: ['configmaps'], verbs }],
        },
      ],
    });
  });

  test('hold what reconciles write', () => {
    const writes = [Api.namespaced(client, ConfigMap, 'web'), Secret, permission(Deployment, ['patch'], { subresource: 'status' })];
    const { clusterRole, roles } = new Manager(client, options).rbac({ name: 'demo', writes });
    const verbs = ['create', 'delete', 'get', 'patch', 'update'];
    expect(clusterRole?.rules).toEqual([
      { apiGroups: [''], resources: ['secrets'], verbs },
      { apiGroups: ['apps'], resources: ['deployments/status'], verbs: ['patch'] },
    ]);
    expect(roles.map(({ rules }) => rules)).toEqual([[{ apiGroups: [''], resources: ['configmaps'], verbs }]]);
  });

  test('hold the one Lease of a leader election, and all Leases for a sharding', () => {
    const rulesIn = (more: ConstructorParameters<typeof Manager>[1]) =>
      new Manager(client, { ...options, ...more }).rbac({ name: 'demo' }).roles.map(({ metadata, rules }) => [metadata?.namespace, rules]);
    const lease = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
    expect(rulesIn({ leaderElection: { name: 'demo' } })).toEqual([
      [
        'web',
        [
          { ...lease, resourceNames: ['demo'], verbs: ['get', 'update'] },
          { ...lease, verbs: ['create'] },
        ],
      ],
    ]);
    expect(rulesIn({ sharding: { name: 'demo', namespace: 'ops' } })).toEqual([
      ['ops', [{ ...lease, verbs: ['create', 'delete', 'get', 'list', 'update'] }]],
    ]);
  });

  test('hold the events of a recorder, and what any other runnable says', () => {
    const other = { run: nothing, permissions: [permission(Namespace, ['list'])] };
    const manager = new Manager(client, options).add(recorder(client, { controller: 'demo' }), other);
    expect(manager.rbac({ name: 'demo' }).clusterRole?.rules).toEqual([
      { apiGroups: [''], resources: ['namespaces'], verbs: ['list'] },
      { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
    ]);
  });

  test('hold the Secret of webhooks and what they install, by name', () => {
    const rulesOfInstall = (install: 'all' | 'bundle' | 'nothing') => {
      const webhooks = new WebhookServer(client, { name: 'demo', service: { name: 'demo' }, install });
      return new Manager(client, options).add(webhooks.validate(ConfigMap, () => undefined)).rbac({ name: 'demo' });
    };
    const admission = { apiGroups: ['admissionregistration.k8s.io'], resources: ['validatingwebhookconfigurations'] };
    const known = { ...admission, resourceNames: ['demo'], verbs: ['get', 'list', 'update', 'watch'] };
    const { clusterRole, roles } = rulesOfInstall('all');
    expect(clusterRole?.rules).toEqual([known, { ...admission, verbs: ['create'] }]);
    expect(roles.map(({ rules }) => rules)).toEqual([
      [
        {
          apiGroups: [''],
          resources: ['secrets'],
          resourceNames: ['demo-webhook-certificates'],
          verbs: ['get', 'list', 'update', 'watch'],
        },
        { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      ],
    ]);
    expect(rulesOfInstall('bundle').clusterRole?.rules).toEqual([known]);
    expect(rulesOfInstall('nothing').clusterRole).toBeUndefined();
  });

  test('cost no request', () => {
    expect(asked).toEqual([]);
  });
});
