/**
 * A sharding, whole: two replicas in one process share ConfigMaps, on an API server in the same process. In a cluster each is a pod.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, type Client } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { Controller, Manager } from 'kube-runtime';
import { ApiServer } from 'kube-testing';

await using server = await ApiServer.start();
const client = server.client({ fieldManager: 'greeter' });
const configMaps = Api.namespaced(client, ConfigMap, 'default');
const owned = new Map<string, number>();
for (let at = 0; at < 20; at++) await configMaps.create({ metadata: { name: `settings-${at}` } });

const first = replica(client, 'first');
await greeted('alone', () => owned.get('first') === 8);
const second = replica(client, 'second');
await greeted('together', () => owned.get('first') === 4 && owned.get('second') === 4);
await first.close();
await greeted('alone again', () => owned.get('second') === 8);
await second.close();

/** A manager that has its share. The short times are for the example: leave them out. */
function replica(as: Client, identity: string): Manager {
  const greeter = Controller.for(Api.namespaced(as, ConfigMap, 'default')).reconcile(async ({ object, signal }) => {
    const { round, answer } = object.data ?? {};
    if (round === undefined || answer === `${identity} ${round}`) return;
    await configMaps.patch(object, { merge: { data: { answer: `${identity} ${round}` } } }, { signal });
  });
  const times = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryPeriodMs: 100 };
  const onShards = (shards: readonly number[]): void => void owned.set(identity, shards.length);
  const sharding = { name: 'greeter', shards: 8, identity, onShards, ...times };
  const manager = new Manager(as, { sharding }).add(greeter);
  manager.run().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
  return manager;
}

/** When the shards are shared out: changes every ConfigMap, and says who looked at how many. */
async function greeted(round: string, isSharedOut: () => boolean): Promise<void> {
  while (!isSharedOut()) await sleep(10);
  for (const { metadata } of (await configMaps.list()).items) await configMaps.patch(metadata.name, { merge: { data: { round } } });
  const by = async (identity: string): Promise<number> =>
    (await configMaps.list()).items.filter(({ data }) => data?.['answer'] === `${identity} ${round}`).length;
  while ((await by('first')) + (await by('second')) < 20) await sleep(10);
  console.log(`${round}: ${await by('first')} of the first, ${await by('second')} of the second`);
}
