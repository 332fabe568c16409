/** What an apply would change and delete, before it does: a diff, an apply set, and a wait. */
import { Api } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { applyManifest, diffManifest, wait } from 'kube-core/ops';
import { openStage } from './stage.js';

await using stage = await openStage();
const { client, namespace } = stage;
const options = { namespace, applySet: 'site' };

const site = (colour: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: ${colour}}
---
apiVersion: v1
kind: Secret
metadata: {name: login}
stringData: {password: ${colour}-password}
`;
const old = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'old', namespace } };

await applyManifest(client, site('blue'), options);
await applyManifest(client, [old], { ...options, applySet: 'others' });

const { changed, text } = await diffManifest(client, site('red'), options);
console.log(`changed: ${changed}`);
console.log(text.replaceAll(namespace, 'web'));

const [, login = ''] = site('red').split('---'); // the Secret alone: the ConfigMap is no longer wanted
for (const { object, outcome } of await applyManifest(client, login, options))
  console.log(`${object.kind} ${object.metadata.name}: ${outcome}`);
await wait(Api.namespaced(client, ConfigMap, namespace), 'settings', { for: 'delete' });
console.log('settings: gone');
