/**
 * One controller, from the first object to the last, on any API server: {@link tell} runs it on the in-process server and on a real one.
 * The connection is broken, versions expire and the controller is away for a while; in the end everything is as it should be.
 */
import { expect } from '@jest/globals';
import { Api, Client, ownerReference, systemClock, type Clock, type KubeObject, type ResourceDefinition, type Stored } from 'kube-core';
import type { KubeRequest, KubeResponse } from 'kube-core/testing';
import { ConfigMap, CustomResourceDefinition, Namespace } from 'kube-core/k8s';
import { Controller, finalizer, generation, Manager, watcher, type Cached, type ControllerFailure, type WatcherEvent } from 'kube-runtime';
import type { Subscription } from 'rxjs';

interface Site extends KubeObject {
  spec: { host: string };
  status?: { observedGeneration?: number; host?: string };
}

type Service = Client['service'];

/** A service whose watches a test can break, or send to a version that the server has long forgotten. */
class Fragile {
  readonly #inner: Service;
  readonly #open = new Set<AbortController>();
  /** How many watches are still to be sent to an old version. */
  outdated = 0;

  constructor(inner: Service) {
    this.#inner = inner;
  }

  get service(): Service {
    return async (request) => {
      if (request.streaming !== true) return this.#inner(request);
      const cut = new AbortController();
      this.#open.add(cut);
      const response = await this.#inner({
        ...this.#aged(request),
        signal: request.signal === undefined ? cut.signal : AbortSignal.any([request.signal, cut.signal]),
      });
      return { ...response, body: this.#cuttable(response, cut) };
    };
  }

  /** Cuts every watch that is open, as a lost connection does. */
  cut(): void {
    for (const open of this.#open) open.abort(new Error('connection reset'));
  }

  #aged(request: KubeRequest): KubeRequest {
    if (this.outdated === 0 || !/[?&]resourceVersion=\d/.test(request.path)) return request;
    this.outdated--;
    return { ...request, path: request.path.replace(/([?&]resourceVersion=)\d+/, '$11') };
  }

  async *#cuttable(response: KubeResponse, cut: AbortController): AsyncGenerator<Uint8Array, void, undefined> {
    const broken = new Promise<never>((_, reject) => cut.signal.addEventListener('abort', () => reject(new Error('connection reset'))));
    broken.catch(() => undefined);
    const chunks = response.body[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await Promise.race([chunks.next(), broken]);
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      this.#open.delete(cut);
      chunks.return?.().catch(() => undefined);
    }
  }
}

/** A real garbage collector learns of a new kind only every 30 s. */
const patienceMs = 75_000;

async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const kindOf = (group: string): ResourceDefinition<Site, 'Namespaced'> => ({
  group,
  version: 'v1',
  kind: 'Site',
  plural: 'sites',
  scope: 'Namespaced',
});

const crdOf = (group: string): CustomResourceDefinition => ({
  metadata: { name: `sites.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind: 'Site', listKind: 'SiteList', plural: 'sites', singular: 'site' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', properties: { host: { type: 'string' } } },
              status: { type: 'object', properties: { observedGeneration: { type: 'integer' }, host: { type: 'string' } } },
            },
          },
        },
      },
    ],
  },
});

/** How a story is told. */
export interface Telling {
  /** Makes the server forget its oldest versions; a real one has long done so. */
  readonly forget?: () => void;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** A clock whose waits are short, for servers that need no mercy. */
export const hasty: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 20, signal) };

/** One run of the operator: a config map for each site, its status, and a note of what was cleaned up. */
function operator({ client, definition, namespace, telling: { clock = systemClock } }: Stage) {
  const sites = Api.namespaced(client, definition, namespace);
  const configMaps = Api.namespaced(client, ConfigMap, namespace);
  const failures: ControllerFailure[] = [];
  const cleaned: string[] = [];
  const controller = Controller.for(sites, { on: generation })
    .owns(configMaps)
    .reconcile(
      finalizer<Site>('example.com/site', {
        apply: async ({ object: site, signal }) => {
          await configMaps.apply(pageOf(definition, site), { force: true, signal });
          await sites.applyStatus(site, { observedGeneration: site.metadata.generation ?? 0, host: site.spec.host }, { signal });
        },
        cleanup: async ({ object }) => void cleaned.push(object.metadata.name),
      }),
      { clock, onFailure: (failure) => failures.push(failure) },
    );
  const manager = new Manager(client, { signals: false }).add(controller);
  const ended = manager.run();
  return {
    failures,
    cleaned,
    controller,
    stop: async (): Promise<void> => {
      await manager.close();
      await ended;
    },
    [Symbol.asyncDispose]: () => manager.close(),
  };
}

const pageOf = (definition: ResourceDefinition, site: Cached<Site> | Stored<Site>) => ({
  metadata: { name: `${site.metadata.name}-page`, ownerReferences: [ownerReference(definition, site)] },
  data: { host: site.spec.host },
});

/**
 * @param inner - What answers: the in-process server, or a connection to a real one.
 * @param group - An API group of its own, so that stories can be told side by side.
 * @param telling - How the server forgets, and which clock the controller goes by.
 */
export async function tell(inner: Service, group: string, telling: Telling = {}): Promise<void> {
  const fragile = new Fragile(inner);
  const client = Client.of(fragile.service, { fieldManager: 'story' });
  const namespace = group.replaceAll('.', '-');
  const definition = kindOf(group);
  const crds = Api.all(client, CustomResourceDefinition);
  const namespaces = Api.all(client, Namespace);
  const sites = Api.namespaced(client, definition, namespace);
  await crds.create(crdOf(group));
  await namespaces.create({ metadata: { name: namespace } });
  try {
    await until('the kind to be served', () =>
      sites.list().then(
        () => true,
        () => false,
      ),
    );
    await chapters({ fragile, client, definition, namespace, telling });
  } finally {
    for (const site of (await sites.list()).items) await sites.patch(site, { merge: { metadata: { finalizers: [] } } });
    await namespaces.delete(namespace);
    await crds.delete(`sites.${group}`);
  }
}

interface Stage {
  readonly fragile: Fragile;
  readonly client: Client;
  readonly definition: ResourceDefinition<Site, 'Namespaced'>;
  readonly namespace: string;
  readonly telling: Telling;
}

async function chapters(stage: Stage): Promise<void> {
  const { fragile, client, definition, namespace, telling } = stage;
  const sites = Api.namespaced(client, definition, namespace);
  const configMaps = Api.namespaced(client, ConfigMap, namespace);
  const page = async (name: string): Promise<string | undefined> => (await configMaps.find(`${name}-page`))?.data?.host;
  await using first = operator(stage);
  let run = first;

  // An object is created: its finalizer, its dependant and its status appear.
  await sites.create({ metadata: { name: 'a' }, spec: { host: 'one' } });
  await until('the status', async () => (await sites.get('a')).status?.host === 'one');
  expect(await page('a')).toBe('one');
  expect((await sites.get('a')).metadata.finalizers).toEqual(['example.com/site']);

  // It is changed, and its dependant deleted.
  await sites.patch('a', { merge: { spec: { host: 'two' } } });
  await until('the change to be followed', async () => (await page('a')) === 'two');
  const { uid } = (await configMaps.get('a-page')).metadata;
  await configMaps.delete('a-page');
  await until('the dependant to be made anew', async () => ![undefined, uid].includes((await configMaps.find('a-page'))?.metadata.uid));
  expect(run.failures).toEqual([]);

  // The connection breaks: it is resumed, and nothing is missed.
  fragile.cut();
  await sites.patch('a', { merge: { spec: { host: 'three' } } });
  await until('the change during the interruption', async () => (await page('a')) === 'three');
  expect(run.failures.map(({ code }) => code)).toContain('watcher');

  // The version expires meanwhile: it lists again, and nothing is missed.
  run.failures.length = 0;
  telling.forget?.();
  fragile.outdated = 2;
  fragile.cut();
  await sites.patch('a', { merge: { spec: { host: 'four' } } });
  await until('the change beyond an expired version', async () => (await page('a')) === 'four');
  await until('a watch to have been sent away', () => run.failures.some((failure) => /too old|expired/i.test(failure.message)));

  // The controller is away for a while: it finds out what happened.
  await run.stop();
  await sites.create({ metadata: { name: 'b' }, spec: { host: 'b' } });
  await sites.patch('a', { merge: { spec: { host: 'five' } } });
  await configMaps.delete('a-page');
  await sites.delete('a');
  expect((await sites.get('a')).metadata.deletionTimestamp).toBeDefined();
  await using second = operator(stage);
  run = second;
  await until('what was created meanwhile', async () => (await page('b')) === 'b');

  // What was deleted is cleaned up and gone; what it owned goes with it.
  await until('the deletion', async () => (await sites.find('a')) === undefined);
  expect(run.cleaned).toEqual(['a']);
  await sites.delete('b');
  await until('the second deletion', async () => (await sites.find('b')) === undefined);
  expect(run.cleaned).toEqual(['a', 'b']);
  await until('the dependants to be collected', async () => (await page('b')) === undefined);
  await until('the store to be empty', () => run.controller.store.size === 0);
  await run.stop();
}

/** A watcher and a list end up with the same set, whatever happened in between. */
export async function follow(inner: Service, writes: number, telling: Telling = {}): Promise<void> {
  const fragile = new Fragile(inner);
  const client = Client.of(fragile.service, { fieldManager: 'story' });
  const namespace = `kube-runtime-follow-${Math.random().toString(36).slice(2, 8)}`;
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
  const configMaps = Api.namespaced(client, ConfigMap, namespace);
  const set = new Map<string, string>();
  let incoming: Map<string, string> | undefined;
  const take = (event: WatcherEvent<Cached<ConfigMap>>): void => {
    if (event.type === 'init') incoming = new Map();
    const target = incoming ?? set;
    if (event.type === 'apply' || event.type === 'init-apply')
      target.set(event.object.metadata.name, event.object.metadata.resourceVersion);
    if (event.type === 'delete') target.delete(event.object.metadata.name);
    if (event.type !== 'init-done' || incoming === undefined) return;
    set.clear();
    for (const [name, version] of incoming) set.set(name, version);
    incoming = undefined;
  };
  const subscriptions: Subscription[] = [watcher(configMaps, { pageSize: 7, clock: telling.clock ?? systemClock }).subscribe(take)];
  try {
    for (let i = 0; i < writes; i++) {
      const name = `m${i % 23}`;
      if (i % 5 === 4) await configMaps.delete(name).catch(() => undefined);
      else await configMaps.apply({ metadata: { name }, data: { i: String(i) } }, { force: true });
      if (i % 40 === 20) fragile.cut();
      if (i % 80 === 60) {
        telling.forget?.();
        fragile.outdated = 1;
      }
    }
    await until('the watcher to catch up', async () => {
      const listed = new Map((await configMaps.list()).items.map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
      return listed.size === set.size && [...listed].every(([name, version]) => set.get(name) === version);
    });
  } finally {
    for (const subscription of subscriptions) subscription.unsubscribe();
    await Api.all(client, Namespace).delete(namespace);
  }
}
