/**
 * Members → properties: names, optionality, tags, index signatures. Enter at {@link readMembers}.
 */
import { ts } from 'ts-morph';
import type { Diagnostic } from '../diagnostics.js';
import { type Field, isProblem, type Tag } from '../markers/marker.js';
import { applyFieldTag, ignoreTags, isFieldTag, isPropertyTag, propertyOnly } from '../markers/registry.js';
import type { MapNode, ObjectNode, Property, SchemaNode } from '../model/schema-node.js';
import { docOf, skip } from './comments.js';
import type { Doc } from './read-markers.js';
import { originOf, protoRefused, type Reader, refuse, type Scope } from './reader.js';

/** The members of an interface, a type literal or a class. */
export function readMembers(reader: Reader, members: readonly ts.Node[], scope: Scope): ObjectNode | MapNode {
  const properties = members.flatMap((member) => readProperty(reader, member, scope) ?? []);
  const excludes = members.flatMap((member) => excludedBy(member) ?? []);
  const index = members.find((member) => ts.isIndexSignatureDeclaration(member));
  const object: ObjectNode = {
    node: 'object',
    properties: uniqueByName(reader, properties),
    ...(excludes.length > 0 && { excludes }),
  };
  return index === undefined ? object : withIndex(reader, { object, index }, scope);
}

/** A later one of two wins, as in a merged interface, but they may not stand in one. */
function uniqueByName(reader: Reader, properties: readonly Property[]): Property[] {
  const byName = new Map<string, Property>();
  for (const property of properties) {
    if (byName.has(property.name) && property.origin !== undefined)
      reader.report({ code: 'KC306', message: `there are two properties ${property.name}`, origin: property.origin });
    byName.set(property.name, property);
  }
  return [...byName.values()];
}

function withIndex(reader: Reader, parts: { object: ObjectNode; index: ts.IndexSignatureDeclaration }, scope: Scope): ObjectNode | MapNode {
  const { object, index } = parts;
  const doc = docOf(reader, scope.unit, index);
  const values = reader.read(reader, index.type, scope) ?? unread;
  if (object.properties.length === 0) {
    const field = applyTags(reader, doc, { node: { node: 'map', values }, required: true });
    return field.node.node === 'map' ? field.node : { node: 'map', values };
  }
  if (values.node !== 'json')
    refuse(reader, originOf(scope, index), {
      code: 'KC307',
      message: 'an index signature beside properties would leave its values unchecked',
      help: 'move them into a property that is a Record, or write [name: string]: Json to keep anything',
    });
  return { ...object, preserveUnknown: true };
}

/** `b?: never`: the other arms of a union have it. */
function excludedBy(member: ts.Node): string | undefined {
  if (!ts.isPropertySignature(member) || member.questionToken === undefined) return undefined;
  return member.type?.kind === ts.SyntaxKind.NeverKeyword ? nameOf(member.name) : undefined;
}

function readProperty(reader: Reader, member: ts.Node, scope: Scope): Property | undefined {
  if (ts.isIndexSignatureDeclaration(member) || ts.isSemicolonClassElement(member)) return undefined;
  if (ts.isPropertyDeclaration(member) && !isPublicField(member)) return undefined;
  if (ts.isClassElement(member) && !ts.isPropertyDeclaration(member)) return undefined; // methods and accessors of a class are not data
  const doc = docOf(reader, scope.unit, member);
  if (doc.tags.some((tag) => ignoreTags.has(tag.name))) return void skip(reader.comments, scope.unit, member);
  if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) return refuseMember(reader, member, scope);
  const name = nameOf(member.name);
  if (name === undefined)
    return refuse(reader, originOf(scope, member.name), { code: 'KC306', message: 'a computed name has no value here' });
  const property = typedProperty(reader, { member, name, doc }, scope);
  if (property?.name !== '__proto__') return property;
  return refuse(reader, originOf(scope, member.name), protoRefused);
}

const isPublicField = (member: ts.PropertyDeclaration) =>
  !ts.isPrivateIdentifier(member.name) &&
  !(member.modifiers ?? []).some((each) =>
    [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword, ts.SyntaxKind.StaticKeyword].includes(each.kind),
  );

function refuseMember(reader: Reader, member: ts.Node, scope: Scope): undefined {
  const help = 'an object of the API is plain data; @ignore leaves a member out';
  return refuse(reader, originOf(scope, member), { code: 'KC301', message: 'a method has no form in a schema', help });
}

export function nameOf(name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name)) return name.text;
  return undefined;
}

interface Member {
  readonly member: ts.PropertySignature | ts.PropertyDeclaration;
  readonly name: string;
  readonly doc: Doc;
}

function typedProperty(reader: Reader, { member, name, doc }: Member, scope: Scope): Property | undefined {
  const type = member.type;
  const origin = originOf(scope, member.name);
  if (type === undefined) return refuse(reader, origin, { code: 'KC301', message: `${name} has no type` });
  const { types, undefinable } = withoutUndefined(type);
  const required = member.questionToken === undefined && !undefinable;
  if (type.kind === ts.SyntaxKind.NeverKeyword && !required) return undefined; // `b?: never`: the other arms of a union have it
  const node = readPropertyType(reader, { type: types, doc }, scope);
  return propertyOf(applyTags(reader, doc, { node: { ...(node ?? unread), origin }, required }), name, origin);
}

/** The property that a field is under a name. */
export function propertyOf(field: Field, name: string, origin: Property['origin']): Property {
  return {
    name: field.rename ?? name,
    ...(field.rename === undefined ? {} : { written: name }),
    required: field.required,
    node: field.node,
    ...(origin === undefined ? {} : { origin }),
    ...(field.columns === undefined ? {} : { columns: field.columns }),
    ...(field.selectable === undefined ? {} : { selectable: field.selectable }),
    ...(field.scale === undefined ? {} : { scale: field.scale }),
  };
}

/** Stands for a type that could not be read, so that everything else is. */
const unread: SchemaNode = { node: 'json', unread: true };

/** JSON cannot carry undefined: a property that may be undefined may be absent. */
export function withoutUndefined(type: ts.TypeNode): { types: ts.TypeNode; undefinable: boolean } {
  if (!ts.isUnionTypeNode(type)) return { types: type, undefinable: false };
  const kept = type.types.filter((each) => each.kind !== ts.SyntaxKind.UndefinedKeyword);
  if (kept.length === type.types.length) return { types: type, undefinable: false };
  const union = kept.length === 1 && kept[0] !== undefined ? kept[0] : ts.setTextRange(ts.factory.createUnionTypeNode(kept), type);
  return { types: union, undefinable: true };
}

/** With `@preserveUnknownFields` a type that cannot be described, or that contains itself, is kept as it is. */
function readPropertyType(reader: Reader, at: { type: ts.TypeNode; doc: Doc }, scope: Scope): SchemaNode | undefined {
  if (!at.doc.tags.some((tag) => tag.name === 'preserveUnknownFields')) return reader.read(reader, at.type, scope);
  const findings: Diagnostic[] = [];
  const quiet = { ...reader, report: (finding: Diagnostic) => void findings.push(finding) };
  const node = reader.read(quiet, at.type, scope);
  if (node !== undefined && findings.length === 0) return node;
  skip(reader.comments, scope.unit, at.type);
  return ts.isTypeReferenceNode(at.type) ? { node: 'object', properties: [], preserveUnknown: true } : { node: 'json' };
}

/** The field with its description and what its tags say; a tag that cannot be applied is reported and passed over. */
export function applyTags(reader: Pick<Reader, 'report'>, doc: Doc, field: Field): Field {
  const described = doc.description === '' ? field : { ...field, node: { ...field.node, description: doc.description } };
  return doc.tags.reduce((before, tag) => applyTag(reader, before, tag), described);
}

/** The same for the comment of a named type. */
export function applyTypeTags(reader: Pick<Reader, 'report'>, doc: Doc, node: SchemaNode): SchemaNode {
  for (const tag of doc.tags.filter(({ name }) => isPropertyTag(name))) reader.report({ ...propertyOnly(tag), origin: tag.origin });
  return applyTags(reader, { ...doc, tags: doc.tags.filter(({ name }) => !isPropertyTag(name)) }, { node, required: true }).node;
}

function applyTag(reader: Pick<Reader, 'report'>, field: Field, tag: Tag): Field {
  if (!isFieldTag(tag)) {
    reader.report({ code: 'KC803', message: `@${tag.name} belongs to a kind`, origin: tag.origin, help: 'it stands beside @kube' });
    return field;
  }
  const changed = applyFieldTag(field, tag);
  if (!isProblem(changed)) return changed;
  const isUnread = field.node.node === 'json' && field.node.unread === true;
  if (!isUnread || !ofType.has(changed.code)) reader.report({ ...changed, origin: tag.origin });
  return field;
}

/** Findings that depend on the type, and mean nothing where it could not be read: a tag that does not apply, a default that is no JSON. */
const ofType: ReadonlySet<string> = new Set(['KC502', 'KC803']);
