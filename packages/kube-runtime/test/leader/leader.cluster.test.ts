import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Api, Client, Config } from 'kube-core';
import { Lease, Namespace } from 'kube-core/k8s';
import { partition, type Partition } from './partition.js';

const identities = ['a', 'b', 'c'] as const;
/** The lease of the replicas lasts 3 s; a succession may take 5 s more. */
const successionMs = 8000;

let config: Config;
let client: Client;
let namespace: string;
let folder: string;
const replicas = new Map<string, Replica>();

interface Replica {
  readonly identity: string;
  readonly network: Partition;
  child: ChildProcess;
  stderr: string;
  /** Resolves when its latest process takes part. */
  running: Promise<void>;
}

/** A moment at which somebody led. */
interface Note {
  readonly at: number;
  readonly identity: string;
  readonly transitions: number;
}

beforeAll(async () => {
  config = await Config.fromKubeconfig();
  client = Client.from(config);
  const { metadata } = await Api.all(client, Namespace).create({ metadata: { generateName: 'leader-' } });
  namespace = metadata.name;
  folder = await mkdtemp(join(tmpdir(), 'leader-'));
  await Promise.all(identities.map(async (identity) => replicas.set(identity, await begin(identity))));
}, 120_000);

afterAll(async () => {
  for (const replica of replicas.values()) {
    replica.child.removeAllListeners('exit');
    replica.child.kill('SIGKILL');
    await replica.network[Symbol.asyncDispose]();
  }
  await Api.all(client, Namespace).delete(namespace);
  await client[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function begin(identity: string): Promise<Replica> {
  const network = await partition(config.server);
  const replica: Replica = { identity, network, child: launch(identity, network), stderr: '', running: Promise.resolve() };
  follow(replica);
  await replica.running;
  return replica;
}

function launch(identity: string, network: Partition): ChildProcess {
  const script = fileURLToPath(new URL('replica.ts', import.meta.url));
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const args = ['--conditions=kube-source', '--import', 'tsx', script, network.url, namespace, identity, join(folder, identity)];
  return spawn(process.execPath, args, { cwd, env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A process is started anew whenever it ends, as a pod would be. */
function follow(replica: Replica): void {
  const { child, identity, network } = replica;
  child.stderr?.on('data', (chunk) => (replica.stderr += String(chunk)));
  child.once('exit', () => {
    replica.child = launch(identity, network);
    follow(replica);
  });
  replica.running = new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
}

const now = (): number => Number(process.hrtime.bigint() / 1_000_000n);

async function notes(): Promise<Note[]> {
  const texts = await Promise.all(identities.map((identity) => readFile(join(folder, identity), 'utf8').catch(() => '')));
  const lines = texts.flatMap((text) => text.split('\n').slice(0, -1));
  return lines
    .map((line) => line.split(' '))
    .map(([at, identity, transitions]) => ({ at: Number(at), identity: identity!, transitions: Number(transitions) }))
    .sort((a, b) => a.at - b.at);
}

/** The first moment after `since` at which somebody led who is not `except`. */
async function nextLeader(since: number, except?: string): Promise<Note> {
  const until = now() + 60_000;
  while (now() < until) {
    const found = (await notes()).find(({ at, identity }) => at > since && identity !== except);
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error(`nobody leads: ${[...replicas.values()].map(({ stderr }) => stderr).join('\n')}`);
}

/** Does something to the leader when all take part, and waits for another. */
async function succession(fault: (leader: Replica) => void): Promise<{ leader: Replica; successor: string; tookMs: number }> {
  for (const replica of replicas.values()) await replica.running;
  const leader = replicas.get((await nextLeader(now())).identity)!;
  await sleep(500);
  const since = now();
  leader.stderr = '';
  fault(leader);
  const { identity, at } = await nextLeader(since, leader.identity);
  return { leader, successor: identity, tookMs: at - since };
}

/** Each leadership from its first to its last moment. */
async function leaderships(): Promise<{ name: string; transitions: number; from: number; to: number }[]> {
  const found = new Map<string, { name: string; transitions: number; from: number; to: number }>();
  for (const { at, identity, transitions } of await notes()) {
    const name = `${identity} ${transitions}`;
    found.set(name, { name, transitions, from: found.get(name)?.from ?? at, to: at });
  }
  return [...found.values()].sort((a, b) => a.from - b.from);
}

describe('three processes on a real API server', () => {
  test.each([1, 2])('have a new leader in time when the leader is killed (%d)', async () => {
    const { tookMs } = await succession(({ child }) => child.kill('SIGKILL'));
    expect(tookMs).toBeLessThan(successionMs);
    expect(tookMs).toBeGreaterThan(1900); // it renewed half a second ago at most, give or take a call
  });

  test.each([1, 2])('have a new leader in time when the leader stands still, which does nothing when it goes on (%d)', async () => {
    const { leader, tookMs } = await succession(({ child }) => child.kill('SIGSTOP'));
    await sleep(1000);
    const ended = new Promise<number | null>((resolve) => leader.child.once('exit', resolve));
    leader.child.kill('SIGCONT');
    expect(tookMs).toBeLessThan(successionMs);
    expect(await ended).toBe(1);
    expect(leader.stderr).toContain('leadership-lost');
  });

  test('keep their leader when it stands still for a moment', async () => {
    const leader = replicas.get((await nextLeader(now())).identity)!;
    leader.child.kill('SIGSTOP');
    await sleep(700);
    const since = now();
    leader.child.kill('SIGCONT');
    await sleep(3000);
    const led = (await notes()).filter(({ at }) => at > since);
    expect(new Set(led.map(({ identity }) => identity))).toEqual(new Set([leader.identity]));
  });

  test.each(['silent', 'refused', 'silent'] as const)('have a new leader in time when the leader is cut off (%s)', async (how) => {
    const { leader, tookMs } = await succession(({ network }) => network.cut(how));
    const ended = new Promise((resolve) => leader.child.once('exit', resolve));
    leader.network.heal();
    expect(tookMs).toBeLessThan(successionMs);
    await Promise.race([ended, sleep(1000)]); // it has ended already, or does so now
    expect(leader.stderr).toContain('leadership-lost');
  });

  test('have a new leader at once when the leader ends in good order', async () => {
    const { tookMs } = await succession(({ child }) => child.kill('SIGTERM'));
    expect(tookMs).toBeLessThan(2500);
  });

  test('had one leader at a time, all along', async () => {
    const all = await leaderships();
    expect(all.length).toBeGreaterThanOrEqual(9);
    const overlaps = all.flatMap((each, i) => all.slice(i + 1).flatMap((later) => (later.from <= each.to ? [[each, later]] : [])));
    expect(overlaps).toEqual([]);
  });

  test('counted each leadership once, in the order of time', async () => {
    const transitions = (await leaderships()).map((each) => each.transitions);
    expect(transitions).toEqual([...new Set(transitions)].sort((a, b) => a - b));
    const { spec } = await Api.namespaced(client, Lease, namespace).get('replicas');
    expect(spec?.leaseTransitions).toBeGreaterThanOrEqual(transitions.at(-1)!);
  });
});
