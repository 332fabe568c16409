/** Reads a collection: as a list, page by page, as metadata alone, and what a selector selects. */
import { Api, labelSelector } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { openStage } from './stage.js';

await using stage = await openStage();
const maps = Api.namespaced(stage.client, ConfigMap, stage.namespace);
for (const [index, tier] of ['web', 'web', 'api', 'db', 'cache'].entries())
  await maps.create({ metadata: { name: `settings-${index}`, labels: { tier } }, data: { tier } });

const { items, metadata } = await maps.list({ labelSelector: 'tier' });
console.log(`list: ${items.length} objects, complete: ${metadata.continue === undefined}`);

const names: string[] = [];
for await (const each of maps.items({ pageSize: 2, labelSelector: 'tier' })) names.push(each.metadata.name);
console.log(`items: ${names.join(' ')}`);

const selected = await maps.list({ labelSelector: labelSelector({ tier: ['web', 'api'] }) });
console.log(`selected: ${selected.items.map((each) => each.metadata.name).join(' ')}`);

const partial = await maps.metadata.list({ labelSelector: 'tier=db' });
console.log(
  `metadata: ${partial.items.map((each) => `${each.kind} ${each.metadata.name} ${JSON.stringify(each.metadata.labels)}`).join()}`,
);
