/** `apply`, `diff` and `delete`: manifests of any kinds. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { isNotFound, type Api, type DynamicObject } from 'kube-core';
import { applyManifest, diffManifest, objectsIn, wait } from 'kube-core/ops';
import { subjectsOf, titleOf, type Cluster, type Subject } from './cluster.js';
import { missing, type Arguments, type Command } from './command.js';

const file = { filename: { type: 'string', short: 'f' } } as const;

/** `-f -` is the standard input. */
const manifestOf = (args: Arguments): Promise<string> => {
  const path = args.text('filename') ?? missing('-f FILE');
  return path === '-' ? text(process.stdin) : readFile(path, 'utf8');
};

export const apply: Command = {
  usage: 'apply -f FILE [--force-conflicts] [--dry-run]',
  options: { ...file, 'force-conflicts': { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
  async run(cluster, args) {
    const options = { namespace: cluster.namespace, force: args.flag('force-conflicts'), dryRun: args.flag('dry-run') };
    for (const { object, outcome } of await applyManifest(cluster.client, await manifestOf(args), options))
      console.log(`${titleOf(await cluster.kind(nameOfKind(object)), object.metadata.name)} ${outcome}`);
    return undefined;
  },
};

/** `Deployment.v1.apps`: discovery takes it, and it cannot be another's. */
function nameOfKind({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return `${kind}.${version}.${group}`;
}

export const diff: Command = {
  usage: 'diff -f FILE [--force-conflicts]',
  options: { ...file, 'force-conflicts': { type: 'boolean' } },
  async run(cluster, args) {
    const options = { namespace: cluster.namespace, force: args.flag('force-conflicts') };
    const { changed, text: difference } = await diffManifest(cluster.client, await manifestOf(args), options);
    process.stdout.write(difference);
    return changed ? 1 : 0;
  },
};

export const remove: Command = {
  usage: 'delete -f FILE | KIND NAME… | KIND/NAME… | KIND -l SELECTOR [--ignore-not-found]',
  options: { ...file, selector: { type: 'string', short: 'l' }, 'ignore-not-found': { type: 'boolean' } },
  async run(cluster, args) {
    const subjects = args.text('filename') === undefined ? await subjectsOf(cluster, args) : await inFile(cluster, args);
    for (const subject of subjects) await removeAll(cluster, subject, args);
    return undefined;
  },
};

/** Last things first: a namespace goes after what is in it. */
async function inFile(cluster: Cluster, args: Arguments): Promise<Subject[]> {
  const objects = await objectsIn(await manifestOf(args));
  const subjects = objects.map(async (object) => ({ kind: await cluster.kind(nameOfKind(object)), names: [object.metadata.name] }));
  return (await Promise.all(subjects)).reverse();
}

async function removeAll(cluster: Cluster, { kind, names }: Subject, args: Arguments): Promise<void> {
  const api = cluster.api(kind);
  const labelSelector = args.text('selector');
  if (names.length === 0 && labelSelector === undefined) missing('a name, or -l SELECTOR,');
  const wanted = labelSelector === undefined ? names : (await api.list({ labelSelector })).items.map(({ metadata }) => metadata.name);
  for (const name of wanted) if (await removed(api, name, args)) console.log(`${titleOf(kind, name)} deleted`);
  await wait(api, wanted, { for: 'delete', timeoutMs: 120_000 });
}

/** @throws ApiError `NotFound`, unless that is to be ignored. */
async function removed(api: Api<DynamicObject>, name: string, args: Arguments): Promise<boolean> {
  try {
    await api.delete(name);
    return true;
  } catch (error) {
    if (isNotFound(error) && args.flag('ignore-not-found')) return false;
    throw error;
  }
}
