/** Keeps the objects of a kind in a store, found by name, by labels and by an index of one's own, and follows its changes. */
import { Api } from 'kube-core';
import { Pod } from 'kube-core/k8s';
import { createStore, reflector, watcher } from 'kube-runtime';
import { openStage } from '../client/stage.js';
import { said } from './said.js';

await using stage = await openStage();
const { say, until } = said();
const pods = Api.namespaced(stage.client, Pod, stage.namespace);
const create = (name: string, nodeName: string, labels: Record<string, string>) =>
  pods.create({ metadata: { name, labels }, spec: { nodeName, containers: [{ name: 'web', image: 'nginx' }] } });
await create('web-0', 'node-1', { app: 'web' });
await create('web-1', 'node-2', { app: 'web' });
await create('db-0', 'node-1', { app: 'db' });

const { reader, writer } = createStore(Pod, { indexes: { byNode: ({ spec }) => [spec?.nodeName ?? ''] } });
const subscription = watcher(pods)
  .pipe(reflector(writer))
  .subscribe((event) => {
    if (event.type === 'apply' || event.type === 'delete') say(`${event.type} ${event.object.metadata.name}: ${reader.size} pods now`);
  });

await reader.ready();
const namesOf = (found: readonly { metadata: { name: string } }[]): string =>
  found
    .map(({ metadata }) => metadata.name)
    .sort()
    .join(' ');
say(`all: ${namesOf(reader.list())}`);
say(`of web: ${namesOf(reader.list({ labelSelector: 'app=web' }))}`);
say(`on node-1: ${namesOf(reader.by('byNode', 'node-1'))}`); // byNodes would not compile
say(`web-0 is on ${reader.get({ name: 'web-0', namespace: stage.namespace })?.spec?.nodeName ?? 'no node'}`);
await create('web-2', 'node-1', { app: 'web' });
await until('apply web-2: 4 pods now');
subscription.unsubscribe();
