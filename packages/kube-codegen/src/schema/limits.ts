/** The limits of a value as conditions of CEL ({@link conditionsOf}), and as a part of a schema ({@link limitsSchema}). */
import type { Schema } from 'kube-core/schema';
import { celLiteral } from '../model/cel-names.js';
import type { Constraints, SchemaNode } from '../model/schema-node.js';

/** What must hold, and how a message says it. */
export interface Condition {
  readonly condition: string;
  readonly words: string;
}

/** @param access - How CEL reaches the value. */
export function conditionsOf(node: SchemaNode, access: string): readonly Condition[] {
  if (node.node === 'enum')
    return [
      {
        condition: `${access} in [${node.values.map(celLiteral).join(', ')}]`,
        words: `be ${node.values.map((value) => JSON.stringify(value)).join(' or ')}`,
      },
    ];
  const limits: Constraints = 'constraints' in node ? (node.constraints ?? {}) : {};
  const number = (value: number): string =>
    node.node === 'scalar' && node.type === 'number' && Number.isInteger(value) ? `${value}.0` : String(value);
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, pattern } = limits;
  return [
    ...(minimum === undefined ? [] : [bound(access, exclusiveMinimum === true ? '>' : '>=', number(minimum))]),
    ...(maximum === undefined ? [] : [bound(access, exclusiveMaximum === true ? '<' : '<=', number(maximum))]),
    ...(multipleOf === undefined ? [] : [{ condition: `${access} % ${multipleOf} == 0`, words: `be a multiple of ${multipleOf}` }]),
    ...sizes(limits).map(([sign, size, unit]) => ({
      condition: `${access}.size() ${sign} ${size}`,
      words: `have ${sign === '>=' ? 'at least' : 'at most'} ${size} ${unit}`,
    })),
    ...(pattern === undefined ? [] : [{ condition: `${access}.matches(${celLiteral(pattern)})`, words: `match ${pattern}` }]),
  ];
}

const signs = { '>': 'greater than', '>=': 'at least', '<': 'less than', '<=': 'at most' } as const;

const bound = (access: string, sign: keyof typeof signs, value: string): Condition => ({
  condition: `${access} ${sign} ${value}`,
  words: `be ${signs[sign]} ${value.replace(/\.0$/, '')}`,
});

function sizes(limits: Constraints): (readonly ['>=' | '<=', number, string])[] {
  const units = { Length: 'characters', Items: 'items', Properties: 'entries' } as const;
  return (['Length', 'Items', 'Properties'] as const).flatMap((of) => {
    const [low, high] = [limits[`min${of}`], limits[`max${of}`]];
    return [
      ...(low === undefined ? [] : [['>=', low, units[of]] as const]),
      ...(high === undefined ? [] : [['<=', high, units[of]] as const]),
    ];
  });
}

/** Values and bounds alone: what an arm of `oneOf` may say of a property. */
export function limitsSchema(node: SchemaNode): Schema {
  if (node.node === 'enum') return { enum: node.values };
  return 'constraints' in node ? { ...node.constraints } : {};
}
