/**
 * Generates in packages/kube-core: `src/openapi/data` and `packages.ts` (the facts), `src/protobuf/data` and `packages.ts` (the tables of
 * Protobuf), `src/k8s` (the types and definitions) and `test/types/client-node.gen.ts` (what holds them against the models of
 * @kubernetes/client-node).
 *
 *     pnpm generate:k8s                   the types from the stored facts
 *     pnpm generate:k8s --check           exit 1 if they are not what is stored
 *     pnpm generate:k8s --from-cluster    the facts from the cluster of the current context, then the types
 *     pnpm generate:k8s --from-modules    `src/protobuf` from the Go modules of the same release, which the `go` command fetches
 *
 * The cluster is to serve every version: kube-apiserver --runtime-config=api/all=true --feature-gates=AllAlpha=true,AllBeta=true.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fetchCluster } from './k8s/fetch.js';

const core = join(import.meta.dirname, '../packages/kube-core');

if (process.argv.includes('--from-cluster')) {
  const { factsFiles } = await import('./k8s/write-facts.js');
  const files = factsFiles(await fetchCluster());
  rmSync(join(core, 'src/openapi/data'), { recursive: true, force: true });
  store(within('src/openapi', files));
}

// Only now, since these read the facts.
if (process.argv.includes('--from-modules')) {
  const { moduleSources } = await import('./k8s/protobuf/sources.js');
  const { protobufFiles } = await import('./k8s/protobuf/write.js');
  const { kubernetesVersion, packages } = await import('../packages/kube-core/src/openapi/packages.js');
  const tables = protobufFiles(packages, await moduleSources(kubernetesVersion));
  rmSync(join(core, 'src/protobuf/data'), { recursive: true, force: true });
  store(within('src/protobuf', tables));
}

const { kindsFiles } = await import('./k8s/write-kinds.js');
const { typeTestText } = await import('./k8s/write-type-test.js');
const files = new Map([...within('src/k8s', kindsFiles()), ['test/types/client-node.gen.ts', typeTestText()]]);
const stale = readdirSync(join(core, 'src/k8s')).filter((name) => !name.includes('.test.') && !files.has(`src/k8s/${name}`));

if (process.argv.includes('--check')) {
  const different = [...files].filter(([path, text]) => !existsSync(join(core, path)) || readFileSync(join(core, path), 'utf8') !== text);
  for (const path of [...different.map(([name]) => name), ...stale.map((name) => `src/k8s/${name}`)]) {
    console.error(`packages/kube-core/${path} is not what the facts give: run pnpm generate:k8s`);
    process.exitCode = 1;
  }
} else {
  for (const name of stale) rmSync(join(core, 'src/k8s', name));
  store(files);
}

function within(folder: string, files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...files].map(([name, text]) => [`${folder}/${name}`, text]));
}

function store(files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(core, path)), { recursive: true });
    writeFileSync(join(core, path), text);
  }
}
