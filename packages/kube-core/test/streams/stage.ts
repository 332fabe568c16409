/**
 * A namespace with pods on the node of a cluster, for the suites that need processes. Enter at {@link openStage}.
 */
import { randomUUID } from 'node:crypto';
import { Api, Client, type Stored } from 'kube-core';
import { Namespace, Pod, type PodSpec, type VolumeMount } from 'kube-core/k8s';

/** Where the pods of a suite run; disposing it deletes them. */
export interface Stage extends AsyncDisposable {
  readonly client: Client;
  readonly namespace: string;
  readonly pods: Api<Pod>;
  /** Runs a pod and waits until it runs or, with `until`, for something else. */
  start(name: string, scripts: Scripts, options?: StartOptions): Promise<Stored<Pod>>;
}

/** What each container of a pod runs in its shell, by name. */
export type Scripts = Readonly<Record<string, string>>;

export interface StartOptions {
  readonly labels?: Record<string, string>;
  /** Of the first container: it has a standard input, or a terminal as well. */
  readonly stdin?: 'open' | 'terminal';
  readonly spec?: Partial<PodSpec>;
  readonly containerVolume?: VolumeMount;
  readonly until?: (pod: Pod) => boolean;
}

/** @param suite - A word for the namespace. */
export async function openStage(suite: string): Promise<Stage> {
  const client = await Client.tryDefault({ fieldManager: `core-${suite}` });
  const namespace = `core-${suite}-${randomUUID().slice(0, 8)}`;
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
  const pods = Api.namespaced(client, Pod, namespace);
  return {
    client,
    namespace,
    pods,
    start: async (name, scripts, options = {}) => {
      await pods.create(podOf(name, scripts, options));
      return reached(pods, name, options.until ?? isReady);
    },
    [Symbol.asyncDispose]: async () => {
      await pods.deleteCollection({ gracePeriodSeconds: 0 });
      await Api.all(client, Namespace).delete(namespace);
      await client.close();
    },
  };
}

const isReady = (pod: Pod): boolean => pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

/** Waits for a pod. @throws Error when it is not as wanted within a minute. */
async function reached(pods: Api<Pod>, name: string, wanted: (pod: Pod) => boolean): Promise<Stored<Pod>> {
  for await (const event of pods.watch({ fieldSelector: `metadata.name=${name}`, timeoutSeconds: 60 }))
    if ((event.type === 'ADDED' || event.type === 'MODIFIED') && wanted(event.object)) return event.object;
  throw new Error(`pod ${name} did not become what the test waits for`);
}

function podOf(name: string, scripts: Scripts, { labels = {}, stdin, spec, containerVolume }: StartOptions): Pod {
  const containers = Object.entries(scripts).map(([container, script], at) => ({
    name: container,
    image: 'localhost/busybox:test',
    imagePullPolicy: 'Never',
    command: ['sh', '-c', script],
    ...(containerVolume !== undefined && { volumeMounts: [containerVolume] }),
    ...(at === 0 && stdin !== undefined && { stdin: true, tty: stdin === 'terminal' }),
  }));
  return {
    metadata: { name, labels },
    spec: {
      nodeName: 'node-1',
      hostNetwork: true,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      containers,
      ...spec,
    },
  };
}
