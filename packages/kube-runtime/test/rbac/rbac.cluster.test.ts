import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Api, Client, Config, messageOf, ownerReference } from 'kube-core';
import {
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  Lease,
  Namespace,
  Role,
  RoleBinding,
  Secret,
  SelfSubjectAccessReview,
  ValidatingWebhookConfiguration,
} from 'kube-core/k8s';
import type { PolicyRule } from 'kube-core/k8s/rbac-v1';
import { requestInfo, type Layer } from 'kube-core/service';
import { Controller, Manager, recorder, type Roles } from 'kube-runtime';
import { requestLog } from 'kube-runtime/testing';
import { WebhookServer } from 'kube-runtime/webhook';

let config: Config;
let admin: Client;
let namespace: string;

beforeAll(async () => {
  config = await Config.fromKubeconfig();
  admin = Client.from(config, { fieldManager: 'test' });
  const { metadata } = await Api.all(admin, Namespace).create({ metadata: { generateName: 'rbac-' } });
  namespace = metadata.name;
  const configMaps = Api.namespaced(admin, ConfigMap, namespace);
  await configMaps.create({ metadata: { name: 'settings', labels: { app: 'demo' } } });
});
afterAll(async () => {
  for (const name of accounts.map(nameOf)) {
    await Api.all(admin, ClusterRoleBinding).delete(name);
    await Api.all(admin, ClusterRole).delete(name);
  }
  await Api.all(admin, Namespace).delete(namespace);
  await admin[Symbol.asyncDispose]();
});

const accounts = ['declared', 'logged', 'webhooks'] as const;
type Account = (typeof accounts)[number];
const nameOf = (account: Account): string => `${namespace}-${account}`;

/** Acts as a ServiceAccount. */
const clientOf = (account: Account, ...layers: readonly Layer[]): Client =>
  Client.from(
    { ...config, impersonate: { user: `system:serviceaccount:${namespace}:${account}` } },
    { fieldManager: 'demo', defaultNamespace: namespace, layers },
  );

/** A controller with a leader election that keeps a Secret for each config map, and tells of it. */
function program(client: Client) {
  const secrets = Api.namespaced(client, Secret, namespace);
  let tell: (outcome: string) => void = () => undefined;
  const outcome = new Promise<string>((resolve) => (tell = resolve));
  const onFailure = (error: Error): void => tell(messageOf(error));
  const events = recorder(client, { controller: 'demo', onFailure });
  const controller = Controller.for(Api.namespaced(client, ConfigMap, namespace), { labelSelector: 'app=demo' })
    .owns(secrets)
    .watches(Api.all(client, Namespace), () => [])
    .reconcile(
      async ({ object, signal }) => {
        const metadata = { name: object.metadata.name, ownerReferences: [ownerReference(ConfigMap, object)] };
        await secrets.apply({ metadata }, { force: true, signal });
        events.event(object, { type: 'Normal', reason: 'Made', action: 'Make', note: 'made its Secret' });
        await events.flush();
        tell('it works');
      },
      { onFailure },
    );
  const manager = new Manager(client, { signals: false, leaderElection: { name: 'demo', onFailure } }).add(controller, events);
  const rbac = () => manager.rbac({ name: 'demo', writes: [secrets] });
  return { manager, rbac, outcome };
}

/** What the program comes to when nothing of an earlier run is there: that it works, or the first refusal. */
async function outcomeOf(client: Client): Promise<string> {
  for (const api of [Api.namespaced(admin, Lease, namespace), Api.namespaced(admin, Secret, namespace)]) await api.deleteCollection();
  const { manager, outcome } = program(client);
  const running = manager.run();
  const first = await outcome;
  await manager.close();
  await running;
  return first;
}

/** A role of an account: where it is, and its rules. */
interface Bound {
  readonly rules: readonly PolicyRule[];
  /** Gives these rules to the account, and waits until the server goes by them. */
  readonly set: (rules: readonly PolicyRule[]) => Promise<void>;
}

/** Binds roles to an account. */
async function bind(account: Account, { clusterRole, roles }: Roles): Promise<readonly Bound[]> {
  const name = nameOf(account);
  const subjects = [{ kind: 'ServiceAccount', name: account, namespace }];
  const apiGroup = 'rbac.authorization.k8s.io';
  await Api.all(admin, ClusterRoleBinding).create({
    metadata: { name },
    roleRef: { apiGroup, kind: 'ClusterRole', name },
    subjects,
  });
  await Api.namespaced(admin, RoleBinding, namespace).create({ metadata: { name }, roleRef: { apiGroup, kind: 'Role', name }, subjects });
  expect(roles.map(({ metadata }) => metadata?.namespace)).toEqual([namespace]);
  const everywhere = clusterRole?.rules ?? [];
  const here = roles.flatMap(({ rules = [] }) => rules);
  const all = Api.all(admin, ClusterRole);
  const own = Api.namespaced(admin, Role, namespace);
  const bound = [
    {
      rules: everywhere,
      set: async (rules: readonly PolicyRule[]) => {
        await all.apply({ metadata: { name }, rules: [...rules] }, { force: true });
        for (const rule of everywhere) await decided(account, rule, rules.includes(rule));
      },
    },
    {
      rules: here,
      set: async (rules: readonly PolicyRule[]) => {
        await own.apply({ metadata: { name }, rules: [...rules] }, { force: true });
        for (const rule of here) await decided(account, rule, rules.includes(rule), namespace);
      },
    },
  ];
  for (const each of bound) await each.set(each.rules);
  return bound;
}

/** Waits until the server grants what a rule says, or refuses it. */
async function decided(account: Account, rule: PolicyRule, isGranted: boolean, place?: string): Promise<void> {
  await using client = clientOf(account);
  const [group, resource, verb, name] = [rule.apiGroups, rule.resources, rule.verbs, rule.resourceNames].map((list) => list?.[0]);
  const given = { group, resource, verb, name, namespace: place };
  const resourceAttributes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  for (;;) {
    const { status } = await Api.all(client, SelfSubjectAccessReview).create({ spec: { resourceAttributes } });
    if (status?.allowed === isGranted) return;
  }
}

describe('the roles of a manager, on a real API server', () => {
  const log = requestLog();

  test('are enough, and each of their rules is needed', async () => {
    await using client = clientOf('declared', log.layer);
    const bound = await bind('declared', program(client).rbac());
    expect(await outcomeOf(client)).toBe('it works');
    log.clear();
    expect(await outcomeOf(client)).toBe('it works');
    const asked = log.rules();
    const refusals = [];
    for (const { rules, set } of bound) {
      for (const rule of rules) {
        await set(rules.filter((other) => other !== rule));
        refusals.push([rule.resources?.join(), await outcomeOf(client)]);
      }
      await set(rules);
    }
    expect(refusals).toEqual([
      ['namespaces', expect.stringMatching(/namespaces is forbidden/)],
      ['events', expect.stringMatching(/events\.events\.k8s\.io is forbidden/)],
      ['configmaps', expect.stringMatching(/configmaps is forbidden/)],
      ['secrets', expect.stringMatching(/secrets is forbidden/)],
      ['leases', expect.stringMatching(/leases\.coordination\.k8s\.io "demo" is forbidden/)],
      ['leases', expect.stringMatching(/leases\.coordination\.k8s\.io is forbidden/)],
    ]);
    expect(await outcomeOf(client)).toBe('it works');
    expect(asked).toEqual([
      { apiGroups: [''], resources: ['configmaps', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'list', 'patch', 'watch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'get', 'update'] },
      { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create'] },
    ]);
  }, 120_000);

  test('may be those that a log of the requests gives', async () => {
    const { clusterRole, roles } = log.rbac({ name: 'demo' });
    await using client = clientOf('logged');
    await bind('logged', { ...(clusterRole && { clusterRole }), roles });
    expect(await outcomeOf(client)).toBe('it works');
  }, 60_000);

  test('are enough for a webhook server, which knows its objects by name', async () => {
    const refused: string[] = [];
    let watches = 0;
    const answers: Layer = (inner) => async (request) => {
      const response = await inner(request);
      if (response.status === 403) refused.push(`${request.method} ${request.path}`);
      if (requestInfo(request).verb === 'watch') watches++;
      return response;
    };
    await using client = clientOf('webhooks', answers);
    const name = nameOf('webhooks');
    const webhooks = new WebhookServer(client, { name, port: 0, host: '127.0.0.1', url: (port) => `https://127.0.0.1:${port}` });
    webhooks.validate(ConfigMap, () => undefined, { failurePolicy: 'Ignore', namespaceSelector: { matchLabels: { webhooks: name } } });
    const manager = new Manager(client, { signals: false }).add(webhooks);
    await bind('webhooks', manager.rbac({ name }));
    const running = manager.run();
    await webhooks.started(AbortSignal.timeout(30_000));
    while (watches < 2) await new Promise((resolve) => setTimeout(resolve, 20)); // of the Secret and of the configuration
    await manager.close();
    await running;
    await Api.all(admin, ValidatingWebhookConfiguration).delete(name);
    expect(refused).toEqual([]);
  }, 60_000);
});
