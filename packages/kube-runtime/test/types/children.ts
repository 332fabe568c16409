/** The children of an object as a user reads them: checked by the compiler, never run. */
import { Api, type Client } from 'kube-core';
import { ConfigMap, Deployment, Namespace } from 'kube-core/k8s';
import { childSet, type Child, type ChildrenResult } from 'kube-runtime';

export async function usersChildren(client: Client): Promise<number> {
  const children = childSet(Namespace, { configMaps: Api.all(client, ConfigMap), deployments: Api.all(client, Deployment) });
  const namespace = await Api.all(client, Namespace).get('web');
  const result = await children.apply(namespace, { configMaps: [], deployments: [] });
  const any: ChildrenResult = result;
  let ready = any.created.length;
  for (const child of [...result.updated, ...result.unchanged]) {
    const each: Child = child;
    const of: 'configMaps' | 'deployments' = child.of;
    // the name of its kind tells which kind it is
    if (child.of === 'deployments') ready += child.object.status?.readyReplicas ?? 0;
    // @ts-expect-error a config map has no status
    if (child.of === 'configMaps') void child.object.status;
    ready += of.length + each.of.length;
  }
  return ready;
}
