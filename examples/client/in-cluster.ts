/**
 * A client inside a pod. In one, `Config.inCluster()` needs nothing; here a folder stands in for what the kubelet mounts, and the server is
 * one of this process.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api, Client, Config } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { ApiServer } from 'kube-testing';

await using server = await ApiServer.start();
await using listening = await server.listen();
const serviceAccountDirectory = await mkdtemp(join(tmpdir(), 'service-account-'));
try {
  const env = await likeAPod(serviceAccountDirectory);
  const config = await Config.inCluster({ env, serviceAccountDirectory });
  console.log(`server: ${new URL(config.server).protocol}//${env.KUBERNETES_SERVICE_HOST}, namespace: ${config.defaultNamespace}`);
  console.log(`credentials: ${config.credentials.type}`); // the kubelet renews the file, which is read again
  await using client = Client.from(config, { fieldManager: 'example' });
  const maps = Api.defaultNamespaced(client, ConfigMap);
  const created = await maps.create({ metadata: { name: 'from-the-pod' } });
  console.log(`created: ${created.metadata.namespace ?? ''}/${created.metadata.name}`);
} finally {
  await rm(serviceAccountDirectory, { recursive: true });
}

/** Writes what a kubelet mounts, and gives the environment that it sets. */
async function likeAPod(directory: string): Promise<{ KUBERNETES_SERVICE_HOST: string; KUBERNETES_SERVICE_PORT: string }> {
  const { server: url, tls, credentials } = await Config.fromKubeconfig({ text: listening.kubeconfig });
  const { hostname, port } = new URL(url);
  const files = {
    token: credentials.type === 'token' ? credentials.token : '',
    'ca.crt': tls.ca !== undefined && 'data' in tls.ca ? tls.ca.data : '',
    namespace: 'default',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text, { mode: 0o600 });
  return { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
}
