/**
 * When objects are reconciled: many changes at once lead to one call, and a setting that all of them depend on leads to one for each.
 */
import { Api } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { Controller } from 'kube-runtime';
import { ApiServer } from 'kube-testing';
import { Subject } from 'rxjs';

await using server = await ApiServer.start();
const configMaps = Api.namespaced(server.client({ fieldManager: 'painter' }), ConfigMap, 'default');
const wall = await configMaps.create({ metadata: { name: 'wall', labels: { app: 'painter' } }, data: { coat: '0' } });

const colours = new Subject<string>();
let colour = 'white';
colours.subscribe((next) => (colour = next));

let calls = 0;
const controller = Controller.for(configMaps, { labelSelector: 'app=painter' }).reconcile(
  async ({ object }) => {
    console.log(`${object.metadata.name}: coat ${object.data?.['coat']}, ${colour}`);
    calls++;
    if (calls === 1) for (const coat of ['1', '2', '3']) await configMaps.patch(wall, { merge: { data: { coat } } });
    if (calls === 2) colours.next('blue');
    if (calls === 3) void controller.close();
  },
  { debounceMs: 50, reconcileAllOn: colours },
);
await controller.run();
