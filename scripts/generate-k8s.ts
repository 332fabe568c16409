/**
 * Generates `packages/kube-core/src/openapi` (the facts) and `src/k8s` (the types) and nothing else there.
 *
 *     pnpm generate:k8s                   the types from the stored facts
 *     pnpm generate:k8s --check           exit 1 if they are not what is stored
 *     pnpm generate:k8s --from-cluster    the facts from the cluster of the current context, then the types
 *
 * The cluster is to serve every version: kube-apiserver --runtime-config=api/all=true --feature-gates=AllAlpha=true,AllBeta=true.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fetchCluster } from './k8s/fetch.js';

const root = join(import.meta.dirname, '../packages/kube-core');

const openapi = join(root, 'src/openapi');
const kinds = join(root, 'src/k8s');

if (process.argv.includes('--from-cluster')) {
  store(openapi, await import('./k8s/write-facts.js').then(async ({ factsFiles }) => factsFiles(await fetchCluster())));
}
const { kindsFiles } = await import('./k8s/write-kinds.js'); // after the facts that it reads
if (!process.argv.includes('--check')) store(kinds, kindsFiles());
else if (!isStored(kinds, kindsFiles())) {
  console.error('packages/kube-core/src/k8s is not what its facts give: run pnpm generate:k8s');
  process.exitCode = 1;
}

function store(folder: string, files: ReadonlyMap<string, string>): void {
  rmSync(folder === kinds ? kinds : join(folder, 'data'), { recursive: true, force: true });
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function isStored(folder: string, files: ReadonlyMap<string, string>): boolean {
  const stored = readdirSync(folder).filter((name) => !name.includes('.test.'));
  return stored.length === files.size && stored.every((name) => files.get(name) === readFileSync(join(folder, name), 'utf8'));
}
