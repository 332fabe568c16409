/** Follows changes from a list on, over one connection. A program that watches for longer wants the watcher of kube-runtime. */
import { Api } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { openStage } from './stage.js';

await using stage = await openStage();
const maps = Api.namespaced(stage.client, ConfigMap, stage.namespace);
const labelSelector = 'example=watch';
const { resourceVersion = '' } = (await maps.list({ labelSelector })).metadata;

const changing = (async () => {
  const { metadata } = await maps.create({ metadata: { name: 'settings', labels: { example: 'watch' } } });
  await maps.patch(metadata.name, { merge: { data: { colour: 'blue' } } });
  await maps.delete(metadata.name);
})();

for await (const event of maps.watch({ resourceVersion, labelSelector, timeoutSeconds: 60 })) {
  if (event.type === 'BOOKMARK') continue;
  if (event.type === 'ERROR') throw new Error(event.object.message);
  console.log(`${event.type} ${event.object.metadata.name} ${JSON.stringify(event.object.data ?? {})}`);
  if (event.type === 'DELETED') break; // leaving the loop ends the watch
}
await changing;
