/**
 * Where the demo plays: an API server in this process, or a real cluster in a namespace of its own.
 */
import { randomUUID } from 'node:crypto';
import { Api, Client, isNotFound } from 'kube-core';
import { CustomResourceDefinition, Namespace } from 'kube-core/k8s';
import { ApiServer } from 'kube-testing';

/** A client, and a namespace to play in; disposing it leaves nothing behind. */
export interface Stage extends AsyncDisposable {
  readonly name: string;
  readonly client: Client;
  readonly namespace: string;
  /** How long a step may take here. */
  readonly patienceMs: number;
}

const fieldManager = 'kube-demo';

const processPatienceMs = 20_000; // a step takes milliseconds
const clusterPatienceMs = 120_000; // controllers learn of new kinds every 30 s, and may be busy then

/** @param args - `--cluster` plays on the cluster of the current kubeconfig; nothing else ever touches it. */
export function openStage(args: readonly string[]): Promise<Stage> {
  const unknown = args.find((arg) => arg !== '--cluster');
  if (unknown !== undefined) return Promise.reject(new Error(`the demo knows no ${unknown}; it takes --cluster or nothing`));
  return args.includes('--cluster') ? clusterStage() : processStage();
}

async function processStage(): Promise<Stage> {
  const server = await ApiServer.start();
  const client = server.client({ fieldManager });
  const namespace = 'web';
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
  return {
    name: 'an API server in this process',
    client,
    namespace,
    patienceMs: processPatienceMs,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function clusterStage(): Promise<Stage> {
  const client = await Client.tryDefault({ fieldManager });
  const namespace = `kube-demo-${randomUUID().slice(0, 8)}`;
  const crds = Api.all(client, CustomResourceDefinition);
  const existed = (await crds.find('websites.example.com')) !== undefined;
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
  return {
    name: `the cluster of the current kubeconfig, namespace ${namespace}`,
    client,
    namespace,
    patienceMs: clusterPatienceMs,
    async [Symbol.asyncDispose]() {
      await Api.all(client, Namespace).delete(namespace);
      if (!existed) await crds.delete('websites.example.com').catch(ignoreNotFound);
      await client[Symbol.asyncDispose]();
    },
  };
}

function ignoreNotFound(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
}
