/**
 * A process of its own that shares ConfigMaps with others, and notes each moment at which it works on one: a line of its file holds a time
 * of the machine's monotonic clock, which all processes share, the name of the object, and which ownership of its shard it was.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, Client } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { Controller, Manager } from 'kube-runtime';

const [namespace = '', identity = '', file = ''] = process.argv.slice(2);

/** How often it is noted that an object is worked on, and how long one reconcile works. */
const [noteMs, workMs] = [5, 40];

await using client = await Client.tryDefault();
const controller = Controller.for(Api.namespaced(client, ConfigMap, namespace), { labelSelector: 'shared' }).reconcile(
  async ({ object, signal, shard }) => {
    const end = Date.now() + workMs;
    while (Date.now() < end && !signal.aborted) {
      const at = process.hrtime.bigint() / 1_000_000n; // before the question: whoever is held up in between has worked at that time
      if (shard?.isHeld() === true) appendFileSync(file, `${at} ${object.metadata.name} ${shard.fencingToken.transitions}\n`);
      await sleep(noteMs);
    }
    return { requeueAfterMs: 20 };
  },
);
const times = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryPeriodMs: 300 };
const manager = new Manager(client, { sharding: { name: 'shared', namespace, identity, shards: 6, onFailure: () => undefined, ...times } });
console.log('runs');
await manager.add(controller).run();
