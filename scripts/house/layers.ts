/**
 * Holds every import against the contract of `floors`: only down, no cycles, no neighbours' internals, no uninvited third parties,
 * no barrels. Enter at {@link layerProblems}, which is given the files and touches no disk.
 */
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { cyclesOf } from './cycles.js';
import { floors, guests, mayImport } from './floors.js';
import { importsOf, type FileImports, type Import } from './imports.js';
import { entriesOf, isTest, type Package } from './workspace.js';

/** The text of each file by its path from the root. */
export type Files = ReadonlyMap<string, string>;

interface Source extends FileImports {
  /** `packages/kube-core/src/util/text/lines.ts` */
  readonly path: string;
  /** `util/text/lines.ts`; of a test folder, the path from the package. */
  readonly name: string;
  readonly pkg: Package;
}

/**
 * @param packages - The packages to check.
 * @param files - Their files, and those of examples and benches.
 * @returns one line a problem, `file:line: what is wrong`.
 */
export function layerProblems(packages: readonly Package[], files: Files): string[] {
  const sources = [...files].flatMap(([path, text]) => {
    const pkg = packages.find(({ folder }) => path.startsWith(`${folder}/`));
    return pkg === undefined
      ? []
      : [{ path, name: path.slice(`${pkg.folder}/`.length).replace(/^src\//, ''), pkg, ...importsOf(path, text) }];
  });
  const users = [...files].filter(([path]) => !path.startsWith('packages/'));
  return [
    ...sources.filter(({ path }) => !isTest(path)).flatMap((source) => placeProblems(source)),
    ...sources.flatMap((source) => source.imports.flatMap((one) => importProblems(source, one, packages))),
    ...users.flatMap(([path, text]) => importsOf(path, text).imports.flatMap((one) => outsiderProblems(path, one, packages))),
    ...cycleProblems(sources.filter(({ path }) => !isTest(path))),
  ].sort();
}

const isEntry = (source: Source): boolean => entriesOf(source.pkg.manifest).includes(`src/${source.name}`);
const isRoof = (source: Source): boolean => isEntry(source) && floorOf(source.pkg.name, source.name) === undefined;

/** The floor of a file, counted from the bottom; entries named index.ts and the command have none. */
function floorOf(packageName: string, name: string): number | undefined {
  if (posix.basename(name) === 'index.ts') return undefined;
  const folder = `${posix.dirname(name)}/`;
  const floor = (floors[packageName] ?? []).findIndex(({ on }) => on.includes(name) || on.includes(folder));
  return floor === -1 ? undefined : floor;
}

/** Is the file where the contract knows it? */
function placeProblems(source: Source): string[] {
  const at = `${source.path}:1`;
  if (posix.basename(source.name) === 'index.ts' && !isEntry(source))
    return [`${at}: a barrel: index.ts stands only where package.json#exports points`];
  if (source.barrel && !isEntry(source)) return [`${at}: a barrel: it only re-exports; import from where things are`];
  if (isRoof(source) || floorOf(source.pkg.name, source.name) !== undefined) return [];
  return [`${at}: is on no floor: give "${source.name}" or its folder a floor in scripts/house/floors.ts`];
}

function importProblems(source: Source, one: Import, packages: readonly Package[]): string[] {
  const problem = one.specifier.startsWith('.')
    ? relativeProblem(source, one)
    : (ourPackageProblem(source, one, packages) ?? guestProblem(source, one, packages));
  return problem === undefined ? [] : [`${source.path}:${one.line}: ${problem}`];
}

/** A relative import: inside the package, no higher, and not through an entry. */
function relativeProblem(source: Source, one: Import): string | undefined {
  const target = targetOf(source.path, one.specifier);
  if (!target.startsWith(`${source.pkg.folder}/`)) return `${one.specifier} leaves the package: import another package by its name`;
  if (isTest(source.path)) return undefined;
  const name = target.slice(`${source.pkg.folder}/src/`.length);
  if (posix.basename(name) === 'index.ts') return `${one.specifier} is an entry: inside the package, import from where things are`;
  const [own, other] = [floorOf(source.pkg.name, source.name), floorOf(source.pkg.name, name)];
  if (isRoof(source) || own === undefined || other === undefined || other <= own) return undefined;
  return `${source.name} is on a floor below ${name}: imports go down only`;
}

/** The package that only tests, demos and examples import. */
const testServer = 'kube-testing';

/** An import of one of our packages by name. */
function ourPackageProblem(source: Source, one: Import, packages: readonly Package[]): string | undefined {
  const target = packages.find(({ name }) => one.specifier === name || one.specifier.startsWith(`${name}/`));
  if (target === undefined) return undefined;
  if (target.name === source.pkg.name) return isTest(source.path) ? undefined : `${one.specifier} is this package itself: import by path`;
  const allowed = isTest(source.path) ? [...(mayImport[source.pkg.name] ?? []), testServer] : mayImport[source.pkg.name];
  if (allowed?.includes(target.name) !== true) return `${source.pkg.name} may not import ${target.name}`;
  if (!isExported(one.specifier, target)) return `${one.specifier} is not exported by ${target.name}`;
  const product = !isTest(source.path) && !source.name.startsWith('testing/');
  return product && one.specifier.endsWith('/testing') ? `${one.specifier} is for tests: product code may not import it` : undefined;
}

function isExported(specifier: string, { name, manifest }: Package): boolean {
  const subpath = `.${specifier.slice(name.length)}`;
  return Object.keys(manifest.exports).some((key) => {
    const [start = '', end] = key.split('*');
    return end === undefined ? key === subpath : subpath.startsWith(start) && subpath.endsWith(end);
  });
}

/** An import of a third party; tests may use what the workspace has installed. */
function guestProblem(source: Source, one: Import, packages: readonly Package[]): string | undefined {
  const isOurs = packages.some(({ name }) => one.specifier === name || one.specifier.startsWith(`${name}/`));
  if (isOurs || isTest(source.path)) return undefined;
  if (isBuiltin(one.specifier)) return one.specifier.startsWith('node:') ? undefined : `write node:${one.specifier}`;
  const name = one.specifier.split('/', one.specifier.startsWith('@') ? 2 : 1).join('/');
  const guest = guests[source.pkg.name]?.[name];
  if (guest === undefined) return `${name} is no guest of ${source.pkg.name}: see scripts/house/floors.ts`;
  if (guest.in.some((start) => source.name.startsWith(start)) || (guest.lazyAnywhere === true && one.kind === 'dynamic')) return undefined;
  return `${name} may be imported only in ${guest.in.join(', ')} (${guest.because})`;
}

/** Examples import packages by name, as users do. Benches do so as well, but for a part that they measure alone, and for test tools. */
function outsiderProblems(path: string, one: Import, packages: readonly Package[]): string[] {
  const at = `${path}:${one.line}`;
  const isBench = path.startsWith('bench/');
  if (!isBench && one.specifier.startsWith('.') && targetOf(path, one.specifier).startsWith('packages/'))
    return [`${at}: ${one.specifier} reaches into a package: import it by its name`];
  const target = packages.find(({ name }) => one.specifier.startsWith(`${name}/`));
  return target === undefined || isExported(one.specifier, target) ? [] : [`${at}: ${one.specifier} is not exported by ${target.name}`];
}

const targetOf = (from: string, specifier: string): string => posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');

function cycleProblems(sources: readonly Source[]): string[] {
  const graph = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter((one) => one.specifier.startsWith('.')).map((one) => targetOf(path, one.specifier)),
    ]),
  );
  return cyclesOf(graph).map((cycle) => `${cycle[0] ?? ''}:1: import cycle (type imports count): ${[...cycle, cycle[0]].join(' → ')}`);
}
