import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Api, Client, TransportError, type KubeError } from 'kube-core';
import { Lease } from 'kube-core/k8s';
import { ManualClock, respondJson } from 'kube-core/testing';
import { ApiServer } from 'kube-testing';
import { leaderElection, type LeaderElection } from './leader-election.js';
import type { Leadership } from './leadership.js';
import type { LeaderElectionOptions } from './options.js';

let server: ApiServer;
let clock: ManualClock;
/** Calls that the server has not answered yet. */
let open: number;
beforeEach(async () => {
  server = await ApiServer.start();
  clock = new ManualClock();
  open = 0;
});
afterEach(async () => server[Symbol.asyncDispose]());

const leases = (): Api<Lease> => Api.namespaced(server.client(), Lease, 'default');

/** A process: an election, and a network that can be cut. */
class Process {
  readonly told: (string | undefined)[] = [];
  readonly failures: KubeError[] = [];
  readonly losses: string[] = [];
  readonly election: LeaderElection;
  /** What becomes of its calls: they pass, never get an answer, or fail. */
  network: 'up' | 'hangs' | 'refuses' = 'up';
  calls = 0;

  constructor(identity: string, options: Partial<LeaderElectionOptions> = {}) {
    const client = Client.of(async (request) => {
      this.calls++;
      if (this.network === 'hangs') return new Promise(() => undefined); // not even when its signal aborts
      if (this.network === 'refuses') throw new TransportError('no route', { cause: undefined });
      open++;
      try {
        return await server.service(request);
      } finally {
        open--;
      }
    });
    this.election = leaderElection(client, {
      name: 'website',
      identity,
      clock,
      random: () => 0,
      onLeader: (leader) => this.told.push(leader),
      onFailure: (error) => this.failures.push(error),
      onLost: (error) => this.losses.push(error.reason),
      ...options,
    });
  }
}

/** Lets every call that is open be answered. */
async function settle(): Promise<void> {
  do await clock.advance(0);
  while (open > 0);
}

/** Lets time pass; whatever rings on the way has its calls answered before the next does. */
async function pass(ms: number): Promise<void> {
  const end = clock.now() + ms;
  await settle();
  while (clock.next !== undefined && clock.next <= end) {
    await clock.advance(clock.next - clock.now());
    await settle();
  }
  await clock.advance(end - clock.now());
}

/** A promise, and what became of it. */
function watched<T>(promise: Promise<T>): { value?: T; error?: unknown; settled: boolean } {
  const result: { value?: T; error?: unknown; settled: boolean } = { settled: false };
  promise.then(
    (value) => Object.assign(result, { value, settled: true }),
    (error: unknown) => Object.assign(result, { error, settled: true }),
  );
  return result;
}

async function acquired(process: Process): Promise<Leadership> {
  const leadership = watched(process.election.acquire());
  await pass(30_000);
  return leadership.value!;
}

describe('one leader', () => {
  test('leads; the others wait, and lead one after the other', async () => {
    const [a, b] = [new Process('a'), new Process('b')];
    const first = await acquired(a);
    const second = watched(b.election.acquire());
    await pass(60_000);
    expect([first.isHeld(), second.settled]).toEqual([true, false]);
    expect([a.election.leader, b.election.leader]).toEqual(['a', 'a']);
    await first.release();
    expect(first.isHeld()).toBe(false);
    await pass(2000);
    expect(second.value?.isHeld()).toBe(true);
    expect([first.fencingToken.transitions, second.value?.fencingToken.transitions]).toEqual([0, 1]);
    expect(b.told).toEqual(['a', undefined, 'b']);
    await second.value?.release();
  });

  test('renews every two seconds, and notes it in the Lease', async () => {
    const a = new Process('a');
    const leadership = await acquired(a);
    const before = (await leases().get('website')).spec;
    const calls = a.calls;
    await pass(20_000);
    expect(a.calls - calls).toBe(10);
    const after = (await leases().get('website')).spec;
    expect(after).toEqual({ ...before, renewTime: after?.renewTime });
    expect(Date.parse(after?.renewTime ?? '') - Date.parse(before?.renewTime ?? '')).toBe(20_000);
    await leadership.release();
    expect(clock.pending).toBe(0);
  });

  test('that is killed is succeeded when its lease is over', async () => {
    const [a, b] = [new Process('a'), new Process('b')];
    await acquired(a);
    a.network = 'hangs'; // for others it is the same
    const second = watched(b.election.acquire());
    await pass(15_000);
    expect(second.settled).toBe(false);
    await pass(2000);
    expect(second.value?.isHeld()).toBe(true);
    await second.value?.release();
  });

  test.each(['hangs', 'refuses'] as const)('whose network %s gives up five seconds before another leads', async (network) => {
    const [a, b] = [new Process('a'), new Process('b')];
    const first = await acquired(a);
    const second = watched(b.election.acquire());
    await pass(2000);
    a.network = network;
    const cutAt = clock.now();
    await pass(9999);
    expect([first.isHeld(), first.signal.aborted]).toEqual([true, false]);
    await pass(1);
    expect([first.isHeld(), first.signal.aborted]).toEqual([false, true]);
    expect(first.signal.reason).toMatchObject({ code: 'leadership-lost', reason: 'expired', lease: 'default/website' });
    expect(second.settled).toBe(false);
    while (!second.settled) await pass(100);
    expect(clock.now() - cutAt).toBeGreaterThanOrEqual(15_000);
    expect(clock.now() - cutAt).toBeLessThan(19_400);
    expect(a.losses).toEqual(['expired']);
    expect(a.failures[0]?.message).toMatch(
      /^cannot renew the Lease default\/website, trying again: (no answer within 5\.0 s|cannot reach .*no route)/,
    );
    await first.release();
    await second.value?.release();
  });

  test('that stood still knows by its clock that it does not lead, before any timer tells it', async () => {
    class Frozen extends ManualClock {
      stood = 0;
      override now(): number {
        return super.now() + this.stood;
      }
    }
    const frozen = new Frozen();
    const leadership = watched(new Process('a', { clock: frozen }).election.acquire());
    while (!leadership.settled) await frozen.advance(1);
    expect(leadership.value?.isHeld()).toBe(true);
    frozen.stood = 10_000;
    expect([leadership.value?.signal.aborted, leadership.value?.isHeld()]).toEqual([false, false]);
    await leadership.value?.release();
  });

  test('loses when the Lease is deleted; its successor waits its time', async () => {
    const [a, b] = [new Process('a'), new Process('b')];
    const first = await acquired(a);
    const second = watched(b.election.acquire());
    await pass(1000);
    await leases().delete('website');
    await pass(2000);
    expect(first.signal.reason).toMatchObject({ reason: 'deleted' });
    expect(second.settled).toBe(false);
    await pass(15_000);
    expect(second.value?.isHeld()).toBe(true);
    expect(second.value?.fencingToken.leaseUid).not.toBe(first.fencingToken.leaseUid);
    await first.release();
    await second.value?.release();
  });

  test('loses when another has written itself into the Lease, and does not wipe it out', async () => {
    const a = new Process('a');
    const first = await acquired(a);
    await leases().patch('website', { merge: { spec: { holderIdentity: 'thief' } } });
    await pass(2000);
    expect(first.signal.reason).toMatchObject({ reason: 'taken', message: expect.stringMatching(/is held by thief$/) });
    await first.release();
    expect((await leases().get('website')).spec?.holderIdentity).toBe('thief');
  });

  test('goes on when somebody labels the Lease, and keeps the label', async () => {
    const first = await acquired(new Process('a'));
    await leases().patch('website', { merge: { metadata: { labels: { app: 'website' } } } });
    await pass(10_000);
    expect(first.isHeld()).toBe(true);
    expect((await leases().get('website')).metadata.labels).toEqual({ app: 'website' });
    await first.release();
  });
});

describe('runAsLeader', () => {
  test('does the work, gives its result, and gives the lease back', async () => {
    const a = new Process('a');
    const result = watched(a.election.runAsLeader(async ({ identity, isHeld }) => [identity, isHeld()]));
    await pass(1000);
    expect(result.value).toEqual(['a', true]);
    const { spec } = await leases().get('website');
    expect([spec?.holderIdentity, spec?.leaseDurationSeconds]).toEqual([undefined, 1]);
    expect(clock.pending).toBe(0);
  });

  test('throws what the work throws, and gives the lease back', async () => {
    const a = new Process('a');
    const result = watched(a.election.runAsLeader(() => Promise.reject(new Error('broken'))));
    await pass(1000);
    expect(result.error).toEqual(new Error('broken'));
    expect((await leases().get('website')).spec?.holderIdentity).toBeUndefined();
  });

  test('holds the lease until the work has ended, also when it was told to stop long before', async () => {
    const [a, b] = [new Process('a'), new Process('b')];
    const stop = new AbortController();
    let finish: () => void = () => undefined;
    const order: string[] = [];
    const work = async ({ signal }: Leadership): Promise<void> => {
      signal.addEventListener('abort', () => order.push('told to stop'));
      await new Promise<void>((resolve) => (finish = resolve));
      order.push('a has ended');
    };
    const first = watched(a.election.runAsLeader(work, { signal: stop.signal }));
    await pass(1000);
    const second = watched(b.election.runAsLeader(async () => void order.push('b leads')));
    stop.abort();
    await pass(60_000);
    expect([order, first.settled]).toEqual([['told to stop'], false]);
    finish();
    await pass(2000);
    expect(order).toEqual(['told to stop', 'a has ended', 'b leads']);
    expect([first.error, second.error]).toEqual([undefined, undefined]);
  });

  test('rejects with the loss, when the work has ended after it', async () => {
    const a = new Process('a');
    const result = watched(
      a.election.runAsLeader(({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut'))))),
    );
    await pass(1000);
    a.network = 'refuses';
    await pass(10_000);
    expect(result.error).toMatchObject({ code: 'leadership-lost', reason: 'expired' });
    expect(clock.pending).toBe(0);
  });

  test('rejects with the loss when another may lead, though the work goes on; until then the process is healthy', async () => {
    const a = new Process('a');
    const result = watched(a.election.runAsLeader(() => new Promise(() => undefined)));
    await pass(1000);
    a.network = 'refuses';
    const begun = clock.now() - 1000;
    await pass(14_000 - 1);
    expect([result.settled, clock.now() - begun]).toEqual([false, 14_999]);
    expect(() => a.election.check()).not.toThrow();
    await pass(1001);
    expect(result.error).toMatchObject({ code: 'leadership-lost' });
    expect(clock.pending).toBe(0);
  });

  test('is not healthy when others may lead though its leadership was not given back', async () => {
    const a = new Process('a');
    const leadership = await acquired(a);
    expect(() => a.election.check()).not.toThrow();
    a.network = 'refuses';
    await pass(15_000);
    expect(() => a.election.check()).toThrow(
      expect.objectContaining({ code: 'leader-election', message: expect.stringContaining('ran out') }),
    );
    await leadership.release();
    expect(() => a.election.check()).not.toThrow();
  });

  test('rejects with the reason of the signal while it waits, and leaves the lease of the leader alone', async () => {
    const [a, b] = [new Process('a'), new Process('b')];
    const first = await acquired(a);
    const stop = new AbortController();
    const waiting = watched(b.election.runAsLeader(async () => undefined, { signal: stop.signal }));
    await pass(1000);
    stop.abort(new Error('enough'));
    await pass(0);
    expect(waiting.error).toEqual(new Error('enough'));
    expect((await leases().get('website')).spec?.holderIdentity).toBe('a');
    await first.release();
    expect(clock.pending).toBe(0);
  });

  test('refuses a second leadership while the first lasts, and takes part again after it', async () => {
    const a = new Process('a');
    const first = await acquired(a);
    await expect(a.election.acquire()).rejects.toMatchObject({ code: 'leader-election' });
    await first.release();
    const second = await acquired(a);
    expect(second.fencingToken.transitions).toBe(1);
    await second.release();
  });

  test('goes on when what it tells throws', async () => {
    const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const broken = (): never => {
      throw new Error('broken');
    };
    const a = new Process('a', { onLeader: broken, onLost: broken });
    const leadership = await acquired(a);
    await leases().delete('website');
    await pass(2000);
    expect(leadership.signal.reason).toMatchObject({ reason: 'deleted' });
    await leadership.release();
    const told = warnings.mock.calls.map(([warning]) => String(warning).split(':')[0]);
    warnings.mockRestore();
    expect(told).toEqual(['the function given to onLeader threw', 'the function given to onLost threw']);
  });
});

describe('as a part of a manager', () => {
  test('it has started when it leads, ends when it is told to, and gives the lease back', async () => {
    const a = new Process('a');
    const stop = new AbortController();
    const run = watched(a.election.run({ signal: stop.signal }));
    const started = watched(a.election.started(new AbortController().signal));
    expect(started.settled).toBe(false);
    await pass(1000);
    expect(started.settled).toBe(true);
    stop.abort();
    await pass(0);
    expect(run).toEqual({ settled: true, value: undefined });
    expect((await leases().get('website')).spec?.holderIdentity).toBeUndefined();
  });

  test('it ends when it is told to while another leads', async () => {
    const [a, b] = [new Process('a'), new Process('b')];
    const first = await acquired(a);
    const stop = new AbortController();
    const run = watched(b.election.run({ signal: stop.signal }));
    await pass(1000);
    stop.abort();
    await pass(0);
    expect(run).toEqual({ settled: true, value: undefined });
    await first.release();
  });

  test('it rejects when the lease is lost', async () => {
    const a = new Process('a');
    const run = watched(a.election.run());
    await pass(1000);
    a.network = 'hangs';
    await pass(10_000);
    expect(run.error).toMatchObject({ code: 'leadership-lost' });
  });

  test('it does not wait for a server that hangs when it is forced to end', async () => {
    const a = new Process('a');
    const [stop, force] = [new AbortController(), new AbortController()];
    const run = watched(a.election.run({ signal: stop.signal, force: force.signal }));
    await pass(1000);
    a.network = 'hangs';
    stop.abort();
    await pass(1000);
    expect(run.settled).toBe(false);
    force.abort();
    await pass(0);
    expect(run.settled).toBe(true);
    await pass(10_000);
    expect(clock.pending).toBe(0);
  });

  test('it lets the lease run out when it is forced to end: what needed it may still run', async () => {
    const a = new Process('a');
    const [stop, force] = [new AbortController(), new AbortController()];
    const run = watched(a.election.run({ signal: stop.signal, force: force.signal }));
    await pass(1000);
    force.abort();
    stop.abort();
    await pass(5000);
    expect(run).toEqual({ settled: true, value: undefined });
    expect((await leases().get('website')).spec?.holderIdentity).toBe('a');
    expect(clock.pending).toBe(0);
  });
});

test('a refusal for want of rights says which rule is missing', async () => {
  const failures: KubeError[] = [];
  const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Forbidden', code: 403, message: 'no' };
  const client = Client.of(async () => respondJson(403, status), { defaultNamespace: 'web' });
  const stop = new AbortController();
  const election = leaderElection(client, { name: 'website', clock, onFailure: (error) => failures.push(error) });
  const ended = watched(election.acquire({ signal: stop.signal }));
  await pass(100);
  stop.abort();
  await pass(0);
  expect(ended.settled).toBe(true);
  expect(failures[0]?.message).toMatch(
    /^cannot read the Lease web\/website, trying again: no.*\n.*Role in namespace web,.*\n.*coordination/,
  );
});

describe('options', () => {
  const client = Client.of(async () => respondJson(200, {}));

  test.each<[unknown, string]>([
    [{}, 'name of leaderElection() is undefined; give a name of lower case letters, digits, - and .'],
    [{ name: 'Website' }, 'name is a string; give a name of lower case letters, digits, - and .'],
    [{ name: 'a', identity: '' }, 'identity is a string; give a text that no other process has'],
    [{ name: 'a', leaseDuration: 15 }, 'leaderElection() has no option "leaseDuration"; did you mean leaseDurationMs?'],
    [{ name: 'a', leaseDurationMs: 1500 }, 'leaseDurationMs is 1500; give whole seconds in milliseconds, from 1000'],
    [{ name: 'a', leaseDurationMs: 15 }, 'leaseDurationMs is 15; give whole seconds in milliseconds, from 1000'],
    [{ name: 'a', leaseDurationMs: 10_000 }, 'renewDeadlineMs (10 s) has to be shorter than leaseDurationMs (10 s)'],
    [{ name: 'a', retryPeriodMs: 8334 }, '1.2 times retryPeriodMs (8.3 s) has to be shorter than renewDeadlineMs (10 s)'],
    [{ name: 'a', retryPeriodMs: 0 }, 'retryPeriodMs is 0; give a number of milliseconds above 0, or Infinity for no limit'],
  ])('%p are refused', (options, message) => {
    expect(() => leaderElection(client, options as LeaderElectionOptions)).toThrow(expect.objectContaining({ code: 'option', message }));
  });

  test('have defaults: the namespace of the client, and an identity that no other has', () => {
    const [a, b] = [leaderElection(client, { name: 'a' }), leaderElection(client, { name: 'a' })];
    expect(a.name).toBe('the leader election of default/a');
    expect(a.identity).toMatch(/^.+_[0-9a-f-]{36}$/);
    expect(a.identity).not.toBe(b.identity);
  });
});
