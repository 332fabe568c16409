/** A controller whose etcd and API server are killed under it, and come back with their data and without their history. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Api, Client, Config, isApiError, isNotFound, keyOf } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { Controller } from 'kube-runtime';
import { startControlPlane, type ControlPlane } from './control-plane.js';

let controlPlane: ControlPlane;
let client: Client;
let maps: Api<ConfigMap>;
const labels = { suite: 'outage' };
const labelSelector = 'suite=outage';
const names = Array.from({ length: 100 }, (_, at) => `map-${at}`);

beforeAll(async () => {
  controlPlane = await startControlPlane(process.env['KUBEBUILDER_ASSETS'] ?? '');
  client = Client.from(await Config.fromKubeconfig({ file: controlPlane.kubeconfig }), { fieldManager: 'outage' });
  maps = Api.namespaced(client, ConfigMap, 'default');
});
afterAll(async () => {
  await client.close();
  await controlPlane[Symbol.asyncDispose]();
});

/** Does it until the server has answered. */
async function surely<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (isApiError(error) && !(Number(error.status.code) >= 500)) throw error;
      await sleep(100);
    }
  }
}

/** A deletion whose answer was lost is asked for once more. */
function unlessGone(error: unknown): void {
  if (!isNotFound(error)) throw error;
}

/** Runs of one key at a time, and how many there were. */
class Runs {
  readonly #now = new Set<string>();
  overlapping = 0;
  count = 0;

  async of(key: string, run: () => Promise<void>): Promise<void> {
    if (this.#now.has(key)) this.overlapping++;
    this.#now.add(key);
    this.count++;
    await run().finally(() => this.#now.delete(key));
  }
}

test('it loses no change, runs no object twice at a time, and comes to rest', async () => {
  for (const name of names) await maps.create({ metadata: { name, labels }, data: { wanted: '0' } });
  const runs = new Runs();
  await using controller = Controller.for(maps, { labelSelector }).reconcile(
    ({ object: map }) =>
      runs.of(keyOf(map), async () => {
        const wanted = map.data?.['wanted'] ?? '';
        if (map.data?.['done'] !== wanted) await maps.patch(map, { merge: { data: { done: wanted } } });
      }),
    { onFailure: () => undefined },
  );
  const running = controller.run();
  for (const round of [1, 2, 3]) {
    const restarted = controlPlane.restart();
    for (const [at, name] of names.entries()) {
      if (at < 90 && at % 4 === round) await surely(() => maps.patch(name, { merge: { data: { wanted: `${round}` } } }));
      if (at === 90 + round) await surely(() => maps.delete(name).catch(unlessGone));
    }
    await restarted;
    await controlPlane.compact();
    await surely(() => maps.create({ metadata: { name: `more-${round}`, labels }, data: { wanted: `${round}` } }));
  }
  const open = async (): Promise<string[]> => {
    const { items } = await surely(() => maps.list({ labelSelector }));
    const known = new Map(controller.store.list().map((map) => [keyOf(map), map.metadata.resourceVersion]));
    return items
      .filter((map) => map.data?.['done'] !== map.data?.['wanted'] || known.get(keyOf(map)) !== map.metadata.resourceVersion)
      .map(({ metadata }) => metadata.name);
  };
  for (const limit = Date.now() + 90_000; (await open()).length > 0 && Date.now() < limit;) await sleep(200);
  expect(await open()).toEqual([]);
  expect([controller.store.size, runs.overlapping]).toEqual([names.length, 0]);
  const before = runs.count;
  await sleep(2000);
  expect(runs.count).toBe(before);
  await controller.close();
  await running;
});
