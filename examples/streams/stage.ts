/**
 * Where the examples play: a namespace of its own on the cluster of the current kubeconfig, and in it one pod. Disposing the stage leaves
 * nothing behind. Containers need a node, so there is no API server in this process that could take its place.
 */
import { randomUUID } from 'node:crypto';
import { Api, Client } from 'kube-core';
import { Namespace, Pod, type PodSpec } from 'kube-core/k8s';
import { wait } from 'kube-core/ops';

/** Pods to play with, and one that runs. */
export interface Stage extends AsyncDisposable {
  readonly client: Client;
  readonly namespace: string;
  readonly pods: Api<Pod>;
  /** The name of the pod. */
  readonly pod: string;
}

/** What a cluster may ask for beside: EXAMPLE_IMAGE has a shell and tar, EXAMPLE_POD is more of a pod's spec as JSON. */
const { EXAMPLE_IMAGE = 'busybox:1.36', EXAMPLE_POD = '{}' } = process.env;

/** @param script - What the pod runs in its shell. */
export async function openStage(script = 'sleep 3600'): Promise<Stage> {
  const client = await Client.tryDefault({ fieldManager: 'example' });
  const namespace = `example-${randomUUID().slice(0, 8)}`;
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
  const stage = stageOf(client, namespace);
  try {
    await stage.pods.create({ metadata: { name: stage.pod, labels: { app: stage.pod } }, spec: specOf(script) });
    await wait(stage.pods, stage.pod, { for: hasStarted, timeoutMs: 60_000 });
    return stage;
  } catch (error) {
    await stage[Symbol.asyncDispose]();
    throw error;
  }
}

/** A short script may have ended already. */
const hasStarted = (pod: Pod | undefined): boolean | string => !['', 'Pending'].includes(pod?.status?.phase ?? '') || 'it has not started';

function stageOf(client: Client, namespace: string): Stage {
  const pods = Api.namespaced(client, Pod, namespace);
  return {
    client,
    namespace,
    pods,
    pod: 'box',
    async [Symbol.asyncDispose]() {
      await pods.deleteCollection({ gracePeriodSeconds: 0 });
      await Api.all(client, Namespace).delete(namespace);
      await client.close();
    },
  };
}

const specOf = (script: string): PodSpec => ({
  restartPolicy: 'Never',
  terminationGracePeriodSeconds: 0,
  automountServiceAccountToken: false,
  containers: [{ name: 'main', image: EXAMPLE_IMAGE, imagePullPolicy: 'IfNotPresent', stdin: true, command: ['sh', '-c', script] }],
  ...(JSON.parse(EXAMPLE_POD) as Partial<PodSpec>), // the user's own word
});
