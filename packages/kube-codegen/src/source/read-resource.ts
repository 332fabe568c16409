/**
 * The kinds of a file: every declaration with a `@kube` tag, and the `<Kind>Status` beside it. Enter at {@link readResources}.
 */
import { ts } from 'ts-morph';
import { type Diagnostic, type Report } from '../diagnostics.js';
import { isProblem, type ResourceDraft, type Tag } from '../markers/marker.js';
import { resourceMarkerOf } from '../markers/registry.js';
import { pluralOf } from '../model/plural.js';
import { type Resource, topProperties } from '../model/resource.js';
import type { ObjectNode, Origin, Property, SchemaNode } from '../model/schema-node.js';
import { detachedComments, docOf } from './comments.js';
import { fieldColumnsOf, fieldScaleOf, fieldSelectablesOf } from './field-columns.js';
import type { Declaration, Project, Resolved, Unit } from './project.js';
import type { Doc } from './read-markers.js';
import { readDeclarations, readDeclaredName } from './read-reference.js';
import { readType } from './read-type.js';
import { type CommentLedger, originOf, type Reader, refuse } from './reader.js';

/** What was found in the files of one run. */
export interface Reading {
  readonly resources: readonly Resource[];
  readonly diagnostics: readonly Diagnostic[];
}

/** @param entries - Paths of the files whose kinds are wanted; what they import is read as it is needed. */
export function readResources(project: Project, entries: readonly string[]): Reading {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (diagnostic) => void diagnostics.push(diagnostic);
  const comments: CommentLedger = { attached: new Set(), visited: new Map() };
  const reader: Reader = { project, report, comments, count: { types: 0, asked: 0 }, read: readType, declared: readDeclaredName };
  const resources = entries.flatMap((entry) => {
    const unit = project.unit(entry);
    return unit === undefined ? [] : readUnit(reader, unit);
  });
  return { resources, diagnostics: [...diagnostics, ...detachedComments(comments)] };
}

function readUnit(reader: Reader, unit: Unit): Resource[] {
  const kinds = [...unit.declarations].flatMap(([name, declarations]) => {
    const quiet = { ...reader, report: () => undefined }; // the comment is read again, and reported, with the type
    const docs = declarations.map((each) => ({ each, doc: docOf(quiet, unit, each) }));
    const kind = docs.find(({ doc }) => doc.tags.some((tag) => tag.name === 'kube'));
    return kind === undefined ? [] : [{ name, declarations, doc: kind.doc }];
  });
  if (kinds.length === 0 && !unit.unreadable)
    reader.report({
      code: 'KC101',
      message: 'there is no kind in this file',
      origin: { file: unit.path, start: 0, end: 0 },
      help: 'write @kube group=example.com version=v1 kind=Website in the comment of the interface that is its spec',
    });
  return kinds.flatMap((kind) => readKind({ ...reader, count: { types: 0, asked: 0 } }, unit, kind) ?? []);
}

interface Kind {
  readonly name: string;
  readonly declarations: readonly Declaration[];
  readonly doc: Doc;
}

function readKind(reader: Reader, unit: Unit, kind: Kind): Resource | undefined {
  const draft = readDraft(reader, kind.doc);
  const scope = { unit, parameters: new Map(), path: [`${unit.path}\0${kind.name}`], depth: 0 };
  const spec = readDeclarations(reader, kind.declarations, scope);
  const tag = kind.doc.tags.find((each) => each.name === 'kube');
  if (tag === undefined) return undefined;
  const { group, version, kind: name } = { ...namesToGoOnWith(kind.name), ...draft.names };
  if (draft.names.whole === 'true') return wholeKind(reader, { unit, kind, draft, tag }, spec);
  const isObject = spec?.node === 'object' || spec?.node === 'union';
  if (spec !== undefined && !isObject) reader.report({ code: 'KC302', message: 'the spec of a kind is an object', origin: tag.origin });
  const status = readStatus(reader, unit, { names: draft.names, kind: name, origin: tag.origin });
  const { description, ...undescribed } = isObject ? spec : anyObject;
  return {
    ...namesOf({ ...draft.names, group, version, kind: name }),
    ...draftParts(reader, draft, topProperties({ spec: undescribed, ...(status !== undefined && { status }) })),
    ...(description === undefined ? {} : { description }),
    spec: { ...undescribed, declared: { name: kind.name, file: unit.path, node: undescribed } },
    ...(status === undefined ? {} : { status }),
    origin: tag.origin,
    file: unit.path,
  };
}

interface Whole {
  readonly unit: Unit;
  readonly kind: Kind;
  readonly draft: ResourceDraft;
  readonly tag: Tag;
}

/** A kind whose interface is the whole object: what stands at its top is what the interface says. */
function wholeKind(reader: Reader, { unit, kind, draft, tag }: Whole, read: SchemaNode | undefined): Resource {
  const root = rootIn(read);
  if (root === undefined) reader.report({ code: 'KC302', message: 'the whole of a kind is an object with properties', origin: tag.origin });
  return { ...resourceOf(reader, { unit, kind, draft, tag }, root ?? anyObject), origin: tag.origin, file: unit.path };
}

/** An interface that has an index signature alone is any object. */
function rootIn(read: SchemaNode | undefined): ObjectNode | undefined {
  if (read === undefined) return anyObject; // which was reported
  if (read.node !== 'map' || read.values.node !== 'json') return read.node === 'object' ? read : undefined;
  const { values: _values, keys: _keys, node: _node, ...said } = read;
  return { ...said, ...anyObject };
}

function resourceOf(reader: Reader, { unit, kind, draft }: Whole, root: ObjectNode): Omit<Resource, 'origin' | 'file'> {
  const [spec, status] = ['spec', 'status'].map((part) => root.properties.find(({ name }) => name === part)?.node);
  const { description, ...undescribed } = root;
  return {
    ...namesOf({ ...namesToGoOnWith(kind.name), ...draft.names }),
    ...draftParts(reader, draft, topProperties({ root })),
    ...(description === undefined ? {} : { description }),
    root: { ...root, declared: { name: kind.name, file: unit.path, node: undescribed } },
    ...(spec === undefined ? {} : { spec }),
    ...(status === undefined ? {} : { status }),
  };
}

/** Stands for a spec that could not be read, so that everything else of the kind is checked in the same run. */
const anyObject: ObjectNode = { node: 'object', properties: [], preserveUnknown: true };

/** For a tag that lacks names, which was reported: names that no check minds. */
const namesToGoOnWith = (declared: string) => ({
  group: 'example.com',
  version: 'v1',
  kind: declared.replace(/Spec$/, '') || declared,
});

function readDraft(reader: Reader, doc: Doc): ResourceDraft {
  const empty: ResourceDraft = { names: {}, shortNames: [], categories: [], columns: [], selectableFields: [] };
  return doc.tags.reduce((draft, tag) => applyKindTag(reader, draft, tag), empty);
}

function applyKindTag(reader: Reader, draft: ResourceDraft, tag: Tag): ResourceDraft {
  const changed = resourceMarkerOf(tag)?.apply(draft, tag) ?? draft;
  if (!isProblem(changed)) return changed;
  reader.report({ ...changed, origin: tag.origin });
  return draft;
}

interface StatusOf {
  readonly names: ResourceDraft['names'];
  readonly kind: string;
  /** Where the tag stands that may name it. */
  readonly origin: Origin;
}

function readStatus(reader: Reader, unit: Unit, of: StatusOf): SchemaNode | undefined {
  const found = findStatus(reader, unit, of);
  const first = found?.declarations[0];
  if (found === undefined || first === undefined) return undefined;
  const { name, unit: home, declarations } = found;
  const scope = { unit: home, parameters: new Map(), path: [`${home.path}\0${name}`], depth: 0 };
  const status = readDeclarations(reader, declarations, scope);
  if (status === undefined) return undefined;
  if (status.node === 'object' || status.node === 'union') return { ...status, declared: { name, file: home.path, node: status } };
  const origin = originOf({ unit: home }, ts.getNameOfDeclaration(first) ?? first);
  return void reader.report({ code: 'KC302', message: 'the status of a kind is an object', origin });
}

/** The type that `status=` names, wherever it comes from; else the one that is called like the class or the kind, in this file. */
function findStatus(reader: Reader, unit: Unit, { names, kind, origin }: StatusOf): Extract<Resolved, { is: 'declared' }> | undefined {
  const { root = kind, status } = names;
  if (status !== undefined) {
    const found = reader.project.resolve(unit, [status]);
    if (found.is === 'declared') return found;
    const message = `cannot find the status ${status}`;
    return refuse(reader, origin, {
      code: 'KC305',
      message,
      help: 'status= names an interface of this file, or one that it imports from another',
    });
  }
  return [`${root}Status`, `${kind}Status`]
    .map((name) => ({ is: 'declared' as const, name, unit, declarations: unit.declarations.get(name) ?? [] }))
    .find(({ declarations }) => declarations.length > 0);
}

function namesOf(names: Readonly<Record<string, string>> & { group: string; version: string; kind: string }) {
  const singular = names.singular ?? names.kind.toLowerCase();
  return {
    group: names.group,
    version: names.version,
    kind: names.kind,
    plural: names.plural ?? pluralOf(names.kind.toLowerCase()),
    singular,
    listKind: names.listKind ?? `${names.kind}List`,
    scope: names.scope ?? 'Namespaced',
  };
}

function draftParts(reader: Reader, draft: ResourceDraft, top: readonly Property[]) {
  const { names, columns, selectableFields, ...said } = draft;
  const parts = top.map(({ name, node }) => ({ path: `.${name}`, node }));
  const scale = draft.scale ?? fieldScaleOf(parts, reader.report);
  return {
    ...said,
    ...(scale !== undefined && { scale }),
    columns: [...columns, ...parts.flatMap(fieldColumnsOf)],
    selectableFields: [...selectableFields, ...parts.flatMap(fieldSelectablesOf)],
    ...(names.root !== undefined && { className: names.root }),
  };
}
