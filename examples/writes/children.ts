/**
 * One config map for each tenant that is listed: those that are missing are made, those that are no longer listed are removed.
 */
import { Api, labelSelector } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { childSet, Controller } from 'kube-runtime';
import { ApiServer } from 'kube-testing';

await using server = await ApiServer.start();
const client = server.client({ fieldManager: 'tenants' });
const configMaps = Api.namespaced(client, ConfigMap, 'default');
await configMaps.create({ metadata: { name: 'tenants', labels: { app: 'tenants' } }, data: { blue: 'gold', red: 'silver' } });

const children = childSet(ConfigMap, { configMaps });
let changes = 0;

const controller = Controller.for(configMaps, { labelSelector: labelSelector({ app: 'tenants' }) })
  .owns(configMaps, { keep: true })
  .reconcile(async ({ object, owned, signal }) => {
    const wanted = Object.entries(object.data ?? {}).map(([name, tier]) => ({ metadata: { name: `tenant-${name}` }, data: { tier } }));
    const done = await children.apply(object, { configMaps: wanted }, { owned, signal }); // read from the cache
    for (const outcome of ['created', 'updated', 'pruned'] as const)
      for (const child of done[outcome]) console.log(`${outcome} ${child.object.metadata.name}`);
    if (done.unchanged.length < 2 || changes === 2) return;
    changes++;
    if (changes === 1) await configMaps.patch(object, { merge: { data: { red: 'gold', blue: null, green: 'gold' } } }, { signal });
    else void controller.close();
  });
await controller.run();
