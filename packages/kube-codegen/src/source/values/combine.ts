/**
 * Several shapes that one place may have, as one: values become an enum, numbers and texts int-or-string, objects a union. Enter at
 * {@link combine} and {@link enumOf}.
 */
import { withoutReference } from '../../builtin/expand.js';
import { sameShape } from '../../model/same-shape.js';
import type { EnumNode, IntOrStringNode, JsonValue, ObjectNode, ScalarNode, SchemaNode } from '../../model/schema-node.js';

/**
 * The one shape that takes what any of them takes, or undefined where a schema cannot say that.
 *
 * @param number - Whether a bare `number` is among them: beside text it is a number or a string.
 */
export function combine(members: readonly SchemaNode[], number = false): SchemaNode | undefined {
  const nodes = distinct(members.map(closed));
  if (number) return combineIntOrString(nodes, true);
  const [only] = nodes;
  if (nodes.length === 1) return only;
  const node = combineEnums(nodes) ?? combineTexts(nodes) ?? combineIntOrString(nodes) ?? combineObjects(nodes);
  const nullable = members.some((each) => each.nullable === true);
  return node !== undefined && nullable ? { ...node, nullable: true } : node;
}

/** Beside others, an enum that may grow is any text. */
const closed = (node: SchemaNode): SchemaNode =>
  node.node === 'enum' && node.open === true && node.type === 'string' ? { node: 'scalar', type: 'string' } : node;

const distinct = (nodes: readonly SchemaNode[]): SchemaNode[] =>
  nodes.filter((node, i) => nodes.findIndex((other) => sameShape(other, node)) === i);

function valuesOf(node: SchemaNode): readonly JsonValue[] | undefined {
  if (node.node === 'enum') return node.values;
  return isScalar(node, 'boolean') ? [true, false] : undefined;
}

const isScalar = (node: SchemaNode, type: ScalarNode['type']): node is ScalarNode => node.node === 'scalar' && node.type === type;

function combineEnums(nodes: readonly SchemaNode[]): EnumNode | IntOrStringNode | ScalarNode | undefined {
  const values: JsonValue[] = [];
  for (const node of nodes) {
    const own = valuesOf(node);
    if (own === undefined) return undefined;
    values.push(...own);
  }
  return enumOf([...new Set(values)]);
}

/** The values as a node of the narrowest type. */
export function enumOf(values: readonly JsonValue[]): EnumNode | IntOrStringNode | ScalarNode {
  const types = new Set(
    values.map((value) => (typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value)),
  );
  if (types.size === 1 && types.has('boolean') && values.length === 2) return { node: 'scalar', type: 'boolean' };
  if (types.size === 2 && types.has('integer') && types.has('number')) return { node: 'enum', type: 'number', values };
  if (types.size === 2 && types.has('integer') && types.has('string')) return { node: 'int-or-string', values };
  const [type] = types;
  const one = types.size === 1 && (type === 'string' || type === 'integer' || type === 'number' || type === 'boolean') ? type : 'mixed';
  return { node: 'enum', type: one, values };
}

/** `'a' | string` is any string, as in TypeScript. */
function combineTexts(nodes: readonly SchemaNode[]): ScalarNode | undefined {
  const isText = (node: SchemaNode): boolean => isScalar(node, 'string') || (node.node === 'enum' && node.type === 'string');
  const texts = nodes.filter((node) => isScalar(node, 'string'));
  const text = texts.length === 1 ? texts[0] : texts.find(({ format, constraints }) => format === undefined && constraints === undefined);
  return nodes.every(isText) ? text : undefined;
}

function combineIntOrString(nodes: readonly SchemaNode[], number = false): IntOrStringNode | undefined {
  const isText = (node: SchemaNode): boolean => isScalar(node, 'string') || (node.node === 'enum' && node.type === 'string');
  const fits = nodes.every((node) => node.node === 'int-or-string' || isScalar(node, 'integer') || isText(node));
  const both =
    nodes.some(({ node }) => node === 'int-or-string') ||
    ((number || nodes.some((node) => isScalar(node, 'integer'))) && nodes.some(isText));
  return fits && both ? { node: 'int-or-string' } : undefined;
}

function combineObjects(nodes: readonly SchemaNode[]): SchemaNode | undefined {
  const arms: ObjectNode[] = [];
  for (const node of nodes.map(withoutReference)) {
    if (node.node === 'object') arms.push(node);
    else if (node.node === 'union') arms.push(...node.arms);
    else return undefined;
  }
  return { node: 'union', arms };
}
