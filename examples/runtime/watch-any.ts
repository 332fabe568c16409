/**
 * Follows objects of a kind that is known at run time only, as people name it: `watch-any.ts deploy`. Only their metadata is read, which costs a
 * fraction of the whole.
 */
import { Api, Discovery, metadataOf } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { appliedObjects, watcher } from 'kube-runtime';
import { openStage } from '../client/stage.js';
import { said } from './said.js';

await using stage = await openStage();
const { say, until } = said();
const [name = 'cm'] = process.argv.slice(2).filter((each) => !each.startsWith('-'));
const definition = await Discovery.of(stage.client).get(name);
say(`${name}: ${definition.kind} of ${definition.version}`);
await Api.namespaced(stage.client, ConfigMap, stage.namespace).create({
  metadata: { name: 'settings', labels: { colour: 'blue' } },
  data: {},
});

const metadata = watcher(Api.all(stage.client, metadataOf(definition)), { labelSelector: 'colour=blue' })
  .pipe(appliedObjects())
  .subscribe((object) => say(`${object.kind} ${object.metadata.name} ${JSON.stringify(object.metadata.labels)}`));
if (name === 'cm') await until('PartialObjectMetadata settings {"colour":"blue"}');
metadata.unsubscribe();
