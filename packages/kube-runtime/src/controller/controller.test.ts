import { afterEach, describe, expect, test } from '@jest/globals';
import { Api, Client, ownerReference, type Stored } from 'kube-core';
import { ConfigMap, Deployment, Namespace } from 'kube-core/k8s';
import { ApiServer, ManualClock, type KubeRequest } from 'kube-core/testing';
import { generation } from '../operators/predicates.js';
import type { Cached } from '../watcher/event.js';
import { Action } from './action.js';
import type { Reconcile, ReconcileContext } from './context.js';
import { Controller, type ControllerBuilder, type Outcome } from './controller.js';
import { TerminalError } from './errors.js';
import type { ControllerFailure, ReconcileOptions } from './options.js';

const deadline = 5000;

/** Waits until something is so; fails with what it last saw. */
async function until(check: () => boolean | Promise<boolean>, what = 'what the test waits for'): Promise<void> {
  const end = Date.now() + deadline;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
/** Long enough for anything that should not happen to happen in a process without a network. */
const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));

interface World {
  readonly server: ApiServer;
  readonly client: Client;
  readonly requests: KubeRequest[];
  readonly configMaps: Api<ConfigMap>;
  readonly deployments: Api<Deployment>;
  /** Lets requests whose path matches wait until it resolves. */
  hold: { readonly path: RegExp; readonly until: Promise<void> } | undefined;
}

let stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops) await stop();
  stops = [];
});

async function world(): Promise<World> {
  const server = await ApiServer.start();
  const requests: KubeRequest[] = [];
  const it: { hold: World['hold'] } = { hold: undefined };
  const client = Client.of(
    async (request) => {
      requests.push(request);
      if (it.hold?.path.test(request.path) === true) await it.hold.until;
      return server.service(request);
    },
    { fieldManager: 'test' },
  );
  stops.push(async () => server[Symbol.asyncDispose]());
  return Object.assign(it, {
    server,
    client,
    requests,
    configMaps: Api.namespaced(client, ConfigMap, 'default'),
    deployments: Api.namespaced(client, Deployment, 'default'),
  });
}

interface Running {
  readonly outcomes: Outcome[];
  readonly failures: ControllerFailure[];
  readonly ended: Promise<void>;
  stop(): Promise<void>;
  force(): void;
}

function run<K extends object>(builder: ControllerBuilder<K>, reconcile: Reconcile<K>, options: ReconcileOptions = {}): Running {
  const failures: ControllerFailure[] = [];
  const outcomes: Outcome[] = [];
  const controller = builder.reconcile(reconcile, { onFailure: (failure) => failures.push(failure), ...options });
  controller.results.subscribe((outcome) => outcomes.push(outcome));
  const [signal, force] = [new AbortController(), new AbortController()];
  const ended = controller.run({ signal: signal.signal, force: force.signal });
  const stop = (): Promise<void> => {
    signal.abort();
    return ended;
  };
  stops.unshift(() => {
    force.abort();
    return stop();
  });
  return { outcomes, failures, ended, stop, force: () => force.abort() };
}

const spec = (replicas = 1) => ({
  replicas,
  selector: { matchLabels: { app: 'x' } },
  template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'main', image: 'x' }] } },
});
const childOf = (owner: Cached<Deployment> | Stored<Deployment>) => ({
  metadata: { name: `${owner.metadata.name}-child`, namespace: 'default', ownerReferences: [ownerReference(Deployment, owner)] },
  data: { replicas: String(owner.spec?.replicas ?? 0) },
});
const names = (seen: readonly ReconcileContext<ConfigMap>[]): string[] => seen.map(({ object }) => object.metadata.name);

/** Records every call of a reconcile of config maps in the namespace, but for the one that every namespace has. */
function recorder(then: (context: ReconcileContext<ConfigMap>) => Promise<Action | void> = async () => {}) {
  const seen: ReconcileContext<ConfigMap>[] = [];
  const reconcile: Reconcile<ConfigMap> = async (context) => {
    if (context.object.metadata.name === 'kube-root-ca.crt') return;
    seen.push(context);
    return then(context);
  };
  return { seen, reconcile };
}

describe('what is reconciled', () => {
  test('is every object that exists, then every one that is created or changed', async () => {
    const { configMaps } = await world();
    await configMaps.create({ metadata: { name: 'a' } });
    const { seen, reconcile } = recorder();
    run(Controller.for(configMaps), reconcile);
    await until(() => seen.length === 1);
    await configMaps.create({ metadata: { name: 'b' } });
    await until(() => seen.length === 2);
    await configMaps.patch('a', { merge: { data: { x: 'y' } } });
    await until(() => seen.length === 3);
    expect(names(seen)).toEqual(['a', 'b', 'a']);
    expect(seen[2]?.object.data).toEqual({ x: 'y' });
    expect(seen[2]?.attempt).toBe(1);
  });

  test('is frozen and without managedFields', async () => {
    const { configMaps } = await world();
    await configMaps.create({ metadata: { name: 'a' }, data: { x: 'y' } });
    const { seen, reconcile } = recorder();
    run(Controller.for(configMaps), reconcile);
    await until(() => seen.length === 1);
    expect(seen[0]?.object.metadata).not.toHaveProperty('managedFields');
    expect(Object.isFrozen(seen[0]?.object.data)).toBe(true);
  });

  test('is nothing before every list is complete', async () => {
    const it = await world();
    await it.configMaps.create({ metadata: { name: 'a' } });
    let release = (): void => undefined;
    it.hold = { path: /deployments/, until: new Promise((resolve) => (release = resolve)) };
    const { seen, reconcile } = recorder();
    run(Controller.for(it.configMaps).owns(it.deployments), reconcile);
    await quiet();
    expect(seen).toEqual([]);
    release();
    await until(() => seen.length === 1);
  });

  test('is not an object that was deleted', async () => {
    const { configMaps } = await world();
    await configMaps.create({ metadata: { name: 'a' } });
    const { seen, reconcile } = recorder(async () => Action.requeue(20));
    const controller = Controller.for(configMaps);
    run(controller, reconcile);
    await until(() => seen.length === 1);
    await configMaps.delete('a');
    await quiet();
    const calls = seen.length;
    await quiet();
    expect(seen.length).toBe(calls);
  });

  test('is not what a second list brings unchanged', async () => {
    const { configMaps, server } = await world();
    await configMaps.create({ metadata: { name: 'a' } });
    await configMaps.create({ metadata: { name: 'b' } });
    const { seen, reconcile } = recorder();
    let starts = 0;
    const client = Client.of(async (request) => {
      const response = await server.service(request);
      if (!request.path.includes('watch=true') || starts++ > 0) return response;
      return { ...response, body: expireAfterList(response.body) };
    });
    run(Controller.for(Api.namespaced(client, ConfigMap, 'default'), { initialList: 'paged' }), reconcile);
    await until(() => seen.length === 2);
    await configMaps.patch('b', { merge: { data: { x: 'y' } } });
    await until(() => seen.length === 3, 'the change after the second list');
    expect(names(seen)).toEqual(['a', 'b', 'b']);
  });

  test('with `on`, is only what changed in that way', async () => {
    const { deployments } = await world();
    const seen: (number | undefined)[] = [];
    let writes = 0;
    run(Controller.for(deployments, { on: generation }), async ({ object }) => {
      seen.push(object.metadata.generation);
      await deployments.applyStatus(object, { observedGeneration: object.metadata.generation ?? 0, replicas: ++writes });
    });
    await deployments.create({ metadata: { name: 'a' }, spec: spec() });
    await until(() => seen.length === 1);
    await quiet();
    await deployments.patch('a', { merge: { spec: { replicas: 2 } } });
    await until(() => seen.length === 2);
    await quiet();
    expect(seen).toEqual([1, 2]);
  });

  test('with an `on` that throws, is what it threw for', async () => {
    const { configMaps } = await world();
    const { seen, reconcile } = recorder();
    const on = ({ data }: { readonly data?: Readonly<Record<string, string>> }): unknown => {
      if (data?.bad === 'yes') throw new Error('cannot tell');
      return data?.x;
    };
    const { failures } = run(Controller.for(configMaps, { on }), reconcile);
    await configMaps.create({ metadata: { name: 'a' }, data: { x: '1' } });
    await until(() => seen.length === 1);
    await configMaps.patch('a', { merge: { data: { y: '2' } } });
    await configMaps.patch('a', { merge: { data: { bad: 'yes' } } });
    await until(() => seen.length === 2);
    expect(seen[1]?.object.data).toEqual({ x: '1', y: '2', bad: 'yes' });
    expect(failures.map(({ message }) => message)).toEqual(['the function given to on threw for ConfigMap default/a: cannot tell']);
  });

  test('settles when a reconcile writes the same status again', async () => {
    const { deployments } = await world();
    let calls = 0;
    run(Controller.for(deployments), async ({ object }) => {
      calls++;
      await deployments.applyStatus(object, { observedGeneration: object.metadata.generation ?? 0 });
    });
    await deployments.create({ metadata: { name: 'a' }, spec: spec() });
    await until(() => calls >= 2);
    await quiet();
    expect(calls).toBe(2);
  });
});

/** Ends a watch with 410 as soon as it is opened. */
async function* expireAfterList(_body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from('{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}\n');
}

describe('what an object owns', () => {
  const keepChild =
    (configMaps: Api<ConfigMap>): Reconcile<Deployment> =>
    async ({ object, signal }) => {
      await configMaps.apply(childOf(object), { force: true, signal });
    };

  test('is made anew when it is deleted, and put right when it is changed', async () => {
    const { configMaps, deployments } = await world();
    run(Controller.for(deployments).owns(configMaps), keepChild(configMaps));
    await deployments.create({ metadata: { name: 'a' }, spec: spec() });
    const uid = async (): Promise<string | undefined> => (await configMaps.find('a-child'))?.metadata.uid;
    await until(async () => (await uid()) !== undefined);
    const first = await uid();
    await configMaps.delete('a-child');
    await until(async () => ![undefined, first].includes(await uid()));
    await configMaps.patch('a-child', { merge: { data: { replicas: 'wrong' } } });
    await until(async () => (await configMaps.get('a-child')).data?.replicas === '1');
  });

  test('is watched by its metadata alone, in the namespace of its Api', async () => {
    const { configMaps, deployments, requests } = await world();
    run(Controller.for(deployments).owns(configMaps), async () => {});
    await until(() => requests.some(({ path }) => path.includes('/configmaps')));
    const watch = requests.find(({ path }) => path.includes('/configmaps'));
    expect(watch?.path).toMatch(/^\/api\/v1\/namespaces\/default\/configmaps\?watch=true/);
    expect(watch?.headers.accept).toMatch(/as=PartialObjectMetadata/);
  });

  test('does not lead to an owner of the same name with another uid', async () => {
    const { configMaps, deployments } = await world();
    let calls = 0;
    run(Controller.for(deployments).owns(configMaps), async () => void calls++);
    const owner = await deployments.create({ metadata: { name: 'a' }, spec: spec() });
    await until(() => calls === 1);
    const earlier = {
      ...childOf(owner),
      metadata: { ...childOf(owner).metadata, ownerReferences: [{ ...ownerReference(Deployment, owner), uid: 'earlier' }] },
    };
    await configMaps.create(earlier);
    await quiet();
    expect(calls).toBe(1);
  });

  test('leads to its owner also when the owner is written down in another version', async () => {
    const { configMaps, deployments } = await world();
    let calls = 0;
    run(Controller.for(deployments).owns(configMaps), async () => void calls++);
    const owner = await deployments.create({ metadata: { name: 'a' }, spec: spec() });
    await until(() => calls === 1);
    const child = childOf(owner);
    await configMaps.create({
      ...child,
      metadata: { ...child.metadata, ownerReferences: [{ ...ownerReference(Deployment, owner), apiVersion: 'apps/v1beta1' }] },
    });
    await until(() => calls === 2);
  });

  test('leads to the owner it had before as well', async () => {
    const { configMaps, deployments } = await world();
    const seen: string[] = [];
    run(Controller.for(deployments).owns(configMaps), async ({ object }) => void seen.push(object.metadata.name));
    const a = await deployments.create({ metadata: { name: 'a' }, spec: spec() });
    const b = await deployments.create({ metadata: { name: 'b' }, spec: spec() });
    await configMaps.create(childOf(a));
    await until(() => seen.length === 3);
    seen.length = 0;
    await configMaps.patch('a-child', { merge: { metadata: { ownerReferences: [ownerReference(Deployment, b)] } } });
    await until(() => seen.length === 2);
    expect(seen.sort()).toEqual(['a', 'b']);
  });
});

describe('what is watched beside', () => {
  test('leads to what the function names, in the namespace of the object unless it says otherwise', async () => {
    const { configMaps, deployments, client } = await world();
    const { seen, reconcile } = recorder();
    await configMaps.create({ metadata: { name: 'a' } });
    await configMaps.create({ metadata: { name: 'b' } });
    const builder = Controller.for(configMaps)
      .watches(deployments, (object) => [{ name: object.metadata.labels?.config ?? '' }])
      .watches(Api.all(client, Namespace), (object) => (object.metadata.name === 'new' ? [{ name: 'b', namespace: 'default' }] : []));
    run(builder, reconcile);
    await until(() => seen.length === 2);
    seen.length = 0;
    await deployments.create({ metadata: { name: 'x', labels: { config: 'a' } }, spec: spec() });
    await until(() => seen.length === 1);
    await Api.all(client, Namespace).create({ metadata: { name: 'new' } });
    await until(() => seen.length === 2);
    expect(names(seen)).toEqual(['a', 'b']);
  });

  test('is told and left out when the function throws; others go on', async () => {
    const { configMaps, deployments } = await world();
    const { seen, reconcile } = recorder();
    await configMaps.create({ metadata: { name: 'a' } });
    const builder = Controller.for(configMaps).watches(deployments, ({ metadata }) => {
      if (metadata.name === 'bad') throw new Error('no label');
      return [{ name: 'a' }];
    });
    const { failures } = run(builder, reconcile);
    await until(() => seen.length === 1);
    await deployments.create({ metadata: { name: 'bad' }, spec: spec() });
    await deployments.create({ metadata: { name: 'good' }, spec: spec() });
    await until(() => seen.length === 2);
    expect(failures.map(({ message }) => message)).toEqual(['the function given to watches() threw for Deployment default/bad: no label']);
  });
});

describe('a reconcile', () => {
  test('is never run twice at once for one object, and runs again for a change that came meanwhile', async () => {
    const { configMaps } = await world();
    let running = 0;
    let most = 0;
    let release = (): void => undefined;
    const { seen, reconcile } = recorder(async () => {
      most = Math.max(most, ++running);
      if (seen.length === 1) await new Promise<void>((resolve) => (release = resolve));
      running--;
    });
    run(Controller.for(configMaps), reconcile);
    await configMaps.create({ metadata: { name: 'a' } });
    await until(() => seen.length === 1);
    for (const value of ['1', '2', '3']) await configMaps.patch('a', { merge: { data: { value } } });
    await quiet();
    expect(seen).toHaveLength(1);
    release();
    await until(() => seen.length === 2);
    await quiet();
    expect([seen.length, most, seen[1]?.object.data?.value]).toEqual([2, 1, '3']);
  });

  test('is run for so many objects at once and no more', async () => {
    const { configMaps } = await world();
    let running = 0;
    let most = 0;
    const { seen, reconcile } = recorder(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
    });
    for (let i = 0; i < 12; i++) await configMaps.create({ metadata: { name: `m${i}` } });
    run(Controller.for(configMaps), reconcile, { concurrency: 3 });
    await until(() => seen.length === 12);
    expect(most).toBe(3);
  });

  test('that throws is tried again after 5, 10, 20 ms, and others go on', async () => {
    const { configMaps } = await world();
    const clock = new ManualClock();
    const tries: number[] = [];
    const { seen, reconcile } = recorder(async ({ object, attempt }) => {
      if (object.metadata.name === 'good') return;
      tries.push(clock.now());
      if (attempt < 4) throw new Error(`broken ${attempt}`);
    });
    const start = clock.now();
    const { failures, outcomes } = run(Controller.for(configMaps), reconcile, { clock });
    await configMaps.create({ metadata: { name: 'bad' } });
    await until(() => failures.length === 1);
    await configMaps.create({ metadata: { name: 'good' } });
    await until(() => names(seen).includes('good'));
    await clock.advance(100);
    expect(tries.map((at) => at - start)).toEqual([0, 5, 15, 35]);
    expect(failures[0]?.message).toBe('reconciling ConfigMap default/bad failed (try 1; trying again in 5 ms): broken 1');
    expect(failures.map((failure) => 'attempt' in failure && [failure.attempt, failure.retryInMs])).toEqual([
      [1, 5],
      [2, 10],
      [3, 20],
    ]);
    expect(outcomes.at(-1)).toMatchObject({ type: 'reconciled', ref: { name: 'bad', namespace: 'default' }, attempt: 4 });
  });

  test('that succeeded begins with short waits when it fails again', async () => {
    const { configMaps } = await world();
    const clock = new ManualClock();
    const { seen, reconcile } = recorder(async () => {
      if (seen.length !== 3) throw new Error('broken');
    });
    const { failures } = run(Controller.for(configMaps), reconcile, { clock });
    await configMaps.create({ metadata: { name: 'a' } });
    await until(() => failures.length === 1);
    await clock.advance(20);
    expect(seen).toHaveLength(3);
    await configMaps.patch('a', { merge: { data: { x: 'y' } } });
    await until(() => failures.length === 3);
    expect(failures.map((failure) => 'retryInMs' in failure && failure.retryInMs)).toEqual([5, 10, 5]);
  });

  test('that throws synchronously is a failure like any other', async () => {
    const { configMaps } = await world();
    await configMaps.create({ metadata: { name: 'a' } });
    const { failures } = run(Controller.for(configMaps), () => {
      throw new Error('at once');
    });
    await until(() => failures.length > 0);
    expect(failures[0]?.message).toMatch(/at once/);
  });

  test('that throws a TerminalError waits for a change', async () => {
    const { configMaps } = await world();
    const clock = new ManualClock();
    const { seen, reconcile } = recorder(async () => {
      throw new TerminalError('the host is no name');
    });
    const { failures } = run(Controller.for(configMaps), reconcile, { clock });
    await configMaps.create({ metadata: { name: 'a' } });
    await until(() => seen.length === 1);
    await clock.advance(60_000);
    expect(seen).toHaveLength(1);
    await configMaps.patch('a', { merge: { data: { x: 'y' } } });
    await until(() => seen.length === 2);
    expect(seen[1]?.attempt).toBe(1);
    expect(failures[0]?.message).toBe(
      'reconciling ConfigMap default/a failed (try 1; not tried again until something changes): the host is no name',
    );
  });

  test('is run again after the time it asks for, or earlier for a change, which moves that time', async () => {
    const { configMaps } = await world();
    const clock = new ManualClock();
    const { seen, reconcile } = recorder(async () => Action.requeue(10_000));
    run(Controller.for(configMaps), reconcile, { clock });
    await configMaps.create({ metadata: { name: 'a' } });
    await until(() => seen.length === 1);
    await clock.advance(10_000);
    expect(seen).toHaveLength(2);
    await clock.advance(5000);
    await configMaps.patch('a', { merge: { data: { x: 'y' } } });
    await until(() => seen.length === 3);
    await clock.advance(9_999);
    expect(seen).toHaveLength(3);
    await clock.advance(1);
    expect(seen).toHaveLength(4);
  });

  test('cannot ask for a time that is none', () => {
    for (const ms of [-1, NaN, Infinity]) expect(() => Action.requeue(ms)).toThrow(/cannot be/);
  });
});

describe('a stop', () => {
  async function slow(options: ReconcileOptions = {}) {
    const it = await world();
    const clock = new ManualClock();
    let finish = (): void => undefined;
    const { seen, reconcile } = recorder(({ object }) =>
      object.metadata.name === 'slow' ? new Promise((resolve) => (finish = resolve)) : Promise.resolve(),
    );
    const running = run(Controller.for(it.configMaps), reconcile, { clock, concurrency: 1, ...options });
    await it.configMaps.create({ metadata: { name: 'slow' } });
    await until(() => seen.length === 1);
    let ended = false;
    void running.ended.then(() => (ended = true));
    return {
      ...it,
      ...running,
      clock,
      seen,
      finish: () => finish(),
      ended: () => ended,
      reconciled: () => running.outcomes.filter(({ type }) => type === 'reconciled').length,
    };
  }

  test('waits for what runs, and starts nothing that was waiting', async () => {
    const it = await slow();
    const before = it.reconciled();
    await it.configMaps.create({ metadata: { name: 'next' } });
    await quiet();
    const stopped = it.stop();
    await it.clock.advance(29_999);
    expect([it.ended(), it.seen[0]?.signal.aborted]).toEqual([false, false]);
    it.finish();
    await stopped;
    expect([names(it.seen), it.reconciled()]).toEqual([['slow'], before + 1]);
    expect(it.clock.pending).toBe(0);
  });

  test('aborts what does not end within 30 s, and drops what it still says', async () => {
    const it = await slow();
    const before = it.outcomes.length;
    const stopped = it.stop();
    await it.clock.advance(30_000);
    expect([it.ended(), it.seen[0]?.signal.aborted]).toEqual([false, true]);
    await it.clock.advance(1000);
    await stopped;
    it.finish();
    await quiet();
    expect(it.outcomes.length).toBe(before);
  });

  test('ends as soon as what was aborted has ended', async () => {
    const it = await slow();
    const stopped = it.stop();
    await it.clock.advance(30_000);
    it.finish();
    await stopped;
  });

  test('with force aborts at once', async () => {
    const it = await slow();
    it.force();
    await it.clock.advance(0);
    expect(it.seen[0]?.signal.aborted).toBe(true);
    await it.clock.advance(1000);
    expect(it.ended()).toBe(true);
  });

  test('with force aborts also what was waited for', async () => {
    const it = await slow();
    const stopped = it.stop();
    await it.clock.advance(5000);
    it.force();
    await it.clock.advance(0);
    expect(it.seen[0]?.signal.aborted).toBe(true);
    it.finish();
    await stopped;
  });

  test('before the lists are complete ends without a reconcile', async () => {
    const it = await world();
    await it.configMaps.create({ metadata: { name: 'a' } });
    it.hold = { path: /deployments/, until: new Promise(() => undefined) };
    const { seen, reconcile } = recorder();
    const running = run(Controller.for(it.configMaps).owns(it.deployments), reconcile);
    await quiet();
    await running.stop();
    expect(seen).toEqual([]);
  });

  test('completes the results', async () => {
    const { configMaps } = await world();
    const controller = Controller.for(configMaps).reconcile(async () => {});
    let completed = false;
    controller.results.subscribe({ complete: () => (completed = true) });
    await controller.run({ signal: AbortSignal.abort() });
    expect(completed).toBe(true);
    await expect(controller.run()).rejects.toThrow(/has run: make another/);
  });

  test('is not needed for a concurrency that cannot be', async () => {
    const { configMaps } = await world();
    expect(() => Controller.for(configMaps).reconcile(async () => {}, { concurrency: 0 })).toThrow(/a whole number from 1/);
  });
});
