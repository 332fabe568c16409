/**
 * A reconcile that writes when it was last called, and so calls itself without end: the controller says which field does it.
 */
import { Api } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { consoleLogger, Controller } from 'kube-runtime';
import { ApiServer } from 'kube-testing';

await using server = await ApiServer.start();
const configMaps = Api.namespaced(server.client({ fieldManager: 'clock' }), ConfigMap, 'default');
await configMaps.create({ metadata: { name: 'clock', labels: { app: 'clock' } } });

const controller = Controller.for(configMaps, { labelSelector: 'app=clock' }).reconcile(
  async ({ object, signal }) => {
    await configMaps.patch(object, { merge: { data: { lastSeen: new Date().toISOString() } } }, { signal });
  },
  { log: consoleLogger({ write: () => undefined }) }, // it would be a warning there
);
controller.results.subscribe((outcome) => {
  if (outcome.type !== 'hot-loop') return;
  for (const { path, object } of outcome.fields) console.log(`${path} of ${object} changes each time`);
  void controller.close();
});
await controller.run();
