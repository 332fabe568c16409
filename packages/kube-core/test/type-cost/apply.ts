/** Server-side apply of kinds with a large spec. */
import { Api, type Apply, type Client } from 'kube-core';
import { Deployment } from 'kube-core/k8s';

const labels = { app: 'nginx' };

/** What a manager wants. */
export const wanted: Apply<Deployment> = {
  metadata: { name: 'nginx', labels },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx', ports: [{ containerPort: 80 }] }] } },
  },
};

/** As a program writes it. */
export async function useApply(client: Client): Promise<void> {
  const deployments = Api.all(client, Deployment);
  await deployments.apply({ ...wanted, metadata: { ...wanted.metadata, namespace: 'web' } }, { force: true });
  await deployments.applyStatus({ name: 'nginx', namespace: 'web' }, { observedGeneration: 1 });
}
