/**
 * What a TypeScript file imports, and how: a syntax tree is enough, no type is asked for. Enter at {@link importsOf}.
 */
import ts from 'typescript';

/** One import, export-from, `import()` or `import('…')` type. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** `static` loads the module, `type` is erased, `dynamic` loads it when that line runs. */
  readonly kind: 'static' | 'type' | 'dynamic';
}

/** What one file imports and whether it holds anything of its own. */
export interface FileImports {
  readonly imports: readonly Import[];
  /** Nothing but re-exports: a barrel. */
  readonly barrel: boolean;
}

/**
 * @param path - The file's name, for its kind.
 * @param text - Its text.
 */
export function importsOf(path: string, text: string): FileImports {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, false);
  const imports: Import[] = [];
  const add = (node: ts.Node | undefined, kind: Import['kind'], at: ts.Node): void => {
    if (node === undefined || !ts.isStringLiteralLike(node)) return;
    imports.push({ specifier: node.text, kind, line: file.getLineAndCharacterOfPosition(at.getStart(file)).line + 1 });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node) ? 'type' : 'static', node);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'static', node);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], 'dynamic', node);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, 'type', node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { imports, barrel: file.statements.length > 0 && file.statements.every(isReexport) };
}

/** `import type …` alone: under verbatimModuleSyntax `import { type X }` still loads the module. */
const isTypeOnly = (node: ts.ImportDeclaration): boolean => node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;

const isReexport = (node: ts.Statement): boolean => ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined;
