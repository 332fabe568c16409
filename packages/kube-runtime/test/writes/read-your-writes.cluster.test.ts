import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Api, Client, Config, labelSelector, ownerReference } from 'kube-core';
import { ConfigMap, Secret } from 'kube-core/k8s';
import { Action, consoleLogger, Controller, Manager } from 'kube-runtime';
import { lagging, type Lagging } from './lagging.js';

let client: Client;
let slow: Lagging;
beforeAll(async () => {
  client = Client.from(await Config.fromKubeconfig());
  slow = lagging(client.service);
});
afterAll(async () => client[Symbol.asyncDispose]());

/** What a controller sees at each of its calls: the step of its object, and how many children it has. */
async function steps(catchUpMs: number): Promise<string[]> {
  const app = `own-${Math.random().toString(36).slice(2, 8)}`;
  const labels = { app };
  const selection = { labelSelector: labelSelector({ app }) };
  const configMaps = Api.namespaced(slow.client, ConfigMap, 'default');
  const secrets = Api.namespaced(slow.client, Secret, 'default');
  await configMaps.create({ metadata: { name: app, labels }, data: { step: '0' } });
  const manager = new Manager(slow.client, { signals: false, log: consoleLogger({ write: () => undefined }) });
  const children = manager.cache(secrets, selection);
  const seen: string[] = [];
  const controller = Controller.for(configMaps, selection).reconcile(
    async ({ object, signal }) => {
      const step = Number(object.data?.['step']);
      seen.push(`${step} ${children.size}`);
      if (step === 3 || (catchUpMs === 0 && seen.length === 2)) {
        slow.go();
        return void controller.close();
      }
      slow.stop();
      if (catchUpMs > 0) setTimeout(slow.go, 30); // else no event comes before the next call
      const metadata = { name: `${app}-${step}`, labels, ownerReferences: [ownerReference(ConfigMap, object)] };
      if (step < 2) await secrets.apply({ metadata }, { signal });
      else await secrets.delete(`${app}-0`, { signal });
      await configMaps.patch(object, { merge: { data: { step: String(step + 1) } } }, { signal });
      return Action.requeue(1);
    },
    { catchUpMs, onFailure: () => undefined },
  );
  await manager.add(controller).run();
  await configMaps.delete(app);
  return seen;
}

test('a real API server tells enough of creates, patches and deletes that each is seen by the next reconcile', async () => {
  expect(await steps(5000)).toEqual(['0 0', '1 1', '2 2', '3 1']);
});

test('without the wait the next reconcile sees what was before', async () => {
  expect(await steps(0)).toEqual(['0 0', '0 0']);
});
