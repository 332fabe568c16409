/**
 * `A | B`: values become an enum in the order of the author, null makes it nullable, objects stay a union, numbers and strings are
 * int-or-string. Enter at {@link readUnion}.
 */
import { ts } from 'ts-morph';
import type { SchemaNode } from '../model/schema-node.js';
import { describe } from '../markers/marker.js';
import { combine } from './values/combine.js';
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
    if (read !== undefined) nodes.push(read);
  }
  if (nodes.length < members.length) return undefined;
  const union = combine(nodes);
  if (union !== undefined) return union;
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
