/** Every verb of an Api, on a kind with a large spec. */
import { Api, type Client } from 'kube-core';
import { Pod } from 'kube-core/k8s';

/** What a program does with pods. */
export async function useApi(client: Client): Promise<void> {
  const pods = Api.namespaced(client, Pod, 'web');
  const pod = await pods.get('nginx');
  await pods.create({ metadata: { name: 'nginx' }, spec: { containers: [{ name: 'web', image: 'nginx' }] } });
  await pods.replace({ ...pod, metadata: { ...pod.metadata, labels: { tier: 'web' } } });
  for await (const { metadata } of pods.items()) await pods.delete(metadata.name);
  for await (const event of pods.watch()) if (event.type === 'ADDED') await pods.delete(event.object);
  for (const { spec } of (await pods.list()).items) console.log(spec?.containers.map(({ name }) => name));
}
