/** The operator on a cluster with a node: built, installed, used, killed, upgraded, scaled and uninstalled, as its users would. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Api, Client, Config, messageOf, type KubeObject, type ResourceDefinition } from 'kube-core';
import {
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  CustomResourceDefinition,
  Deployment,
  Lease,
  MutatingWebhookConfiguration,
  Namespace,
  Pod,
  Secret,
  Service,
  ValidatingWebhookConfiguration,
} from 'kube-core/k8s';
import { Event } from 'kube-core/k8s/events-v1';
import { created, deploymentRolledOut, hasCondition, present, waitFor, type Cached } from 'kube-runtime';
import { runWords, type Run } from '../../run.js';
import { defaultImage } from '../src/children.js';
import { zoneName } from '../src/dns.js';
import { Domain } from '../src/domain.gen.js';
import { name, namespace } from '../src/name.js';
import { Site, SiteV1beta1 } from '../src/site.gen.js';
import { nodeFolder, release } from './release.js';
import { makeSlots, playService, type PlayedService, type Slots } from './service.js';

jest.setTimeout(180_000);

const timeoutMs = 120_000;
const samples = 'examples/operator/samples';
let client: Client;
let web: string;
let slots: Slots;
let service: PlayedService;
let releases: { readonly first: string; readonly second: string };
let node: string;

const at = <K extends KubeObject>(kind: ResourceDefinition<K, 'Namespaced'>): Api<K> => Api.namespaced(client, kind, web);
const own = <K extends KubeObject>(kind: ResourceDefinition<K, 'Namespaced'>): Api<K> => Api.namespaced(client, kind, namespace);

async function kubectl(...words: readonly string[]): Promise<Run> {
  return runWords(['kubectl', ...words]);
}

/** @returns what it said. */
async function done(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await kubectl(...words);
  expect({ words, code, stderr: code === 0 ? '' : stderr }).toEqual({ words, code: 0, stderr: '' });
  return `${stdout}${stderr}`;
}

beforeAll(async () => {
  const config = await Config.fromKubeconfig();
  client = Client.from(config, { fieldManager: 'test' });
  web = (await Api.all(client, Namespace).create({ metadata: { generateName: 'hosting-' } })).metadata.name;
  slots = await makeSlots(40);
  service = await playService(own(Pod), slots);
  node = nodeFolder();
  const machine = { server: new URL(config.server), service: service.port, slots: slots.folder, node };
  releases = { first: release('0.1.0', 'v1beta1', machine), second: release('0.2.0', 'v1', machine) };
});
afterAll(async () => {
  await kubectl('delete', '-k', releases.second, '--ignore-not-found', '--wait=false');
  await Api.all(client, Namespace)
    .delete(web)
    .catch(() => undefined);
  await service[Symbol.asyncDispose]();
  await client[Symbol.asyncDispose]();
  for (const folder of [slots.folder, node, ...Object.values(releases).map((path) => dirname(path))]) rmSync(folder, { recursive: true });
});

/** The pods that are to stay. */
const pods = async (): Promise<readonly Pod[]> =>
  (await own(Pod).list({ labelSelector: `app.kubernetes.io/name=${name}` })).items.filter(
    ({ metadata }) => metadata.deletionTimestamp === undefined,
  );

/** So many pods of the program as it is now are ready, and no others are there. */
async function rolledOut(replicas: number): Promise<void> {
  try {
    await waitFor(own(Deployment), name, { until: deploymentRolledOut, timeoutMs });
    while ((await pods()).length !== replicas) await sleep(200);
  } catch (error) {
    throw new Error(`${messageOf(error)}\n${await told()}`, { cause: error });
  }
}

/** What pods and their program say of themselves. */
async function told(): Promise<string> {
  const { stdout } = await kubectl('describe', 'pods', '-n', namespace);
  const { stdout: logs, stderr } = await kubectl('logs', '-n', namespace, '-l', `app.kubernetes.io/name=${name}`, '--tail=50', '--prefix');
  return [stdout, logs, stderr].join('\n');
}

/** Whether a program in that pod leads. Its identity begins with the pod's name. */
const leaderOf = (lease: Cached<Lease>): string => lease.spec?.holderIdentity?.split('_')[0] ?? '';

/** The process of a pod, as the machine sees it. */
function processOf(pod: string): number {
  const found = readdirSync('/proc').find((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readFileSync(join('/proc', pid, 'environ'), 'utf8')
          .split('\0')
          .includes(`POD_NAME=${pod}`) &&
        readFileSync(join('/proc', pid, 'comm'), 'utf8').startsWith('node')
      );
    } catch {
      return false; // it has ended meanwhile
    }
  });
  if (found === undefined) throw new Error(`no process of ${pod} runs`);
  return Number(found);
}

/** Kills the process that leads, and waits until another does. @returns the pods of both. */
async function killLeader(): Promise<{ readonly killed: string; readonly leads: string }> {
  const lease = await own(Lease).get(name);
  const holder = lease.spec?.holderIdentity;
  process.kill(processOf(leaderOf(lease)), 'SIGKILL');
  const next = await waitFor(own(Lease), name, {
    until: present(({ spec }) => ![holder, '', undefined].includes(spec?.holderIdentity)),
    timeoutMs,
  });
  return { killed: leaderOf(lease), leads: leaderOf(next) };
}

/** Takes a page away, and waits until the operator has made it again. */
async function proveWork(): Promise<void> {
  const { metadata } = await at(ConfigMap).get('shop');
  await at(ConfigMap).delete('shop');
  await waitFor(at(ConfigMap), 'shop', { until: present((page) => page.metadata.uid !== metadata.uid), timeoutMs });
}

const page = async (port: number, path: string): Promise<string> => (await fetch(`http://127.0.0.1:${port}${path}`)).text();

describe('the operator, on a node', () => {
  test('is installed by one command, and is ready', async () => {
    await done('apply', '-k', releases.first);
    await rolledOut(1);
    const [pod] = await pods();
    const { health, metrics } = slots.of(pod?.metadata?.name ?? '') ?? { health: 0, metrics: 0 };
    expect(await page(health, '/readyz?verbose')).toMatch(/\[\+\]hosting-operator-webhooks ok[^]*readyz check passed/);
    expect(await page(metrics, '/metrics')).toContain(`leader_election_master_status{name="${name}"} 1`);
  });

  test('makes what sites and domains ask for, in either version', async () => {
    await done('apply', '-n', web, '-f', `${samples}/site-v1beta1.yaml`, '-f', `${samples}/site.yaml`);
    await waitFor(at(Deployment), 'shop', { until: present(({ spec }) => spec?.replicas === 2), timeoutMs });
    await waitFor(at(Deployment), 'old', { until: present(({ spec }) => spec?.replicas === 3), timeoutMs });
    await waitFor(at(Site), 'shop', { until: hasCondition('Ready', 'False'), timeoutMs }); // there is no network for its pods
    await waitFor(at(Domain), 'shop', { until: hasCondition('Ready'), timeoutMs });
    expect((await own(ConfigMap).get(zoneName)).data).toEqual({ 'shop.example.com': `shop.${web}.svc.cluster.local` });
    const old = await at(Site).get('old');
    expect([old.spec, old.status?.conditions?.[0]?.reason]).toEqual([
      { page: '<h1>As it was</h1>', replicas: 3, image: defaultImage },
      'Progressing',
    ]);
    expect((await at(SiteV1beta1).get('shop')).spec).toEqual({ html: '<h1>Open all day</h1>', size: 'small' });
    await waitFor(at(Service), 'shop', { until: created, timeoutMs });
    expect(await done('describe', 'site', 'shop', '-n', web)).toMatch(/Normal\s+Created.*made Deployment shop/);
  });

  test('has what it is not to store refused, and what looks odd told', async () => {
    const second = {
      apiVersion: 'hosting.example.com/v1',
      kind: 'Domain',
      metadata: { name: 'second' },
      spec: { host: 'shop.example.com', site: { name: 'old' } },
    };
    const { code, stderr } = await runWords(['kubectl', 'create', '-n', web, '-f', '-'], { input: JSON.stringify(second) });
    expect([code, stderr]).toEqual([1, expect.stringContaining(`Invalid value: "shop.example.com": it is that of ${web}/shop`)]);
    expect(await done('patch', 'site', 'old', '-n', web, '--type=merge', '-p', '{"spec":{"replicas":0}}')).toContain(
      'Warning: no web server will serve it',
    );
    await at(Site).patch('old', { merge: { spec: { replicas: 3 } } });
  });

  test('goes on when its process is killed, though the objects that it reads are stored in a version that it has to convert itself', async () => {
    expect((await Api.all(client, CustomResourceDefinition).get('sites.hosting.example.com')).status?.storedVersions).toEqual(['v1beta1']);
    const [pod] = await pods();
    const { killed, leads } = await killLeader();
    expect([killed, leads]).toEqual([pod?.metadata?.name, pod?.metadata?.name]);
    await waitFor(own(Pod), killed, { until: present(({ status }) => status?.containerStatuses?.[0]?.restartCount === 1), timeoutMs });
    await rolledOut(1);
    await proveWork();
  });

  test('is upgraded, and writes anew what was stored in the older version', async () => {
    const [before] = await pods();
    const [site] = (await at(Site).list()).items;
    await done('apply', '-k', releases.second);
    await rolledOut(1);
    const [pod] = await pods();
    expect(pod?.metadata?.name).not.toBe(before?.metadata?.name);
    const crds = Api.all(client, CustomResourceDefinition);
    await waitFor(crds, 'sites.hosting.example.com', {
      until: present(({ status }) => status?.storedVersions?.join() === 'v1'),
      timeoutMs,
    });
    const after = await at(Site).get(site?.metadata.name ?? '');
    expect([after.metadata.uid, after.metadata.generation, after.spec]).toEqual([
      site?.metadata.uid,
      site?.metadata.generation,
      site?.spec,
    ]);
    expect((await at(SiteV1beta1).get('old')).spec).toEqual({ html: '<h1>As it was</h1>', size: 'large' });
    await proveWork();
  });

  test('has three replicas, of which one leads; another does when that is killed', async () => {
    await done('scale', '-n', namespace, `deployment/${name}`, '--replicas=3');
    await rolledOut(3);
    const { killed, leads } = await killLeader();
    expect(leads).not.toBe('');
    const names = (await pods()).map(({ metadata }) => metadata?.name ?? '');
    expect(names).toEqual(expect.arrayContaining([killed, leads]));
    await rolledOut(3);
    await proveWork();
    const leading = [];
    for (const pod of names) {
      const { health = 0, metrics = 0 } = slots.of(pod) ?? {};
      expect(await page(health, `/readyz/${name}-webhooks`)).toBe('ok');
      if ((await page(metrics, '/metrics')).includes(`leader_election_master_status{name="${name}"} 1`)) leading.push(pod);
    }
    expect(leading).toEqual([leads]);
  });

  test('was refused nothing that it asked for', async () => {
    const { stdout } = await kubectl('logs', '-n', namespace, '-l', `app.kubernetes.io/name=${name}`, '--tail=-1', '--prefix');
    expect(stdout).toContain('webhooks are served');
    expect(stdout.split('\n').filter((line) => /forbidden/i.test(line))).toEqual([]);
  });

  test('leaves nothing behind when it is uninstalled', async () => {
    expect(await done('delete', 'sites', '--all', '-n', web)).toContain('Warning: it leaves shop.example.com without a site');
    await done('delete', 'domains', '--all', '-n', web);
    expect((await own(ConfigMap).get(zoneName)).data).toBeUndefined();
    await done('delete', '-k', releases.second, '--timeout=120s');
    const gone = async <K extends KubeObject>(kind: ResourceDefinition<K>, api = Api.all(client, kind)): Promise<readonly string[]> =>
      (await api.list()).items.map(({ metadata }) => metadata.name).filter((each) => each.includes('hosting') || each === name);
    for (const kind of [
      ClusterRole,
      ClusterRoleBinding,
      CustomResourceDefinition,
      MutatingWebhookConfiguration,
      ValidatingWebhookConfiguration,
    ])
      expect([kind.kind, await gone<object>(kind)]).toEqual([kind.kind, []]);
    await expect(Api.all(client, Namespace).get(namespace)).rejects.toMatchObject({ status: { reason: 'NotFound' } });
    for (const kind of [Lease, Secret, Pod]) expect([kind.kind, await gone<object>(kind, own<object>(kind))]).toEqual([kind.kind, []]);
    while (
      (await at(Deployment).list()).items.length +
        (await at(ConfigMap).list({ fieldSelector: 'metadata.name!=kube-root-ca.crt' })).items.length >
      0
    )
      await sleep(200);
    expect((await at(Event).list()).items.length).toBeGreaterThan(0);
  });
});
