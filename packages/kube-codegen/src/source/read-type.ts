/**
 * One TypeScript type → its shape. Walks what is written, so that order, names and places are the author's. Enter at {@link readType}.
 */
import { ts } from 'ts-morph';
import type { ScalarNode, SchemaNode } from '../model/schema-node.js';
import { listOf } from './known-types.js';
import { readIntersection } from './read-intersection.js';
import { readMembers } from './read-object.js';
import { readReference } from './read-reference.js';
import { enumOf, readUnion } from './read-union.js';
import { originOf, type Reader, refuse, type Scope } from './reader.js';

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
  [ts.SyntaxKind.ConditionalType]: ['a conditional type is not read', 'write the type that it comes to'],
  [ts.SyntaxKind.MappedType]: ['a mapped type is not read', 'write the properties, or a Record'],
  [ts.SyntaxKind.TemplateLiteralType]: ['a template literal type is not read', 'write string with a @pattern, or the literals'],
  [ts.SyntaxKind.TypeQuery]: ['typeof is not read', 'write the type'],
  [ts.SyntaxKind.ImportType]: ['import(…) is not read', 'import the type at the top of the file'],
};

export function readType(reader: Reader, node: ts.TypeNode, scope: Scope): SchemaNode | undefined {
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
  return refuse(reader, originOf(scope, node), { code: 'KC301', message, help });
}

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

function readTuple(reader: Reader, node: ts.TupleTypeNode, scope: Scope): SchemaNode | undefined {
  const texts = new Set(node.elements.map((each) => each.getText(scope.unit.ast)));
  const [first] = node.elements;
  const plain = node.elements.every((each) => !ts.isNamedTupleMember(each) && !ts.isOptionalTypeNode(each) && !ts.isRestTypeNode(each));
  if (first === undefined || texts.size > 1 || !plain)
    return refuse(reader, originOf(scope, node), {
      code: 'KC304',
      message: 'a schema has one type for all items of a list',
      help: 'write an object with a name for each item',
    });
  const list = readList(reader, first, scope);
  const count = node.elements.length;
  return list?.node === 'list' ? { ...list, constraints: { minItems: count, maxItems: count } } : list;
}

function readOperator(reader: Reader, node: ts.TypeOperatorNode, scope: Scope): SchemaNode | undefined {
  if (node.operator === ts.SyntaxKind.ReadonlyKeyword) return readType(reader, node.type, scope);
  const message = node.operator === ts.SyntaxKind.KeyOfKeyword ? 'keyof is not read' : 'JSON cannot hold a symbol';
  return refuse(reader, originOf(scope, node), { code: 'KC301', message, help: 'write the literals that it comes to' });
}

/** `(typeof phases)[number]` of a constant array, and `Parent['child']`. */
function readIndexed(reader: Reader, node: ts.IndexedAccessTypeNode, scope: Scope): SchemaNode | undefined {
  const object = ts.isParenthesizedTypeNode(node.objectType) ? node.objectType.type : node.objectType;
  const values =
    ts.isTypeQueryNode(object) && node.indexType.kind === ts.SyntaxKind.NumberKeyword ? constantsOf(reader, object, scope) : undefined;
  if (values !== undefined) return enumOf(values);
  const key = ts.isLiteralTypeNode(node.indexType) && ts.isStringLiteral(node.indexType.literal) ? node.indexType.literal.text : undefined;
  const parent = key === undefined || ts.isTypeQueryNode(object) ? undefined : readType(reader, object, scope);
  const property = parent?.node === 'object' ? parent.properties.find((each) => each.name === key) : undefined;
  if (property !== undefined) return property.node;
  return refuse(reader, originOf(scope, node), {
    code: 'KC301',
    message: 'this indexed type is not read',
    help: 'write the type that it comes to',
  });
}

function constantsOf(reader: Reader, query: ts.TypeQueryNode, scope: Scope): (string | number)[] | undefined {
  if (!ts.isIdentifier(query.exprName)) return undefined;
  const found = reader.project.resolve(scope.unit, [query.exprName.text]);
  const declaration = found.is === 'declared' ? found.declarations[0] : undefined;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) return undefined;
  const init = declaration.initializer;
  if (!ts.isAsExpression(init) || !ts.isArrayLiteralExpression(init.expression)) return undefined;
  const values = init.expression.elements.map((each) => (ts.isStringLiteral(each) ? each.text : numberOf(each)));
  return values.every((each) => each !== undefined) ? values : undefined;
}
