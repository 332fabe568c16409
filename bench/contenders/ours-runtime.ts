/**
 * The works that kube-runtime does, from its built package. A file of its own, so that the others do not pay for loading it.
 */
import { Api, Client } from 'kube-core';
import { ConfigMap, Namespace, Pod } from 'kube-core/k8s';
import { Controller, createStore, reflector, watcher } from 'kube-runtime';
import { filter, lastValueFrom, take, tap } from 'rxjs';

const client = await Client.tryDefault({ fieldManager: 'bench' });

/** One small call, before anything is measured. */
export const warm = (): Promise<unknown> => Api.all(client, Namespace).get('default');

/** List, watch and store, until the store is complete. */
export async function cache(): Promise<readonly unknown[]> {
  const { reader, writer } = createStore(Pod);
  watcher(Api.all(client, Pod)).pipe(reflector(writer)).subscribe();
  await reader.ready();
  return reader.list();
}

/** A store is kept, and each update counted. The list before is not measured: `begin` is called after it. */
export async function updates(begin: () => void): Promise<{ readonly length: number }> {
  const wanted = Number(process.env['KUBE_BENCH_UPDATES']);
  const { writer } = createStore(Pod);
  const events = watcher(Api.all(client, Pod)).pipe(
    reflector(writer),
    tap(({ type }) => type === 'init-done' && begin()),
  );
  await lastValueFrom(
    events.pipe(
      filter(({ type }) => type === 'apply'),
      take(wanted),
    ),
  );
  return { length: wanted };
}

/** One child is applied for each ConfigMap of a namespace, ten at a time. */
export async function reconcile(): Promise<{ readonly length: number }> {
  const wanted = Number(process.env['KUBE_BENCH_OWNERS']);
  const maps = Api.namespaced(client, ConfigMap, process.env['KUBE_BENCH_NAMESPACE'] ?? '');
  const controller = Controller.for(maps, { labelSelector: 'bench=owner' }).reconcile(
    async ({ object: { metadata, data }, signal }) => {
      const { name, uid } = metadata;
      const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name, uid, controller: true }];
      const child = {
        metadata: { name: `${name}-child`, labels: { bench: 'child' }, ownerReferences },
        data: { copied: data?.['value'] ?? '' },
      };
      await maps.apply(child, { force: true, signal });
    },
    { concurrency: 10 },
  );
  const done = lastValueFrom(controller.results.pipe(take(wanted)));
  await Promise.race([done, controller.run()]);
  return { length: wanted };
}
