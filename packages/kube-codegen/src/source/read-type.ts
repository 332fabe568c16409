/**
 * One TypeScript type → its shape. Walks what is written, so that order, names and places are the author's. Enter at {@link readType}.
 */
import { ts } from 'ts-morph';
import { sameShape } from '../model/same-shape.js';
import type { ScalarNode, SchemaNode } from '../model/schema-node.js';
import { readChecked } from './checked/read-checked.js';
import { listOf } from './known-types.js';
import { readIntersection } from './read-intersection.js';
import { readMembers } from './read-object.js';
import { readReference } from './read-reference.js';
import { readUnion } from './read-union.js';
import { isTooDeep, isTooMany, originOf, type Reader, refuse, type Scope } from './reader.js';
import { enumOf } from './values/combine.js';
import { readIndexed, readKeyof, readTypeQuery } from './values/read-keyed.js';
import { readTemplate } from './values/read-template.js';

const numberHelp = "say which: Int32, Int64, UInt32, Float or Double of 'kube-core/types'";
const plainData = 'an object of the API is plain data';

const keywords: Readonly<Partial<Record<ts.SyntaxKind, ScalarNode['type'] | 'json' | 'object'>>> = {
  [ts.SyntaxKind.StringKeyword]: 'string',
  [ts.SyntaxKind.BooleanKeyword]: 'boolean',
  [ts.SyntaxKind.UnknownKeyword]: 'json',
  [ts.SyntaxKind.ObjectKeyword]: 'object',
};

const refusedKeywords: Readonly<Partial<Record<ts.SyntaxKind, readonly [message: string, help: string]>>> = {
  [ts.SyntaxKind.NumberKeyword]: ['number does not say whether it is whole', numberHelp],
  [ts.SyntaxKind.AnyKeyword]: ['any switches the checks off', "write Json of 'kube-core/types' to keep any JSON"],
  [ts.SyntaxKind.BigIntKeyword]: ['JSON cannot hold a bigint', "use Int64 of 'kube-core/types', or a string with a @pattern"],
  [ts.SyntaxKind.SymbolKeyword]: ['JSON cannot hold a symbol', plainData],
  [ts.SyntaxKind.NeverKeyword]: ['no value is of type never', 'leave the property out'],
  [ts.SyntaxKind.VoidKeyword]: ['JSON cannot hold undefined', 'make the property optional: name?: …'],
  [ts.SyntaxKind.UndefinedKeyword]: ['JSON cannot hold undefined', 'make the property optional: name?: …'],
  [ts.SyntaxKind.FunctionType]: ['a function has no form in a schema', plainData],
  [ts.SyntaxKind.ConstructorType]: ['a constructor has no form in a schema', plainData],
  [ts.SyntaxKind.ImportType]: ['import(…) is not read', 'import the type at the top of the file'],
};

export function readType(reader: Reader, node: ts.TypeNode, around: Scope): SchemaNode | undefined {
  const scope = { ...around, depth: around.depth + 1 };
  if (isTooDeep(reader, node, scope)) return undefined;
  if (isTooMany(reader, node, scope)) return undefined;
  return readShape(reader, node, scope);
}

function readShape(reader: Reader, node: ts.TypeNode, scope: Scope): SchemaNode | undefined {
  if (ts.isParenthesizedTypeNode(node)) return readType(reader, node.type, scope);
  if (ts.isLiteralTypeNode(node)) return readLiteral(reader, node, scope);
  if (ts.isTypeReferenceNode(node)) return readReference(reader, node, scope);
  if (ts.isUnionTypeNode(node)) return readUnion(reader, node, scope);
  if (ts.isIntersectionTypeNode(node)) return readIntersection(reader, node, scope);
  if (ts.isTypeLiteralNode(node)) return node.members.length === 0 ? anyObject : readMembers(reader, node.members, scope);
  if (ts.isArrayTypeNode(node)) return readList(reader, node.elementType, scope);
  if (ts.isTupleTypeNode(node)) return readTuple(reader, node, scope);
  if (ts.isTypeOperatorNode(node)) return readOperator(reader, node, scope);
  if (ts.isIndexedAccessTypeNode(node)) return readIndexed(reader, node, scope);
  if (ts.isTypeQueryNode(node)) return readTypeQuery(reader, node, scope);
  if (ts.isTemplateLiteralTypeNode(node)) return readTemplate(reader, node, scope);
  if (ts.isMappedTypeNode(node) || ts.isConditionalTypeNode(node)) return readChecked(reader, node, scope);
  return readKeyword(reader, node, scope);
}

/** `{}` alone would lose every field to pruning. */
const anyObject: SchemaNode = { node: 'object', properties: [], preserveUnknown: true };

function readKeyword(reader: Reader, node: ts.TypeNode, scope: Scope): SchemaNode | undefined {
  const type = keywords[node.kind];
  if (type === 'json') return { node: 'json' };
  if (type === 'object') return anyObject;
  if (type !== undefined) return { node: 'scalar', type };
  const [message, help] = refusedKeywords[node.kind] ?? ['this type is not read', 'write the type that it comes to'];
  refuse(reader, originOf(scope, node), { code: 'KC301', message, help });
  return meant[node.kind];
}

/** What was plainly meant, so that tags and defaults are checked in the same run. */
const meant: Readonly<Partial<Record<ts.SyntaxKind, ScalarNode>>> = {
  [ts.SyntaxKind.NumberKeyword]: { node: 'scalar', type: 'number' },
  [ts.SyntaxKind.BigIntKeyword]: { node: 'scalar', type: 'integer' },
};

function readLiteral(reader: Reader, node: ts.LiteralTypeNode, scope: Scope): SchemaNode | undefined {
  const { literal } = node;
  if (ts.isStringLiteral(literal) || ts.isNoSubstitutionTemplateLiteral(literal)) return enumOf([literal.text]);
  if (literal.kind === ts.SyntaxKind.TrueKeyword) return enumOf([true]);
  if (literal.kind === ts.SyntaxKind.FalseKeyword) return enumOf([false]);
  const number = numberOf(literal);
  if (number !== undefined) return enumOf([number]);
  const isNull = literal.kind === ts.SyntaxKind.NullKeyword;
  const message = isNull ? 'null alone says nothing about the value' : 'JSON cannot hold a bigint';
  return refuse(reader, originOf(scope, node), { code: 'KC301', message, help: isNull ? 'write T | null' : numberHelp });
}

function numberOf(literal: ts.Expression): number | undefined {
  if (ts.isNumericLiteral(literal)) return Number(literal.text);
  if (!ts.isPrefixUnaryExpression(literal) || !ts.isNumericLiteral(literal.operand)) return undefined;
  return literal.operator === ts.SyntaxKind.MinusToken ? -Number(literal.operand.text) : Number(literal.operand.text);
}

function readList(reader: Reader, element: ts.TypeNode, scope: Scope): SchemaNode | undefined {
  const items = readType(reader, element, scope);
  return items === undefined ? undefined : listOf(items);
}

/** Items of one type; how many there must be is known. */
function readTuple(reader: Reader, node: ts.TupleTypeNode, scope: Scope): SchemaNode | undefined {
  const elements = node.elements.map(elementOf);
  const read = elements.map(({ type, rest }) => (rest ? readRest(reader, type, scope) : readType(reader, type, scope)));
  if (read.includes(undefined)) return undefined;
  const [first, ...others] = read.flatMap((each) => each ?? []);
  if (first === undefined || others.some((each) => !sameShape(each, first)))
    return refuse(reader, originOf(scope, node), {
      code: 'KC304',
      message: 'a schema has one type for all items of a list',
      help: 'write an object with a name for each item',
    });
  const minItems = elements.filter(({ rest, optional }) => !rest && !optional).length;
  const open = elements.some(({ rest }) => rest);
  return { ...listOf(first), constraints: { minItems, ...(!open && { maxItems: elements.length }) } };
}

interface Element {
  readonly type: ts.TypeNode;
  readonly optional: boolean;
  readonly rest: boolean;
}

function elementOf(node: ts.TypeNode | ts.NamedTupleMember): Element {
  if (ts.isNamedTupleMember(node))
    return { type: node.type, optional: node.questionToken !== undefined, rest: node.dotDotDotToken !== undefined };
  if (ts.isRestTypeNode(node)) return { type: node.type, optional: false, rest: true };
  return { type: ts.isOptionalTypeNode(node) ? node.type : node, optional: ts.isOptionalTypeNode(node), rest: false };
}

/** `...T[]`: what the list holds. */
function readRest(reader: Reader, type: ts.TypeNode, scope: Scope): SchemaNode | undefined {
  const list = readType(reader, type, scope);
  return list?.node === 'list' ? list.items : list;
}

function readOperator(reader: Reader, node: ts.TypeOperatorNode, scope: Scope): SchemaNode | undefined {
  if (node.operator === ts.SyntaxKind.ReadonlyKeyword) return readType(reader, node.type, scope);
  if (node.operator === ts.SyntaxKind.KeyOfKeyword) return readKeyof(reader, node, scope);
  return refuse(reader, originOf(scope, node), { code: 'KC301', message: 'JSON cannot hold a symbol', help: plainData });
}
