/** Follows the pods of a namespace as a stream: everything that happens, and only what matters. It goes on until it is unsubscribed. */
import { Api } from 'kube-core';
import { Pod } from 'kube-core/k8s';
import { changedObjects, watcher } from 'kube-runtime';
import { openStage } from '../client/stage.js';
import { said } from './said.js';

await using stage = await openStage();
const pods = Api.namespaced(stage.client, Pod, stage.namespace);
const { say, until } = said();

const all = watcher(pods).subscribe((event) => {
  if (event.type === 'failed') return say(`failed: ${event.error.message}`); // told, and tried again
  say('object' in event ? `${event.type} ${event.object.metadata.name}` : event.type);
});
const phases = watcher(pods)
  .pipe(changedObjects(({ status }) => status?.phase))
  .subscribe(({ metadata, status }) => say(`${metadata.name} is ${status?.phase ?? 'not scheduled'}`));

await until('init-done');
await pods.create({ metadata: { name: 'web' }, spec: { containers: [{ name: 'web', image: 'nginx' }] } });
await until('web is Pending');
await pods.patch('web', { merge: { metadata: { labels: { tier: 'web' } } } }); // no other phase
await pods.patchStatus('web', { merge: { status: { phase: 'Running' } } });
await until('web is Running');
await pods.delete('web', { gracePeriodSeconds: 0 });
await until('delete web');
for (const each of [all, phases]) each.unsubscribe(); // closes the connections
