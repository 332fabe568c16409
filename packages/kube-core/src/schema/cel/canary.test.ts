/**
 * What we rely on in cel-js beyond its declared interface. Where an upgrade fails here, the test that fails says what `compile.ts` and
 * `macros.ts` have to do anew.
 */
import { describe, expect, test } from '@jest/globals';
import { type ASTNode, Environment } from '@marcbachmann/cel-js';

const macroOf = (node: ASTNode): unknown => Reflect.get(Reflect.get(node, 'meta') as object, 'macro');

describe('cel-js', () => {
  const environment = new Environment({ enableOptionalTypes: true }).registerVariable('m', 'map<string, int>');

  test('keeps the macro of has() in the meta of its node, with functions that can be exchanged', () => {
    const parsed = environment.parse('has(m.a)');
    const macro = macroOf(parsed.ast) as { args: readonly ASTNode[]; evaluate: unknown; typeCheck: unknown };
    expect([parsed.ast.op, macro.args[0]?.op, typeof macro.evaluate, typeof macro.typeCheck]).toEqual([
      'call',
      '.',
      'function',
      'function',
    ]);
    macro.evaluate = () => 'ours';
    expect(parsed.check().valid).toBe(true);
    expect(parsed({ m: {} })).toBe('ours');
  });

  test('leaves the arguments of a macro it expands in the node, where our checker reads them', () => {
    const { ast } = environment.parse('m.all(k, k == "")');
    expect(ast.op === 'rcall' && [ast.args[0], ast.args[1].op, ast.args[2].map(({ op }) => op)]).toEqual(['all', 'id', ['id', '==']]);
  });

  test('reads the name of a member from its node when it checks, so that it can be exchanged before', () => {
    const own = environment.clone().registerFunction('string.ours(string): bool', () => true);
    const parsed = own.parse("'a'.matches('(')");
    if (parsed.ast.op === 'rcall') parsed.ast.args[0] = 'ours';
    expect(parsed.check().valid).toBe(true);
    expect(parsed({})).toBe(true);
  });

  test('hands macros of ours the nodes, a checker and an evaluator', () => {
    const seen: string[] = [];
    const own = environment.clone().registerFunction('list.twice(ast): bool', ({ args }: { args: readonly ASTNode[] }) => ({
      args,
      typeCheck: (checker: { check(node: unknown, scope: unknown): unknown }, macro: { args: readonly ASTNode[] }, scope: unknown) => {
        seen.push('checked');
        return checker.check(macro.args[0], scope);
      },
      evaluate: (evaluator: { run(node: unknown, scope: unknown): unknown }, macro: { args: readonly ASTNode[] }, scope: unknown) =>
        evaluator.run(macro.args[0], scope),
    }));
    expect(own.evaluate('[1].twice(1 == 1)', {})).toBe(true);
    expect(seen).toEqual(['checked']);
  });
});
