/** What is of two types at once: `string & ('a' | 'b')`, the property that both parts of an intersection have. Enter at {@link narrowed}. */
import { withoutReference } from '../../builtin/expand.js';
import { sameShape } from '../../model/same-shape.js';
import type { Constraints, EnumNode, ObjectNode, SchemaNode } from '../../model/schema-node.js';
import { enumOf } from './combine.js';

type Merge = (a: ObjectNode, b: ObjectNode) => ObjectNode | undefined;

/**
 * @param merge - Joins two objects.
 * @returns the node that takes what both take, or undefined where nothing is of both types, or a schema cannot say it. Words are the
 * first one's that has some.
 */
export function narrowed(one: SchemaNode, other: SchemaNode, merge: Merge): SchemaNode | undefined {
  if (sameShape(one, other)) return withWords(one, other);
  const [a, b] = [withoutReference(one), withoutReference(other)];
  const node = narrowedShape(a, b, merge) ?? narrowedShape(b, a, merge);
  if (node === undefined) return undefined;
  const { nullable: _nullable, ...shape } = node;
  const description = one.description ?? other.description;
  return { ...shape, ...(description !== undefined && { description }), ...(isNullable(one) && isNullable(other) && { nullable: true }) };
}

const withWords = (node: SchemaNode, { description }: SchemaNode): SchemaNode =>
  node.description === undefined && description !== undefined ? { ...node, description } : node;

const isNullable = (node: SchemaNode): boolean => node.nullable === true || node.node === 'json';

function narrowedShape(a: SchemaNode, b: SchemaNode, merge: Merge): SchemaNode | undefined {
  if (a.node === 'json') return b;
  if (isAnything(a) && b.node !== 'object') return b;
  if (a.node === 'enum') return narrowedEnum(a, b);
  if (a.node === 'int-or-string' && a.values === undefined && b.node === 'scalar')
    return b.type === 'string' || b.type === 'integer' ? withLimits(b, a.constraints) : undefined;
  if (a.node === 'scalar' && b.node === 'scalar') {
    const isSame = a.type === b.type && (a.format === undefined || b.format === undefined || a.format === b.format);
    return isSame ? withLimits({ ...b, ...a }, b.constraints) : undefined;
  }
  if (a.node === 'object' && b.node === 'object') return merge(a, b);
  if (a.node === 'list' && b.node === 'list') {
    const items = narrowed(a.items, b.items, merge);
    return items && withLimits({ ...b, ...a, items }, b.constraints);
  }
  if (a.node !== 'map' || b.node !== 'map') return undefined;
  const values = narrowed(a.values, b.values, merge);
  return values && withLimits({ ...b, ...a, values }, b.constraints);
}

/** `{}` beside a value says nothing. */
const isAnything = (node: SchemaNode): boolean => node.node === 'object' && node.properties.length === 0 && node.preserveUnknown === true;

function narrowedEnum(a: EnumNode, b: SchemaNode): SchemaNode | undefined {
  if (b.node === 'enum') {
    const values = b.open === true ? a.values : a.values.filter((value) => b.values.includes(value));
    return values.length === 0 ? undefined : { ...a, ...enumOf(values) };
  }
  if (b.node !== 'scalar' || b.constraints !== undefined || b.format !== undefined) return undefined;
  return a.type === b.type || (a.type === 'integer' && b.type === 'number') ? a : undefined;
}

type Limited = Extract<SchemaNode, { readonly constraints?: Constraints }>;

/** Of two limits the stricter; two patterns are more than a schema has room for. */
function withLimits<N extends Limited>(node: N, more: Constraints | undefined): N | undefined {
  const own = node.constraints;
  if (own === undefined || more === undefined) return { ...node, ...((own ?? more) && { constraints: own ?? more }) };
  if (own.pattern !== undefined && more.pattern !== undefined && own.pattern !== more.pattern) return undefined;
  if (own.multipleOf !== undefined && more.multipleOf !== undefined && own.multipleOf !== more.multipleOf) return undefined;
  const limits = { ...more, ...own };
  for (const low of ['minimum', 'minLength', 'minItems', 'minProperties'] as const) {
    const both = [own[low], more[low]].filter((each) => each !== undefined);
    if (both.length > 0) limits[low] = Math.max(...both);
  }
  for (const high of ['maximum', 'maxLength', 'maxItems', 'maxProperties'] as const) {
    const both = [own[high], more[high]].filter((each) => each !== undefined);
    if (both.length > 0) limits[high] = Math.min(...both);
  }
  return { ...node, constraints: limits };
}
