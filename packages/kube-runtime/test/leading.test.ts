import { describe, expect, test } from '@jest/globals';
import { Api } from 'kube-core';
import { ConfigMap, Lease } from 'kube-core/k8s';
import { Controller, Manager, type ManagerOptions, type ReconcileContext } from 'kube-runtime';
import { until, world, type World } from './world.js';

const quick = { leaseDurationMs: 2000, renewDeadlineMs: 1200, retryPeriodMs: 100, onFailure: () => undefined };

type Work = (context: ReconcileContext<ConfigMap>) => Promise<void>;

/** A replica: a manager that leads or waits, with a controller. */
function replica({ client, configMaps }: World, name: string, work: Work, options: ManagerOptions = {}) {
  const controller = Controller.for(configMaps).reconcile(work, { onFailure: () => undefined });
  const leaderElection = { ...quick, name: 'website', namespace: 'default', identity: name };
  const manager = new Manager(client, { signals: false, leaderElection, ...options }).add(controller);
  const force = new AbortController();
  const ended = manager.run({ force: force.signal }).then(() => 'ended', String);
  return { manager, ended, force };
}

const holder = async ({ client }: World): Promise<string | undefined> =>
  (await Api.namespaced(client, Lease, 'default').find('website'))?.spec?.holderIdentity;

describe('a manager with a leader election', () => {
  test('starts its controllers when it leads, and not before', async () => {
    const it = await world();
    await it.configMaps.create({ metadata: { name: 'settings' } });
    const order: string[] = [];
    const work =
      (name: string): Work =>
      async ({ object }) => {
        if (object.metadata.name === 'settings') order.push(name);
      };
    const a = replica(it, 'a', work('a'));
    await until(() => order.length === 1);
    const b = replica(it, 'b', work('b'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await it.configMaps.patch('settings', { merge: { data: { colour: 'blue' } } });
    await until(() => order.length === 2);
    await a.manager.close();
    await until(() => order.length === 3);
    expect(order).toEqual(['a', 'a', 'b']);
    await b.manager.close();
    expect([await a.ended, await b.ended, await holder(it)]).toEqual(['ended', 'ended', undefined]);
  });

  test('gives the lease back when its reconciles have ended, not when it is told to stop', async () => {
    const it = await world();
    await it.configMaps.create({ metadata: { name: 'settings' } });
    let finish: (() => void) | undefined;
    const a = replica(it, 'a', () => new Promise((resolve) => (finish = resolve)));
    await until(() => finish !== undefined);
    const closed = a.manager.close();
    await new Promise((resolve) => setTimeout(resolve, 2500)); // longer than the lease
    expect(await holder(it)).toBe('a');
    finish?.();
    await closed;
    expect(await holder(it)).toBeUndefined();
  });

  test('aborts everything when the lease is lost, and rejects', async () => {
    const it = await world();
    await it.configMaps.create({ metadata: { name: 'settings' } });
    const aborted: string[] = [];
    let begun = false;
    const a = replica(it, 'a', ({ signal }) => {
      begun = true;
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          aborted.push('aborted');
          reject(new Error('cut'));
        }),
      );
    });
    await until(() => begun);
    await Api.namespaced(it.client, Lease, 'default').patch('website', { merge: { spec: { holderIdentity: 'b' } } });
    expect(await a.ended).toMatch(/LeadershipLost.*: this process no longer leads: the Lease default\/website is held by b$/);
    expect(aborted).toEqual(['aborted']);
    expect(await holder(it)).toBe('b');
  });

  test('lets the lease run out when it is forced to end, since a reconcile may not have ended', async () => {
    const it = await world();
    await it.configMaps.create({ metadata: { name: 'settings' } });
    let begun = false;
    const a = replica(it, 'a', ({ signal }) => {
      begun = true;
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    });
    await until(() => begun);
    a.force.abort();
    expect(await a.ended).toBe('ended');
    expect(await holder(it)).toBe('a');
  });

  test('ends when it is closed while another leads', async () => {
    const it = await world();
    const a = replica(it, 'a', async () => undefined);
    await until(async () => (await holder(it)) === 'a');
    const b = replica(it, 'b', async () => undefined);
    await b.manager.close();
    expect([await b.ended, await holder(it)]).toEqual(['ended', 'a']);
    await a.manager.close();
  });

  test('needs something to run, and knows the options of an election', async () => {
    const { client } = await world();
    await expect(new Manager(client, { signals: false, leaderElection: { name: 'a' } }).run()).rejects.toThrow('nothing to run');
    expect(() => new Manager(client, { leaderElection: { name: 'a', leaseMs: 1 } as never })).toThrow(
      'leaderElection() has no option "leaseMs"',
    );
  });
});
