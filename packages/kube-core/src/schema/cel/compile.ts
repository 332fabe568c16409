/**
 * One CEL expression, compiled against typed variables, with the API server's words where it does not compile.
 * Enter at {@link compileExpression}.
 */
import { type ASTNode, type Environment, Optional, type ParseResult } from '@marcbachmann/cel-js';
import { type Lacking, type Names, type TypeProblem, checkTypes } from './check/checker.js';
import { literalProblem } from './check/literals.js';
import { messageOf } from '../../errors.js';
import type { Compilation } from '../types.js';
import { ownMatches } from './library.js';

/** A compiled expression. */
export interface Program {
  /** Whether it mentions `oldSelf`. */
  readonly usesOldSelf: boolean;
  /** @throws CEL's error where there is no such key, no such overload and so on. */
  readonly run: (variables: Readonly<Record<string, unknown>>) => unknown;
}

/** A program, or what is wrong in the server's words: `compilation failed: ERROR: …`. */
export type Compiled = { readonly program: Program } | Uncompiled;

/** Why an expression is none: in the server's words, and for programs. */
export interface Uncompiled {
  readonly problem: string;
  readonly rule: 'cel-syntax' | 'cel-field' | 'cel-name' | 'cel-result';
  /** The field or name that there is not. */
  readonly wanted?: string;
  readonly compilation?: Compilation;
}

/** What the expression must give: a rule is a bool, a message is a string. */
export type Wanted = 'bool' | 'string';

/** Where an expression is compiled. */
export interface CompileScope {
  /** What runs it, with its variables declared. */
  readonly environment: Environment;
  /** The same with variables of any type, for what cel-js would refuse without reason. */
  readonly lax: () => Environment;
  /** What it can name. */
  readonly names: Names;
}

/** Compiles one expression. */
export function compileExpression(text: string, scope: CompileScope, wanted: Wanted): Compiled {
  const first = parse(text, scope.environment);
  if ('problem' in first) return first;
  const checked = checkTypes(first.parsed.ast, scope.names);
  const problem: TypeProblem | undefined =
    'problem' in checked ? checked.problem : first.nodes.map(literalProblem).find((one) => one !== undefined);
  if (problem !== undefined)
    return compilationFailed(text, {
      at: placeOf(problem.node, { text, ...first }),
      says: problem.says,
      ...(problem.lacks !== undefined && { lacks: problem.lacks }),
    });
  if ('type' in checked && checked.type.name !== wanted) return { problem: wrongTypes[wanted], rule: 'cel-result' };
  return { program: programOf(first) ?? laxProgram(text, scope) };
}

interface Parsed {
  readonly parsed: ParseResult;
  readonly nodes: readonly ASTNode[];
}

function parse(text: string, environment: Environment): Parsed | Uncompiled {
  try {
    const parsed = environment.parse(text);
    return { parsed, nodes: nodesOf(parsed.ast) };
  } catch (error) {
    return compilationFailed(text, { at: offsetOf(error) ?? text.length, says: `Syntax error: ${summaryOf(error)}` });
  }
}

/** The program of what was parsed, if cel-js takes it. */
function programOf({ parsed, nodes }: Parsed): Program | undefined {
  nodes.forEach(adapt);
  if (!parsed.check().valid) return undefined;
  const usesOldSelf = nodes.some((node) => node.op === 'id' && node.args === 'oldSelf');
  return { usesOldSelf, run: (variables) => parsed(variables) as unknown };
}

/** The server takes the expression: where cel-js knows no such types it decides by the values, as it runs. */
function laxProgram(text: string, { lax }: CompileScope): Program {
  const again = parse(text, lax());
  const program = 'parsed' in again ? programOf(again) : undefined;
  if (program !== undefined) return program;
  return {
    usesOldSelf: false,
    run: () => {
      throw new Error('this expression cannot be run here');
    },
  };
}

const wrongTypes: Readonly<Record<Wanted, string>> = {
  bool: 'cel expression must evaluate to a bool',
  string: 'messageExpression must evaluate to a string',
};

/** What is wrong at one offset of the text. */
interface Problem {
  readonly at: number;
  readonly says: string;
  readonly lacks?: Lacking;
}

function compilationFailed(text: string, { at, says, lacks }: Problem): Uncompiled {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - (before.lastIndexOf('\n') + 1);
  const problem = `compilation failed: ERROR: <input>:${line}:${column + 1}: ${says}\n | ${text.split('\n')[line - 1] ?? ''}\n | ${'.'.repeat(column)}^`;
  const compilation = { line, column: column + 1, says };
  return lacks === undefined
    ? { problem, rule: 'cel-syntax', compilation }
    : { problem, rule: lacks.what === 'field' ? 'cel-field' : 'cel-name', wanted: lacks.name, compilation };
}

function nodesOf(root: ASTNode): readonly ASTNode[] {
  const nodes: ASTNode[] = [];
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(visit);
    else if (isNode(part)) {
      nodes.push(part);
      visit(part.args);
    }
  };
  visit(root);
  return nodes;
}

function isNode(part: unknown): part is ASTNode {
  return typeof part === 'object' && part !== null && 'op' in part && 'args' in part;
}

/** Makes a node mean what it means to the server. */
function adapt(node: ASTNode): void {
  if (node.op === 'rcall' && node.args[0] === 'matches') node.args[0] = ownMatches;
  if (node.op === 'call' && node.args[0] === 'has') adaptHas(node);
}

/** What cel-js keeps of a macro it expanded; not among its declarations. */
interface ExpandedMacro {
  readonly args: readonly [ASTNode, ...ASTNode[]];
  typeCheck: (
    checker: { check(node: ASTNode, scope: unknown): unknown; getType(name: string): unknown },
    macro: ExpandedMacro,
    scope: unknown,
  ) => unknown;
  evaluate: (evaluator: { run(node: ASTNode, scope: unknown): unknown }, macro: ExpandedMacro, scope: unknown) => unknown;
}

/** Any value may stand before the field that has() asks for; cel-js takes none but a path of names. */
function adaptHas(node: ASTNode): void {
  const meta: unknown = Reflect.get(node, 'meta');
  const macro: unknown = typeof meta === 'object' && meta !== null ? Reflect.get(meta, 'macro') : undefined;
  const [field] = isExpandedMacro(macro) ? macro.args : [];
  if (!isExpandedMacro(macro) || field?.op !== '.') return;
  const [operand, name] = field.args;
  macro.typeCheck = (checker, _, scope) => {
    checker.check(operand, scope);
    return checker.getType('bool');
  };
  macro.evaluate = (evaluator, _, scope) => hasField(evaluator.run(operand, scope), name);
}

function hasField(value: unknown, name: string): boolean {
  if (value instanceof Optional) return value.hasValue() && hasField(value.value(), name);
  if (value instanceof Map) return value.has(name);
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}

function isExpandedMacro(macro: unknown): macro is ExpandedMacro {
  return typeof macro === 'object' && macro !== null && 'typeCheck' in macro && 'evaluate' in macro && 'args' in macro;
}

interface Source {
  readonly text: string;
  readonly nodes: readonly ASTNode[];
}

/** The server points at the dot of a field, the parenthesis of a call and the sign of an operator. */
function placeOf(node: ASTNode, { text, nodes }: Source): number {
  switch (node.op) {
    case '.': {
      const has = nodes.find((one) => one.op === 'call' && one.args[0] === 'has' && one.args[1][0] === node);
      return has === undefined ? text.lastIndexOf('.', node.end - 1) : text.indexOf('(', has.start);
    }
    case 'call':
      return text.indexOf('(', node.start);
    case 'rcall':
      return text.indexOf('(', node.args[1].end);
    case '==':
    case '!=':
    case 'in':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '<':
    case '<=':
    case '>':
    case '>=': // prettier-ignore
      return text.indexOf(node.op, node.args[0].end);
    default:
      return node.start;
  }
}

function offsetOf(error: unknown): number | undefined {
  const range: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'range') : undefined;
  const start: unknown = typeof range === 'object' && range !== null ? Reflect.get(range, 'start') : undefined;
  return typeof start === 'number' ? start : undefined;
}

/** What cel-js says, without the picture of the source. */
export function summaryOf(error: unknown): string {
  const summary: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'summary') : undefined;
  return typeof summary === 'string' ? summary : messageOf(error);
}
