/**
 * What the type checker says of a type, as a shape. Whatever has a name in the source is read from there, so that names, doc comments
 * and the author's order stay; the checker decides the rest. Enter at {@link readChecked}.
 */
import { ts } from 'ts-morph';
import type { Diagnostic, DiagnosticCode, Problem } from '../../diagnostics.js';
import { homeOf, knownType, listOf, refusedGlobal } from '../known-types.js';
import { isTooMany, maxDepth, originOf, type Reader, refuse, type Scope } from '../reader.js';
import { combine, enumOf } from '../values/combine.js';
import { sameShape } from '../../model/same-shape.js';
import type { MapNode, ObjectNode, Property, SchemaNode } from '../../model/schema-node.js';
import { patternOf } from '../values/template.js';
import { ask, type Asking } from './ask.js';
import { brand } from './library.js';
import { readCheckedProperty } from './read-property.js';

/** Reads a node that syntax alone cannot tell the shape of. */
export function readChecked(reader: Reader, at: ts.Node, scope: Scope): SchemaNode | undefined {
  if (++reader.count.asked > maxAsked) return refuse(reader, originOf(scope, at), tooOften);
  const answer = ask(reader.project, at, scope);
  const asking = answer && { ...answer, reader, at, scope, around: [], path: [] };
  if (asking === undefined) return refuse(reader, originOf(scope, at), tooDeep);
  if (has(asking.type, ts.TypeFlags.Any) && hasBadArgument(reader, at, scope)) return undefined;
  return readShape(asking, asking.type);
}

/** What is made of a name that there is not is nothing: the name is told. */
function hasBadArgument(reader: Reader, at: ts.Node, scope: Scope): boolean {
  const found: Diagnostic[] = [];
  const listening = { ...reader, report: (finding: Diagnostic) => void found.push(finding) };
  if (ts.isTypeReferenceNode(at)) for (const argument of at.typeArguments ?? []) listening.read(listening, argument, scope);
  const names = found.filter(({ code }) => code === 'KC305');
  names.forEach(reader.report);
  return names.length > 0;
}

/**
 * Tries what is written first; where that cannot be read, the checker answers. Findings of the first try are told where the checker
 * knows no better.
 */
export function orChecked(
  reader: Reader,
  { at, attempt }: { readonly at: ts.Node; readonly attempt: (quiet: Reader) => SchemaNode | undefined },
  scope: Scope,
): SchemaNode | undefined {
  const [written, checked]: [Diagnostic[], Diagnostic[]] = [[], []];
  const node = attempt({ ...reader, report: (finding) => void written.push(finding) });
  if (node !== undefined && written.length === 0) return node;
  const answer = readChecked({ ...reader, report: (finding) => void checked.push(finding) }, at, scope);
  if (answer !== undefined && checked.length === 0) return answer;
  (written.length > 0 ? written : checked).forEach(reader.report);
  return undefined;
}

/** A question costs some milliseconds; nobody writes a kind that has this many. */
const maxAsked = 500;

const tooOften = {
  code: 'KC312',
  message: `more than ${maxAsked} types have to be computed`,
  help: 'write some of them as they come out',
} as const;
/** Names the property that it is about: the place is that of the whole question. */
function refused({ reader, scope, at, path }: Asking, problem: Problem): undefined {
  const message = path.length === 0 ? problem.message : `${path.join('.')}: ${problem.message}`;
  return refuse(reader, originOf(scope, at), { ...problem, message });
}

const tooDeep = { code: 'KC312', message: 'this type is too deep for the type checker', help: 'write it flatter' } as const;
const plainData = 'an object of the API is plain data';

/** A type inside the answer: one that has a name is read where it is declared. */
export function readNested(asking: Asking, type: ts.Type): SchemaNode | undefined {
  const { reader, scope, at } = asking;
  if (asking.around.includes(type) || asking.around.length > maxDepth) return refused(asking, recursive(asking, type));
  if (isTooMany(reader, at, scope)) return undefined;
  return named(asking, type) ?? readShape({ ...asking, around: [...asking.around, type] }, type);
}

function recursive({ checker }: Asking, type: ts.Type): { code: DiagnosticCode; message: string; help: string } {
  const name = (type.aliasSymbol ?? type.getSymbol())?.name;
  return {
    code: 'KC303',
    message: `${name === undefined || name.startsWith('_') ? checker.typeToString(type) : name} contains itself`,
    help: 'a schema ends somewhere: write out as many levels as you need, or add @preserveUnknownFields to this property',
  };
}

/** A declaration of the user's that is just this type, read as it is written. */
function named(asking: Asking, type: ts.Type): SchemaNode | undefined {
  const { reader, scope, at } = asking;
  if ((type.aliasTypeArguments ?? []).length > 0) return undefined;
  const symbol = type.aliasSymbol ?? type.getSymbol();
  const declaration = symbol?.declarations?.[0];
  const unit = declaration === undefined ? undefined : asking.sourceOf(declaration)?.unit;
  if (symbol === undefined || unit?.declarations.has(symbol.name) !== true) return undefined;
  if (asking.checker.getDeclaredTypeOfSymbol(symbol) !== type || isGeneric(declaration)) return undefined;
  return reader.declared(reader, { unit, name: symbol.name, at }, scope);
}

function isGeneric(declaration: ts.Declaration | undefined): boolean {
  if (declaration === undefined) return false;
  const isNamed = ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration);
  return isNamed && (declaration.typeParameters ?? []).length > 0;
}

const has = (type: ts.Type, flag: ts.TypeFlags): boolean => (type.flags & flag) !== 0;

function readShape(asking: Asking, type: ts.Type): SchemaNode | undefined {
  const known = knownByBrand(asking, type);
  if (known !== undefined) return known;
  if (type.isStringLiteral() || type.isNumberLiteral()) return enumOf([type.value]);
  if (has(type, ts.TypeFlags.BooleanLiteral)) return enumOf([asking.checker.typeToString(type) === 'true']);
  if (has(type, ts.TypeFlags.Boolean)) return { node: 'scalar', type: 'boolean' };
  if (has(type, ts.TypeFlags.String)) return { node: 'scalar', type: 'string' };
  if (has(type, ts.TypeFlags.Unknown)) return { node: 'json' };
  if (has(type, ts.TypeFlags.TemplateLiteral)) return readTemplate(asking, type as ts.TemplateLiteralType); // the flag says so
  if (type.isUnion()) return readUnion(asking, type);
  if (type.isIntersection() || has(type, ts.TypeFlags.Object | ts.TypeFlags.NonPrimitive)) return readObject(asking, type);
  return refused(asking, whyNot(type));
}

const numberHelp = "say which: Int32, Int64, UInt32, Float or Double of 'kube-core/types'";

function whyNot(type: ts.Type): { code: DiagnosticCode; message: string; help: string } {
  const because = (message: string, help: string) => ({ code: 'KC301' as const, message, help });
  if (has(type, ts.TypeFlags.Number)) return because('number does not say whether it is whole', numberHelp);
  if (has(type, ts.TypeFlags.Never)) return because('no value is of the type that this comes to', 'leave the property out');
  if (has(type, ts.TypeFlags.BigIntLike)) return because('JSON cannot hold a bigint', numberHelp);
  if (has(type, ts.TypeFlags.Undefined | ts.TypeFlags.Void))
    return because('JSON cannot hold undefined', 'make the property optional: name?: …');
  if (has(type, ts.TypeFlags.Null)) return because('null alone says nothing about the value', 'write T | null');
  return because('what this comes to cannot be known from the sources', 'write the type that it comes to');
}

/** `Int32` and its kin are enums to the checker, with their own names. */
function knownByBrand({ moduleOf }: Asking, type: ts.Type): SchemaNode | undefined {
  const declaration = has(type, ts.TypeFlags.EnumLike) ? type.getSymbol()?.declarations?.[0] : undefined;
  if (declaration === undefined || moduleOf(declaration) === undefined) return undefined;
  return knownType('kube-core', type.isStringLiteral() ? type.value : (type.getSymbol()?.name ?? ''));
}

function readTemplate(asking: Asking, { texts, types }: ts.TemplateLiteralType): SchemaNode | undefined {
  const spans = types.map((type) => (has(type, ts.TypeFlags.Number) ? ('number' as const) : readNested(asking, type)));
  const pattern = patternOf(texts, spans);
  if (pattern !== undefined) return { node: 'scalar', type: 'string', constraints: { pattern } };
  return refused(asking, templateRefused);
}

const templateRefused = {
  code: 'KC301',
  message: 'a part of this text has no pattern',
  help: 'use literals, string, number or boolean between ${ and }',
} as const;

function readUnion(asking: Asking, union: ts.UnionType): SchemaNode | undefined {
  const members = union.types.filter((each) => !has(each, ts.TypeFlags.Undefined) && !has(each, ts.TypeFlags.Null));
  const nullable = union.types.some((each) => has(each, ts.TypeFlags.Null)) ? { nullable: true } : {};
  const whole = members.length < union.types.length ? asking.checker.getNonNullableType(union) : undefined;
  if (whole !== undefined && !whole.isUnion()) {
    const only = readNested(asking, whole);
    return only === undefined ? undefined : { ...only, ...nullable };
  }
  const known = whole === undefined ? undefined : named(asking, whole);
  if (known !== undefined) return { ...known, ...nullable };
  const nodes = members.map((each) => (has(each, ts.TypeFlags.Number) ? ('number' as const) : readNested(asking, each)));
  if (nodes.includes(undefined)) return undefined;
  const node = combine(
    nodes.flatMap((each) => (each === undefined || each === 'number' ? [] : [each])),
    nodes.includes('number'),
  );
  if (node !== undefined) return { ...node, ...nullable };
  return refused(asking, {
    code: 'KC302',
    message: `${asking.checker.typeToString(union)}: a schema cannot say that`,
    help: 'use objects with a literal property that tells them apart, or IntOrString, or @preserveUnknownFields to keep anything unchecked',
  });
}

function readObject(asking: Asking, type: ts.Type): SchemaNode | undefined {
  const { checker } = asking;
  if (checker.isTupleType(type)) return readTuple(asking, type as ts.TupleTypeReference); // the checker says so
  if (checker.isArrayType(type)) return readArray(asking, type as ts.TypeReference);
  const declaration = type.getSymbol()?.declarations?.[0];
  const module = declaration === undefined ? undefined : asking.moduleOf(declaration);
  const name = type.getSymbol()?.name ?? '';
  if (module !== undefined && homeOf(name) !== undefined && !type.isIntersection())
    return knownType(module, name) ?? knownType(homeOf(name) ?? '', name);
  const isOwn = declaration !== undefined && asking.sourceOf(declaration) !== undefined;
  const help = isOwn || type.isIntersection() ? undefined : refusedGlobal(name);
  if (help !== undefined) return refused(asking, { code: 'KC301', message: `${name} has no form in a schema`, help });
  if (type.getCallSignatures().length + type.getConstructSignatures().length > 0)
    return refused(asking, { code: 'KC301', message: 'a function has no form in a schema', help: plainData });
  return readProperties(asking, type);
}

function readArray(asking: Asking, type: ts.TypeReference): SchemaNode | undefined {
  const [element] = asking.checker.getTypeArguments(type);
  const items = element === undefined ? undefined : readNested(asking, element);
  return items === undefined ? undefined : listOf(items);
}

function readTuple(asking: Asking, type: ts.TupleTypeReference): SchemaNode | undefined {
  const nodes = asking.checker.getTypeArguments(type).map((each) => readNested(asking, each));
  if (nodes.includes(undefined)) return undefined;
  const [first, ...rest] = nodes.flatMap((each) => each ?? []);
  if (first === undefined || rest.some((each) => !sameShape(each, first)))
    return refused(asking, {
      code: 'KC304',
      message: 'a schema has one type for all items of a list',
      help: 'write an object with a name for each item',
    });
  const { minLength, elementFlags } = type.target;
  const isOpen = elementFlags.some((flag) => (flag & ts.ElementFlags.Variable) !== 0);
  return { ...listOf(first), constraints: { minItems: minLength, ...(!isOpen && { maxItems: nodes.length }) } };
}

function readProperties(asking: Asking, type: ts.Type): ObjectNode | MapNode | undefined {
  const { checker } = asking;
  const properties: Property[] = [];
  for (const symbol of checker.getPropertiesOfType(type)) {
    if (symbol.name === brand) continue;
    const property = readCheckedProperty({ asking, read: readNested }, symbol);
    if (property !== undefined) properties.push(property);
  }
  const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
  if (index === undefined) return { node: 'object', properties, ...(properties.length === 0 && { preserveUnknown: true }) };
  if (properties.length > 0) return { node: 'object', properties, preserveUnknown: true };
  const values = readNested(asking, index.type);
  return values === undefined ? undefined : { node: 'map', values };
}
