import { describe, expect, test } from '@jest/globals';
import { Client } from '../client/client.js';
import type { Pod } from '../k8s/core-v1.js';
import { respond, type KubeRequest } from '../request/http.js';
import type { Stored } from '../resource/definition.js';
import { ManualClock } from '../testing/index.js';
import { planOf, type DrainRules } from './drain-plan.js';
import { drain, uncordon } from './nodes.js';

const owner = (kind: string): object => ({ ownerReferences: [{ apiVersion: 'apps/v1', kind, name: 'o', uid: 'o', controller: true }] });

function podOf(name: string, metadata: object = owner('ReplicaSet'), rest: object = {}): Stored<Pod> {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'web', uid: `uid-${name}`, resourceVersion: '1', creationTimestamp: '', ...metadata },
    spec: { containers: [] },
    ...rest,
  };
}

const scratch = { spec: { containers: [], volumes: [{ name: 'v', emptyDir: {} }] } };
const finished = { status: { phase: 'Succeeded' } };

describe('a drain', () => {
  test.each<[string, Stored<Pod>, DrainRules, string]>([
    ['evicts what a controller makes anew', podOf('a'), {}, 'evict'],
    ['refuses a pod of a DaemonSet', podOf('a', owner('DaemonSet')), {}, 'refuse'],
    ['leaves a pod of a DaemonSet where it is told to', podOf('a', owner('DaemonSet')), { ignoreDaemonSets: true }, 'leave'],
    ['refuses a pod without controller', podOf('a', {}), {}, 'refuse'],
    ['evicts a pod without controller by force', podOf('a', {}), { force: true }, 'evict'],
    ['refuses a pod whose data would go', podOf('a', owner('Job'), scratch), { force: true }, 'refuse'],
    ['evicts a pod whose data may go', podOf('a', owner('Job'), scratch), { deleteEmptyDirData: true }, 'evict'],
    ['evicts a pod that is finished, whatever it is', podOf('a', {}, { ...scratch, ...finished }), {}, 'evict'],
    ['leaves the mirror of a static pod', podOf('a', { annotations: { 'kubernetes.io/config.mirror': 'x' } }), { force: true }, 'leave'],
  ])('%s', (_claim, pod, rules, what) => {
    expect(planOf([pod], rules)).toEqual([{ pod, what, why: what === 'evict' ? '' : expect.any(String) }]);
  });
});

/** A node's pods, which end a moment after they are evicted; evictions answer from the script first. */
function clusterOf(pods: Stored<Pod>[], refusals: number[] = []): { readonly client: Client; readonly calls: string[] } {
  const calls: string[] = [];
  const alive = new Map(pods.map((pod) => [pod.metadata.name, pod]));
  const status = (code: number, reason: string): ReturnType<typeof respond> =>
    respond(code, JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: 'not now' }));
  const service = (request: KubeRequest): Promise<ReturnType<typeof respond>> => {
    const [path = ''] = request.path.split('?');
    calls.push(`${request.method} ${path.split('/').slice(3).join('/')} ${path.endsWith('/node-1') ? String(request.body) : ''}`.trim());
    const name = /pods\/([^/]+)/.exec(path)?.[1] ?? '';
    if (path.endsWith('/eviction')) {
      const refusal = refusals.shift();
      if (refusal !== undefined) return Promise.resolve(status(refusal, refusal === 429 ? 'TooManyRequests' : 'Forbidden'));
      alive.delete(name);
      return Promise.resolve(respond(201, JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Success' })));
    }
    if (path.endsWith('/pods')) return Promise.resolve(respond(200, JSON.stringify({ metadata: {}, items: pods })));
    if (name !== '') return Promise.resolve(alive.has(name) ? respond(200, JSON.stringify(alive.get(name))) : status(404, 'NotFound'));
    return Promise.resolve(respond(200, JSON.stringify({ kind: 'Node', apiVersion: 'v1', metadata: { name: 'node-1' } })));
  };
  return { client: Client.of(service, { fieldManager: 'ops' }), calls };
}

describe('draining a node', () => {
  test('cordons it, evicts its pods and waits until they are gone', async () => {
    const { client, calls } = clusterOf([podOf('a'), podOf('d', owner('DaemonSet'))]);
    const steps: string[] = [];
    const drained = await drain(client, 'node-1', {
      ignoreDaemonSets: true,
      onProgress: ({ pod, state }) => steps.push(`${pod.metadata.name} ${state}`),
    });
    expect([drained.evicted.map(({ metadata }) => metadata.name), drained.left.map(({ pod }) => pod.metadata.name)]).toEqual([
      ['a'],
      ['d'],
    ]);
    expect(steps).toEqual(['a evicting', 'a gone']);
    expect(calls).toEqual([
      'PATCH nodes/node-1 {"spec":{"unschedulable":true}}',
      'GET pods',
      'POST namespaces/web/pods/a/eviction',
      'GET namespaces/web/pods/a',
    ]);
    await uncordon(client, 'node-1');
    expect(calls.at(-1)).toBe('PATCH nodes/node-1 {"spec":{"unschedulable":null}}');
  });

  test('evicts nothing where one pod is refused, and names each with its remedy', async () => {
    const { client, calls } = clusterOf([podOf('a'), podOf('b', {}), podOf('c', owner('DaemonSet'))]);
    const error = await drain(client, 'node-1').catch(String);
    expect(error).toContain(
      'pod web/b: no controller makes it anew: set force\n  pod web/c: it belongs to a DaemonSet: set ignoreDaemonSets',
    );
    expect(calls.filter((call) => call.startsWith('POST'))).toEqual([]);
  });

  test('asks again every five seconds where a budget does not allow it now', async () => {
    const clock = new ManualClock();
    const { client, calls } = clusterOf([podOf('a')], [429, 429]);
    const draining = drain(client, 'node-1', { clock });
    for (let at = 0; at < 3; at++) await clock.advance(5000);
    expect((await draining).evicted).toHaveLength(1);
    expect(calls.filter((call) => call.endsWith('eviction'))).toHaveLength(3);
  });

  test('ends with the time and names what is still there', async () => {
    const clock = new ManualClock();
    const { client } = clusterOf([podOf('a')], Array<number>(100).fill(429));
    const draining = drain(client, 'node-1', { clock, timeoutMs: 12_000 }).catch(String);
    for (let at = 0; at < 4; at++) await clock.advance(5000);
    expect(await draining).toContain('after 12 s these pods are still there: web/a');
  });

  test('ends with an eviction that is refused for good, for all pods', async () => {
    const clock = new ManualClock();
    const { client, calls } = clusterOf([podOf('a'), podOf('b')], [429, 403]);
    const error: unknown = await drain(client, 'node-1', { clock }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'api' });
    await clock.advance(60_000);
    expect(calls.filter((call) => call.endsWith('eviction'))).toHaveLength(2);
  });
});
