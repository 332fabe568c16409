/** Follows several kinds in one stream: the workloads of a namespace, and the Events that others tell of them. */
import { Api } from 'kube-core';
import { ConfigMap, Deployment, Event } from 'kube-core/k8s';
import { appliedObjects, recorder, watcher } from 'kube-runtime';
import { map, merge } from 'rxjs';
import { openStage } from '../client/stage.js';
import { said } from './said.js';

await using stage = await openStage();
const { client, namespace } = stage;
const { say, until } = said();
const [deployments, configMaps] = [Api.namespaced(client, Deployment, namespace), Api.namespaced(client, ConfigMap, namespace)];

const objects = merge(
  watcher(deployments).pipe(
    appliedObjects(),
    map(({ metadata, spec }) => `Deployment ${metadata.name}, ${spec?.replicas ?? 1} replicas`),
  ),
  watcher(configMaps, { labelSelector: 'example=many' }).pipe(
    appliedObjects(),
    map(({ metadata }) => `ConfigMap ${metadata.name}`),
  ),
).subscribe(say);
const events = watcher(Api.namespaced(client, Event, namespace), { fieldSelector: 'involvedObject.kind=ConfigMap' })
  .pipe(appliedObjects())
  .subscribe(({ type, reason, message, involvedObject }) =>
    say(`${type ?? ''} ${reason ?? ''} of ${involvedObject.name ?? ''}: ${message ?? ''}`),
  );

const settings = await configMaps.create({ metadata: { name: 'settings', labels: { example: 'many' } } });
const containers = [{ name: 'web', image: 'nginx' }];
const selector = { matchLabels: { app: 'web' } };
await deployments.create({
  metadata: { name: 'web' },
  spec: { replicas: 2, selector, template: { metadata: { labels: { app: 'web' } }, spec: { containers } } },
});
await until('Deployment web, 2 replicas');
await until('ConfigMap settings');
if (process.argv.includes('--cluster')) {
  await using told = recorder(client, { controller: 'example' }); // the server in the process keeps these Events apart from those of the core group
  told.event(settings, { reason: 'Checked', action: 'Check', note: 'all is well' });
  await until('Normal Checked of settings: all is well');
} else {
  const involvedObject = { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', namespace };
  const event = { involvedObject, type: 'Normal', reason: 'Checked', message: 'all is well' };
  await Api.namespaced(client, Event, namespace).create({ metadata: { generateName: 'settings-' }, ...event });
  await until('Normal Checked of settings: all is well');
}
for (const each of [objects, events]) each.unsubscribe();
