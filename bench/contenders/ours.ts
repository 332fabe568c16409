/**
 * The works with kube-core, from its built package. Each gives the objects that it keeps.
 */
import { Api, Client } from 'kube-core';
import { Namespace, Pod } from 'kube-core/k8s';

const client = await Client.tryDefault();
const pods = Api.all(client, Pod);
const namespaces = Api.all(client, Namespace);

/** One small call, before anything is measured. */
export const warm = (): Promise<unknown> => namespaces.get('team-0');

/** One list, as one answer. */
export const list = async (): Promise<readonly unknown[]> => (await pods.list()).items;

/** One list, in pages. */
export async function pages(): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const pod of pods.items()) all.push(pod);
  return all;
}

/** Calls in a row. */
export async function calls(): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let at = 0; at < 300; at++) all.push(await namespaces.get('team-0'));
  return all;
}
