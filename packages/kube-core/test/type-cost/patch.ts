/** A patch of each kind but server-side apply, on a kind with a large spec. */
import { Api, type Client, type Patch } from 'kube-core';
import { Deployment } from 'kube-core/k8s';

/** One of each. */
export const patches: readonly Patch<Deployment>[] = [
  { merge: { metadata: { labels: { tier: null } }, spec: { replicas: 2, template: { spec: { nodeName: null } } } } },
  { strategic: { spec: { template: { spec: { containers: [{ name: 'web', image: 'nginx' }] } } } } },
  { json: [{ op: 'replace', path: '/spec/replicas', value: 2 }] },
];

/** As a program writes it. */
export async function usePatch(client: Client): Promise<void> {
  await Api.namespaced(client, Deployment, 'web').patch('nginx', { merge: { spec: { replicas: 2 } } });
}
