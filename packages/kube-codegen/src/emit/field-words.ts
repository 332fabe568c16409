/** What a schema says of a field, in words: {@link typeWords}, {@link limitsOf}. */
import type { Schema } from 'kube-core/schema';

/** How a text of a schema stands among words. */
export interface Style {
  /** A value, a pattern, a name. */
  readonly code: (text: string) => string;
  /** A sentence that somebody wrote. */
  readonly prose: (text: string) => string;
}

const inLine = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, ' ');

/** `list of string`, `integer (int32) or null`. */
export function typeWords(node: Schema): string {
  const { type, format, items, additionalProperties, nullable } = node;
  const orNull = nullable === true ? ' or null' : '';
  if (node['x-kubernetes-int-or-string'] === true) return `integer or string${orNull}`;
  if (items !== undefined) return `list of ${typeWords(items)}${orNull}`;
  if (typeof additionalProperties === 'object') return `map of ${typeWords(additionalProperties)}${orNull}`;
  return `${type ?? 'any'}${format === undefined ? '' : ` (${inLine(format)})`}${orNull}`;
}

/** What a server holds a value to. */
export function limitsOf(node: Schema, { code, prose }: Style): readonly string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, pattern } = node;
  const values = node.enum ?? node.allOf?.find((each) => each.enum !== undefined)?.enum;
  const rules = node['x-kubernetes-validations'] ?? [];
  return [
    ...(values === undefined ? [] : [`one of ${values.map((value) => code(JSON.stringify(value))).join(' ')}`]),
    ...(minimum === undefined ? [] : [`${exclusiveMinimum === true ? '>' : '≥'} ${minimum}`]),
    ...(maximum === undefined ? [] : [`${exclusiveMaximum === true ? '<' : '≤'} ${maximum}`]),
    ...(multipleOf === undefined ? [] : [`a multiple of ${multipleOf}`]),
    ...sizeOf(node),
    ...(pattern === undefined ? [] : [`matches ${code(pattern)}`]),
    ...keysOf(node, code),
    ...rules.map(({ rule, message }) => (message === undefined ? code(rule) : prose(message))),
  ];
}

const units = { Length: 'characters', Items: 'items', Properties: 'entries' } as const;

function sizeOf(node: Schema): readonly string[] {
  return (['Length', 'Items', 'Properties'] as const).flatMap((of) => {
    const [low, high] = [node[`min${of}`], node[`max${of}`]];
    if (low === undefined && high === undefined) return [];
    if (low === undefined) return [`at most ${high} ${units[of]}`];
    return [high === undefined ? `at least ${low} ${units[of]}` : `${low} to ${high} ${units[of]}`];
  });
}

function keysOf(node: Schema, code: Style['code']): readonly string[] {
  if (node['x-kubernetes-list-type'] === 'set') return ['each once'];
  const keys = node['x-kubernetes-list-map-keys'] ?? [];
  return keys.length === 0 ? [] : [`each ${keys.map(code).join(' and ')} once`];
}
