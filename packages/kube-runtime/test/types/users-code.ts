/** The code that kube-runtime is made for, as a user writes it: checked by the compiler, never run. */
import { Api, Client, metadataOf, ownerReference, type Apply, type ObjectMeta } from 'kube-core';
import { ConfigMap, Deployment, Pod } from 'kube-core/k8s';
import {
  Action,
  appliedObjects,
  changedObjects,
  Controller,
  createStore,
  defaults,
  finalizer,
  generation,
  labels,
  Manager,
  modify,
  reflector,
  setCondition,
  watcher,
  watchObject,
  type Cached,
  type Reconcile,
  type Runnable,
} from 'kube-runtime';

/** A class as kube-codegen writes it: data, and the definition as its statics. */
class Website {
  static readonly group = 'example.com';
  static readonly version = 'v1';
  static readonly kind = 'Website';
  static readonly plural = 'websites';
  static readonly scope = 'Namespaced';
  declare apiVersion?: string;
  declare kind?: string;
  declare metadata?: ObjectMeta;
  spec: { host: string; replicas?: number };
  status?: {
    observedGeneration?: number;
    conditions?: { type: string; status: 'True' | 'False' | 'Unknown'; lastTransitionTime: string; reason: string; message: string }[];
  };

  constructor(spec: Website['spec']) {
    this.spec = spec;
  }
}

function deploymentOf(site: Cached<Website>): Apply<Deployment> {
  const { name, namespace } = site.metadata;
  const metadata = { name, ownerReferences: [ownerReference(Website, site)] };
  return { metadata: namespace === undefined ? metadata : { ...metadata, namespace }, spec: { replicas: site.spec.replicas ?? 1 } };
}

export async function usersCode(signal: AbortSignal, removeDns: (host: string) => Promise<void>): Promise<void> {
  await using client = await Client.tryDefault({ fieldManager: 'website' });
  const websites = Api.all(client, Website);
  const deployments = Api.all(client, Deployment);
  const controller = Controller.for(websites)
    .owns(deployments, { optional: true })
    .watches(Api.all(client, ConfigMap), (map) =>
      map.metadata.labels?.['website'] === undefined ? [] : [{ name: map.metadata.labels['website'] }],
    )
    .reconcile(
      finalizer('example.com/website', {
        apply: async ({ object: site, signal, attempt }) => {
          await deployments.apply(deploymentOf(site), { force: true, signal });
          const ready = { type: 'Ready', status: 'True', reason: 'Applied', message: `try ${attempt}` } as const;
          const conditions = setCondition(site.status?.conditions, ready);
          await websites.applyStatus(site, { observedGeneration: site.metadata.generation ?? 0, conditions }, { signal });
          // @ts-expect-error cached objects are read-only
          site.spec.host = 'x';
          return Action.requeue(30_000);
        },
        cleanup: async ({ object }) => {
          await removeDns(object.spec.host);
        },
      }),
      { concurrency: 10, syncTimeoutMs: defaults.controller.syncTimeoutMs, reconcileTimeoutMs: 60_000 },
    );
  controller.results.subscribe((outcome) => console.log(outcome.type === 'failed' ? outcome.error.message : outcome.ref.name));
  const counting = Controller.for(deployments).reconcile(async ({ object }) =>
    Action.awaitChange({ replicas: object.spec?.replicas ?? 1 }),
  );
  counting.results.subscribe((outcome) => {
    if (outcome.type !== 'reconciled') return;
    const replicas: number | undefined = outcome.action.value?.replicas;
    // @ts-expect-error -- it says nothing of that
    console.log(replicas, outcome.action.value?.host);
  });
  const other: Runnable = { run: async () => undefined };
  await new Manager(client).add(controller, other).run({ signal });

  watcher(Api.all(client, Pod))
    .pipe(changedObjects(generation, labels))
    .subscribe((pod) => console.log(pod.metadata.name, pod.spec?.nodeName));
  watchObject(Api.namespaced(client, Pod, 'web'), 'nginx-0').subscribe((pod) => console.log(pod?.status?.phase));
  watcher(Api.all(client, metadataOf(Pod)))
    .pipe(
      modify(({ metadata }) => metadata.uid),
      appliedObjects(),
    )
    .subscribe((uid: string) => console.log(uid));

  const { reader, writer } = createStore(Pod, { indexes: { byNode: (pod) => [pod.spec?.nodeName ?? ''] } });
  watcher(Api.all(client, Pod)).pipe(reflector(writer)).subscribe();
  await reader.ready(signal);
  console.log(reader.by('byNode', 'node-1').length, reader.get({ name: 'nginx-0', namespace: 'web' })?.status?.podIP);
  // @ts-expect-error there is no such index
  reader.by('byNod', 'node-1');
  // @ts-expect-error a store without indexes has none to ask
  createStore(Pod).reader.by('byNode', 'node-1');
  // @ts-expect-error what is to be reconciled cannot be missing
  Controller.for(websites, { optional: true });
  // @ts-expect-error a mapper answers at once
  Controller.for(websites).watches(deployments, async () => []);
  // @ts-expect-error a reconcile gives an action or nothing
  Controller.for(websites).reconcile(async () => 'done');
}

/** A reconcile is a function: it can be wrapped. */
export const logged =
  <K extends object>(reconcile: Reconcile<K>): Reconcile<K> =>
  async (context) => {
    console.log(context.object.metadata.name);
    return reconcile(context);
  };
