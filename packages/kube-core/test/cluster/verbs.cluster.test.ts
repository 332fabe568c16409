import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Api, Client, isTooManyRequests, jsonPointer, type Deletion } from 'kube-core';
import {
  CertificateSigningRequest,
  ConfigMap,
  Deployment,
  Namespace,
  Pod,
  PodDisruptionBudget,
  Service,
  ServiceAccount,
} from 'kube-core/k8s';

const namespace = `core-verbs-${randomUUID().slice(0, 8)}`;
let client: Client;
let configMaps: Api<ConfigMap>;
let deployments: Api<Deployment>;
let pods: Api<Pod>;

beforeAll(async () => {
  client = await Client.tryDefault({ fieldManager: 'core-verbs' });
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
  configMaps = Api.namespaced(client, ConfigMap, namespace);
  deployments = Api.namespaced(client, Deployment, namespace);
  pods = Api.namespaced(client, Pod, namespace);
});
afterAll(async () => {
  await Api.all(client, Namespace).delete(namespace);
  await client[Symbol.asyncDispose]();
});

/** A pod on a node that does not exist: nothing runs it, and nothing but this test ends it. */
const stranded = (name: string): Pod => ({
  metadata: { name, labels: { app: name } },
  spec: { nodeName: 'nowhere', automountServiceAccountToken: false, containers: [{ name: 'main', image: 'none' }] },
});
const stateOf = async (deletion: Promise<Deletion<unknown>>): Promise<string> => (await deletion).state;

describe('an object', () => {
  test('is made once and then changed, by as many as like at the same time', async () => {
    const count = (): Promise<unknown> =>
      configMaps.upsert(
        'counter',
        {
          insert: () => ({ data: { count: '1' } }),
          update: (found) => void (found.data = { count: String(Number(found.data?.['count']) + 1) }),
        },
        { attempts: 50 },
      );
    await Promise.all(Array.from({ length: 6 }, count));
    expect((await configMaps.get('counter')).data).toEqual({ count: '6' });
  });

  test('is not written where nothing is different', async () => {
    const before = await configMaps.create({ metadata: { name: 'same' }, data: { a: '1' } });
    const after = await configMaps.modify('same', (found) => ({ ...found, data: { a: '1' } }));
    expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    const changed = await configMaps.modify('same', (found) => void (found.data = { a: '2' }));
    expect([changed.data, await configMaps.get('same')]).toEqual([{ a: '2' }, changed]);
  });

  test('is patched at a key with a slash in it', async () => {
    await configMaps.create({ metadata: { name: 'slash', annotations: { 'example.com/a': '1' } } });
    const path = jsonPointer('metadata', 'annotations', 'example.com/a');
    const { metadata } = await configMaps.patch('slash', { json: [{ op: 'replace', path, value: '2' }] });
    expect(metadata.annotations).toEqual({ 'example.com/a': '2' });
  });
});

describe('a delete', () => {
  test('says whether the object is gone', async () => {
    await configMaps.create({ metadata: { name: 'plain' } });
    await configMaps.create({ metadata: { name: 'held', finalizers: ['example.com/x'] } });
    await Api.namespaced(client, Service, namespace).create({ metadata: { name: 'service' }, spec: { ports: [{ port: 80 }] } });
    await Promise.all(['slow', 'forced'].map((name) => pods.create(stranded(name))));
    expect(await stateOf(configMaps.delete('plain'))).toBe('deleted');
    expect(await stateOf(Api.namespaced(client, Service, namespace).delete('service'))).toBe('deleted');
    expect(await stateOf(pods.delete('slow'))).toBe('deleting');
    expect(await stateOf(pods.delete('forced', { gracePeriodSeconds: 0 }))).toBe('deleted');
    expect(await pods.find('forced')).toBeUndefined();
    const held = await configMaps.delete('held');
    expect(held).toMatchObject({ state: 'deleting', object: { metadata: { finalizers: ['example.com/x'] } } });
    await configMaps.patch('held', { merge: { metadata: { finalizers: null } } });
    expect(await configMaps.find('held')).toBeUndefined();
  });

  test('in the foreground goes on until the dependants are gone', async () => {
    const owner = await configMaps.create({ metadata: { name: 'owner' } });
    expect(await configMaps.delete(owner, { propagationPolicy: 'Foreground' })).toMatchObject({
      state: 'deleting',
      object: { metadata: { finalizers: ['foregroundDeletion'] } },
    });
  });

  test('of a namespace goes on until it is empty', async () => {
    const name = `${namespace}-2`;
    await Api.all(client, Namespace).create({ metadata: { name } });
    expect(await stateOf(Api.all(client, Namespace).delete(name))).toBe('deleting');
  });
});

describe('a subresource', () => {
  test('scale changes the replicas of what it knows nothing else of', async () => {
    await deployments.create({
      metadata: { name: 'scaled' },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'scaled' } },
        template: { metadata: { labels: { app: 'scaled' } }, spec: { containers: [{ name: 'main', image: 'none' }] } },
      },
    });
    const scales = deployments.subresource('scale');
    expect(await scales.get('scaled')).toMatchObject({ kind: 'Scale', spec: {}, status: { selector: 'app=scaled' } });
    expect((await scales.patch('scaled', { merge: { spec: { replicas: 1 } } })).spec).toEqual({ replicas: 1 });
    expect((await scales.apply('scaled', { spec: { replicas: 2 } }, { force: true })).spec).toEqual({ replicas: 2 });
    const replaced = await scales.modify('scaled', (scale) => void (scale.spec = {}));
    expect(replaced.spec).toEqual({});
    expect((await deployments.get('scaled')).spec?.replicas).toBe(0);
  });

  test('token gives a token of a service account', async () => {
    const accounts = Api.namespaced(client, ServiceAccount, namespace);
    await accounts.create({ metadata: { name: 'robot' } });
    const { status } = await accounts.subresource('token').create('robot', { spec: { audiences: ['vault'], expirationSeconds: 600 } });
    const [, claims = ''] = status?.token.split('.') ?? [];
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      aud: ['vault'],
      sub: `system:serviceaccount:${namespace}:robot`,
    });
  });

  test('ephemeralcontainers and resize change a pod that is there', async () => {
    await pods.create(stranded('changed'));
    const debug = { name: 'debug', image: 'busybox' };
    const debugged = await pods
      .subresource('ephemeralcontainers')
      .patch('changed', { strategic: { spec: { ephemeralContainers: [debug] } } });
    expect(debugged.spec?.ephemeralContainers).toMatchObject([debug]);
    const resized = await pods
      .subresource('resize')
      .patch('changed', {
        strategic: { spec: { containers: [{ name: 'main', resources: { requests: { cpu: '100m' } } }] } },
      })
      .catch((error: unknown) => error);
    // A pod of class BestEffort may not become another: the server reached the rules of a resize.
    expect(resized).toMatchObject({ status: { reason: 'Invalid', message: expect.stringContaining('Pod QOS Class may not change') } });
  });

  test('approval approves a certificate', async () => {
    const requests = Api.all(client, CertificateSigningRequest);
    const name = `${namespace}-csr`;
    const request = Buffer.from(csr).toString('base64');
    await requests.create({ metadata: { name }, spec: { request, signerName: 'example.com/none', usages: ['client auth'] } });
    const approved = await requests.subresource('approval').modify(name, (found) => {
      const condition = { type: 'Approved', status: 'True', reason: 'Test', message: 'by a test' };
      found.status = { ...found.status, conditions: [...(found.status?.conditions ?? []), condition] };
    });
    expect(approved.status?.conditions).toMatchObject([{ type: 'Approved', status: 'True', reason: 'Test' }]);
    await requests.delete(name);
  });

  test('binding puts a pod on a node, and is refused for one that is on a node', async () => {
    const { spec, ...rest } = stranded('bound');
    const { nodeName: _, ...waiting } = spec!;
    await pods.create({ ...rest, spec: { ...waiting, schedulerName: 'nobody' } });
    await pods.bind('bound', 'somewhere');
    expect((await pods.get('bound')).spec?.nodeName).toBe('somewhere');
    await expect(pods.bind('bound', 'elsewhere')).rejects.toMatchObject({ status: { reason: 'Conflict' } });
  });

  test('eviction ends a pod, unless a disruption budget forbids it', async () => {
    await pods.create(stranded('free'));
    await pods.evict('free', { gracePeriodSeconds: 0 });
    expect(await pods.find('free')).toBeUndefined();

    await pods.create(stranded('guarded'));
    const ready = { type: 'Ready', status: 'True' };
    await pods.patchStatus('guarded', { strategic: { status: { phase: 'Running', conditions: [ready] } } });
    const budgets = Api.namespaced(client, PodDisruptionBudget, namespace);
    await budgets.create({ metadata: { name: 'guard' }, spec: { maxUnavailable: 0, selector: { matchLabels: { app: 'guarded' } } } });
    // What the controller of budgets would say, which not every cluster runs.
    const counts = { currentHealthy: 1, desiredHealthy: 1, disruptionsAllowed: 0, expectedPods: 1 };
    await budgets.patchStatus('guard', { merge: { status: { observedGeneration: 1, ...counts } } });
    const refusal: unknown = await pods.evict('guarded').catch((error: unknown) => error);
    expect(isTooManyRequests(refusal)).toBe(true);
    expect(refusal).toMatchObject({ message: expect.stringContaining("violate the pod's disruption budget") });
  });
});

/** A request for the certificate of `CN=test`, P-256, self-signed as all are. */
const csr = `-----BEGIN CERTIFICATE REQUEST-----
MIHKMHECAQAwDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABNIPn5pjSbQmddDvoUz4GdPlIAnFOjgSPRyuWnQHi7MwWixH1HshmSK6Yc8B
qWaRSWm4COLjLH2BTbKwOBS4qyagADAKBggqhkjOPQQDAgNJADBGAiEAt5N4E7PA
7royra2i56oC9UD4dcKiIYbR1s5WjLFHORsCIQC7C7eGkpycN7PusHmbJqxBzypT
kxysEU+gzlgo6k2yUA==
-----END CERTIFICATE REQUEST-----
`;
