/** Our checker of types beside the server's, which judged the same expressions: see record.ts. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { compileExpression } from '../../src/schema/cel/compile.js';
import { scopeOf, typesOf } from '../../src/schema/cel/rules.js';
import { expressionSchema, expressions, type Judgement } from './expressions.js';

const recorded = (JSON.parse(readFileSync(new URL('expressions.json', import.meta.url), 'utf8')) as readonly string[]).join('');
const schema = { ...expressionSchema, 'x-kubernetes-validations': [{ rule: 'true' }] };
const types = typesOf(schema);
const self = types.declare(schema)?.type ?? '';
const scope = scopeOf(self, self, types);

function judge(expression: string): Judgement {
  const compiled = compileExpression(expression, scope, 'bool');
  if ('program' in compiled) return 'b';
  return compiled.problem.startsWith('compilation failed') ? 'x' : 'o';
}

describe('the type checker', () => {
  test('has a verdict of the server for each of some thousands of expressions', () => {
    expect(expressions.length).toBeGreaterThan(20_000);
    expect(recorded).toHaveLength(expressions.length);
  });

  test('agrees with the server on every expression', () => {
    const differences = expressions.flatMap((expression, index) => {
      const [ours, theirs] = [judge(expression), recorded[index]];
      return ours === theirs ? [] : [`${expression}: ${ours}, the server says ${theirs ?? 'nothing'}`];
    });
    expect(differences).toEqual([]);
  });
});
