/**
 * The work that kube-runtime does, from its built package. A file of its own, so that the others do not pay for loading it.
 */
import { Api, Client } from 'kube-core';
import { Namespace, Pod } from 'kube-core/k8s';
import { createStore, reflector, watcher } from 'kube-runtime';

const client = await Client.tryDefault();

/** One small call, before anything is measured. */
export const warm = (): Promise<unknown> => Api.all(client, Namespace).get('team-0');

/** List, watch and store, until the store is complete. */
export async function cache(): Promise<readonly unknown[]> {
  const { reader, writer } = createStore(Pod);
  watcher(Api.all(client, Pod)).pipe(reflector(writer)).subscribe();
  await reader.ready();
  return reader.list();
}
