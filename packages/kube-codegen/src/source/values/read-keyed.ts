/**
 * Types that are made of the keys and values of others: `keyof T`, `T['a']`, `(typeof list)[number]`, `typeof constant`. Enter at
 * {@link readKeyof}, {@link readIndexed} and {@link readTypeQuery}.
 */
import { ts } from 'ts-morph';
import { withoutReference } from '../../builtin/expand.js';
import { sameShape } from '../../model/same-shape.js';
import { type SchemaNode, writtenName } from '../../model/schema-node.js';
import { orChecked, readChecked } from '../checked/read-checked.js';
import { listOf } from '../known-types.js';
import type { Reader, Scope } from '../reader.js';
import { combine, enumOf } from './combine.js';
import { type Constant, constantOf, enumMembers, isConst, namesOf } from './constant.js';

const unwrapped = (node: ts.TypeNode): ts.TypeNode => (ts.isParenthesizedTypeNode(node) ? unwrapped(node.type) : node);

/** `keyof T` in the order in which the properties are written. */
export function readKeyof(reader: Reader, node: ts.TypeOperatorNode, scope: Scope): SchemaNode | undefined {
  return orChecked(reader, { at: node, attempt: (quiet) => keysOf(quiet, node.type, scope) }, scope);
}

function keysOf(reader: Reader, type: ts.TypeNode, scope: Scope): SchemaNode | undefined {
  const inner = unwrapped(type);
  const names = ts.isTypeQueryNode(inner) ? namesOfConstant(reader, inner, scope) : undefined;
  if (names !== undefined || ts.isTypeQueryNode(inner)) return names === undefined ? undefined : enumOf(names);
  const read = reader.read(reader, inner, scope);
  const node = read === undefined ? undefined : withoutReference(read);
  if (node?.node === 'map') return { node: 'scalar', type: 'string', ...(node.keys !== undefined && { constraints: node.keys }) };
  const keys = node === undefined ? undefined : commonNames(node);
  return keys === undefined || keys.length === 0 ? undefined : enumOf(keys);
}

function commonNames(node: SchemaNode): string[] | undefined {
  if (node.node === 'object') return node.preserveUnknown === true ? undefined : node.properties.map(writtenName);
  if (node.node !== 'union') return undefined;
  const [first, ...rest] = node.arms.map((arm) => arm.properties.map(writtenName));
  return first?.filter((name) => rest.every((names) => names.includes(name)));
}

function namesOfConstant(reader: Reader, query: ts.TypeQueryNode, scope: Scope): string[] | undefined {
  if (!ts.isIdentifier(query.exprName)) return undefined;
  const found = reader.project.resolve(scope.unit, [query.exprName.text]);
  if (found.is !== 'declared') return undefined;
  const place = { project: reader.project, unit: found.unit };
  const enums = found.declarations.filter((each) => ts.isEnumDeclaration(each));
  const members = enums.length === 0 ? undefined : enumMembers(enums, place);
  if (members !== undefined) return 'problem' in members ? undefined : [...members.values.keys()];
  const initializer = found.declarations.find((each) => ts.isVariableDeclaration(each))?.initializer;
  return initializer === undefined ? undefined : namesOf(initializer, place);
}

/** `typeof constant`. */
export function readTypeQuery(reader: Reader, node: ts.TypeQueryNode, scope: Scope): SchemaNode | undefined {
  const attempt = (): SchemaNode | undefined => combineConstants(constantsOf(reader, node, scope));
  return attempt() ?? readAnnotated(reader, node, scope) ?? readChecked(reader, node, scope);
}

function readAnnotated(reader: Reader, { exprName }: ts.TypeQueryNode, scope: Scope): SchemaNode | undefined {
  const found = ts.isIdentifier(exprName) ? reader.project.resolve(scope.unit, [exprName.text]) : undefined;
  if (found?.is !== 'declared') return undefined;
  const type = found.declarations.find((each) => ts.isVariableDeclaration(each))?.type;
  return type === undefined ? undefined : reader.read(reader, type, { ...scope, unit: found.unit, parameters: new Map() });
}

/** `T[K]` by the properties that are written. */
export function readIndexed(reader: Reader, node: ts.IndexedAccessTypeNode, scope: Scope): SchemaNode | undefined {
  const constants = combineConstants(constantsOf(reader, node, scope));
  return constants ?? orChecked(reader, { at: node, attempt: (quiet) => partsOf(quiet, node, scope) }, scope);
}

function partsOf(reader: Reader, { objectType, indexType }: ts.IndexedAccessTypeNode, scope: Scope): SchemaNode | undefined {
  const inner = unwrapped(objectType);
  const read = ts.isTypeQueryNode(inner) ? undefined : reader.read(reader, inner, scope);
  const parent = read === undefined ? undefined : withoutReference(read);
  if (parent?.node === 'list') return indexType.kind === ts.SyntaxKind.NumberKeyword ? parent.items : undefined;
  const keys = parent === undefined ? undefined : reader.read(reader, indexType, scope);
  if (parent?.node === 'map' && keys?.node === 'scalar') return parent.values;
  if (keys?.node !== 'enum') return undefined;
  const objects = parent?.node === 'union' ? parent.arms : parent?.node === 'object' ? [parent] : [];
  const nodes = keys.values.flatMap((key) => objects.map(({ properties }) => properties.find((each) => writtenName(each) === key)?.node));
  return nodes.includes(undefined) ? undefined : combine(nodes.flatMap((each) => each ?? []));
}

/** The constants that a type stands for: one, or those of a list or an object. */
function constantsOf(reader: Reader, type: ts.TypeNode, scope: Scope): readonly Constant[] | undefined {
  const node = unwrapped(type);
  if (ts.isTypeQueryNode(node)) return constantOfQuery(reader, node, scope);
  if (!ts.isIndexedAccessTypeNode(node)) return undefined;
  const parents = constantsOf(reader, node.objectType, scope);
  if (parents === undefined) return undefined;
  const isNumber = node.indexType.kind === ts.SyntaxKind.NumberKeyword;
  if (isNumber) return parents.every((each) => each.is === 'list') ? parents.flatMap(({ items }) => items) : undefined;
  const keys = reader.read({ ...reader, report: () => undefined }, node.indexType, scope);
  const fields = keys?.node !== 'enum' ? [undefined] : keys.values.flatMap((key) => parents.map((each) => partOf(each, key)));
  return fields.includes(undefined) ? undefined : fields.flatMap((each) => each ?? []);
}

function partOf(constant: Constant, key: unknown): Constant | undefined {
  if (constant.is === 'object') return constant.fields.get(String(key));
  return constant.is === 'list' ? constant.items[Number(key)] : undefined;
}

/** Without `as const` TypeScript sees a string, not the text: that is for the checker to say. */
function constantOfQuery(reader: Reader, { exprName }: ts.TypeQueryNode, scope: Scope): readonly Constant[] | undefined {
  const [first = '', ...path] = namesIn(exprName);
  const found = reader.project.resolve(scope.unit, [first]);
  const declaration = found.is === 'declared' ? found.declarations.find((each) => ts.isVariableDeclaration(each)) : undefined;
  if (found.is !== 'declared' || declaration?.initializer === undefined || declaration.type !== undefined) return undefined;
  if (!isConst(declaration.initializer)) return undefined;
  const constant = constantOf(declaration.initializer, { project: reader.project, unit: found.unit });
  const part = path.reduce<Constant | undefined>((each, name) => each && partOf(each, name), constant);
  return part === undefined ? undefined : [part];
}

const namesIn = (name: ts.EntityName): string[] => (ts.isIdentifier(name) ? [name.text] : [...namesIn(name.left), name.right.text]);

function combineConstants(constants: readonly Constant[] | undefined): SchemaNode | undefined {
  const nodes = constants?.map(nodeOf) ?? [undefined];
  const known = nodes.flatMap((each) => each ?? []);
  const values = constants?.some((each) => each.is === 'value' && each.value === null) === true ? { nullable: true } : {};
  const node = nodes.length === known.length && known.length > 0 ? combine(known) : undefined;
  return node === undefined ? undefined : { ...node, ...values };
}

function nodeOf(constant: Constant): SchemaNode | undefined {
  if (constant.is === 'value') return constant.value === null ? undefined : enumOf([constant.value]);
  if (constant.is === 'list') return listNode(constant.items.map(nodeOf));
  const properties = [...constant.fields].map(([name, field]) => ({ name, node: nodeOf(field) }));
  const known = properties.flatMap(({ name, node }) => (node === undefined ? [] : [{ name, node, required: true }]));
  return known.length < properties.length ? undefined : { node: 'object', properties: known };
}

function listNode(items: readonly (SchemaNode | undefined)[]): SchemaNode | undefined {
  const [first] = items;
  if (first === undefined || items.some((each) => each === undefined || !sameShape(each, first))) return undefined;
  return { ...listOf(first), constraints: { minItems: items.length, maxItems: items.length } };
}
