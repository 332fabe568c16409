/**
 * What the demo shows, step by step: from a TypeScript interface to a cluster that heals itself.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Api, isInvalid, keyOf, type Frozen, type KubeObject } from 'kube-core';
import { ConfigMap, CustomResourceDefinition, Deployment } from 'kube-core/k8s';
import { Manager, watchObject, type Cached } from 'kube-runtime';
import { filter, firstValueFrom, timeout } from 'rxjs';
import { parse } from 'yaml';
import { websiteController } from './controller.js';
import { compileWebsite } from './compile.js';
import type { Narrator } from './narrator.js';
import type { Stage } from './stage.js';
import { Website } from './website.gen.js';

const patienceMs = 20_000; // a real cluster on a slow machine; in process a step takes milliseconds

/** Tells the story. @throws StepFailed at the first step that does not happen. */
export async function tell(stage: Stage, narrator: Narrator): Promise<void> {
  await narrator.step('A TypeScript interface becomes a CRD and a class', compileWebsite);
  await narrator.step('The CRD is installed', () => installCrd(stage));

  const records = new Map<string, string>();
  const dns = { set: (host: string, site: string) => void records.set(host, site), remove: (host: string) => void records.delete(host) };
  const stop = new AbortController();
  const running = new Manager(stage.client)
    .add(websiteController(stage.client, { dns, namespace: stage.namespace }))
    .run({ signal: stop.signal });
  try {
    await Promise.race([
      lifeOfASite(stage, narrator, records),
      running.then(() => Promise.reject(new Error('the operator stopped by itself'))),
    ]);
  } finally {
    stop.abort();
    await running;
  }
  await narrator.step('The operator stops when it is told to', () => Promise.resolve('no reconcile is left running'));
}

async function lifeOfASite({ client, namespace }: Stage, narrator: Narrator, records: ReadonlyMap<string, string>): Promise<void> {
  const websites = Api.namespaced(client, Website, namespace);
  const deployments = Api.namespaced(client, Deployment, namespace);
  const configMaps = Api.namespaced(client, ConfigMap, namespace);
  const manifest = await readSite();
  const { name } = manifest.metadata;

  await narrator.step('A YAML file is applied: site.yaml', async () => {
    const site = await websites.apply(manifest, { force: true });
    return `Website ${keyOf(site)}; the CRD's default filled in replicas: ${site.spec.replicas ?? 'nothing'}`;
  });
  await narrator.step('The operator makes what the site needs', async () => {
    const page = await seen(configMaps, name, () => true);
    const server = await seen(deployments, name, () => true);
    const host = await until(() => [...records].find(([, site]) => site === name)?.[0]);
    return `ConfigMap ${keyOf(page)}, Deployment ${keyOf(server)} with ${server.spec?.replicas ?? 0} replica, DNS record ${host}`;
  });
  await narrator.step('It says so in the status', async () => {
    const site = await seen(websites, name, isReady);
    return (site.status?.conditions ?? []).map(({ type, status, message }) => `${type}=${status}: ${message}`).join('\n');
  });
  await narrator.step('The API refuses a site that breaks a rule of the interface', async () => {
    const bad = new Website('bad', { host: '', replicas: -1, source: { kind: 'git', url: 'https://example.com/site.git' } });
    return refusalOf(websites.create(bad));
  });
  await narrator.step('The site is scaled to 3', async () => {
    await websites.patch(name, { merge: { spec: { replicas: 3 } } });
    const server = await seen(deployments, name, ({ spec }) => spec?.replicas === 3);
    return `Deployment ${keyOf(server)} has ${server.spec?.replicas ?? 0} replicas`;
  });
  await narrator.step('Somebody deletes the ConfigMap', async () => {
    const { uid } = (await configMaps.get(name)).metadata;
    await configMaps.delete(name);
    const page = await seen(configMaps, name, ({ metadata }) => metadata.uid !== uid);
    return `the operator made it again: ConfigMap ${keyOf(page)}`;
  });
  await narrator.step('The site is deleted', async () => {
    await websites.delete(name);
    await gone(websites, name);
    const host = manifest.spec.host;
    if (records.has(host)) throw new Error(`the DNS record ${host} is still there`);
    await gone(configMaps, name);
    await gone(deployments, name);
    return `the finalizer removed the DNS record ${host} first; ConfigMap and Deployment went with their owner`;
  });
}

async function installCrd({ client }: Stage): Promise<string> {
  const crds = Api.all(client, CustomResourceDefinition);
  const crd = await crds.apply(await Website.crd(), { force: true });
  const established = await seen(crds, crd.metadata.name, ({ status }) =>
    (status?.conditions ?? []).some((condition) => condition.type === 'Established' && condition.status === 'True'),
  );
  return `${established.metadata.name} is served`;
}

async function readSite(): Promise<Website> {
  const value: unknown = parse(await readFile(fileURLToPath(new URL('site.yaml', import.meta.url)), 'utf8'));
  if (value instanceof Website) return value;
  throw new Error('site.yaml is no Website');
}

const isReady = (site: Cached<Website>): boolean =>
  site.status?.observedGeneration === site.metadata.generation &&
  (site.status?.conditions ?? []).some((condition) => condition.type === 'Ready' && condition.status === 'True');

/** Waits until the object is there and is as expected. */
async function seen<K extends KubeObject>(api: Api<K>, name: string, expected: (object: Cached<K>) => boolean): Promise<Cached<K>> {
  const matching = watchObject(api, name).pipe(
    filter((object): object is Cached<K> => object !== undefined && expected(object)),
    timeout({ first: patienceMs }),
  );
  return firstValueFrom(matching).catch((cause: unknown) => {
    throw new Error(`waited ${patienceMs / 1000} s for ${api.definition.kind} "${name}" in vain`, { cause });
  });
}

async function gone<K extends KubeObject>(api: Api<K>, name: string): Promise<void> {
  const absent = watchObject(api, name).pipe(
    filter((object) => object === undefined),
    timeout({ first: patienceMs }),
  );
  await firstValueFrom(absent).catch((cause: unknown) => {
    throw new Error(`${api.definition.kind} "${name}" is still there after ${patienceMs / 1000} s`, { cause });
  });
}

/** What the operator does in its own memory is seen by looking. */
async function until<T>(look: () => T | undefined): Promise<T> {
  for (const end = performance.now() + patienceMs; performance.now() < end;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited ${patienceMs / 1000} s in vain`);
}

/** The API's own words. */
async function refusalOf(call: Promise<Frozen<KubeObject>>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (refusal: unknown) => refusal,
  );
  if (!isInvalid(error)) throw new Error('the API accepted it');
  return (error.status.details?.causes ?? []).map(({ field, message }) => `${field ?? ''}: ${message ?? ''}`).join('\n');
}
