/**
 * What the benches ask: an API server over TLS, full of pods, in a process of its own, so that only the client is measured. It is the
 * in-process one, or a real one where `KUBE_BENCH_ASSETS` names the folder of its binaries. Forked by main.ts as
 * `server.ts KUBECONFIG PODS`: it writes the kubeconfig, tells its parent when it is ready, and answers each message.
 */
import { subscribe } from 'node:diagnostics_channel';
import { copyFile } from 'node:fs/promises';
import { Api, Client, Config } from 'kube-core';
import { ConfigMap, Namespace, Pod } from 'kube-core/k8s';
import { ApiServer } from 'kube-testing';
import { startControlPlane, type ControlPlane } from '../packages/kube-runtime/test/control-plane/control-plane.js';
import { namespaces, podOf } from './pods.js';
import type { Message } from './servers.js';

const [kubeconfig = '', count = '5000'] = process.argv.slice(2);
const assets = process.env['KUBE_BENCH_ASSETS'];
await using server = assets === undefined ? await ApiServer.start({ gc: false }) : await startControlPlane(assets, { controllers: false }); // they would delete pods whose nodes there are not
await using client = 'listen' in server ? await inProcess(server) : await real(server);
const pods = Api.all(client, Pod);

async function inProcess(api: ApiServer): Promise<Client> {
  const listening = await api.listen();
  await listening.writeKubeconfig(kubeconfig);
  return api.client({ fieldManager: 'kubelet' });
}

async function real(plane: ControlPlane): Promise<Client> {
  await copyFile(plane.kubeconfig, kubeconfig);
  return Client.from(await Config.fromKubeconfig({ file: kubeconfig }), { fieldManager: 'kubelet' });
}

/** Twenty at a time, as many as a server takes without making any wait. */
async function each(length: number, act: (at: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < length; at = next++) await act(at);
  };
  await Promise.all(Array.from({ length: 20 }, worker));
}

async function fill(): Promise<void> {
  for (const name of namespaces) await Api.all(client, Namespace).create({ metadata: { name } });
  await each(Number(count), async (at) => {
    const { status, ...pod } = podOf(at);
    const made = await pods.create(pod);
    if (status !== undefined) await pods.replaceStatus({ ...made, status });
  });
}

/** Changes one label of as many pods, over and over again from the first. */
let label = 0;
async function update(length: number): Promise<void> {
  const keys = Array.from({ length: Number(count) }, (_, at) => {
    const { name = '', namespace = '' } = podOf(at).metadata ?? {};
    return { name, namespace };
  });
  await each(length, async (at) => {
    const key = keys[at % keys.length];
    if (key !== undefined) await pods.patch(key, { merge: { metadata: { labels: { bench: `v${label++}` } } } });
  });
}

/** A new namespace full of ConfigMaps. */
let runs = 0;
async function owners(length: number): Promise<string> {
  const namespace = `bench-${runs++}`;
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
  const maps = Api.namespaced(client, ConfigMap, namespace);
  await each(length, (at) => maps.create({ metadata: { name: `owner-${at}`, labels: { bench: 'owner' } }, data: { value: `${at}` } }));
  return namespace;
}

let connections = 0;
async function answer(message: Message): Promise<unknown> {
  if (message.ask === 'owners') return owners(message.count);
  if (message.ask === 'update') await update(message.count);
  return assets === undefined ? connections : undefined;
}

await fill();
subscribe('net.server.socket', () => connections++);
process.on('message', (message: Message) => void answer(message).then((value) => process.send?.(value ?? null)));
process.send?.('ready');
await new Promise((resolve) => process.once('disconnect', resolve));
