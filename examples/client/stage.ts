/**
 * Where the examples play: an API server in this process, or with `--cluster` the cluster of the current kubeconfig, in a namespace of their
 * own. Disposing the stage leaves nothing behind.
 */
import { randomUUID } from 'node:crypto';
import { Api, Client } from 'kube-core';
import { Namespace } from 'kube-core/k8s';
import { ApiServer } from 'kube-testing';

/** A client, and a namespace to play in. */
export interface Stage extends AsyncDisposable {
  readonly client: Client;
  readonly namespace: string;
}

/** Opens the stage that the arguments of the process ask for. */
export async function openStage(): Promise<Stage> {
  const onCluster = process.argv.includes('--cluster');
  const server = onCluster ? undefined : await ApiServer.start();
  const client = server?.client({ fieldManager: 'example' }) ?? (await Client.tryDefault({ fieldManager: 'example' }));
  const namespace = `example-${randomUUID().slice(0, 8)}`;
  const namespaces = Api.all(client, Namespace);
  await namespaces.create({ metadata: { name: namespace } });
  return {
    client,
    namespace,
    async [Symbol.asyncDispose]() {
      await namespaces.delete(namespace);
      await client.close();
      await server?.[Symbol.asyncDispose]();
    },
  };
}
