/**
 * `pnpm test:pack`: builds and packs the packages, installs the tarballs with npm where nothing of this workspace is in reach,
 * and uses them there as a user would, under each TypeScript that is supported. Needs a registry.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageNames, root } from './house/workspace.js';
import { appFiles } from './pack/app.js';
import { bundlers, tryBundles } from './pack/bundles.js';
import { tryInit } from './pack/init.js';
import { runners, tryRunners } from './pack/runners.js';
import { trySnippets } from './pack/snippets.js';
import { check, install, part, run } from './pack/steps.js';
import { tarballProblems } from './pack/tarball.js';

/** Compilers that users have; what we build with is the middle one. */
const compilers = ['5.9', '6', '7'];

/** Packages that an install of kube-core alone may bring, itself included. */
const mostPackages = 6;

const work = mkdtempSync(join(tmpdir(), 'kube-pack-'));

function build(): void {
  for (const name of packageNames) rmSync(join(root, 'packages', name, 'dist'), { recursive: true, force: true });
  run(root, 'pnpm', 'run', 'build');
}

/** Packs every package and gives its tarball by name. */
function pack(): Record<string, string> {
  for (const name of packageNames) run(join(root, 'packages', name), 'pnpm', 'pack', '--pack-destination', work);
  const tarballs = readdirSync(work).filter((file) => file.endsWith('.tgz'));
  return Object.fromEntries(packageNames.map((name) => [name, join(work, tarballs.find((file) => file.startsWith(name)) ?? 'missing')]));
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** What importing a package costs, over fresh processes. */
function importCost(folder: string, name: string): { readonly ms: number; readonly mb: number } {
  const script = `
    const [start, before] = [performance.now(), process.memoryUsage.rss()];
    await import('${name}');
    console.log(JSON.stringify({ ms: performance.now() - start, mb: (process.memoryUsage.rss() - before) / 2 ** 20 }));`;
  const runs = Array.from(
    { length: 7 },
    () => JSON.parse(run(folder, 'node', '--input-type=module', '--eval', script)) as { ms: number; mb: number },
  ); // printed one line above
  return { ms: median(runs.map(({ ms }) => ms)), mb: median(runs.map(({ mb }) => mb)) };
}

/** kube-core alone: few packages, a light import. */
function tryCore(tarball: string): void {
  const folder = join(work, 'core');
  const count = part('installed kube-core alone', () => install(folder, { 'kube-core': tarball }));
  const { ms, mb } = importCost(folder, 'kube-core');
  console.log(`  ${count} packages; importing kube-core takes ${ms.toFixed(0)} ms and ${mb.toFixed(1)} MB`);
  check(count <= mostPackages, `kube-core installs ${count} packages, more than ${mostPackages}`);
}

/** All of them in one project: generate, type-check, run. */
async function tryApp(tarballs: Readonly<Record<string, string>>): Promise<void> {
  const folder = join(work, 'app');
  part('installed all of them', () =>
    install(folder, { ...tarballs, rxjs: '^7.8.2', 'prom-client': '^15.1.3', '@types/node': '^20.19.0', ...bundlers, ...runners }),
  );
  const problems = packageNames.flatMap((name) => tarballProblems(join(folder, 'node_modules', name)));
  check(problems.length === 0, problems.join('\n'));
  mkdirSync(join(folder, 'service'));
  for (const [name, text] of Object.entries(appFiles)) writeFileSync(join(folder, name), text);
  part('generated a class and a CRD', () => run(folder, join(folder, 'node_modules/.bin/kube-codegen'), 'generate', 'website.crd.ts'));
  for (const version of compilers) part(`TypeScript ${version} accepts the project`, () => compile(folder, version));
  console.log(part('ran it', () => run(folder, 'node', 'out/main.js')).trim());
  tryInit(folder, join(work, 'init'), tarballs);
  tryRunners(folder);
  tryBundles(folder, join(work, 'alone'));
  console.log(await trySnippets(folder, tscOf('6')));
}

/** Compiles the project with one version, the generated class also by itself, as a library that ships it would. */
function compile(folder: string, version: string): void {
  install(homeOf(version), { typescript: version });
  for (const project of ['tsconfig.json', 'tsconfig.generated.json']) run(folder, 'node', tscOf(version), '-p', project);
}

const homeOf = (version: string): string => join(work, `typescript-${version}`);
const tscOf = (version: string): string => join(homeOf(version), 'node_modules/typescript/bin/tsc');

try {
  part('built', build);
  const tarballs = part('packed', pack);
  tryCore(tarballs['kube-core'] ?? 'missing');
  await tryApp(tarballs);
} finally {
  rmSync(work, { recursive: true, force: true });
}
