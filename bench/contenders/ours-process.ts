/**
 * Calls to the in-process API server of kube-testing, from its built package: no socket, no bytes, what a test pays.
 */
import { readFileSync } from 'node:fs';
import { Api } from 'kube-core';
import { ConfigMap, Namespace, Pod } from 'kube-core/k8s';
import { ApiServer } from 'kube-testing';

interface Placed extends Pod {
  metadata: { name: string; namespace: string };
}

const server = await ApiServer.start({ gc: false });
const client = server.client({ fieldManager: 'bench' });
const pods = Api.all(client, Pod);
const maps = Api.namespaced(client, ConfigMap, 'default');
await maps.create({ metadata: { name: 'settings' }, data: { colour: 'blue' } });

/** Fills the server and makes each call often, so that what is measured runs compiled. */
export async function warm(): Promise<void> {
  const all = JSON.parse(readFileSync(process.env['KUBE_BENCH_PODS'] ?? '', 'utf8')) as Placed[]; // written by main.ts
  const namespaces = new Set(all.map(({ metadata }) => metadata.namespace));
  for (const name of namespaces) await Api.all(client, Namespace).create({ metadata: { name } });
  for (const { status: _, ...pod } of all) await pods.create(pod);
  await processGet();
  await processGet();
  await listOnce();
}

/** A small object, often. */
export async function processGet(): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (let at = 0; at < 10_000; at++) found.push(await maps.get('settings'));
  return found;
}

async function listOnce(): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const pod of pods.items({ pageSize: 100 })) found.push(pod);
  return found;
}

/** Five whole lists. */
export async function processPages(): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (let at = 0; at < 5; at++) found.push(...(await listOnce()));
  return found;
}
