/** Kinds that are known at run time only: names as kubectl takes them, and manifests that say their kind. */
import { Api, discoverKind, Discovery, isNamespaced } from 'kube-core';
import { openStage } from './stage.js';

await using stage = await openStage();
const kinds = Discovery.of(stage.client);

const manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: stage.namespace },
  data: { colour: 'blue' },
};
const applied = await Api.all(stage.client, await discoverKind(stage.client, manifest)).apply(manifest);
console.log(`applied: ${applied.kind} ${applied.metadata.name} ${JSON.stringify(applied['data'])}`);

for (const name of ['cm', 'deploy', 'clusterroles.rbac.authorization.k8s.io', 'gateways']) {
  const kind = await kinds.find(name);
  if (kind === undefined) {
    console.log(`${name}: not served here`);
    continue;
  }
  const api = isNamespaced(kind) ? Api.namespaced(stage.client, kind, stage.namespace) : Api.all(stage.client, kind);
  const { items } = await api.list({ limit: 500 });
  const own = items.filter(({ metadata }) => metadata.name === 'settings');
  console.log(`${name}: ${kind.kind}, ${kind.scope}, ${own.length} of ours`);
}
