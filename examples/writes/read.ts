/**
 * A ticket machine that hands out each number once: the next reconcile of an object begins when the caches have what the last one wrote.
 */
import { Api } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { Action, Controller, Manager } from 'kube-runtime';
import { ApiServer } from 'kube-testing';

await using server = await ApiServer.start();
const client = server.client({ fieldManager: 'tickets' });
const machines = Api.namespaced(client, ConfigMap, 'default');
await machines.create({ metadata: { name: 'machine', labels: { app: 'tickets' } }, data: { next: '1' } });

const manager = new Manager(client);
const tickets = manager.cache(machines, { labelSelector: 'app=ticket' });

const controller = Controller.for(machines, { labelSelector: 'app=tickets' }).reconcile(async ({ object, signal }) => {
  const number = Number(object.data?.['next']);
  console.log(`ticket ${number}, ${tickets.size} before it`);
  const ticket = await machines.create({ metadata: { name: `ticket-${number}`, labels: { app: 'ticket' } } }, { signal });
  await machines.patch(object, { merge: { data: { next: String(number + 1) } } }, { signal });
  if (number < 3) return Action.requeue(0); // at once: no number is handed out twice, nothing is missing in the cache
  await tickets.caughtUp(ticket, signal); // the same within one reconcile, where it is asked for
  console.log(`all ${tickets.size} are in the cache`);
  void manager.close();
});
await manager.add(controller).run();
