import { describe, expect, test } from '@jest/globals';
import { Api, keyOf, type Client } from 'kube-core';
import { ConfigMap, Lease } from 'kube-core/k8s';
import { Controller, Manager, sharding, type Reconcile, type ShardingOptions } from 'kube-runtime';
import { until, world, type World } from '../world.js';

/** A short period: each change of the shares takes some tens of milliseconds. */
const times = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryPeriodMs: 20 };
const names = Array.from({ length: 12 }, (_, at) => `settings-${at}`);

interface Replica {
  readonly manager: Manager;
  readonly ended: Promise<string>;
  readonly force: AbortController;
  readonly failures: string[];
}

let replicas: Replica[] = [];

function replica(it: World, identity: string, reconcile: Reconcile<ConfigMap>, options: Partial<ShardingOptions> = {}): Replica {
  const failures: string[] = [];
  const force = new AbortController();
  const onFailure = (error: Error): void => void failures.push(error.message);
  const manager = new Manager(it.client, {
    signals: false,
    sharding: { name: 'website', shards: 4, identity, onFailure, ...times, ...options },
  }).add(Controller.for(it.configMaps).reconcile(reconcile, { onFailure }));
  const ended = manager.run({ force: force.signal }).then(
    () => 'ended',
    (error: unknown) => String(error),
  );
  const made = { manager, ended, force, failures };
  replicas.push(made);
  return made;
}

async function withObjects(): Promise<World> {
  const it = await world();
  replicas = [];
  for (const name of names) await it.configMaps.create({ metadata: { name } });
  return it;
}

async function end(): Promise<void> {
  for (const { manager } of replicas) await manager.close();
}

const leasesOf = async (client: Client): Promise<readonly Lease[]> =>
  (await Api.namespaced(client, Lease, 'default').list({ labelSelector: 'kube-runtime/sharding=website' })).items;

describe('managers that share the objects', () => {
  test('reconcile each object in one of them, whoever else sees it change', async () => {
    const it = await withObjects();
    const by = new Map<string, Set<string>>();
    const note =
      (identity: string): Reconcile<ConfigMap> =>
      async ({ object, shard }) => {
        if (shard?.isHeld() !== true) throw new Error('it is not ours');
        by.set(object.metadata.name, (by.get(object.metadata.name) ?? new Set()).add(identity));
      };
    const owned = new Map<string, readonly number[]>();
    const onShards = (identity: string) => (shards: readonly number[]) => void owned.set(identity, shards);
    replica(it, 'a', note('a'), { onShards: onShards('a') });
    replica(it, 'b', note('b'), { onShards: onShards('b') });
    await until(() => owned.get('a')?.length === 2 && owned.get('b')?.length === 2);
    by.clear();
    for (const name of names) await it.configMaps.patch(name, { merge: { data: { colour: 'blue' } } });
    await until(() => by.size === names.length);
    expect([...by.values()].map((each) => each.size)).toEqual(names.map(() => 1));
    expect(new Set([...by.values()].flatMap((each) => [...each]))).toEqual(new Set(['a', 'b']));
    await end();
    expect(replicas.flatMap(({ failures }) => failures)).toEqual([]);
  });

  test('hand a shard over when the reconciles of its objects have ended, and reconcile all of them anew', async () => {
    const it = await withObjects();
    const running = new Map<string, string>();
    const overlaps: string[] = [];
    const seenBy = { a: new Set<string>(), b: new Set<string>() };
    const work =
      (identity: 'a' | 'b'): Reconcile<ConfigMap> =>
      async ({ object }) => {
        const key = keyOf(object);
        if (running.has(key)) overlaps.push(key);
        running.set(key, identity);
        seenBy[identity].add(key);
        await new Promise((resolve) => setTimeout(resolve, 150)); // longer than a handover takes
        running.delete(key);
        return { requeueAfterMs: 1 };
      };
    replica(it, 'a', work('a'));
    await until(() => seenBy.a.size === names.length);
    replica(it, 'b', work('b'));
    await until(() => seenBy.b.size > 0);
    await replicas[0]?.manager.close();
    await until(() => seenBy.b.size === names.length);
    expect(overlaps).toEqual([]);
    await end();
  });

  test('abort the reconciles of a shard when its lease is lost, and go on with the others', async () => {
    const it = await withObjects();
    const lease = Api.namespaced(it.client, Lease, 'default');
    const { items } = await it.configMaps.list();
    const ours = sharding(it.client, { name: 'website', shards: 4 });
    const index = ours.shardOf(items[0]!);
    const inOne = items.filter((each) => ours.shardOf(each) === index);
    const aborted: string[] = [];
    const done = new Set<string>();
    let hold = true;
    const a = replica(it, 'a', async ({ object, signal, shard }) => {
      if (hold && shard?.index === index)
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            aborted.push(object.metadata.name);
            reject(new Error('cut'));
          }),
        );
      done.add(object.metadata.name);
    });
    await until(() => done.size === names.length - inOne.length);
    hold = false;
    await lease.patch(`website-4-uid-${index}`, { merge: { spec: { holderIdentity: 'thief', leaseDurationSeconds: 1 } } });
    await until(() => aborted.length === inOne.length);
    expect(aborted.sort()).toEqual(inOne.map(({ metadata }) => metadata.name).sort());
    await until(() => done.size === names.length); // the thief does not renew
    expect(a.failures).toEqual([]);
    await end();
    expect(await a.ended).toBe('ended');
  });

  test('end a replica whose work on a lost shard does not end, since another may own it', async () => {
    const it = await withObjects();
    let begun = false;
    const a = replica(it, 'a', () => {
      begun = true;
      return new Promise(() => undefined);
    });
    await until(() => begun);
    await Api.namespaced(it.client, Lease, 'default').patch('website-4-uid-0', { merge: { spec: { holderIdentity: 'thief' } } });
    await Api.namespaced(it.client, Lease, 'default').patch('website-4-uid-1', { merge: { spec: { holderIdentity: 'thief' } } });
    await Api.namespaced(it.client, Lease, 'default').patch('website-4-uid-2', { merge: { spec: { holderIdentity: 'thief' } } });
    await Api.namespaced(it.client, Lease, 'default').patch('website-4-uid-3', { merge: { spec: { holderIdentity: 'thief' } } });
    expect(await a.ended).toMatch(/LeadershipLost/);
  }, 15_000);

  test('give all leases back, and delete their records, when they end', async () => {
    const it = await withObjects();
    const done = new Set<string>();
    replica(it, 'a', async ({ object }) => void done.add(object.metadata.name));
    await until(() => done.size === names.length);
    expect((await leasesOf(it.client)).map(({ spec }) => spec?.holderIdentity)).toEqual(['a', 'a', 'a', 'a', 'a']);
    await end();
    expect((await leasesOf(it.client)).map(({ metadata, spec }) => [metadata?.name, spec?.holderIdentity])).toEqual(
      [0, 1, 2, 3].map((index) => [`website-4-uid-${index}`, undefined]),
    );
  });

  test('let the leases run out when they are forced to end', async () => {
    const it = await withObjects();
    let begun = false;
    const a = replica(it, 'a', ({ signal }) => {
      begun = true;
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    });
    await until(() => begun);
    a.force.abort();
    expect(await a.ended).toBe('ended');
    expect((await leasesOf(it.client)).filter(({ spec }) => spec?.holderIdentity === 'a').length).toBeGreaterThan(0);
  });

  test('wait for replicas that divide the objects otherwise', async () => {
    const it = await withObjects();
    const [old, young] = [new Set<string>(), new Set<string>()];
    replica(it, 'old', async ({ object }) => void old.add(object.metadata.name));
    await until(() => old.size === names.length);
    const { failures } = replica(it, 'young', async ({ object }) => void young.add(object.metadata.name), { by: 'namespace' });
    await until(async () => (await leasesOf(it.client)).some(({ spec }) => spec?.holderIdentity === 'young'));
    await new Promise((resolve) => setTimeout(resolve, 200)); // ten looks at the leases
    expect(young.size).toBe(0);
    const told =
      'replicas of the sharding default/website divide the objects otherwise: into 4 shards by uid; this one into 4 shards by namespace. ';
    expect(failures).toEqual([`${told}It takes no more shards until they have ended: a rollout ends them, otherwise stop them`]);
    await replicas[0]?.manager.close();
    await until(() => young.size === names.length);
    await end();
  });

  test('put objects into shards by a function, and by their uid where that throws', async () => {
    const it = await withObjects();
    const shards = new Set<number>();
    const done = new Set<string>();
    const by = ({ metadata }: { metadata: { name: string } }): string => {
      if (metadata.name === 'settings-3') throw new Error('no');
      return 'one for all';
    };
    const { failures } = replica(
      it,
      'a',
      async ({ object, shard }) => {
        done.add(object.metadata.name);
        if (object.metadata.name !== 'settings-3') shards.add(shard?.index ?? -1);
      },
      { by },
    );
    await until(() => done.size === names.length);
    expect(shards.size).toBe(1);
    expect(failures[0]).toBe('the function given to by threw for ConfigMap default/settings-3: no');
    await end();
  });

  test('know their options', async () => {
    const { client } = await world();
    const of = (options: unknown) => () => new Manager(client, options as never);
    expect(of({ sharding: { name: 'a', shard: 1 } })).toThrow('sharding() has no option "shard"; did you mean shards?');
    expect(of({ sharding: { name: 'a', shards: 0 } })).toThrow('shards is 0; give a whole number from 1 to 1000');
    expect(of({ sharding: { name: 'a', by: 'name' } })).toThrow(
      "by is a string; give 'uid', 'namespace' or a function that returns a text",
    );
    expect(of({ sharding: { name: 'A' } })).toThrow('give a name of at most 63 lower case letters');
    expect(of({ sharding: { name: 'a' }, leaderElection: { name: 'a' } })).toThrow('not both');
  });
});

describe('sharding()', () => {
  test('calls work for each shard, and holds its lease until that has ended', async () => {
    const { client } = await world();
    const shards = sharding(client, { name: 'web', shards: 2, identity: 'me', ...times });
    const log: string[] = [];
    shards.each(async ({ index, signal, fencingToken }) => {
      log.push(`begins ${index} ${fencingToken.transitions}`);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      await new Promise((resolve) => setTimeout(resolve, 30));
      const lease = await Api.namespaced(client, Lease, 'default').get(`web-2-uid-${index}`);
      log.push(`ends ${index} held by ${lease.spec?.holderIdentity}`);
    });
    const stop = new AbortController();
    const ended = shards.run({ signal: stop.signal });
    await until(() => shards.owned.length === 2);
    expect(() => shards.each(async () => undefined)).toThrow('runs already');
    stop.abort();
    await ended;
    expect(log.sort()).toEqual(['begins 0 0', 'begins 1 0', 'ends 0 held by me', 'ends 1 held by me']);
    expect(shards.owned).toEqual([]);
    await expect(shards.run()).rejects.toThrow('has run');
  });

  test('ends with what the work throws', async () => {
    const { client } = await world();
    const shards = sharding(client, { name: 'web', shards: 1, ...times });
    shards.each(async () => Promise.reject(new Error('the disk is full')));
    await expect(shards.run()).rejects.toThrow('the disk is full');
  });

  test('gives no lease back when one work throws, while another may go on, and has that one end', async () => {
    const { client } = await world();
    const shards = sharding(client, { name: 'web', shards: 1, identity: 'me', ...times });
    const ended = new Promise<void>((resolve) =>
      shards.each(async ({ signal }) => {
        await new Promise<void>((end) => signal.addEventListener('abort', () => end()));
        resolve();
      }),
    );
    shards.each(async () => Promise.reject(new Error('the disk is full')));
    await expect(shards.run()).rejects.toThrow('the disk is full');
    await ended;
    expect((await Api.namespaced(client, Lease, 'default').get('web-1-uid-0')).spec?.holderIdentity).toBe('me');
  });

  test('tells of lists that fail with the rule that is missing, and takes nothing', async () => {
    const it = await world();
    const failures: string[] = [];
    const forbidden = { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 403, reason: 'Forbidden', message: 'no' };
    it.answer = ({ path }) =>
      path.includes('labelSelector')
        ? { status: 403, headers: {}, body: (async function* () {})(), text: async () => JSON.stringify(forbidden) }
        : undefined;
    const shards = sharding(it.client, { name: 'web', onFailure: ({ message }) => failures.push(message), ...times });
    const stop = new AbortController();
    const ended = shards.run({ signal: stop.signal });
    await until(() => failures.length > 0);
    expect(failures[0]).toContain('cannot list Leases of the sharding default/web');
    expect(failures[0]).toContain("verbs: ['get', 'list', 'create', 'update', 'delete']");
    expect(shards.owned).toEqual([]);
    stop.abort();
    await ended;
  });
});
