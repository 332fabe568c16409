/**
 * Objects that are not what their type says: somebody stored them before there was a schema, or with another version of it. They arrive as they are,
 * no watch breaks over them; a validator tells the good from the bad.
 */
import { Api, dynamicResource, type DynamicObject } from 'kube-core';
import { validator } from 'kube-core/schema';
import { ConfigMap } from 'kube-core/k8s';
import { appliedObjects, watcher } from 'kube-runtime';
import { openStage } from '../client/stage.js';
import { said } from './said.js';

await using stage = await openStage();
const { say, until } = said();
const schema = validator({
  type: 'object',
  properties: { data: { type: 'object', required: ['colour'], properties: { colour: { type: 'string', enum: ['red', 'blue'] } } } },
});
const settings = dynamicResource({ group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', scope: 'Namespaced' });
const subscription = watcher<DynamicObject>(Api.namespaced(stage.client, settings, stage.namespace), {
  labelSelector: 'example=unexpected',
})
  .pipe(appliedObjects())
  .subscribe((object) => {
    const [finding] = schema.validate(object);
    say(finding === undefined ? `${object.metadata.name} is well` : `${object.metadata.name}: ${finding.path}: ${finding.message}`);
  });
const configMaps = Api.namespaced(stage.client, ConfigMap, stage.namespace);
const labels = { example: 'unexpected' };
await configMaps.create({ metadata: { name: 'wall', labels }, data: { colour: 'blue' } });
await configMaps.create({ metadata: { name: 'door', labels }, data: { shape: 'round' } });
await until('wall is well');
await until('door: data.colour: Required value');
subscription.unsubscribe();
