/** The code that kube-core is made for, as a user writes it: checked by the compiler, never run. */
import { Api, Client, type Apply, type Frozen, type Stored } from 'kube-core';
import { Deployment, Node, Pod } from 'kube-core/k8s';

export async function usersCode(signal: AbortSignal): Promise<void> {
  await using client = await Client.tryDefault({ fieldManager: 'demo' });
  const pods = Api.namespaced(client, Pod, 'web');
  const pod = await pods.get('nginx-0');
  const identity: [string, string, string] = [pod.metadata.name, pod.metadata.uid, pod.metadata.resourceVersion];
  for await (const p of pods.items({ labelSelector: 'app=nginx', pageSize: 500 })) console.log(p.metadata.name, identity);
  await pods.patch(pod, { merge: { metadata: { labels: { tier: 'web', old: null } } } });
  await Api.namespaced(client, Deployment, 'web').apply({ metadata: { name: 'nginx' }, spec: { replicas: 2 } }, { force: true });
  const { code, stdout } = await pods.run('nginx-0', ['sh', '-c', 'exit 3'], { signal });
  console.log(stdout, code);

  // @ts-expect-error one kind of patch
  await pods.patch(pod, { merge: {}, json: [] });
  // @ts-expect-error it is labels
  await pods.patch(pod, { merge: { metadata: { lables: {}, labels: {} } } });
  // @ts-expect-error a Node has no namespace
  Api.namespaced(client, Node, 'x');
  // @ts-expect-error nothing runs in a Deployment
  await Api.all(client, Deployment).run('x', ['true']);
  // @ts-expect-error null takes away optional fields only
  await Api.namespaced(client, Deployment, 'web').patch('nginx', { merge: { spec: { selector: null } } });

  const all: readonly Api[] = [pods, Api.all(client, Node)];
  console.log(all.length);
}

/** What a cache hands out can be written: inputs take read-only values. */
export function deploymentOf(pod: Frozen<Stored<Pod>>): Apply<Deployment> {
  return {
    metadata: { name: pod.metadata.name, ...(pod.metadata.namespace === undefined ? {} : { namespace: pod.metadata.namespace }) },
    spec: { replicas: 1, template: { spec: pod.spec ?? {} } },
  };
}
