/** What a cache keeps of its objects, and what a reconcile reads of what it owns, as the compiler sees it: never run. */
import { Api, type Client } from 'kube-core';
import { ConfigMap, Deployment, Pod } from 'kube-core/k8s';
import { Controller, Manager } from 'kube-runtime';

export async function kept(client: Client): Promise<void> {
  const manager = new Manager(client);
  const pods = manager.cache(Pod, {
    keep: { spec: { nodeName: true, containers: { image: true } }, metadata: { annotations: { 'example.com/team': true } } },
    indexes: { byNode: (pod) => [pod.spec?.nodeName ?? ''] },
  });
  const [pod] = pods.by('byNode', 'node-1');
  if (pod === undefined) return;
  const texts: (string | undefined)[] = [
    pod.metadata.name,
    pod.metadata.labels?.['app'],
    pod.metadata.annotations?.['example.com/team'],
    pod.spec?.containers[0]?.image,
  ];
  // @ts-expect-error -- the status is not kept
  void pod.status;
  // @ts-expect-error -- of a container the image is kept
  void pod.spec?.containers[0]?.name;
  // @ts-expect-error -- of the annotations one is kept
  void pod.metadata.annotations?.['example.com/other'];
  // @ts-expect-error -- objects of a cache are read-only
  pod.metadata.name = 'x';

  const bare = manager.cache(ConfigMap, { keep: {} });
  const configMaps = Api.all(client, ConfigMap);
  const map = bare.list()[0];
  if (map === undefined) return;
  await configMaps.patch(map, { merge: { data: { colour: texts.join() } } });
  await configMaps.delete(map);
  // @ts-expect-error -- what is not kept would be lost
  await configMaps.replace(map);
  // @ts-expect-error -- nor is it complete with fields of its own
  await configMaps.replace({ ...map, data: {} });
  // @ts-expect-error -- an apply would take back what it had applied, and is not here
  await configMaps.apply(map);
  // @ts-expect-error -- annotations were not asked for
  void map.metadata.annotations;
  // @ts-expect-error -- there is no such field
  manager.cache(Pod, { keep: { spec: { nodeNam: true } } });
  // @ts-expect-error -- metadata are kept
  manager.cache(Pod, { keep: { metadata: { labels: true } } });

  const deployments = Api.all(client, Deployment);
  Controller.for(configMaps)
    .owns(deployments, { keep: true })
    .owns(pods)
    .watches(bare, ({ metadata }) => [metadata])
    .reconcile(async ({ owned }) => {
      const replicas: (number | undefined)[] = owned.of(deployments).map(({ spec }) => spec?.replicas);
      const nodes: (string | undefined)[] = owned.of(pods).map(({ spec }) => spec?.nodeName);
      // @ts-expect-error -- the cache does not keep the status
      owned.of(pods).forEach((pod) => void pod.status);
      console.log(replicas, nodes);
    });
}
