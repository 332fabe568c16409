import { describe, expect, test } from '@jest/globals';
import { Api } from '../api/api.js';
import { Client } from '../client/client.js';
import { codeOf } from '../errors.js';
import { DaemonSet, Deployment, StatefulSet } from '../k8s/apps-v1.js';
import { respond, type KubeRequest } from '../request/http.js';
import { ManualClock } from '../testing/index.js';
import { pause, restart, resume, untilRolledOut } from './rollout.js';
import { rolloutOf } from './rollout-status.js';
import { revisionsOf, undo } from './undo.js';
import type { Workload, WorkloadKind } from './workload.js';

const seen = { observedGeneration: 2 };
const of = (spec: Workload['spec'], status: Workload['status']): Workload => ({
  metadata: { generation: 2 },
  ...(spec && { spec }),
  status: { ...seen, ...status },
});

describe('a rollout', () => {
  test.each<[WorkloadKind, string, string, Workload]>([
    ['Deployment', 'waiting', 'not seen the change', of({}, { observedGeneration: 1 })],
    ['Deployment', 'waiting', '1 of 3 replicas are updated', of({ replicas: 3 }, { updatedReplicas: 1 })],
    ['Deployment', 'waiting', '2 old replicas are ending', of({ replicas: 3 }, { replicas: 5, updatedReplicas: 3 })],
    [
      'Deployment',
      'waiting',
      '2 of 3 updated replicas are available',
      of({ replicas: 3 }, { replicas: 3, updatedReplicas: 3, availableReplicas: 2 }),
    ],
    ['Deployment', 'done', 'updated and available', of({}, { replicas: 1, updatedReplicas: 1, availableReplicas: 1 })],
    [
      'Deployment',
      'failed',
      'deadline is over: too slow',
      of({}, { conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'too slow' }] }),
    ],
    ['StatefulSet', 'waiting', '1 of 2 pods are ready', of({ replicas: 2 }, { readyReplicas: 1 })],
    ['StatefulSet', 'waiting', 'at revision b', of({}, { readyReplicas: 1, currentRevision: 'a', updateRevision: 'b' })],
    ['StatefulSet', 'done', 'all pods', of({}, { readyReplicas: 1, currentRevision: 'b', updateRevision: 'b' })],
    [
      'StatefulSet',
      'waiting',
      '0 of 1 pods of the partition',
      of(
        { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } },
        { readyReplicas: 3, currentRevision: 'a', updateRevision: 'b' },
      ),
    ],
    [
      'StatefulSet',
      'done',
      'pods of the partition',
      of({ replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } }, { readyReplicas: 3, updatedReplicas: 1 }),
    ],
    ['DaemonSet', 'waiting', '1 of 2 nodes are updated', of({}, { desiredNumberScheduled: 2, updatedNumberScheduled: 1 })],
    [
      'DaemonSet',
      'waiting',
      '1 of 2 nodes are available',
      of({}, { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1 }),
    ],
    ['DaemonSet', 'done', 'all nodes', of({}, { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 })],
  ])('of a %s is %s: %s', (kind, state, words, workload) => {
    expect(rolloutOf(kind, workload)).toEqual({ state, message: expect.stringContaining(words) });
  });

  test('does not happen under OnDelete', () => {
    expect(rolloutOf('DaemonSet', of({ updateStrategy: { type: 'OnDelete' } }, {}))).toMatchObject({ state: 'failed' });
  });

  test('is asked of an object of a kind that has rollouts', () => {
    expect(() => rolloutOf('Job' as never, of({}, {}))).toThrow('rolloutOf knows Deployment, StatefulSet, DaemonSet');
    expect(() => rolloutOf('Deployment', undefined as never)).toThrow('rolloutOf takes a kind and an object of it');
  });
});

/** A server that answers by method and path, and keeps what it was sent. */
function scripted(answer: (call: string) => object): { readonly client: Client; readonly bodies: unknown[] } {
  const bodies: unknown[] = [];
  const service = (request: KubeRequest) => {
    if (request.body !== undefined) bodies.push(JSON.parse(String(request.body)));
    return Promise.resolve(
      respond(200, JSON.stringify(answer(`${request.method} ${request.path.replace(/\?.*/, '').split('/').slice(3).join('/')}`))),
    );
  };
  return { client: Client.of(service, { fieldManager: 'ops' }), bodies };
}

const metadata = { name: 'x', namespace: 'web', uid: 'u', resourceVersion: '7', generation: 2 };
const deployment = (spec: object = {}, status: object = {}): object => ({ metadata, spec, status: { ...seen, ...status } });

describe('restart, pause and resume', () => {
  test('are patches of a Deployment', async () => {
    const { client, bodies } = scripted(() => deployment());
    const api = Api.namespaced(client, Deployment, 'web');
    await restart(api, 'x');
    await pause(api, 'x');
    await resume(api, 'x');
    expect(bodies).toEqual([
      {
        spec: {
          template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': expect.stringMatching(/^[\d-]+T[\d:]+Z$/) } } },
        },
      },
      { spec: { paused: true } },
      { spec: { paused: null } },
    ]);
  });

  test('are refused where nothing would happen', async () => {
    const { client, bodies } = scripted(() => deployment({ paused: true }));
    expect(await restart(Api.namespaced(client, Deployment, 'web'), 'x').catch(codeOf)).toBe('rollout');
    expect(await pause(Api.namespaced(client, StatefulSet, 'web'), 'x').catch(codeOf)).toBe('rollout');
    expect(bodies).toEqual([]);
  });
});

describe('waiting for a rollout', () => {
  const api = (statuses: object[]): Api<Deployment> =>
    Api.namespaced(scripted(() => deployment({}, statuses.length > 1 ? statuses.shift() : statuses[0])).client, Deployment, 'web');
  const done = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };

  test('tells each step once, and what it says at the end', async () => {
    const clock = new ManualClock();
    const told: string[] = [];
    const waiting = untilRolledOut(api([{}, {}, { updatedReplicas: 1, replicas: 1 }, done]), 'x', {
      clock,
      onProgress: (words) => told.push(words),
    });
    for (let at = 0; at < 4; at++) await clock.advance(2000);
    expect(await waiting).toBe('all replicas are updated and available');
    expect(told).toEqual(['0 of 1 replicas are updated', '0 of 1 updated replicas are available']);
  });

  test('ends with the time, and at the signal', async () => {
    const clock = new ManualClock();
    const late = untilRolledOut(api([{}]), 'x', { clock, timeoutMs: 5000 }).catch(String);
    for (let at = 0; at < 4; at++) await clock.advance(2000);
    expect(await late).toContain('Deployment x is not rolled out after 5 s: 0 of 1 replicas are updated');
    const controller = new AbortController();
    const left = untilRolledOut(api([{}]), 'x', { clock, signal: controller.signal }).catch(String);
    await clock.advance(0);
    controller.abort(new Error('enough'));
    expect(await left).toContain('enough');
  });
});

describe('undo', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x', uid: 'u', controller: true };
  const replicaSet = (revision: string, image: string, uid = 'u'): object => ({
    metadata: { name: `x-${image}`, ownerReferences: [{ ...owner, uid }], annotations: { 'deployment.kubernetes.io/revision': revision } },
    spec: { template: { metadata: { labels: { app: 'x', 'pod-template-hash': image } }, spec: { containers: [{ image }] } } },
  });
  const template = (image: string): object => ({ metadata: { labels: { app: 'x' } }, spec: { containers: [{ image }] } });
  const cluster = (spec: object = {}): ReturnType<typeof scripted> =>
    scripted((call) =>
      call.endsWith('replicasets')
        ? { items: [replicaSet('10', 'c'), replicaSet('2', 'b'), replicaSet('1', 'a'), replicaSet('3', 'alien', 'other')], metadata: {} }
        : deployment({ selector: { matchLabels: { app: 'x' } }, template: template('c'), ...spec }),
    );

  test('takes the template of the revision before, by number and not by text, without the hash', async () => {
    const { client, bodies } = cluster();
    await undo(Api.namespaced(client, Deployment, 'web'), 'x');
    expect(bodies).toEqual([
      [
        { op: 'test', path: '/metadata/uid', value: 'u' },
        { op: 'test', path: '/spec/template', value: template('c') },
        { op: 'replace', path: '/spec/template', value: template('b') },
      ],
    ]);
    expect((await revisionsOf(Api.namespaced(client, Deployment, 'web'), 'x')).map(({ revision }) => revision)).toEqual([1, 2, 10]);
  });

  test('does not go over a template that somebody else changed meanwhile, and passes on what the server says of the template itself', async () => {
    const refused = () => respond(422, JSON.stringify({ kind: 'Status', status: 'Failure', code: 422, reason: 'Invalid', message: 'no' }));
    const undoing = async (after: string): Promise<unknown> => {
      let patched = false;
      const client = Client.of((request) => {
        if (request.method === 'PATCH') patched = true;
        if (request.method === 'PATCH') return Promise.resolve(refused());
        const answer = request.path.includes('replicasets')
          ? { items: [replicaSet('1', 'a'), replicaSet('2', 'b')], metadata: {} }
          : deployment({ selector: { matchLabels: { app: 'x' } }, template: template(patched ? after : 'b') });
        return Promise.resolve(respond(200, JSON.stringify(answer)));
      });
      return undo(Api.namespaced(client, Deployment, 'web'), 'x').catch(String);
    };
    expect(await undoing('z')).toContain('the template of Deployment x was changed by somebody else meanwhile');
    expect(await undoing('b')).toContain('ApiError: no');
  });

  test('writes nothing where the template is that one already, and refuses a revision that is not kept', async () => {
    const { client, bodies } = cluster();
    const api = Api.namespaced(client, Deployment, 'web');
    await undo(api, 'x', { toRevision: 10 });
    expect(await undo(api, 'x', { toRevision: 4 }).catch(String)).toContain(
      'Deployment x has no revision 4; the revisions kept are: 1, 2, 10',
    );
    expect(await undo(api, 'x', { toRevision: -1 }).catch(codeOf)).toBe('params');
    expect(await undo(Api.namespaced(cluster({ paused: true }).client, Deployment, 'web'), 'x').catch(codeOf)).toBe('rollout');
    expect(bodies).toEqual([]);
  });

  test('reads the revisions of a DaemonSet from its ControllerRevisions', async () => {
    const revision = (number: number, image: string): object => ({
      metadata: { name: image, ownerReferences: [{ ...owner, kind: 'DaemonSet' }] },
      revision: number,
      data: { spec: { template: { $patch: 'replace', ...template(image) } } },
    });
    const { client, bodies } = scripted((call) =>
      call.endsWith('controllerrevisions')
        ? { items: [revision(2, 'b'), revision(1, 'a')], metadata: {} }
        : deployment({ template: template('b') }),
    );
    await undo(Api.namespaced(client, DaemonSet, 'web'), 'x');
    expect(bodies).toEqual([[expect.anything(), expect.anything(), { op: 'replace', path: '/spec/template', value: template('a') }]]);
  });
});
