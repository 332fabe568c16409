/**
 * One property of a type that the checker made. Where it still is what somebody wrote, the words, tags and type are read from there.
 * Enter at {@link readCheckedProperty}.
 */
import { ts } from 'ts-morph';
import type { Property, SchemaNode } from '../../model/schema-node.js';
import { ignoreTags } from '../../markers/registry.js';
import { docOf } from '../comments.js';
import { noDoc } from '../read-markers.js';
import { applyTags, propertyOf, withoutUndefined } from '../read-object.js';
import { originOf, protoRefused, refuse } from '../reader.js';
import type { Asking, Written } from './ask.js';

interface Reading {
  readonly asking: Asking;
  readonly read: (asking: Asking, type: ts.Type) => SchemaNode | undefined;
}

const isField = (node: ts.Node): node is ts.PropertySignature | ts.PropertyDeclaration =>
  ts.isPropertySignature(node) || ts.isPropertyDeclaration(node);

/** The property, or undefined for one that is no data or could not be read, which is reported. */
export function readCheckedProperty({ asking, read }: Reading, symbol: ts.Symbol): Property | undefined {
  const { checker, reader, scope, at } = asking;
  const origin = originOf(scope, at);
  if (symbol.name === '__proto__') return refuse(reader, origin, protoRefused);
  const declaration = symbol.declarations?.find(isField);
  const source = declaration === undefined ? undefined : asking.sourceOf(declaration);
  const doc = source === undefined ? noDoc : docOf(reader, source.unit, source.node);
  if (doc.tags.some(({ name }) => ignoreTags.has(name)) || isHidden(symbol)) return undefined;
  const declared = checker.getTypeOfSymbol(symbol);
  const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
  const type = withoutAbsence(checker, declared);
  if ((type.flags & ts.TypeFlags.Never) !== 0) return undefined;
  const required = !isOptional && type === declared;
  const written = declaration?.type === undefined ? undefined : writtenType(asking, declaration.type, type);
  const node = written === undefined ? read({ ...asking, path: [...asking.path, symbol.name] }, type) : readWritten(asking, written);
  if (node === undefined) return undefined;
  const place = source !== undefined && isField(source.node) ? originOf(source, source.node.name) : origin;
  const report = written === undefined ? { report: () => undefined } : reader; // tags of another type may mean nothing here
  return propertyOf(applyTags(report, doc, { node: { ...node, origin: place }, required }), symbol.name, place);
}

/** Methods, accessors and what is private in a class are no data. */
const isHidden = ({ declarations = [] }: ts.Symbol): boolean =>
  declarations.some(
    (each) =>
      ts.isMethodDeclaration(each) ||
      ts.isAccessor(each) ||
      (ts.getCombinedModifierFlags(each) & ts.ModifierFlags.NonPublicAccessibilityModifier) !== 0,
  );

function withoutAbsence(checker: ts.TypeChecker, type: ts.Type): ts.Type {
  if (!type.isUnion() || !type.types.some((each) => (each.flags & ts.TypeFlags.Undefined) !== 0)) return type;
  const isNull = type.types.some((each) => (each.flags & ts.TypeFlags.Null) !== 0);
  return isNull ? type : checker.getNonNullableType(type);
}

/** The type as it was written, where that is still the type: aliases, order and words are in it. */
function writtenType({ checker, sourceOf }: Asking, node: ts.TypeNode, type: ts.Type): Written | undefined {
  return withoutAbsence(checker, checker.getTypeFromTypeNode(node)) === type ? sourceOf(node) : undefined;
}

function readWritten({ reader, scope, around }: Asking, { unit, node }: Written): SchemaNode | undefined {
  if (!ts.isTypeNode(node)) return undefined;
  return reader.read(reader, withoutUndefined(node).types, {
    unit,
    parameters: new Map(),
    path: scope.path,
    depth: scope.depth + around.length,
  });
}
