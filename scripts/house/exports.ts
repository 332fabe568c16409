/**
 * What package.json promises: entries that exist, conditions that agree, public names that are documented, and imports that cost
 * what they should. Enter at {@link manifestProblems}, {@link undocumented} and {@link costProblems}.
 */
import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import ts from 'typescript';
import { staticGuestsOf } from './graph.js';
import { filesUnder, isTest, read, root, type Conditions, type Package } from './workspace.js';

/** What the development condition is called: it leads to the sources and is not published. */
const source = 'kube-source';

/** The conditions of an entry, in the order in which the first that matches wins. */
const order = [source, 'types', 'default'];

/**
 * @param pkg - The package.
 * @param files - The files of its src, from the package's folder.
 * @returns one line a problem.
 */
export function manifestProblems(pkg: Package, files: readonly string[]): string[] {
  const { exports, publishConfig } = pkg.manifest;
  const at = `${pkg.folder}/package.json:1`;
  const problems = Object.entries(exports).flatMap(([subpath, target]) =>
    typeof target === 'string' ? [] : conditionProblems(target, files).map((words) => `${at}: exports["${subpath}"]: ${words}`),
  );
  if (!isDeepStrictEqual(publishConfig?.exports, published(exports)))
    problems.push(`${at}: publishConfig.exports should be exports without ${source}`);
  for (const [name, path] of Object.entries(publishConfig?.bin ?? {})) {
    const file = sourceOf(path);
    if (!files.includes(file)) problems.push(`${at}: bin ${name}: ${file} is not there`);
    else if (!read(posix.join(pkg.folder, file)).startsWith('#!'))
      problems.push(`${posix.join(pkg.folder, file)}:1: a command begins with #!/usr/bin/env node`);
  }
  return problems;
}

function conditionProblems(target: Conditions, files: readonly string[]): string[] {
  const path = target[source]?.replace(/^\.\//, '');
  if (path === undefined) return [`has no ${source}`];
  const problems: string[] = [];
  if (!files.some((file) => matches(path, file))) problems.push(`${path} is not there`);
  const built = `./${path.replace(/^src\//, 'dist/').replace(/\.ts$/, '')}`;
  if (target.types !== `${built}.d.ts`) problems.push(`types should be ${built}.d.ts`);
  if (target.default !== `${built}.js`) problems.push(`default should be ${built}.js`);
  if (!isDeepStrictEqual(Object.keys(target), order)) problems.push(`the order of conditions should be ${order.join(', ')}`);
  return problems;
}

function matches(pattern: string, file: string): boolean {
  const [start = '', end] = pattern.split('*');
  return end === undefined ? file === pattern : file.startsWith(start) && file.endsWith(end) && !isTest(file);
}

const sourceOf = (built: string): string => built.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts');

/** `exports` as they are published. */
function published(exports: Package['manifest']['exports']): object {
  return Object.fromEntries(
    Object.entries(exports).map(([subpath, target]) => [
      subpath,
      typeof target === 'string' ? target : Object.fromEntries(Object.entries(target).filter(([condition]) => condition !== source)),
    ]),
  );
}

/** The entries whose names come from generated files: those carry facts without prose. */
const generated = /\/src\/(k8s|openapi)\//;

/** The source files of the entries of a package, from the root; patterns stand for all that they match. */
export function entryFiles(pkg: Package): string[] {
  const files = filesUnder(`${pkg.folder}/src`, '.ts').map((path) => path.slice(pkg.folder.length + 1));
  const patterns = Object.values(pkg.manifest.exports).flatMap((target) =>
    typeof target === 'string' ? [] : [target[source]?.replace(/^\.\//, '') ?? ''],
  );
  const matched = patterns.flatMap((pattern) => files.filter((file) => matches(pattern, file)));
  return [...new Set(matched)].map((file) => posix.join(pkg.folder, file));
}

/** Every public name without a doc comment, at the line that declares it. */
export function undocumented(packages: readonly Package[]): string[] {
  const entries = packages.flatMap(entryFiles).filter((path) => !generated.test(path));
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    customConditions: [source],
    noResolve: false,
    types: [],
  };
  const program = ts.createProgram(
    entries.map((path) => posix.join(root, path)),
    options,
  );
  const checker = program.getTypeChecker();
  return [...new Set(entries.flatMap((path) => undocumentedOf(checker, program.getSourceFile(posix.join(root, path)))))].sort();
}

function undocumentedOf(checker: ts.TypeChecker, file: ts.SourceFile | undefined): string[] {
  const module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) return [];
  return checker.getExportsOfModule(module).flatMap((name) => {
    const symbol = name.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name;
    const [declaration] = symbol.declarations ?? [];
    if (declaration === undefined || isDocumented(symbol, checker)) return [];
    const path = posix.relative(root, declaration.getSourceFile().fileName);
    if (path.startsWith('..') || path.includes('node_modules') || generated.test(`/${path}`)) return [];
    const line = declaration.getSourceFile().getLineAndCharacterOfPosition(declaration.getStart()).line + 1;
    return [`${path}:${line}: ${name.name} is public and has no doc comment`];
  });
}

/** Words, or tags that say it all, as `@returns` of a function named for what it gives. */
const isDocumented = (symbol: ts.Symbol, checker: ts.TypeChecker): boolean =>
  symbol.getDocumentationComment(checker).length > 0 || symbol.getJsDocTags(checker).length > 0;

/** What each entry may load when it is imported, third parties only; an entry that is not listed may load nothing. */
const mayLoad: Readonly<Record<string, readonly string[]>> = {
  'packages/kube-core/src/index.ts': [],
  'packages/kube-core/src/schema/index.ts': ['re2js', '@marcbachmann/cel-js'],
  'packages/kube-core/src/service/index.ts': [],
  'packages/kube-core/src/testing/index.ts': [],
  'packages/kube-testing/src/index.ts': ['kube-core'],
  'packages/kube-runtime/src/index.ts': ['rxjs', 'kube-core'],
  'packages/kube-runtime/src/testing/index.ts': ['rxjs', 'kube-core'],
  'packages/kube-runtime/src/webhook/index.ts': ['rxjs', 'kube-core'],
  'packages/kube-codegen/src/index.ts': ['kube-core', 'json5', 'ts-morph', 'yaml'], // a compiler: who imports it wants to compile
};

/** Every third party that an entry loads at once though it should wait until it is needed, with the way it takes. */
export function costProblems(packages: readonly Package[]): string[] {
  return packages.flatMap(entryFiles).flatMap((entry) => {
    const allowed = mayLoad[entry] ?? [];
    const found = staticGuestsOf(entry, read).filter(({ name }) => !allowed.some((one) => name === one || name.startsWith(`${one}/`)));
    return found.map(
      ({ name, way }) =>
        `${entry}:1: loads ${name} when imported, over ${way.slice(1).join(' → ')}: load it with import() where it is needed`,
    );
  });
}
