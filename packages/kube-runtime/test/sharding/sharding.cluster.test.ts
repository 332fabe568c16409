import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Api, Client } from 'kube-core';
import { ConfigMap, Lease, Namespace } from 'kube-core/k8s';
import { seeded } from '../random.js';

const names = Array.from({ length: 12 }, (_, at) => `settings-${at}`);
const chance = seeded(7);
/** A lease lasts 3 s; to see it, to ask and to start a process take some more, and a busy machine takes its time. */
const takenMs = 30_000;

let client: Client;
let namespace: string;
let folder: string;
let made = 0;
const children: ChildProcess[] = [];

interface Note {
  readonly at: number;
  readonly object: string;
  readonly identity: string;
  /** Its shard has been taken so many times before. */
  readonly ownership: number;
}

beforeAll(async () => {
  client = await Client.tryDefault();
  const { metadata } = await Api.all(client, Namespace).create({ metadata: { generateName: 'sharding-' } });
  namespace = metadata.name;
  folder = await mkdtemp(join(tmpdir(), 'sharding-'));
  const configMaps = Api.namespaced(client, ConfigMap, namespace);
  for (const name of names) await configMaps.create({ metadata: { name, labels: { shared: 'yes' } } });
  await Promise.all([0, 1, 2].map((at) => start(at)));
}, 120_000);

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Api.all(client, Namespace).delete(namespace);
  await client[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function start(at: number): Promise<void> {
  const identity = `replica-${made++}`;
  const script = fileURLToPath(new URL('replica.ts', import.meta.url));
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const args = ['--conditions=kube-source', '--import', 'tsx', script, namespace, identity, join(folder, identity)];
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'] });
  children[at] = child;
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
}

const now = (): number => Number(process.hrtime.bigint() / 1_000_000n);

async function notes(): Promise<Note[]> {
  const files = await readdir(folder);
  const all = await Promise.all(
    files.map(async (identity) => {
      const lines = (await readFile(join(folder, identity), 'utf8')).split('\n').slice(0, -1);
      return lines
        .map((line) => line.split(' '))
        .map(([at, object = '', ownership]) => ({ at: Number(at), object, identity, ownership: Number(ownership) }));
    }),
  );
  return all.flat().sort((a, b) => a.at - b.at);
}

/** Waits until every object has been worked on since a time. */
async function allWorkedOn(since: number): Promise<number> {
  for (;;) {
    const found = new Map((await notes()).filter(({ at }) => at > since).map(({ object, at }) => [object, at]));
    if (found.size === names.length) return now() - since;
    if (now() - since > 60_000) throw new Error(`only ${[...found.keys()].join()} have been worked on`);
    await sleep(100);
  }
}

describe('three processes that share objects on a real API server', () => {
  test('work on all of them, each on its share', async () => {
    await allWorkedOn(now());
    await sleep(3000); // the last to start gets its share
    const since = now();
    await allWorkedOn(since);
    const owners = new Set((await notes()).filter(({ at }) => at > since).map(({ identity }) => identity));
    expect(owners.size).toBe(3);
  }, 90_000);

  test('go on with all of them in time, whichever is killed', async () => {
    for (let round = 0; round < 5; round++) {
      const at = Math.floor(chance() * 3);
      const since = now();
      children[at]?.kill('SIGKILL');
      await sleep(chance() * 2000);
      await start(at);
      expect(await allWorkedOn(since + 100)).toBeLessThan(takenMs);
      await sleep(chance() * 1500);
    }
  }, 120_000);

  test('go on when one ends in good order, which gives its leases back', async () => {
    const since = now();
    const child = children[0];
    const ended = new Promise<number | null>((resolve) => child?.once('exit', resolve));
    child?.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(await allWorkedOn(since + 100)).toBeLessThan(takenMs);
    const leases = await Api.namespaced(client, Lease, namespace).list({ labelSelector: 'kube-runtime/role=member' });
    expect(leases.items.map(({ spec }) => spec?.holderIdentity)).not.toContain('replica-0');
  }, 60_000);

  test('never worked on one object at once, all along', async () => {
    const all = await notes();
    expect(all.length).toBeGreaterThan(1000);
    const owners = new Map<string, { readonly identity: string; readonly ownership: number }>();
    const overlaps: string[] = [];
    for (const { object, identity, ownership, at } of all) {
      const before = owners.get(object);
      if (before !== undefined && (ownership < before.ownership || (ownership === before.ownership && identity !== before.identity)))
        overlaps.push(`${object}: ${identity} (${ownership}) after ${before.identity} (${before.ownership}) at ${at}`);
      owners.set(object, { identity, ownership });
    }
    expect(overlaps).toEqual([]);
    expect(Math.max(...[...owners.values()].map(({ ownership }) => ownership))).toBeGreaterThan(1); // shards have changed hands
  });
});
