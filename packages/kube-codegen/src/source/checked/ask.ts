/**
 * TypeScript's type checker, asked for what one type comes to where syntax alone cannot tell: mapped and conditional types, what a
 * function returns. Each question has a checker of its own, so that the order of its answer depends on nothing that was asked before;
 * one costs a few milliseconds, and none of it is spent where nothing is asked. Enter at {@link ask}.
 */
import { ts } from 'ts-morph';
import type { Project, Unit } from '../project.js';
import type { Bound, Reader, Scope } from '../reader.js';
import { libraryText, stubOf } from './library.js';

/** What a type comes to. */
export interface Answer {
  readonly type: ts.Type;
  readonly checker: ts.TypeChecker;
  /** Where the user wrote a node; undefined for what is ours. */
  readonly sourceOf: (node: ts.Node) => Written | undefined;
  /** The module of kube-core that a declaration stands for. */
  readonly moduleOf: (node: ts.Node) => string | undefined;
}

/** Where a type is on its way through the answer. */
export interface Asking extends Answer {
  readonly reader: Reader;
  /** The node that was asked about: findings stand there. */
  readonly at: ts.Node;
  readonly scope: Scope;
  /** The types around this one. */
  readonly around: readonly ts.Type[];
  /** The properties that lead here. */
  readonly path: readonly string[];
}

/** A node of a file of the user's. */
export interface Written {
  readonly unit: Unit;
  readonly node: ts.Node;
}

/** A piece of a file that was written once more at its end, under a name. */
interface Copy {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** Where the original begins. */
  readonly from: number;
}

const library = '/lib.d.ts';
const question = '/question.ts';
const options: ts.CompilerOptions = { strict: true, noLib: true, types: [], target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };

/** What is parsed for all questions of a run. */
interface Session {
  readonly files: Map<string, ts.SourceFile>;
  readonly units: Map<string, Unit>;
  readonly names: Map<Unit, string>;
  program: ts.Program | undefined;
}

const sessions = new WeakMap<Project, Session>();

function sessionOf(project: Project): Session {
  const session = sessions.get(project) ?? { files: new Map(), units: new Map(), names: new Map(), program: undefined };
  sessions.set(project, session);
  return session;
}

/** The type that is written at a node, or undefined where the question is too deep for the checker. */
export function ask(project: Project, node: ts.Node, scope: Scope): Answer | undefined {
  const session = sessionOf(project);
  const overlays = new Map<string, string>();
  const copies: Copy[] = [];
  const asked = define({ session, overlays, copies, known: new Map() }, node, scope);
  overlays.set(question, `export type Asked = ${asked};`);
  try {
    return answer(project, session, { overlays, copies });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}

interface Definitions {
  readonly session: Session;
  readonly overlays: Map<string, string>;
  readonly copies: Copy[];
  readonly known: Map<ts.Node, string>;
}

/** Gives the text at a node a name in its own file, where its names mean what they mean there; its type parameters become arguments. */
function define(to: Definitions, node: ts.Node, scope: Scope): string {
  const known = to.known.get(node);
  if (known !== undefined) return known;
  const file = fileNameOf(to.session, scope.unit);
  const name = `$${to.known.size}`;
  to.known.set(node, 'never'); // a parameter that stands for itself says nothing
  const text = scope.unit.text.slice(node.getStart(scope.unit.ast), node.end);
  const parameters = [...scope.parameters].filter(([parameter]) => new RegExp(`\\b${parameter.replaceAll('$', '\\$')}\\b`).test(text));
  const head = parameters.length === 0 ? name : `${name}<${parameters.map(([parameter]) => parameter).join(', ')}>`;
  const before = to.overlays.get(file) ?? scope.unit.text;
  const start = `${before}\nexport type ${head} = `;
  to.overlays.set(file, `${start}${text};`);
  to.copies.push({ file, start: start.length, end: start.length + text.length, from: node.getStart(scope.unit.ast) });
  const args = parameters.map(([, bound]: readonly [string, Bound]) => define(to, bound.node, bound.scope));
  const reference = `import('${file}').${name}${args.length === 0 ? '' : `<${args.join(', ')}>`}`;
  to.known.set(node, reference);
  return reference;
}

function fileNameOf({ names, units }: Session, unit: Unit): string {
  const known = names.get(unit);
  if (known !== undefined) return known;
  const name = `/unit/${names.size}${unit.path.endsWith('.d.ts') ? '.d.ts' : '.ts'}`;
  names.set(unit, name);
  units.set(name, unit);
  return name;
}

interface Question {
  readonly overlays: ReadonlyMap<string, string>;
  readonly copies: readonly Copy[];
}

function answer(project: Project, session: Session, { overlays, copies }: Question): Answer {
  const changed = new Map([...overlays].map(([name, text]) => [name, parse(name, text)]));
  const host = hostOf(project, session, changed);
  const program = ts.createProgram({
    rootNames: [library, question],
    options,
    host,
    ...(session.program && { oldProgram: session.program }),
  });
  session.program = program;
  const checker = program.getTypeChecker();
  const [asked] = changed.get(question)?.statements ?? [];
  if (asked === undefined || !ts.isTypeAliasDeclaration(asked)) throw new Error('the question of the type checker is lost');
  const fileOf = (node: ts.Node): string => node.getSourceFile().fileName;
  return {
    type: checker.getTypeFromTypeNode(asked.type),
    checker,
    sourceOf: (node) => {
      const unit = session.units.get(fileOf(node));
      const original =
        unit &&
        originalOf(
          unit,
          node,
          copies.filter(({ file }) => file === fileOf(node)),
        );
      return unit === undefined || original === undefined ? undefined : { unit, node: original };
    },
    moduleOf: (node) => (fileOf(node).startsWith(modules) ? fileOf(node).slice(modules.length, -'.ts'.length) : undefined),
  };
}

/** The node as it stands in the file of the user, which the checker has a copy of. */
function originalOf(unit: Unit, node: ts.Node, copies: readonly Copy[]): ts.Node | undefined {
  const copy = copies.find(({ start, end }) => node.getStart() >= start && node.end <= end);
  const moved = copy === undefined ? 0 : copy.from - copy.start;
  return nodeAt(unit, unit.ast, { kind: node.kind, start: node.getStart() + moved, end: node.end + moved });
}

function nodeAt(unit: Unit, within: ts.Node, at: { kind: ts.SyntaxKind; start: number; end: number }): ts.Node | undefined {
  if (within.kind === at.kind && within.end === at.end && within.getStart(unit.ast) === at.start) return within;
  return ts.forEachChild(within, (child) => (child.pos <= at.start && child.end >= at.end ? nodeAt(unit, child, at) : undefined));
}

const parse = (name: string, text: string): ts.SourceFile => ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
const modules = '/modules/';

function hostOf(project: Project, session: Session, changed: ReadonlyMap<string, ts.SourceFile>): ts.CompilerHost {
  const textOf = (name: string): string | undefined => {
    if (name === library) return libraryText;
    if (name.startsWith(modules)) return stubOf(importedNames(session, name.slice(modules.length, -'.ts'.length)));
    return session.units.get(name)?.text;
  };
  const getSourceFile = (name: string): ts.SourceFile | undefined => {
    const known = changed.get(name) ?? session.files.get(name);
    const text = known === undefined ? textOf(name) : undefined;
    const file = text === undefined ? known : parse(name, text);
    if (file !== undefined && !changed.has(name) && !name.startsWith(modules)) session.files.set(name, file);
    return file;
  };
  return {
    getSourceFile,
    getDefaultLibFileName: () => library,
    writeFile: () => undefined,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => name === library || session.units.has(name),
    readFile: textOf,
    resolveModuleNameLiterals: (literals, from) =>
      literals.map(({ text }) => {
        const resolvedFileName = text.startsWith('/unit/') ? text : fileOfModule(project, session, { from, module: text });
        if (resolvedFileName === undefined) return { resolvedModule: undefined };
        return { resolvedModule: { resolvedFileName, extension: resolvedFileName.endsWith('.d.ts') ? '.d.ts' : '.ts' } };
      }),
  };
}

function fileOfModule(project: Project, session: Session, at: { readonly from: string; readonly module: string }): string | undefined {
  if (at.module === 'kube-core' || at.module.startsWith('kube-core/')) return `${modules}${at.module}.ts`;
  const from = session.units.get(at.from);
  const unit = from === undefined ? undefined : project.fileOf(from, at.module);
  return unit === undefined ? undefined : fileNameOf(session, unit);
}

/** What the user's files take from a module: that is all that can be asked about. */
function* importedNames({ units }: Session, module: string): Generator<string, void, undefined> {
  const seen = new Set<string>();
  for (const unit of units.values())
    for (const imported of [...unit.imports.values(), ...unit.passedOn.values()]) {
      if (imported.module !== module || seen.has(imported.name)) continue;
      seen.add(imported.name);
      yield imported.name;
    }
}
