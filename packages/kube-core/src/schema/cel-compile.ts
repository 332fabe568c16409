/**
 * One CEL expression, compiled against typed variables, with the API server's words where it does not compile.
 * Enter at {@link compileExpression}.
 */
import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { messageOf } from '../errors.js';
import { ownMatches } from './cel-library.js';
import { patternProblem } from './pattern.js';

/** A compiled expression. */
export interface Program {
  /** Whether it mentions `oldSelf`. */
  readonly usesOldSelf: boolean;
  /** @throws CEL's error where there is no such key, no such overload and so on. */
  readonly run: (variables: Readonly<Record<string, unknown>>) => unknown;
}

/** A program, or what is wrong in the server's words: `compilation failed: ERROR: …`. */
export type Compiled = { readonly program: Program } | { readonly problem: string };

/** What the expression must give: a rule is a bool, a message is a string. */
export type Wanted = 'bool' | 'string';

/** Compiles one expression. */
export function compileExpression(text: string, environment: Environment, wanted: Wanted): Compiled {
  // Lists of one type only, as the server has it, but for the arguments of format.
  const scope = text.includes('.format(') ? environment.clone({ homogeneousAggregateLiterals: false }) : environment;
  try {
    const parsed = scope.parse(text);
    const nodes = nodesOf(parsed.ast);
    const adapted = nodes.map((node) => adapt(node)).find((problem) => problem !== undefined);
    if (adapted !== undefined) return { problem: compilationFailed(text, adapted) };
    const checked = parsed.check();
    if (!checked.valid) return { problem: compilationFailed(text, problemOf(checked.error, { text, scope, nodes })) };
    if (checked.type !== wanted && checked.type !== 'dyn') return { problem: wrongTypes[wanted] };
    const usesOldSelf = nodes.some((node) => node.op === 'id' && node.args === 'oldSelf');
    return { program: { usesOldSelf, run: (variables) => parsed(variables) as unknown } };
  } catch (error) {
    return { problem: compilationFailed(text, { at: offsetOf(error) ?? text.length, says: `Syntax error: ${summaryOf(error)}` }) };
  }
}

const wrongTypes: Readonly<Record<Wanted, string>> = {
  bool: 'cel expression must evaluate to a bool',
  string: 'messageExpression must evaluate to a string',
};

/** What is wrong at one offset of the text. */
interface Problem {
  readonly at: number;
  readonly says: string;
}

function compilationFailed(text: string, { at, says }: Problem): string {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - (before.lastIndexOf('\n') + 1);
  return `compilation failed: ERROR: <input>:${line}:${column + 1}: ${says}\n | ${text.split('\n')[line - 1] ?? ''}\n | ${'.'.repeat(column)}^`;
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
function adapt(node: ASTNode): Problem | undefined {
  if (node.op === 'rcall' && node.args[0] === 'matches') {
    const [pattern] = node.args[2];
    node.args[0] = ownMatches;
    const isBad = pattern?.op === 'value' && typeof pattern.args === 'string' && patternProblem(pattern.args) !== undefined;
    return isBad ? { at: pattern.start, says: 'invalid matches argument' } : undefined;
  }
  if (node.op === 'call' && node.args[0] === 'has') checkFieldOfHas(node);
  // cel-js brings a namespace that the server does not have.
  if (node.op === 'id' && node.args === 'cel') return { at: node.start, says: "undeclared reference to 'cel' (in container '')" };
  return undefined;
}

/** What cel-js keeps of a macro it expanded; not among its declarations. */
interface ExpandedMacro {
  readonly args: readonly [ASTNode, ...ASTNode[]];
  typeCheck: (checker: { check(node: ASTNode, scope: unknown): unknown }, macro: ExpandedMacro, scope: unknown) => unknown;
}

/** Has of a field that the schema does not declare is an error to the server; cel-js would let it pass. */
function checkFieldOfHas(node: ASTNode): void {
  const meta: unknown = Reflect.get(node, 'meta');
  const macro: unknown = typeof meta === 'object' && meta !== null ? Reflect.get(meta, 'macro') : undefined;
  if (!isExpandedMacro(macro)) return;
  const original = macro.typeCheck;
  macro.typeCheck = (checker, expanded, scope) => {
    const type = original(checker, expanded, scope);
    checker.check(expanded.args[0], scope);
    return type;
  };
}

function isExpandedMacro(macro: unknown): macro is ExpandedMacro {
  return typeof macro === 'object' && macro !== null && 'typeCheck' in macro && 'args' in macro;
}

interface Source {
  readonly text: string;
  readonly scope: Environment;
  readonly nodes: readonly ASTNode[];
}

/** An error of cel-js's checker in the server's words, at the server's place. */
function problemOf(error: unknown, source: Source): Problem {
  const summary = summaryOf(error);
  const node = nodeOf(error);
  const at = offsetOf(error) ?? 0;
  const says = rewrite(summary, source);
  if (node === undefined) return { at, says };
  return { at: placeOf(node, source) ?? at, says };
}

const rewrites: readonly (readonly [RegExp, string])[] = [
  [/^No such key: (.*)$/s, "undefined field '$1'"],
  [/^Unknown variable: (.*)$/s, "undeclared reference to '$1' (in container '')"],
  [/^no such overload: (.+) (==|!=|in|\+|-|\*|\/|%|<=?|>=?) (.+)$/s, "found no matching overload for '_$2_' applied to '($1, $3)'"],
  [/^no such overload: ([!-])(.+)$/s, "found no matching overload for '$1_' applied to '($2)'"],
  [/^.*, expected type '(.*)' but found '(.*)'$/s, "expected type '$1' but found '$2'"],
];

function rewrite(summary: string, { scope }: Source): string {
  const [, receiver, name = '', args = ''] = /^found no matching overload for '(?:(.*)\.)?([\w]+)\((.*)\)'$/s.exec(summary) ?? [];
  if (name !== '') {
    const shown = name === ownMatches ? 'matches' : name;
    if (!scope.getDefinitions().functions.some((known) => known.name === name))
      return `undeclared reference to '${shown}' (in container '')`;
    return `found no matching overload for '${shown}' applied to '${receiver === undefined ? '' : `${receiver}.`}(${args})'`;
  }
  for (const [expression, replacement] of rewrites) if (expression.test(summary)) return summary.replace(expression, replacement);
  return summary;
}

/** The server points at the dot of a field, the parenthesis of a call and the sign of an operator. */
function placeOf(node: ASTNode, { text, nodes }: Source): number | undefined {
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
      return undefined;
  }
}

function nodeOf(error: unknown): ASTNode | undefined {
  const node: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'node') : undefined;
  return isNode(node) ? node : undefined;
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
