/**
 * A login by a plugin, whole: a server, a kubeconfig that names a program, and a client of that kubeconfig.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Api, Client, Config } from 'kube-core';
import { Namespace } from 'kube-core/k8s';
import { ApiServer } from 'kube-testing';
import { parse, stringify } from 'yaml';

await using server = await ApiServer.start();
await using listening = await server.listen();
const folder = await mkdtemp(join(tmpdir(), 'login-'));
try {
  await writeFile(join(folder, 'config'), await kubeconfig(folder), { mode: 0o600 });
  const config = await Config.fromKubeconfig({ file: join(folder, 'config') });
  console.log(`who asks: ${JSON.stringify(config.credentials, ['type', 'args'])}`); // arguments and environment are hidden
  await using client = Client.from(config);
  const namespaces = await Promise.all(Array.from({ length: 5 }, () => Api.all(client, Namespace).get('default')));
  console.log(`${namespaces.length} calls answered after one login, in context ${config.context ?? ''}`);
} finally {
  await rm(folder, { recursive: true });
}

/** The kubeconfig of the server, with a plugin in the place of the token. */
async function kubeconfig(directory: string): Promise<string> {
  const { credentials } = await Config.fromKubeconfig({ text: listening.kubeconfig });
  const tokenFile = join(directory, 'token');
  await writeFile(tokenFile, credentials.type === 'token' ? credentials.token : '', { mode: 0o600 });
  const file = parse(listening.kubeconfig) as { clusters: [{ cluster: object }]; users: [{ user: object }] }; // the server wrote it
  Object.assign(file.clusters[0].cluster, { extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { tokenFile } }] });
  const args = ['--import', 'tsx', fileURLToPath(new URL('plugin.ts', import.meta.url))];
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args,
    interactiveMode: 'Never',
    provideClusterInfo: true,
  };
  file.users[0].user = { exec };
  return stringify(file);
}
