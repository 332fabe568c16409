/**
 * The files of one run, parsed and not checked: which names they declare, import and pass on. Nothing is looked up in node_modules,
 * and no type checker starts: its union order depends on unrelated files, and it costs seconds where this costs milliseconds.
 * Enter at {@link openProject}.
 */
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { ts } from 'ts-morph';
import { messageOf } from 'kube-core/support';
import type { Diagnostic } from '../diagnostics.js';
import type { Origin } from '../model/schema-node.js';

/** What can stand behind the name of a type. */
export type Declaration =
  ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.EnumDeclaration | ts.ClassDeclaration | ts.VariableDeclaration;

interface Import {
  readonly module: string;
  /** The name there; `*` for a namespace. */
  readonly name: string;
  /** Where the module is named. */
  readonly at: Origin;
}

/** One file. */
export interface Unit {
  /** As the user named it. */
  readonly path: string;
  readonly text: string;
  readonly ast: ts.SourceFile;
  /** Whether the text is nested too deeply for TypeScript's parser; the file reads as an empty one. */
  readonly unreadable: boolean;
  readonly declarations: ReadonlyMap<string, readonly Declaration[]>;
  readonly imports: ReadonlyMap<string, Import>;
  /** `export { a as b } from 'c'`, by `b`. */
  readonly passedOn: ReadonlyMap<string, Import>;
  /** `export * from 'c'`. */
  readonly passedOnWhole: readonly Import[];
}

/** What a name means where it stands. */
export type Resolved =
  | { readonly is: 'declared'; readonly name: string; readonly unit: Unit; readonly declarations: readonly Declaration[] }
  | { readonly is: 'external'; readonly module: string; readonly name: string }
  | { readonly is: 'missing-module'; readonly module: string; /** Where it is named. */ readonly at: Origin }
  | { readonly is: 'unknown'; readonly name: string };

/** The files of one run. */
export interface Project {
  /** The file at this path, or undefined where there is none. */
  readonly unit: (path: string) => Unit | undefined;
  /** Why the file at a path could not be read, if there is one. */
  readonly unreadable: (path: string) => string | undefined;
  /** `['Int32']`, or `['k', 'Int32']` for a name in a namespace import. */
  readonly resolve: (unit: Unit, name: readonly string[]) => Resolved;
  /** The file that a relative module of a file is. */
  readonly fileOf: (unit: Unit, module: string) => Unit | undefined;
  /** Syntax errors of every file that was read. */
  readonly syntaxErrors: () => Diagnostic[];
}

/** Files that were parsed in an earlier run, by their paths. */
export type Parsed = Map<string, Unit>;

/**
 * @param readFile - The text of a file, or undefined where there is none; what it throws makes the file unreadable.
 * @param parsed - What is known of earlier runs: a file whose text is the same is not parsed again. This run's files are added.
 */
export function openProject(readFile: (path: string) => string | undefined, parsed: Parsed = new Map()): Project {
  const units = new Map<string, Unit | undefined>();
  const failures = new Map<string, string>();
  const read = (path: string) => {
    try {
      return readFile(path);
    } catch (error) {
      failures.set(path, messageOf(error));
      return undefined;
    }
  };
  const unit = (path: string) => {
    if (!units.has(path)) units.set(path, parseOnce(parsed, path, read(path)));
    return units.get(path);
  };
  const placeOf = (from: Unit): Place => ({ unit, from, has: (path) => read(path) !== undefined });
  return {
    unit,
    fileOf: (from, module) => (module.startsWith('.') ? fileOf(placeOf(from), module) : undefined),
    unreadable: (path) => failures.get(path),
    resolve: (from, name) => resolve(placeOf(from), name),
    syntaxErrors: () => [...units.values()].flatMap((each) => (each === undefined ? [] : syntaxErrorsOf(each))),
  };
}

function parseOnce(parsed: Parsed, path: string, text: string | undefined): Unit | undefined {
  const known = parsed.get(path);
  if (text === undefined || known?.text === text) return text === undefined ? undefined : known;
  const unit = parse(path, text);
  parsed.set(path, unit);
  return unit;
}

function parse(path: string, text: string): Unit {
  const parsed = astOf(path, text);
  const ast = parsed ?? ts.createSourceFile(path, '', ts.ScriptTarget.ES2022);
  const declarations = new Map<string, Declaration[]>();
  const imports = new Map<string, Import>();
  const passedOn = new Map<string, Import>();
  const passedOnWhole: Import[] = [];
  const origin = (node: ts.Node): Origin => ({ file: path, start: node.getStart(ast), end: node.end });
  for (const statement of ast.statements) {
    for (const [name, declaration] of declaredBy(statement)) declarations.set(name, [...(declarations.get(name) ?? []), declaration]);
    if (ts.isImportDeclaration(statement)) for (const [name, from] of importedBy(statement, origin)) imports.set(name, from);
    if (ts.isExportDeclaration(statement)) collectExports(statement, { origin, passedOn, passedOnWhole });
  }
  return { path, text, ast, unreadable: parsed === undefined, declarations, imports, passedOn, passedOnWhole };
}

/** TypeScript's parser goes as deep as the text does, and the stack ends somewhere. */
function astOf(path: string, text: string): ts.SourceFile | undefined {
  try {
    return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}

function declaredBy(statement: ts.Statement): (readonly [string, Declaration])[] {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isEnumDeclaration(statement))
    return [[statement.name.text, statement]];
  if (ts.isClassDeclaration(statement)) return statement.name === undefined ? [] : [[statement.name.text, statement]];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap((each) => (ts.isIdentifier(each.name) ? [[each.name.text, each] as const] : []));
}

function importedBy(statement: ts.ImportDeclaration, origin: (node: ts.Node) => Origin): (readonly [string, Import])[] {
  const clause = statement.importClause;
  if (clause === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
  const from = { module: statement.moduleSpecifier.text, at: origin(statement.moduleSpecifier) };
  const whole = clause.name === undefined ? [] : [[clause.name.text, { ...from, name: 'default' }] as const];
  const bindings = clause.namedBindings;
  if (bindings === undefined) return whole;
  if (ts.isNamespaceImport(bindings)) return [...whole, [bindings.name.text, { ...from, name: '*' }]];
  return [
    ...whole,
    ...bindings.elements.map((each) => [each.name.text, { ...from, name: (each.propertyName ?? each.name).text }] as const),
  ];
}

interface Exports {
  readonly origin: (node: ts.Node) => Origin;
  readonly passedOn: Map<string, Import>;
  readonly passedOnWhole: Import[];
}

function collectExports(statement: ts.ExportDeclaration, { origin, passedOn, passedOnWhole }: Exports): void {
  const module = statement.moduleSpecifier;
  if (module === undefined || !ts.isStringLiteral(module)) return;
  const from = { module: module.text, at: origin(module) };
  if (statement.exportClause === undefined) passedOnWhole.push({ ...from, name: '*' });
  else if (ts.isNamedExports(statement.exportClause))
    for (const each of statement.exportClause.elements)
      passedOn.set(each.name.text, { ...from, name: (each.propertyName ?? each.name).text });
}

interface Place {
  readonly unit: (path: string) => Unit | undefined;
  readonly from: Unit;
  /** Whether there is a file. */
  readonly has: (path: string) => boolean;
}

function resolve(place: Place, [first = '', ...rest]: readonly string[]): Resolved {
  const imported = place.from.imports.get(first);
  const declarations = place.from.declarations.get(first);
  if (declarations !== undefined) return { is: 'declared', name: first, unit: place.from, declarations };
  if (imported === undefined) return { is: 'unknown', name: [first, ...rest].join('.') };
  return follow(place, { ...imported, name: imported.name === '*' ? rest.join('.') : imported.name }, new Set());
}

/** Through re-exports to the declaration; a package is where it ends. */
function follow(place: Place, target: Import, seen: Set<string>): Resolved {
  const { module, name, at } = target;
  if (!module.startsWith('.')) return isInstalled(place, module) ? { is: 'external', module, name } : { is: 'missing-module', module, at };
  const unit = fileOf(place, module);
  if (unit === undefined) return { is: 'missing-module', module, at };
  const key = `${unit.path}\0${name}`;
  if (seen.has(key)) return { is: 'unknown', name };
  seen.add(key);
  const declarations = unit.declarations.get(name);
  if (declarations !== undefined) return { is: 'declared', name, unit, declarations };
  const here = { ...place, from: unit };
  const named = unit.passedOn.get(name) ?? unit.imports.get(name);
  if (named !== undefined) return follow(here, named, seen);
  const found = unit.passedOnWhole.map((whole) => follow(here, { ...whole, name }, seen));
  const best = (['declared', 'external', 'missing-module'] as const).map((is) => found.find((each) => each.is === is));
  return best.find((each) => each !== undefined) ?? { is: 'unknown', name };
}

/** How many folders above that of the file may hold a package; paths may be relative, and then no root ends the search. */
const highest = 32;

/** Whether Node would find the package; ours are known by name, and those of Node itself are always there. */
function isInstalled({ from, has }: Place, module: string): boolean {
  const [, name] = /^(@[^/]+\/[^/]+|[^@/][^/]*)/.exec(module) ?? [];
  if (name === undefined) return false;
  if (name === 'kube-core') return /^kube-core(?:\/(?:types|k8s(?:\/.*)?))?$/.test(module);
  if (isBuiltin(module)) return true;
  let folder = posix.dirname(from.path);
  for (let level = 0; level < highest; level++, folder = posix.join(folder, '..')) {
    if (has(posix.join(folder, 'node_modules', name, 'package.json'))) return true;
    if (folder === '/') return false;
  }
  return false;
}

const extensions: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\.js$/, ['.ts', '.d.ts']],
  [/\.mjs$/, ['.mts']],
  [/\.ts$/, ['.ts']],
  [/(?<!\.[cm]?[jt]s)$/, ['.ts', '/index.ts', '.d.ts']],
];

function fileOf(place: Place, module: string): Unit | undefined {
  const path = posix.join(posix.dirname(place.from.path), module);
  const plain = place.from.path.startsWith('./') ? `./${path}` : path;
  for (const [ending, replacements] of extensions)
    if (ending.test(plain))
      for (const replacement of replacements) {
        const unit = place.unit(plain.replace(ending, replacement));
        if (unit !== undefined) return unit;
      }
  return undefined;
}

const syntaxErrors = new WeakMap<Unit, Diagnostic[]>();

function syntaxErrorsOf(unit: Unit): Diagnostic[] {
  const found = syntaxErrors.get(unit) ?? findSyntaxErrors(unit);
  syntaxErrors.set(unit, found);
  return found;
}

/** A program without library and imports: it parses, and no more. */
function findSyntaxErrors(unit: Unit): Diagnostic[] {
  if (unit.unreadable) {
    const origin = { file: unit.path, start: 0, end: 0 };
    return [{ code: 'KC003', message: 'the file is nested too deeply to be read', help: 'write it flatter', origin }];
  }
  const host: ts.CompilerHost = {
    getSourceFile: (name) => (name === unit.path ? unit.ast : undefined),
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: () => undefined,
    getCurrentDirectory: () => '',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => name === unit.path,
    readFile: () => undefined,
  };
  const program = ts.createProgram({ rootNames: [unit.path], options: { noLib: true, noResolve: true, types: [] }, host });
  return program.getSyntacticDiagnostics(unit.ast).map((each) => ({
    code: 'KC001',
    message: ts.flattenDiagnosticMessageText(each.messageText, ' ').replace(/\.$/, ''),
    origin: { file: unit.path, start: each.start, end: each.start + each.length },
  }));
}
