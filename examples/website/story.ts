/**
 * What the demo shows, step by step: from a TypeScript interface to a cluster that heals itself.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Api, isInvalid, keyOf, type Frozen, type KubeObject } from 'kube-core';
import { ConfigMap, CustomResourceDefinition, Deployment } from 'kube-core/k8s';
import { Manager, type Cached } from 'kube-runtime';
import { parse } from 'yaml';
import { websiteController } from './controller.js';
import { compileWebsite } from './compile.js';
import type { Narrator } from './narrator.js';
import type { Stage } from './stage.js';
import { waiter, type Waiter } from './waiting.js';
import { Website } from './website.gen.js';

/** Why step 9 may take half a minute on a cluster; in process the collector knows a kind at once. */
const collectorIsLate = 'the garbage collector of a cluster learns of a new kind within 30 s';

/** Tells the story. @throws StepFailed at the first step that does not happen. */
export async function tell(stage: Stage, narrator: Narrator): Promise<void> {
  await narrator.step('A TypeScript interface becomes a CRD and a class', compileWebsite);
  const wait = waiter({ patienceMs: stage.patienceMs, say: narrator.note });
  await narrator.step('The CRD is installed', () => installCrd(stage, wait));

  const records = new Map<string, string>();
  const dns = { set: (host: string, site: string) => void records.set(host, site), remove: (host: string) => void records.delete(host) };
  const stop = new AbortController();
  const running = new Manager(stage.client)
    .add(websiteController(stage.client, { dns, namespace: stage.namespace }))
    .run({ signal: stop.signal });
  try {
    await Promise.race([
      lifeOfASite(stage, { narrator, records, wait }),
      running.then(() => Promise.reject(new Error('the operator stopped by itself'))),
    ]);
  } finally {
    stop.abort();
    await running;
  }
  await narrator.step('The operator stops when it is told to', () => Promise.resolve('no reconcile is left running'));
}

/** What is needed to tell of a site beside the stage. */
interface Telling {
  readonly narrator: Narrator;
  /** Hosts and the sites that they lead to. */
  readonly records: ReadonlyMap<string, string>;
  readonly wait: Waiter;
}

async function lifeOfASite({ client, namespace }: Stage, { narrator, records, wait }: Telling): Promise<void> {
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
    const page = await wait.seen(configMaps, name, () => true);
    const server = await wait.seen(deployments, name, () => true);
    const host = await wait.found('its DNS record', () => [...records].find(([, site]) => site === name)?.[0]);
    return `ConfigMap ${keyOf(page)}, Deployment ${keyOf(server)} with ${server.spec?.replicas ?? 0} replica, DNS record ${host}`;
  });
  await narrator.step('It says so in the status', async () => {
    const site = await wait.seen(websites, name, isReady);
    return (site.status?.conditions ?? []).map(({ type, status, message }) => `${type}=${status}: ${message}`).join('\n');
  });
  await narrator.step('The API refuses a site that breaks a rule of the interface', async () => {
    const bad = new Website('bad', { host: '', replicas: -1, source: { kind: 'git', url: 'https://example.com/site.git' } });
    return refusalOf(websites.create(bad));
  });
  await narrator.step('The site is scaled to 3', async () => {
    await websites.patch(name, { merge: { spec: { replicas: 3 } } });
    const server = await wait.seen(deployments, name, ({ spec }) => spec?.replicas === 3);
    return `Deployment ${keyOf(server)} has ${server.spec?.replicas ?? 0} replicas`;
  });
  await narrator.step('Somebody deletes the ConfigMap', async () => {
    const { uid } = (await configMaps.get(name)).metadata;
    await configMaps.delete(name);
    const page = await wait.seen(configMaps, name, ({ metadata }) => metadata.uid !== uid);
    return `the operator made it again: ConfigMap ${keyOf(page)}`;
  });
  await narrator.step('The site is deleted', async () => {
    await websites.delete(name);
    await wait.gone(websites, name);
    const host = manifest.spec.host;
    if (records.has(host)) throw new Error(`the DNS record ${host} is still there`);
    await wait.gone(configMaps, name, collectorIsLate);
    await wait.gone(deployments, name);
    return `the finalizer removed the DNS record ${host} first; ConfigMap and Deployment went with their owner`;
  });
}

async function installCrd({ client }: Stage, wait: Waiter): Promise<string> {
  const crds = Api.all(client, CustomResourceDefinition);
  const crd = await crds.apply(await Website.crd(), { force: true });
  const established = await wait.seen(crds, crd.metadata.name, ({ status }) =>
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

/** The API's own words. */
async function refusalOf(call: Promise<Frozen<KubeObject>>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (refusal: unknown) => refusal,
  );
  if (!isInvalid(error)) throw new Error('the API accepted it');
  return (error.status.details?.causes ?? []).map(({ field, message }) => `${field ?? ''}: ${message ?? ''}`).join('\n');
}
