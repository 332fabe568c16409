/**
 * What the benches ask: the in-process API server over TLS, full of pods, in a process of its own, so that only the client is measured.
 * Forked by main.ts as `server.ts KUBECONFIG PODS`: it writes the kubeconfig, tells its parent when it is ready, and answers every message
 * with the number of connections it has accepted so far.
 */
import { subscribe } from 'node:diagnostics_channel';
import { Api } from 'kube-core';
import { Namespace, Pod } from 'kube-core/k8s';
import { ApiServer } from 'kube-testing';
import { namespaces, podOf } from './pods.js';

const [kubeconfig = '', count = '5000'] = process.argv.slice(2);

await using server = await ApiServer.start({ gc: false });
const controllers = server.client({ fieldManager: 'kube-controller-manager' });
const kubelet = server.client({ fieldManager: 'kubelet' });
for (const name of namespaces) await Api.all(controllers, Namespace).create({ metadata: { name } });
for (let at = 0; at < Number(count); at++) {
  const { status, ...pod } = podOf(at);
  const made = await Api.all(controllers, Pod).create(pod);
  if (status !== undefined) await Api.all(kubelet, Pod).replaceStatus({ ...made, status });
}

let connections = 0;
subscribe('net.server.socket', () => connections++);
const listening = await server.listen();
await listening.writeKubeconfig(kubeconfig);
process.on('message', () => process.send?.(connections));
process.send?.('ready');
await new Promise((resolve) => process.once('disconnect', resolve));
