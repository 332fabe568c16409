/**
 * The macros that Kubernetes has beyond plain CEL: two-variable comprehensions, `optMap` and `optFlatMap`.
 * Enter at {@link registerMacros}.
 */
import { type Environment, Optional } from '@marcbachmann/cel-js';
import { isList } from '../../util/json/json.js';

/** What cel-js hands to macros, as far as we use it. */
interface Type {
  readonly kind: string;
  readonly name: string;
  readonly keyType?: Type;
  readonly valueType?: Type;
}
interface Scope {
  forkWithVariable(name: string, type: Type): Scope;
  reuse(parent: Scope): Scope;
  setIterValue(value: unknown, evaluator: Evaluator): Scope;
}
interface Checker {
  check(node: Node, scope: Scope): Type;
  getType(name: string): Type;
  createError(code: string, message: string, node: Node): Error;
}
interface Evaluator {
  run(node: Node, scope: Scope): unknown;
}
interface Node {
  readonly op: string;
  readonly args: unknown;
}
interface Call {
  readonly args: readonly Node[];
  readonly receiver: Node;
}

/** A macro being checked and run: the scopes of its variables are known once it is checked. */
interface Macro extends Call {
  scopes: readonly Scope[];
}

/** What one step makes of the results of its body. */
type Fold = (entries: Iterable<readonly [key: unknown, run: (body: Node) => unknown]>, bodies: readonly Node[]) => unknown;

/** Adds them to the environment. */
export function registerMacros(environment: Environment): void {
  const two = (name: string, fold: Fold, type: string): void => {
    environment.registerFunction(`list.${name}: ${type}`, comprehension(fold, type));
  };
  two('all(ast, ast, ast)', (entries, [body]) => every(entries, body), 'bool');
  two('exists(ast, ast, ast)', (entries, [body]) => count(entries, body) > 0, 'bool');
  two('existsOne(ast, ast, ast)', (entries, [body]) => count(entries, body) === 1, 'bool');
  two('transformList(ast, ast, ast)', (entries, [body]) => transformed(entries, body).map(([, value]) => value), 'list<dyn>');
  two(
    'transformList(ast, ast, ast, ast)',
    (entries, [filter, body]) => transformed(entries, body, filter).map(([, value]) => value),
    'list<dyn>',
  );
  two('transformMap(ast, ast, ast)', (entries, [body]) => new Map(transformed(entries, body)), 'map<dyn, dyn>');
  two('transformMap(ast, ast, ast, ast)', (entries, [filter, body]) => new Map(transformed(entries, body, filter)), 'map<dyn, dyn>');
  environment.registerFunction(
    'optional.optMap(ast, ast): optional<dyn>',
    optionalMacro((value) => Optional.of(value)),
  );
  environment.registerFunction(
    'optional.optFlatMap(ast, ast): optional<dyn>',
    optionalMacro((value) => value),
  );
}

type Entries = Parameters<Fold>[0];

function every(entries: Entries, body: Node | undefined): boolean {
  for (const [, run] of entries) if (body !== undefined && run(body) !== true) return false;
  return true;
}

function count(entries: Entries, body: Node | undefined): number {
  let found = 0;
  for (const [, run] of entries) if (body !== undefined && run(body) === true) found += 1;
  return found;
}

function transformed(entries: Entries, body: Node | undefined, filter?: Node): (readonly [unknown, unknown])[] {
  const results: (readonly [unknown, unknown])[] = [];
  for (const [key, run] of entries) {
    if (body !== undefined && (filter === undefined || run(filter) === true)) results.push([key, run(body)]);
  }
  return results;
}

function variable(node: Node | undefined, checker: Checker): string {
  if (node?.op === 'id' && typeof node.args === 'string') return node.args;
  throw checker.createError('invalid_macro_argument', 'argument is not an identifier', node ?? { op: '', args: '' });
}

function comprehension(fold: Fold, type: string): (call: Call) => object {
  return ({ args, receiver }) => ({
    args,
    receiver,
    scopes: [],
    async: false,
    typeCheck(checker: Checker, macro: Macro, scope: Scope): Type {
      const [key, value] = rangeOf(checker.check(macro.receiver, scope), checker);
      const first = scope.forkWithVariable(variable(macro.args[0], checker), key);
      const second = first.forkWithVariable(variable(macro.args[1], checker), value);
      macro.scopes = [first, second];
      for (const body of macro.args.slice(2)) checker.check(body, second);
      return checker.getType(type);
    },
    evaluate(evaluator: Evaluator, macro: Macro, scope: Scope): unknown {
      const range = evaluator.run(macro.receiver, scope);
      return fold(stepsOf(range, { evaluator, macro, scope }), macro.args.slice(2));
    },
  });
}

function rangeOf(type: Type, checker: Checker): readonly [Type, Type] {
  const dyn = checker.getType('dyn');
  if (type.kind === 'list') return [checker.getType('int'), type.valueType ?? dyn];
  return type.kind === 'map' ? [type.keyType ?? dyn, type.valueType ?? dyn] : [dyn, dyn];
}

interface Running {
  readonly evaluator: Evaluator;
  readonly macro: Macro;
  readonly scope: Scope;
}

function* stepsOf(range: unknown, { evaluator, macro, scope }: Running): Generator<readonly [unknown, (body: Node) => unknown]> {
  const [first, second] = macro.scopes;
  if (first === undefined || second === undefined) throw new Error('the comprehension was not checked');
  for (const [key, value] of entriesOf(range)) {
    const inner = second.reuse(first.reuse(scope).setIterValue(key, evaluator)).setIterValue(value, evaluator);
    yield [key, (body) => evaluator.run(body, inner)];
  }
}

function entriesOf(range: unknown): Iterable<readonly [unknown, unknown]> {
  if (isList(range)) return range.map((item, index) => [BigInt(index), item]);
  if (range instanceof Map) return range.entries() as Iterable<readonly [unknown, unknown]>;
  return typeof range === 'object' && range !== null ? Object.entries(range) : [];
}

function optionalMacro(wrap: (value: unknown) => unknown): (call: Call) => object {
  return ({ args, receiver }) => ({
    args,
    receiver,
    scopes: [],
    async: false,
    typeCheck(checker: Checker, macro: Macro, scope: Scope): Type {
      const type = checker.check(macro.receiver, scope);
      const inner = scope.forkWithVariable(variable(macro.args[0], checker), type.valueType ?? checker.getType('dyn'));
      macro.scopes = [inner];
      const [, body] = macro.args;
      const result = body === undefined ? checker.getType('dyn') : checker.check(body, inner);
      return result.kind === 'optional' ? result : checker.getType(`optional<${result.name}>`);
    },
    evaluate(evaluator: Evaluator, macro: Macro, scope: Scope): unknown {
      const value = evaluator.run(macro.receiver, scope);
      const [inner] = macro.scopes;
      const [, body] = macro.args;
      if (!(value instanceof Optional) || !value.hasValue() || inner === undefined || body === undefined) return Optional.none();
      return wrap(evaluator.run(body, inner.reuse(scope).setIterValue(value.value(), evaluator)));
    },
  });
}
