/**
 * Which error codes the sources use, and where: every `new KubeError('code', …)`, every class that hands its code to `super`, every guard
 * that asks for one. A syntax tree is enough, no type is asked for. Enter at {@link codesIn} and {@link codeProblems}.
 */
import ts from 'typescript';

/** One place that makes an error, or the guard that tells one. */
export interface CodeUse {
  readonly code: string;
  /** `file:line` from the root. */
  readonly at: string;
  /** The class that stands for the code; for a guard, the guard. */
  readonly name: string;
  readonly as: 'error' | 'class' | 'guard';
}

/** What the sources of one package say. */
export interface PackageCodes {
  readonly uses: readonly CodeUse[];
  /** Codes that are no literal. */
  readonly problems: readonly string[];
}

/** What is written about a code, beside the sources that use it: `src/error-codes.ts` of each package. */
export type ErrorTable = Readonly<Record<string, { readonly means: string; readonly remedy: string }>>;

/** Where the table of a package stands, in its folder. */
export const tableFile = 'src/error-codes.ts';

const base = 'KubeError';

/** @param files - The product files of a package: text by path. */
export function codesIn(files: ReadonlyMap<string, string>): PackageCodes {
  const sources = [...files].map(([path, text]) => ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
  const found = sources.flatMap((file) => [...made(file), ...handedUp(file), ...guards(file)]);
  return { uses: found.flatMap((one) => (typeof one === 'string' ? [] : one)), problems: found.filter((one) => typeof one === 'string') };
}

function nodesOf<N extends ts.Node>(file: ts.Node, is: (node: ts.Node) => node is N): N[] {
  const found: N[] = [];
  const visit = (node: ts.Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const extendsBase = (declaration: ts.ClassDeclaration): boolean =>
  (declaration.heritageClauses ?? []).some(({ types: [parent] }) => parent?.expression.getText() === base);

const isCallOf = (node: ts.Node, name: string): node is ts.CallExpression =>
  ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name;

/** `new KubeError('code', …)` */
const made = (file: ts.SourceFile): (CodeUse[] | string)[] =>
  nodesOf(file, ts.isNewExpression)
    .filter(({ expression }) => ts.isIdentifier(expression) && expression.text === base)
    .map((node) => usesOf(node.arguments?.[0], { node, name: base, as: 'error' }));

/** `super('code', …)` of a class that extends KubeError. */
const handedUp = (file: ts.SourceFile): (CodeUse[] | string)[] =>
  nodesOf(file, ts.isClassDeclaration)
    .filter(extendsBase)
    .flatMap((owner) =>
      nodesOf(owner, ts.isCallExpression)
        .filter(({ expression }) => expression.kind === ts.SyntaxKind.SuperKeyword)
        .map((node) => usesOf(node.arguments[0], { node, name: owner.name?.text ?? base, as: 'class' })),
    );

/** `const isX = (error) => hasCode(error, 'code')` */
const guards = (file: ts.SourceFile): CodeUse[][] =>
  nodesOf(file, ts.isVariableDeclaration).flatMap(({ name, initializer }) => {
    if (initializer === undefined || !ts.isArrowFunction(initializer) || !ts.isIdentifier(name)) return [];
    const asked = initializer.body;
    const code = isCallOf(asked, 'hasCode') ? asked.arguments[1] : undefined;
    return code === undefined || !ts.isStringLiteral(code)
      ? []
      : [[{ code: code.text, at: placeOf(asked), name: name.text, as: 'guard' as const }]];
  });

/** The codes of an argument, or what is wrong with it. */
function usesOf(
  argument: ts.Expression | undefined,
  { node, name, as }: { readonly node: ts.Node } & Pick<CodeUse, 'name' | 'as'>,
): CodeUse[] | string {
  const codes = literalsOf(argument);
  if (codes === undefined)
    return `${placeOf(node)}: the code of a ${name} is a literal, or a name that this file declares as literals: docs/errors.md names each`;
  return codes.map((code) => ({ code, at: placeOf(node), name, as }));
}

function literalsOf(argument: ts.Expression | undefined): string[] | undefined {
  if (argument === undefined) return undefined;
  if (ts.isStringLiteralLike(argument)) return [argument.text];
  if (ts.isIdentifier(argument)) return declaredLiterals(argument);
  if (!ts.isConditionalExpression(argument)) return undefined;
  const [yes, no] = [literalsOf(argument.whenTrue), literalsOf(argument.whenFalse)];
  return yes === undefined || no === undefined ? undefined : [...yes, ...no];
}

/** What a name may be that the same file declares as a property or parameter of the type `'manager' | 'controller'`. */
function declaredLiterals(name: ts.Identifier): string[] | undefined {
  const types = nodesOf(name.getSourceFile(), isTyped)
    .filter((declaration) => declaration.name.getText() === name.text)
    .flatMap(({ type }) => (type !== undefined && ts.isUnionTypeNode(type) ? [...type.types] : [type]));
  const codes = types.flatMap((type) =>
    type !== undefined && ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : [],
  );
  return codes.length === types.length && codes.length > 0 ? codes : undefined;
}

const isTyped = (node: ts.Node): node is ts.PropertySignature | ts.ParameterDeclaration =>
  ts.isPropertySignature(node) || ts.isParameter(node);

function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/** A package, what its sources use, and what is written about it. */
export interface Documented {
  readonly name: string;
  readonly folder: string;
  readonly codes: PackageCodes;
  readonly table: ErrorTable;
}

/**
 * @param packages - The first carries the others: they may use its codes.
 * @returns one line for each code without words, and for words without a code.
 */
export function codeProblems(packages: readonly Documented[]): string[] {
  const [first] = packages;
  return packages.flatMap(({ folder, codes, table }) => {
    const known = (code: string): boolean => Object.hasOwn(table, code) || Object.hasOwn(first?.table ?? {}, code);
    const used = new Set(codes.uses.filter(({ as }) => as !== 'guard').map(({ code }) => code));
    const silent = codes.uses.filter(({ code }) => !known(code));
    return [
      ...codes.problems,
      ...silent.map(({ at, code }) => `${at}: "${code}" is not in ${folder}/${tableFile}: say what it means and what to do`),
      ...Object.keys(table)
        .filter((code) => !used.has(code))
        .map((code) => `${folder}/${tableFile}:1: no source uses "${code}": remove it`),
    ];
  });
}
