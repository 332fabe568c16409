/**
 * The files of one run, parsed and not checked: which names they declare, import and pass on. Nothing is looked up in node_modules,
 * and no type checker starts: its union order depends on unrelated files, and it costs seconds where this costs milliseconds.
 * Enter at {@link openProject}.
 */
import { posix } from 'node:path';
import { ts } from 'ts-morph';
import type { Diagnostic } from '../diagnostics.js';

/** What can stand behind the name of a type. */
export type Declaration =
  ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.EnumDeclaration | ts.ClassDeclaration | ts.VariableDeclaration;

interface Import {
  readonly module: string;
  /** The name there; `*` for a namespace. */
  readonly name: string;
}

/** One file. */
export interface Unit {
  /** As the user named it. */
  readonly path: string;
  readonly text: string;
  readonly ast: ts.SourceFile;
  readonly declarations: ReadonlyMap<string, readonly Declaration[]>;
  readonly imports: ReadonlyMap<string, Import>;
  /** `export { a as b } from 'c'`, by `b`. */
  readonly passedOn: ReadonlyMap<string, Import>;
  /** `export * from 'c'`. */
  readonly passedOnWhole: readonly string[];
}

/** What a name means where it stands. */
export type Resolved =
  | { readonly is: 'declared'; readonly name: string; readonly unit: Unit; readonly declarations: readonly Declaration[] }
  | { readonly is: 'external'; readonly module: string; readonly name: string }
  | { readonly is: 'missing-module'; readonly module: string }
  | { readonly is: 'unknown'; readonly name: string };

/** The files of one run. */
export interface Project {
  /** The file at this path, or undefined where there is none. */
  readonly unit: (path: string) => Unit | undefined;
  /** `['Int32']`, or `['k', 'Int32']` for a name in a namespace import. */
  readonly resolve: (unit: Unit, name: readonly string[]) => Resolved;
  /** Syntax errors of every file that was read. */
  readonly syntaxErrors: () => Diagnostic[];
}

/** @param readFile - The text of a file, or undefined where there is none. */
export function openProject(readFile: (path: string) => string | undefined): Project {
  const units = new Map<string, Unit | undefined>();
  const unit = (path: string) => {
    if (!units.has(path)) units.set(path, parse(path, readFile(path)));
    return units.get(path);
  };
  return {
    unit,
    resolve: (from, name) => resolve({ unit, from }, name),
    syntaxErrors: () => [...units.values()].flatMap((each) => (each === undefined ? [] : syntaxErrorsOf(each))),
  };
}

function parse(path: string, text: string | undefined): Unit | undefined {
  if (text === undefined) return undefined;
  const ast = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
  const declarations = new Map<string, Declaration[]>();
  const imports = new Map<string, Import>();
  const passedOn = new Map<string, Import>();
  const passedOnWhole: string[] = [];
  for (const statement of ast.statements) {
    for (const [name, declaration] of declaredBy(statement)) declarations.set(name, [...(declarations.get(name) ?? []), declaration]);
    if (ts.isImportDeclaration(statement)) for (const [name, from] of importedBy(statement)) imports.set(name, from);
    if (ts.isExportDeclaration(statement)) collectExports(statement, passedOn, passedOnWhole);
  }
  return { path, text, ast, declarations, imports, passedOn, passedOnWhole };
}

function declaredBy(statement: ts.Statement): (readonly [string, Declaration])[] {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isEnumDeclaration(statement))
    return [[statement.name.text, statement]];
  if (ts.isClassDeclaration(statement)) return statement.name === undefined ? [] : [[statement.name.text, statement]];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap((each) => (ts.isIdentifier(each.name) ? [[each.name.text, each] as const] : []));
}

function importedBy(statement: ts.ImportDeclaration): (readonly [string, Import])[] {
  const clause = statement.importClause;
  if (clause === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
  const module = statement.moduleSpecifier.text;
  const whole = clause.name === undefined ? [] : [[clause.name.text, { module, name: 'default' }] as const];
  const bindings = clause.namedBindings;
  if (bindings === undefined) return whole;
  if (ts.isNamespaceImport(bindings)) return [...whole, [bindings.name.text, { module, name: '*' }]];
  return [...whole, ...bindings.elements.map((each) => [each.name.text, { module, name: (each.propertyName ?? each.name).text }] as const)];
}

function collectExports(statement: ts.ExportDeclaration, passedOn: Map<string, Import>, whole: string[]): void {
  const module = statement.moduleSpecifier;
  if (module === undefined || !ts.isStringLiteral(module)) return;
  if (statement.exportClause === undefined) whole.push(module.text);
  else if (ts.isNamedExports(statement.exportClause))
    for (const each of statement.exportClause.elements)
      passedOn.set(each.name.text, { module: module.text, name: (each.propertyName ?? each.name).text });
}

interface Place {
  readonly unit: (path: string) => Unit | undefined;
  readonly from: Unit;
}

function resolve(place: Place, [first = '', ...rest]: readonly string[]): Resolved {
  const imported = place.from.imports.get(first);
  const declarations = place.from.declarations.get(first);
  if (declarations !== undefined) return { is: 'declared', name: first, unit: place.from, declarations };
  if (imported === undefined) return { is: 'unknown', name: [first, ...rest].join('.') };
  return follow(place, { module: imported.module, name: imported.name === '*' ? rest.join('.') : imported.name }, new Set());
}

/** Through re-exports to the declaration; a package is where it ends. */
function follow(place: Place, target: Import, seen: Set<string>): Resolved {
  if (!target.module.startsWith('.')) return { is: 'external', ...target };
  const unit = fileOf(place, target.module);
  if (unit === undefined) return { is: 'missing-module', module: target.module };
  const key = `${unit.path}\0${target.name}`;
  if (seen.has(key)) return { is: 'unknown', name: target.name };
  seen.add(key);
  const declarations = unit.declarations.get(target.name);
  if (declarations !== undefined) return { is: 'declared', name: target.name, unit, declarations };
  const here = { ...place, from: unit };
  const named = unit.passedOn.get(target.name) ?? unit.imports.get(target.name);
  if (named !== undefined) return follow(here, named, seen);
  const found = unit.passedOnWhole.map((module) => follow(here, { module, name: target.name }, seen));
  return (
    found.find((each) => each.is === 'declared') ?? found.find((each) => each.is === 'external') ?? { is: 'unknown', name: target.name }
  );
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

/** A program without library and imports: it parses, and no more. */
function syntaxErrorsOf(unit: Unit): Diagnostic[] {
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
