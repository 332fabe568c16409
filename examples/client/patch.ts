/** The kinds of patches, and changes that begin again where somebody else was faster. */
import { Api, jsonPointer } from 'kube-core';
import { ConfigMap, Deployment } from 'kube-core/k8s';
import { openStage } from './stage.js';

await using stage = await openStage();
const maps = Api.namespaced(stage.client, ConfigMap, stage.namespace);
await maps.create({ metadata: { name: 'settings' }, data: { colour: 'blue', size: 'small' } });

const merged = await maps.patch('settings', { merge: { data: { size: null, shape: 'round' } } }); // null removes
console.log(`merge: ${JSON.stringify(merged.data)}`);

const colour = jsonPointer('data', 'colour');
const stepped = await maps.patch('settings', {
  json: [
    { op: 'test', path: colour, value: 'blue' },
    { op: 'replace', path: colour, value: 'red' },
  ],
});
console.log(`json: ${JSON.stringify(stepped.data)}`);

const deployments = Api.namespaced(stage.client, Deployment, stage.namespace);
const labels = { app: 'nginx' };
const spec = {
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
};
await deployments.create({ metadata: { name: 'nginx' }, spec });
const strategic = await deployments.patch('nginx', {
  strategic: { spec: { template: { spec: { containers: [{ name: 'proxy', image: 'envoy' }] } } } }, // lists merge by their key
});
console.log(`strategic: ${strategic.spec?.template.spec?.containers.map(({ name }) => name).join(' ')}`);

const count = async (): Promise<unknown> =>
  maps.upsert(
    'visits',
    {
      insert: () => ({ data: { count: '1' } }),
      update: (found) => ({ ...found, data: { count: String(Number(found.data?.['count']) + 1) } }),
    },
    { attempts: 20 },
  );
await Promise.all([count(), count(), count()]);
console.log(`upsert: ${(await maps.get('visits')).data?.['count']} visits`);
