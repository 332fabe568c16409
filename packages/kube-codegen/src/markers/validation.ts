/**
 * The tags that bound a value: `@minimum`, `@maxLength`, `@size`, `@pattern` and their kin. Limits of a named type and of the property
 * that uses it add up to the tighter one. Enter at {@link validationMarkers}.
 */
import type { Problem } from '../diagnostics.js';
import type { Constraints, SchemaNode } from '../model/schema-node.js';
import { badArgument, type Field, type FieldMarker, isProblem, misplaced, type Tag, withSpan } from './marker.js';

type Limited = Extract<SchemaNode, { readonly constraints?: Constraints }>;
type NumberLimit = Exclude<keyof Constraints, 'pattern' | 'exclusiveMinimum' | 'exclusiveMaximum'>;

interface Target {
  readonly is: (node: SchemaNode) => node is Limited;
  readonly words: string;
}

const isNumber = (node: SchemaNode): node is Limited =>
  node.node === 'int-or-string' || (node.node === 'scalar' && (node.type === 'integer' || node.type === 'number'));
export const isText = (node: SchemaNode): node is Limited =>
  node.node === 'int-or-string' || (node.node === 'scalar' && node.type === 'string');
const numbers: Target = { is: isNumber, words: 'numbers' };
const texts: Target = { is: isText, words: 'strings' };
const lists: Target = { is: (node): node is Limited => node.node === 'list', words: 'lists' };
const maps: Target = { is: (node): node is Limited => node.node === 'map' || node.node === 'object', words: 'maps and objects' };

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

function numberOf(text: string): number | undefined {
  return decimal.test(text) ? Number(text) : undefined;
}

const tighten = (name: NumberLimit, a: number | undefined, b: number) =>
  a === undefined ? b : name.startsWith('min') ? Math.max(a, b) : Math.min(a, b);

/** Keeps the tighter of two bounds; one that moves is inclusive again. */
function setLimit(node: Limited, name: NumberLimit, value: number): Limited {
  const before = node.constraints?.[name];
  if (before !== undefined && tighten(name, before, value) === before) return node;
  const { exclusiveMinimum, exclusiveMaximum, ...kept } = node.constraints ?? {};
  const exclusives = {
    ...(exclusiveMinimum === true && name !== 'minimum' ? { exclusiveMinimum } : {}),
    ...(exclusiveMaximum === true && name !== 'maximum' ? { exclusiveMaximum } : {}),
  };
  return { ...node, constraints: { ...kept, ...exclusives, [name]: value } };
}

function limit(name: NumberLimit, target: Target): FieldMarker {
  const counts = name !== 'minimum' && name !== 'maximum' && name !== 'multipleOf';
  return {
    names: [name],
    apply: (field, tag) => {
      if (!target.is(field.node)) return misplaced(tag, field.node, target.words);
      const value = numberOf(tag.argument);
      if (value === undefined || (counts && !(Number.isSafeInteger(value) && value >= 0)))
        return badArgument(tag, counts ? 'one whole number, 0 or more' : 'one number');
      if (name === 'multipleOf' && value <= 0) return badArgument(tag, 'one number greater than 0');
      if (name === 'multipleOf')
        return { ...field, node: withSpan({ ...field.node, constraints: { ...field.node.constraints, multipleOf: value } }, tag, name) };
      const node = setLimit(field.node, name, value);
      return { ...field, node: node === field.node ? node : withSpan(node, tag, name) };
    },
  };
}

function exclusive(name: 'exclusiveMinimum' | 'exclusiveMaximum', bound: 'minimum' | 'maximum'): FieldMarker {
  return {
    names: [name],
    apply: (field, tag) => {
      if (!isNumber(field.node)) return misplaced(tag, field.node, 'numbers');
      const value = numberOf(tag.argument);
      if (value === undefined) return badArgument(tag, 'one number, the bound itself');
      const before = field.node.constraints?.[bound];
      if (before !== undefined && before !== value && tighten(bound, before, value) === before) return field;
      const constraints = { ...field.node.constraints, [bound]: value, [name]: true };
      return { ...field, node: withSpan({ ...field.node, constraints }, tag, bound) };
    },
  };
}

const sizes = {
  list: ['minItems', 'maxItems'],
  map: ['minProperties', 'maxProperties'],
  object: ['minProperties', 'maxProperties'],
} as const;

type Sized = Extract<SchemaNode, { node: keyof typeof sizes }>;
const hasSize = (node: SchemaNode): node is Sized => Object.hasOwn(sizes, node.node);
const sizeLimits = (node: SchemaNode) => (hasSize(node) ? sizes[node.node] : (['minLength', 'maxLength'] as const));

/** `@size 1..63`: the length of what there is. */
const size: FieldMarker = {
  names: ['size'],
  apply: (field, tag) => {
    const match = /^(\d+)?(\.\.)?(\d+)?$/.exec(tag.argument);
    const [, low, dots, high] = match ?? [];
    if (match === null || (low === undefined && high === undefined)) return badArgument(tag, 'N, N..M, N.. or ..M');
    const { node } = field;
    if (!isText(node) && !hasSize(node)) return misplaced(tag, node, 'strings, lists, maps and objects');
    const [min, max] = sizeLimits(node);
    const top = dots === undefined ? low : high;
    const bounded = low === undefined ? node : withSpan(setLimit(node, min, Number(low)), tag, min);
    return { ...field, node: top === undefined ? bounded : withSpan(setLimit(bounded, max, Number(top)), tag, max) };
  },
};

const pattern: FieldMarker = {
  names: ['pattern'],
  toLineEnd: true,
  apply: (field, tag) => {
    const { node } = field;
    if (!isText(node)) return misplaced(tag, node, 'strings');
    if (tag.argument === '' || tag.argument.includes('\n')) return badArgument(tag, 'one regular expression, to the end of the line');
    if (node.constraints?.pattern !== undefined && node.constraints.pattern !== tag.argument)
      return {
        code: 'KC604',
        message: 'the type has a pattern already',
        help: 'one pattern a field: write one that means both, or a @validation rule',
      };
    return { ...field, node: withSpan({ ...node, constraints: { ...node.constraints, pattern: tag.argument } }, tag) };
  },
};

const format: FieldMarker = {
  names: ['format'],
  apply: (field, tag) => {
    const { node } = field;
    if (node.node !== 'scalar' && node.node !== 'enum') return misplaced(tag, node, 'strings, numbers and enums');
    if (!/^[a-z0-9-]+$/.test(tag.argument)) return badArgument(tag, 'one word such as date-time, uri or ipv4');
    return { ...field, node: withSpan({ ...node, format: tag.argument }, tag) };
  },
};

const [minLength, maxLength] = [limit('minLength', texts), limit('maxLength', texts)];
/** What can be said of the keys of a map. */
const ofKeys: readonly FieldMarker[] = [minLength, maxLength, size, pattern];
const badKeys = (tag: Tag): Problem => ({
  code: 'KC803',
  message: `@keys.${tag.name} means nothing`,
  help: 'keys have minLength, maxLength, size and pattern',
});

/** All of them, in the order of the documentation. */
export const validationMarkers: readonly FieldMarker[] = [
  limit('minimum', numbers),
  limit('maximum', numbers),
  exclusive('exclusiveMinimum', 'minimum'),
  exclusive('exclusiveMaximum', 'maximum'),
  limit('multipleOf', numbers),
  minLength,
  maxLength,
  limit('minItems', lists),
  limit('maxItems', lists),
  limit('minProperties', maps),
  limit('maxProperties', maps),
  size,
  pattern,
  format,
];

/** A tag of the keys of a map: `@keys.maxLength 63`. */
export function applyToKeys(field: Field, tag: Tag, marker: FieldMarker): Field | Problem {
  if (field.node.node !== 'map') return misplaced(tag, field.node, 'maps');
  if (!ofKeys.includes(marker)) return badKeys(tag);
  const key = marker.apply(
    {
      node: { node: 'scalar', type: 'string', ...(field.node.keys === undefined ? {} : { constraints: field.node.keys }) },
      required: true,
    },
    tag,
  );
  if (isProblem(key)) return key;
  if (key.node.node !== 'scalar' || key.node.constraints === undefined) return badKeys(tag);
  return { ...field, node: { ...field.node, keys: key.node.constraints } };
}
