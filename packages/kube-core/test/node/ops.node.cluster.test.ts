import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Api, Client, codeOf } from 'kube-core';
import { Deployment, Namespace, Node, Pod, PodDisruptionBudget } from 'kube-core/k8s';
import { drain, pause, restart, resume, revisionsOf, scale, undo, uncordon, untilRolledOut } from 'kube-core/ops';

const namespace = `core-ops-${randomUUID().slice(0, 8)}`;
const labels = { app: namespace };
let client: Client;
let deployments: Api<Deployment>;
let pods: Api<Pod>;

beforeAll(async () => {
  client = await Client.tryDefault({ fieldManager: 'core-ops' });
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
  deployments = Api.namespaced(client, Deployment, namespace);
  pods = Api.namespaced(client, Pod, namespace);
  const containers = [{ name: 'main', image: 'localhost/busybox:test', imagePullPolicy: 'Never', command: ['sleep', '3600'] }];
  const template = {
    metadata: { labels },
    spec: { nodeName: 'node-1', hostNetwork: true, terminationGracePeriodSeconds: 0, automountServiceAccountToken: false, containers },
  };
  await deployments.create({ metadata: { name: 'sleeper' }, spec: { replicas: 2, selector: { matchLabels: labels }, template } });
});
afterAll(async () => {
  await uncordon(client, 'node-1');
  await Api.all(client, Namespace).delete(namespace);
  await client.close();
});

const alive = async (): Promise<string[]> =>
  (await pods.list()).items.filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(({ metadata }) => metadata.uid);

test('a Deployment is rolled out, restarted, scaled, and goes back', async () => {
  const told: string[] = [];
  await untilRolledOut(deployments, 'sleeper', { onProgress: (words) => told.push(words) });
  expect(told.length).toBeGreaterThan(0);
  const before = await alive();

  await restart(deployments, 'sleeper');
  await untilRolledOut(deployments, 'sleeper');
  expect((await alive()).filter((uid) => before.includes(uid))).toEqual([]);
  expect((await revisionsOf(deployments, 'sleeper')).map(({ revision }) => revision)).toEqual([1, 2]);

  await scale(deployments, 'sleeper', { replicas: 1, current: 2 });
  expect(await scale(deployments, 'sleeper', { replicas: 3, current: 2 }).catch(codeOf)).toBe('rollout');

  await undo(deployments, 'sleeper'); // the controller writes the status of the scaling meanwhile
  await untilRolledOut(deployments, 'sleeper');
  expect((await revisionsOf(deployments, 'sleeper')).map(({ revision }) => revision)).toEqual([2, 3]);
  expect((await deployments.get('sleeper')).spec?.template.metadata?.annotations).toBeUndefined();

  await pause(deployments, 'sleeper');
  expect(await restart(deployments, 'sleeper').catch(codeOf)).toBe('rollout');
  await resume(deployments, 'sleeper');
  await restart(deployments, 'sleeper');
  await untilRolledOut(deployments, 'sleeper');
});

test('a node is drained, but for what a budget protects', async () => {
  const budgets = Api.namespaced(client, PodDisruptionBudget, namespace);
  await budgets.create({ metadata: { name: 'all' }, spec: { minAvailable: 1, selector: { matchLabels: labels } } });
  const states: string[] = [];
  const options = {
    podSelector: `app=${namespace}`,
    timeoutMs: 3000,
    onProgress: ({ state }: { readonly state: string }) => states.push(state),
  };
  expect(await drain(client, 'node-1', options).catch(codeOf)).toBe('drain');
  expect(states).toEqual(['waiting']);
  expect((await Api.all(client, Node).get('node-1')).spec?.unschedulable).toBe(true);

  await budgets.delete('all');
  const before = await alive();
  const { evicted } = await drain(client, 'node-1', { ...options, timeoutMs: 30_000 });
  expect(evicted.map(({ metadata }) => metadata.uid)).toEqual(before);
  expect((await alive()).filter((uid) => before.includes(uid))).toEqual([]);
  expect((await uncordon(client, 'node-1')).spec?.unschedulable).toBeUndefined();
});
