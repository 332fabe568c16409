/** Server-side apply: two managers, a conflict, and who owns what. */
import { Api, isConflict } from 'kube-core';
import { Deployment } from 'kube-core/k8s';
import { openStage } from './stage.js';

await using stage = await openStage();
const deployments = Api.namespaced(stage.client, Deployment, stage.namespace);
const labels = { app: 'nginx' };

const applied = await deployments.apply({
  metadata: { name: 'nginx' },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
  },
});
console.log(`applied: ${applied.spec?.replicas} replicas`);

const scaled = { metadata: { name: 'nginx' }, spec: { replicas: 5 } };
try {
  await deployments.apply(scaled, { fieldManager: 'autoscaler' });
} catch (error) {
  if (!isConflict(error)) throw error;
  console.log(`conflict: ${error.status.details?.causes?.map(({ field }) => field).join()}`);
}
const forced = await deployments.apply(scaled, { fieldManager: 'autoscaler', force: true });
console.log(`forced: ${forced.spec?.replicas} replicas`);
console.log(`managers: ${[...new Set(forced.metadata.managedFields?.map(({ manager }) => manager))].sort().join(' ')}`);
