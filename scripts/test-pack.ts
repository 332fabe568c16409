/**
 * `pnpm test:pack`: builds and packs the three packages, installs the tarballs with npm where nothing of this workspace is in reach,
 * and uses them there as a user would, under each TypeScript that is supported. Needs a registry.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageNames, root } from './house/workspace.js';
import { appFiles } from './pack/app.js';
import { tarballProblems } from './pack/tarball.js';

/** Compilers that users have; what we build with is the middle one. */
const compilers = ['5.9', '6', '7'];

/** Packages that an install of kube-core alone may bring, itself included. */
const mostPackages = 10;

const work = mkdtempSync(join(tmpdir(), 'kube-pack-'));

/** Runs a command and gives what it printed; a failure shows all of it. */
function run(folder: string, command: string, ...args: readonly string[]): string {
  try {
    return execFileSync(command, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, npm_config_loglevel: 'error' },
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }; // what execFileSync throws
    throw new Error(`${command} ${args.join(' ')} failed in ${folder}\n${stdout}${stderr}`, { cause: error });
  }
}

/** Times a part of the work and says so. */
function part<T>(words: string, act: () => T): T {
  const start = performance.now();
  const result = act();
  console.log(`${words} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return result;
}

function check(holds: boolean, words: string): void {
  if (!holds) throw new Error(words);
}

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

/** A project with these dependencies, installed by npm; gives how many packages it has. */
function install(folder: string, dependencies: Readonly<Record<string, string>>): number {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  run(folder, 'npm', 'install', '--no-audit', '--no-fund');
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as { packages: object }; // written by npm
  return Object.keys(lock.packages).length - 1;
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

/** All three in one project: generate, type-check, run. */
function tryApp(tarballs: Readonly<Record<string, string>>): void {
  const folder = join(work, 'app');
  part('installed all three', () => install(folder, { ...tarballs, rxjs: '^7.8.2', '@types/node': '^20.19.0' }));
  const problems = packageNames.flatMap((name) => tarballProblems(join(folder, 'node_modules', name)));
  check(problems.length === 0, problems.join('\n'));
  for (const [name, text] of Object.entries(appFiles)) writeFileSync(join(folder, name), text);
  part('generated a class and a CRD', () => run(folder, join(folder, 'node_modules/.bin/kube-codegen'), 'generate', 'website.crd.ts'));
  for (const version of compilers) part(`TypeScript ${version} accepts the project`, () => compile(folder, version));
  console.log(part('ran it', () => run(folder, 'node', 'out/main.js')).trim());
}

/** Compiles the project with one version, the generated class also by itself, as a library that ships it would. */
function compile(folder: string, version: string): void {
  const home = join(work, `typescript-${version}`);
  install(home, { typescript: version });
  for (const project of ['tsconfig.json', 'tsconfig.generated.json'])
    run(folder, 'node', join(home, 'node_modules/typescript/bin/tsc'), '-p', project);
}

try {
  part('built', build);
  const tarballs = part('packed', pack);
  tryCore(tarballs['kube-core'] ?? 'missing');
  tryApp(tarballs);
} finally {
  rmSync(work, { recursive: true, force: true });
}
