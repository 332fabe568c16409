/**
 * `A | B`: values become an enum in the order of the author, null makes it nullable, objects stay a union, numbers and strings are
 * int-or-string. Enter at {@link readUnion}.
 */
import { ts } from 'ts-morph';
import type { EnumNode, IntOrStringNode, JsonValue, ObjectNode, ScalarNode, SchemaNode } from '../model/schema-node.js';
import { describe } from '../markers/marker.js';
import { originOf, type Reader, refuse, type Scope } from './reader.js';

const isNull = (node: ts.TypeNode) => ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword;

export function readUnion(reader: Reader, node: ts.UnionTypeNode, scope: Scope): SchemaNode | undefined {
  const members = node.types.filter((each) => !isNull(each));
  const nullable = members.length < node.types.length;
  if (members.some((each) => each.kind === ts.SyntaxKind.UndefinedKeyword))
    return refuse(reader, originOf(scope, node), {
      code: 'KC301',
      message: 'JSON cannot hold undefined',
      help: 'make the property optional: name?: …',
    });
  const [only] = members;
  const union =
    members.length === 1 && only !== undefined ? reader.read(reader, only, scope) : readMembers(reader, { node, members }, scope);
  return union !== undefined && nullable ? { ...union, nullable: true } : union;
}

interface Union {
  readonly node: ts.UnionTypeNode;
  readonly members: readonly ts.TypeNode[];
}

function readMembers(reader: Reader, { node, members }: Union, scope: Scope): SchemaNode | undefined {
  const kinds = members.map((each) => each.kind);
  if (kinds.length === 2 && kinds.includes(ts.SyntaxKind.NumberKeyword) && kinds.includes(ts.SyntaxKind.StringKeyword))
    return { node: 'int-or-string' };
  const nodes: SchemaNode[] = [];
  for (const member of members) {
    const read = isAnyText(member) ? ({ node: 'scalar', type: 'string' } as const) : reader.read(reader, member, scope);
    if (read === undefined) return undefined;
    nodes.push(read);
  }
  const union = combine(nodes);
  const nullable = nodes.some((each) => each.nullable === true) ? { nullable: true } : {};
  if (union !== undefined) return { ...union, ...nullable };
  const words = [...new Set(nodes.map(describe))].join(' or ');
  return refuse(reader, originOf(scope, node), {
    code: 'KC302',
    message: `${words}: a schema cannot say that`,
    help: 'use objects with a literal property that tells them apart, or IntOrString, or @preserveUnknownFields to keep anything unchecked',
  });
}

/** `string & {}`, by which people keep a string open beside literals. */
const isAnyText = (node: ts.TypeNode): boolean =>
  ts.isParenthesizedTypeNode(node)
    ? isAnyText(node.type)
    : ts.isIntersectionTypeNode(node) &&
      node.types[0]?.kind === ts.SyntaxKind.StringKeyword &&
      node.types.slice(1).every((each) => ts.isTypeLiteralNode(each) && each.members.length === 0);

function combine(nodes: readonly SchemaNode[]): SchemaNode | undefined {
  return combineEnums(nodes) ?? combineTexts(nodes) ?? combineIntOrString(nodes) ?? combineObjects(nodes);
}

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
  const text = nodes.find((node) => isScalar(node, 'string'));
  const rest = nodes.filter((node) => node !== text);
  const literals = rest.every((node) => node.node === 'enum' && node.type === 'string');
  return text?.node === 'scalar' && literals ? text : undefined;
}

function combineIntOrString(nodes: readonly SchemaNode[]): IntOrStringNode | undefined {
  const fits = nodes.every((node) => node.node === 'int-or-string' || isScalar(node, 'string') || isScalar(node, 'integer'));
  return fits ? { node: 'int-or-string' } : undefined;
}

function combineObjects(nodes: readonly SchemaNode[]): SchemaNode | undefined {
  const arms: ObjectNode[] = [];
  for (const node of nodes) {
    if (node.node === 'object') arms.push(node);
    else if (node.node === 'union') arms.push(...node.arms);
    else return undefined;
  }
  return { node: 'union', arms };
}
