/**
 * The workspace as the checks of this folder see it: where the packages are, what they export, which files they hold.
 * Enter at {@link loadPackages} and {@link filesUnder}.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** The root of the repository. */
export const root: string = join(import.meta.dirname, '..', '..');

/** One entry of `exports`, by condition. */
export type Conditions = Readonly<Record<string, string>>;

/** What the checks read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, Conditions | string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly exports?: unknown; readonly bin?: Readonly<Record<string, string>> };
}

/** One published package. */
export interface Package {
  readonly name: string;
  /** `packages/kube-core` */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The published packages, in the order in which they build: kube-core carries the others. */
export const packageNames = ['kube-core', 'kube-testing', 'kube-codegen', 'kube-runtime'] as const;

/** Reads the package.json of each. */
export function loadPackages(): Package[] {
  return packageNames.map((name) => {
    const folder = `packages/${name}`;
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest; // checked by check-exports itself
    return { name, folder, manifest };
  });
}

/** Folders that hold nothing written by hand. */
const skipped = new Set(['node_modules', 'dist', '.cache', 'peers']);

/** The files below a folder whose names end as given, as paths from the root with forward slashes, sorted. */
export function filesUnder(folder: string, ending: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder(path, ending);
      return path.endsWith(ending) ? [path] : [];
    })
    .sort();
}

/** Reads a file by its path from the root. */
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Whether a file is a test, which may look at every floor. */
export const isTest = (path: string): boolean => /\.test(-d)?\.ts$/.test(path) || /^packages\/[^/]+\/test\//.test(path);

/** The source files that `exports` and `bin` point at, from the package's folder: `src/index.ts`. A pattern keeps its star. */
export function entriesOf(manifest: Manifest): string[] {
  const exported = Object.values(manifest.exports).flatMap((target) => (typeof target === 'string' ? [] : [target['kube-source'] ?? '']));
  const bins = Object.values(manifest.publishConfig?.bin ?? {}).map((path) => path.replace('./dist/', './src/').replace(/\.js$/, '.ts'));
  return [...exported, ...bins].filter((path) => path !== '').map((path) => path.replace(/^\.\//, ''));
}

/** Prints one line a problem and leaves with 1, or says in one line what was right. */
export function report(check: string, problems: readonly string[], fine: string): void {
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(`${check}: ${fine}`);
  else console.error(`${check}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
