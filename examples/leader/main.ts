/**
 * A leader election, whole: two replicas in one process, on an API server in the same process. In a cluster each is a pod.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, type Client } from 'kube-core';
import { ConfigMap, Lease } from 'kube-core/k8s';
import { Controller, Manager } from 'kube-runtime';
import { ApiServer } from 'kube-testing';

await using server = await ApiServer.start();
const client = server.client({ fieldManager: 'greeter' });
const configMaps = Api.namespaced(client, ConfigMap, 'default');
await configMaps.create({ metadata: { name: 'settings' } });

const first = replica(client, 'first');
await greetedBy('first');
const second = replica(client, 'second');
await sleep(300); // it looks at the lease, and waits

await first.close();
console.log(`after the first: ${await holder()}`);
await greetedBy('second');
const { spec } = await Api.namespaced(client, Lease, 'default').get('greeter');
console.log(`the lease changed hands ${spec?.leaseTransitions ?? 0} time`);
await second.close();

/** A manager that leads or waits. The short times are for the example: leave them out. */
function replica(as: Client, identity: string): Manager {
  const greeter = Controller.for(Api.namespaced(as, ConfigMap, 'default')).reconcile(async ({ object, signal }) => {
    if (object.metadata.name === 'settings') await configMaps.patch(object, { merge: { data: { greetedBy: identity } } }, { signal });
  });
  const times = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryPeriodMs: 100 };
  const onLeader = (leader = 'nobody'): void => console.log(`${identity} sees that ${leader} leads`);
  const manager = new Manager(as, { leaderElection: { name: 'greeter', identity, onLeader, ...times } }).add(greeter);
  manager.run().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
  return manager;
}

async function greetedBy(identity: string): Promise<void> {
  while ((await configMaps.get('settings')).data?.['greetedBy'] !== identity) await sleep(10);
  console.log(`greeted by the ${identity}`);
}

async function holder(): Promise<string> {
  const lease = await Api.namespaced(client, Lease, 'default').get('greeter');
  return lease.spec?.holderIdentity ?? 'nobody';
}
