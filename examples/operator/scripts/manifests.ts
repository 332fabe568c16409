/**
 * `npm run generate`: writes what the program knows of its manifests into `deploy/generated`: the rights that it needs, the configurations of
 * webhooks, and the list of all that is there. With `--check` it writes nothing, and fails where something is not up to date.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client } from 'kube-core';
import { Manager, optionsFromEnv } from 'kube-runtime';
import { stringify } from 'yaml';
import { name, namespace } from '../src/name.js';
import { addOperator, writes } from '../src/operator.js';
import { webhooksOf } from '../src/webhooks.js';

const folder = fileURLToPath(new URL('../deploy/generated/', import.meta.url));

const noCluster = Client.of(() => Promise.reject(new Error('nothing is asked')), { fieldManager: name, defaultNamespace: namespace });
const manager = new Manager(noCluster, optionsFromEnv({ LEASE_NAME: name }));
const webhooks = webhooksOf(noCluster, addOperator(manager));
manager.add(webhooks);
const { clusterRole, roles } = manager.rbac({ name, writes });

const yaml = (...objects: readonly unknown[]): string =>
  `# Written by scripts/manifests.ts. DO NOT EDIT.\n${objects
    .filter((each) => each !== undefined)
    .map((each) => stringify(each))
    .join('---\n')}`;
const files: Record<string, string> = { 'roles.yaml': yaml(clusterRole, ...roles), 'webhooks.yaml': yaml(...webhooks.configurations()) };
const crds = readdirSync(`${folder}crds`).map((file) => `crds/${file}`);
files['kustomization.yaml'] = yaml({
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  resources: [...crds, ...Object.keys(files)].sort(),
});

const stale = Object.entries(files).filter(([file, text]) => textOf(`${folder}${file}`) !== text);
const isCheck = process.argv.includes('--check');
for (const [file, text] of stale) {
  if (!isCheck) writeFileSync(`${folder}${file}`, text);
  console.log(`${isCheck ? 'stale:' : 'wrote'} deploy/generated/${file}`);
}
if (isCheck && stale.length > 0) process.exitCode = 1;

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // it is not there yet
  }
}
