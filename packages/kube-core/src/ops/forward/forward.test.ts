import { connect, Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { Peer } from '../../../test/streams/peer.js';
import { Client } from '../../client/client.js';
import { codeOf } from '../../errors.js';
import type { Pod } from '../../k8s/core-v1.js';
import { respond, type KubeRequest, type KubeResponse } from '../../request/http.js';
import { ManualClock } from '../../util/async/clock.js';
import { forward, type Forward, type ForwardOptions } from './forward.js';
import type { ForwardTarget } from './target.js';

/** The pod's end of a connection: says its name and gives back what it is sent. */
class Echo extends Peer {
  constructor(name: string, port: number) {
    super('v4.channel.k8s.io');
    const header = Buffer.of(port & 0xff, port >> 8);
    this.says(0, header);
    this.says(1, header);
    this.says(0, `${name}:${port} `);
  }

  override send(message: Uint8Array): Promise<void> {
    this.says(0, message.subarray(1));
    return Promise.resolve();
  }
}

const notFound = { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404, message: 'not found' };

/** What a forward asks of a server: objects, and connections to ports of pods. */
class Cluster {
  readonly asked: string[] = [];
  readonly peers: Peer[] = [];
  pods: Pod[] = [];
  readonly objects: Record<string, object> = {};
  readonly client = Client.of((request) => Promise.resolve(this.#answer(request)), { defaultNamespace: 'web' });

  add(name: string, { phase = 'Running', ready = true, second = 0, ports = [{ name: 'http', containerPort: 8080 }] } = {}): this {
    const creationTimestamp = `2026-01-01T00:00:0${second}Z`;
    this.pods.push({
      metadata: { name, namespace: 'web', uid: `uid-${name}-${second}`, creationTimestamp },
      spec: { containers: [{ name: 'main', ports }] },
      status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
    });
    return this;
  }

  #answer({ path, upgrade }: KubeRequest): KubeResponse {
    const { pathname, searchParams } = new URL(path, 'http://h');
    this.asked.push(pathname + (searchParams.get('labelSelector') ?? ''));
    const [resource = '', name, subresource] = pathname.split('/namespaces/web/')[1]?.split('/') ?? [];
    if (resource === 'pods' && name === undefined) return json(200, { kind: 'PodList', metadata: {}, items: this.pods });
    const found = resource === 'pods' ? this.pods.find(({ metadata }) => metadata?.name === name) : this.objects[`${resource}/${name}`];
    if (found === undefined) return json(404, notFound);
    if (subresource === undefined || upgrade === undefined) return json(200, found);
    const peer = new Echo(name ?? '', Number(searchParams.get('ports')));
    this.peers.push(peer);
    return { ...respond(101), socket: peer };
  }
}

const json = (status: number, body: object): KubeResponse => respond(status, JSON.stringify(body), { 'content-type': 'application/json' });

const open = new Set<Forward>();
afterEach(async () => {
  for (const each of open) await each.close();
  open.clear();
});

async function start(cluster: Cluster, target: ForwardTarget, options: ForwardOptions): Promise<Forward> {
  const opened = await forward(cluster.client, target, options);
  open.add(opened);
  return opened;
}

const dial = ({ ports }: Forward, at = 0): Socket => connect({ port: ports[at]?.local ?? 0, host: '127.0.0.1', allowHalfOpen: true });

/** Says something, and reads what comes until it has come back. */
async function said(socket: Socket, words: string): Promise<string> {
  socket.write(words);
  let heard = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) if ((heard += String(chunk)).endsWith(words)) return heard;
  return heard;
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );

const service = (spec: object): object => ({ kind: 'Service', metadata: { name: 'nginx', namespace: 'web' }, spec });

describe('where a port leads', () => {
  const nginx = {
    selector: { app: 'nginx' },
    clusterIP: '10.0.0.1',
    ports: [{ name: 'web', port: 80, targetPort: 'http' }, { port: 81, targetPort: 9090 }, { port: 82 }, { port: 53, protocol: 'UDP' }],
  };

  test.each<[string, ForwardTarget, string | number, string]>([
    ['of a pod is that port', 'nginx-0', ':9000', 'nginx-0:9000'],
    ['of a pod may be a name of one of its containers', 'pod/nginx-0', ':http', 'nginx-0:8080'],
    ['of a service is its target port, a name', 'svc/nginx', ':80', 'nginx-0:8080'],
    ['of a service, by its name', 'service/nginx', ':web', 'nginx-0:8080'],
    ['of a service is its target port, a number', 'services/nginx', ':81', 'nginx-0:9090'],
    ['of a service without a target port is the same', 'svc/nginx', ':82', 'nginx-0:82'],
    ['of a headless service is the same', 'svc/headless', ':80', 'nginx-0:80'],
    ['of a Deployment is that of a pod', 'deploy/nginx', ':http', 'nginx-0:8080'],
    ['of an object is that of a text', { kind: 'StatefulSet', metadata: { name: 'nginx', namespace: 'web' } }, ':1', 'nginx-0:1'],
  ])('%s', async (_what, target, port, reached) => {
    const cluster = new Cluster().add('nginx-0');
    const workload = { metadata: { name: 'nginx', namespace: 'web' }, spec: { selector: { matchLabels: { app: 'nginx' } } } };
    cluster.objects['services/nginx'] = service(nginx);
    cluster.objects['services/headless'] = service({ ...nginx, clusterIP: 'None' });
    cluster.objects['deployments/nginx'] = workload;
    cluster.objects['statefulsets/nginx'] = workload;
    const opened = await start(cluster, target, { ports: port });
    expect(await said(dial(opened), 'hello')).toBe(`${reached} hello`);
    const selects = cluster.asked.find((path) => path.includes('/pods') && path.includes('app'));
    expect(selects?.split('pods')[1]).toBe(typeof target === 'string' && target.includes('nginx-0') ? undefined : 'app=nginx');
  });

  test.each<[string, ForwardTarget, string | number, RegExp]>([
    ['a service without that port', 'svc/nginx', 8080, /service nginx has no port 8080; it has web, 81, 82, 53/],
    ['a service with that port of UDP', 'svc/nginx', 53, /port of service nginx is one of UDP/],
    ['a pod without that name', 'nginx-0', 'https', /pod nginx-0 has no port https; it has http/],
    ['a service without a selector', 'svc/external', 80, /service\/external selects no pods/],
    ['a pod that has ended', 'done', 80, /pod done has ended \(Succeeded\)/],
  ])('is nowhere for %s', async (_what, target, ports, words) => {
    const cluster = new Cluster().add('nginx-0').add('done', { phase: 'Succeeded' });
    cluster.objects['services/nginx'] = service(nginx);
    cluster.objects['services/external'] = service({ ports: [{ port: 80 }] });
    expect(await errorOf(start(cluster, target, { ports }))).toMatchObject({
      code: 'port-forward',
      message: expect.stringMatching(words),
    });
  });

  test.each<[string, ForwardTarget, unknown, RegExp]>([
    ['no port', 'x', '80:', /"80:" is no port to forward/],
    ['a port out of range', 'x', '70000:80', /no port to forward/],
    ['port 0 there', 'x', 0, /no port to forward/],
    ['no ports', 'x', [], /ports is a list; give ports, 80/],
    ['an object for a port', 'x', [{}], /this is an object/],
    ['a kind that has no pods', 'secret/x', 80, /not forwarded to "secret"/],
    ['a kind that is misspelt', 'deploymnet/x', 80, /did you mean deployment\?/],
    ['a text that is no target', 'a/b/c', 80, /"a\/b\/c" is nothing to forward to/],
  ])('is refused for %s before anything is asked', async (_what, target, ports, words) => {
    const cluster = new Cluster();
    const error = await errorOf(start(cluster, target, { ports: ports as number }));
    expect(error).toMatchObject({ code: 'option', message: expect.stringMatching(words) });
    expect(cluster.asked).toEqual([]);
  });

  test('is refused with an option that there is not', async () => {
    const options = { ports: 80, adress: '::1' };
    expect(await errorOf(start(new Cluster(), 'x', options))).toMatchObject({
      message: 'forward() has no option "adress"; did you mean address?',
    });
  });
});

describe('ports here', () => {
  test('are several, each for its own, and the same as there unless another is asked for', async () => {
    const cluster = new Cluster().add('nginx-0');
    const probe = await start(cluster, 'nginx-0', { ports: [':1', ':2'] });
    const [first, second] = probe.ports.map(({ local }) => local);
    expect(probe.ports).toMatchObject([{ address: '127.0.0.1', remote: 1 }, { remote: 2 }]);
    expect(await Promise.all([said(dial(probe, 0), 'a'), said(dial(probe, 1), 'b')])).toEqual(['nginx-0:1 a', 'nginx-0:2 b']);
    await probe.close();
    const opened = await start(cluster, 'nginx-0', { ports: [first ?? 0, `${second}:http`] });
    expect(opened.ports.map(({ local }) => local)).toEqual([first, second]);
  });

  test('that are in use are told, and none of the others stays open', async () => {
    const cluster = new Cluster().add('nginx-0');
    const taken = (await start(cluster, 'nginx-0', { ports: ':80' })).ports[0]?.local ?? 0;
    const free = await start(cluster, 'nginx-0', { ports: ':80' });
    const again = free.ports[0]?.local ?? 0;
    await free.close();
    expect(await errorOf(start(cluster, 'nginx-0', { ports: [`${again}:80`, `${taken}:80`] }))).toMatchObject({
      code: 'port-forward',
      message: `port ${taken} of 127.0.0.1 is in use; take another, or ':80' for any that is free`,
    });
    await start(cluster, 'nginx-0', { ports: `${again}:80` });
  });

  test('of an address that this machine does not have are told', async () => {
    const options = { ports: ':80', address: '203.0.113.1' };
    expect(await errorOf(start(new Cluster().add('x'), 'x', options))).toMatchObject({
      message: expect.stringContaining('nothing can listen on port 0 of 203.0.113.1'),
    });
  });
});

describe('a connection', () => {
  test('that has said its last word still gets the answer', async () => {
    const cluster = new Cluster().add('nginx-0');
    const opened = await start(cluster, 'nginx-0', { ports: ':80' });
    const socket = dial(opened);
    socket.end('question');
    let answer = '';
    socket.on('data', (piece) => (answer += String(piece)));
    while (!answer.endsWith('question')) await new Promise((resolve) => socket.once('data', resolve));
    cluster.peers[0]?.says(0, ' late');
    cluster.peers[0]?.messages.end();
    await new Promise((resolve) => socket.once('end', resolve));
    expect(answer).toBe('nginx-0:80 question late');
  });

  test('that breaks in the pod is reset here and told, and the forward goes on', async () => {
    const cluster = new Cluster().add('nginx-0');
    const failures: unknown[] = [];
    const opened = await start(cluster, 'nginx-0', { ports: ':80', onFailure: (error) => failures.push(error) });
    const socket = dial(opened);
    await said(socket, 'a');
    const broken = errorOf(text(socket));
    cluster.peers[0]?.says(1, 'connection refused');
    cluster.peers[0]?.messages.end();
    expect(codeOf(await broken)).toBe('ECONNRESET');
    expect(failures).toMatchObject([{ code: 'port-forward', message: 'port 80 of the pod cannot be reached: connection refused' }]);
    expect(await said(dial(opened), 'b')).toBe('nginx-0:80 b');
  });

  test('goes to the newest pod that is ready, and to another when that has gone', async () => {
    const cluster = new Cluster().add('old').add('unready', { second: 9, ready: false }).add('new', { second: 5 });
    cluster.objects['services/nginx'] = service({ selector: { app: 'nginx' }, ports: [{ port: 80 }] });
    const steps: string[] = [];
    const opened = await start(cluster, 'svc/nginx', { ports: ':80', onProgress: ({ state, pod }) => steps.push(`${state} ${pod}`) });
    expect(await said(dial(opened), 'x')).toBe('new:80 x');
    cluster.pods = cluster.pods.filter(({ metadata }) => metadata?.name !== 'new');
    const both = await Promise.all([said(dial(opened), 'y'), said(dial(opened), 'z')]);
    expect([both, opened.pod, steps]).toEqual([['old:80 y', 'old:80 z'], 'old', ['forwarding new', 'forwarding old']]);
  });

  test('waits while no pod is ready, and is reset when none comes in time', async () => {
    const cluster = new Cluster().add('only');
    const clock = new ManualClock();
    cluster.objects['services/nginx'] = service({ selector: { app: 'nginx' }, ports: [{ port: 80 }] });
    const told: unknown[] = [];
    const failed = new Promise((resolve) => told.push(resolve));
    const options = { ports: ':80', clock, timeoutMs: 3000, onFailure: told[0] as (error: unknown) => void };
    const opened = await start(cluster, 'svc/nginx', options);
    cluster.pods = [];
    const socket = dial(opened);
    const broken = errorOf(text(socket));
    for (let second = 0; second < 3; second++) {
      while (clock.pending === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      await clock.advance(1000);
    }
    expect(await failed).toMatchObject({ code: 'port-forward', message: 'service/nginx had no pod that can be connected to for 3 s' });
    expect(codeOf(await broken)).toBe('ECONNRESET');
    const waiting = said(dial(opened), 'x');
    while (clock.pending === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    cluster.add('next');
    await clock.advance(1000);
    expect(await waiting).toBe('next:80 x');
  });
});

test('a connection that this process cannot take is told, and the forward goes on', async () => {
  const listening = jest.spyOn(Server.prototype, 'listen');
  const failures: unknown[] = [];
  const opened = await start(new Cluster().add('nginx-0'), 'nginx-0', { ports: ':80', onFailure: (error) => failures.push(error) });
  const [server] = listening.mock.contexts as Server[]; // what listen() was called of
  listening.mockRestore();
  const failure = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' });
  for (let times = 0; times < 2; times++) server?.emit('error', failure);
  expect(failures).toMatchObject(Array(2).fill({ code: 'port-forward', message: expect.stringContaining('accept EMFILE') }));
  const socket = dial(opened);
  expect(await said(socket, 'x')).toBe('nginx-0:80 x');
  socket.destroy();
});

describe('the end of a forward', () => {
  test('ends its connections, there as well, and listens no more', async () => {
    const cluster = new Cluster().add('nginx-0');
    const opened = await start(cluster, 'nginx-0', { ports: [':80', ':81'] });
    const sockets = [dial(opened, 0), dial(opened, 1)];
    await Promise.all(sockets.map((socket) => said(socket, 'x')));
    const ends = sockets.map((socket) => text(socket).catch(codeOf));
    await opened.close();
    await opened.closed;
    await Promise.all(ends);
    expect(cluster.peers.map(({ disposed }) => disposed > 0)).toEqual([true, true]);
    expect(await errorOf(new Promise((_resolve, reject) => dial(opened).once('error', reject)))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('comes with its signal, also while it waits for a pod', async () => {
    const cluster = new Cluster().add('nginx-0').add('pending', { phase: 'Pending' });
    const controller = new AbortController();
    const opened = await start(cluster, 'nginx-0', { ports: ':80', signal: controller.signal });
    const waiting = errorOf(start(cluster, 'pending', { ports: ':80', signal: controller.signal }));
    controller.abort(new Error('enough'));
    await opened.closed;
    expect(await waiting).toMatchObject({ message: 'enough' });
    expect(await errorOf(start(cluster, 'nginx-0', { ports: 80, signal: controller.signal }))).toMatchObject({ message: 'enough' });
  });
});
