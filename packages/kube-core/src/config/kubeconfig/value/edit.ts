/**
 * Changes the text of a kubeconfig, and of it as little as can be: comments, unknown fields, the order and all documents stay. Enter at
 * {@link edited}.
 */
import { Document, isAlias, isMap, isScalar, isSeq, parseAllDocuments, YAMLMap, YAMLSeq, type Pair, type ToStringOptions } from 'yaml';
import { equal, isObject, own } from '../../../util/json/json.js';
import { toJson } from '../../../util/json/json-text.js';
import { KubeconfigError } from '../../errors.js';
import { parseEntries, type Entries } from '../entries.js';
import { dialect } from '../yaml.js';
import { listNames, lists, type ListName } from './shape.js';

/** A change of an entry. */
export type EntryEdit = Exclude<Edit, { readonly type: 'current' }>;

/** One change of one text. */
export type Edit =
  | { readonly type: 'set'; readonly list: ListName; readonly name: string; readonly fields: object }
  | { readonly type: 'unset'; readonly list: ListName; readonly name: string }
  | { readonly type: 'current'; readonly name: string };

/** A text, and what it says. */
export interface Edited {
  readonly text: string;
  readonly entries: Entries;
}

/**
 * @param text - What stands there; may be empty.
 * @param edits - What to change, all of it at once: each parsing of a text costs as much as a hundred changes.
 * @param file - Where it stands, for messages.
 * @throws KubeconfigError for what cannot be parsed before or after the changes; for an entry that shares parts with others.
 */
export function edited(text: string, edits: readonly Edit[], file: string | undefined): Edited {
  const before = parseEntries(text, file);
  const documents = documentsOf(text);
  if (!edits.every((edit) => isFound(documents, edit, before))) throw shared(file);
  for (const edit of edits) change(documents, edit);
  const next = printed(documents, text, file);
  const after = parseEntries(next, file);
  if (!isAsMeant({ before, after }, edits)) throw shared(file);
  return { text: next, entries: after };
}

/** Anchors, aliases and merges carry a change to where it was not meant, or away from where it was. */
const shared = (file: string | undefined): KubeconfigError =>
  new KubeconfigError('what is to be changed shares parts with another entry (an anchor, a merge); change it by hand', { file });

/** There is always a first. */
type Documents = readonly [Document, ...Document[]];

function documentsOf(text: string): Documents {
  const options = { ...dialect, logLevel: 'silent', intAsBigInt: true } as const; // a long number is printed as it was read
  const parsed = parseAllDocuments(text.replace(/^\uFEFF/, ''), options);
  const [first, ...rest]: readonly Document[] = Array.isArray(parsed) ? parsed : [];
  const document = first ?? new Document(undefined, dialect);
  if (!isMap(document.contents)) document.contents = document.createNode({ apiVersion: 'v1', kind: 'Config' }); // it was empty
  return [document, ...rest];
}

function change(documents: Documents, edit: Edit): void {
  if (edit.type === 'current') return setCurrent(documents, edit.name);
  const { list, name } = edit;
  const home = homeOf(documents, edit);
  if (edit.type === 'set') setEntry(home ?? documents[0], edit);
  else if (home !== undefined) removeItem(home, list, name);
}

const homeOf = (documents: Documents, { list, name }: EntryEdit): Document | undefined =>
  documents.find((document) => itemOf(document, list, name) !== undefined);

/** An entry that is an alias, or whose name comes by a merge, is there and has no item of its own. */
const isFound = (documents: Documents, edit: Edit, before: Entries): boolean =>
  edit.type === 'current' || !before[edit.list].has(edit.name) || homeOf(documents, edit) !== undefined;

/** In the document that says so now, else in the first. */
function setCurrent(documents: Documents, name: string): void {
  const says = (document: Document): boolean => {
    const value = pairOf(document.contents, 'current-context')?.value;
    return isScalar(value) && value.value !== '' && value.value !== null;
  };
  const document = documents.find(says) ?? documents[0];
  patch(document, document.contents as YAMLMap, { 'current-context': name }); // documentsOf has made it a map
}

function setEntry(document: Document, { list, name, fields }: Edit & { readonly type: 'set' }): void {
  const item = itemOf(document, list, name);
  if (item === undefined) return addItem(document, list, { [lists[list]]: withoutNulls(fields), name });
  patch(document, item, { [lists[list]]: fields });
}

function addItem(document: Document, list: ListName, item: object): void {
  const there = listOf(document, list) ?? new YAMLSeq();
  const pair = pairOf(document.contents, list);
  there.items.push(document.createNode(item));
  if (pair === undefined)
    (document.contents as YAMLMap).items.push(document.createPair(list, there)); // documentsOf has made it a map
  else pair.value = there;
  if (there.items.length === 1) there.flow = false;
}

/** Where none is left, what stood around them goes as well. */
function removeItem(document: Document, list: ListName, name: string): void {
  const pair = pairOf(document.contents, list);
  const there = listOf(document, list);
  if (pair === undefined || there === undefined) return;
  there.items = there.items.filter((item) => nameOf(item) !== name);
  if (there.items.length === 0) pair.value = document.createNode([], { flow: true });
}

/** A merge patch, of nodes: what stays the same keeps its comments and its quotes. */
function patch(document: Document, map: YAMLMap, fields: object): void {
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    if (value === undefined) continue; // it is not named
    const pair = pairOf(map, name);
    if (value === null) map.items = map.items.filter((one) => keyOf(one) !== name);
    else if (isObject(value)) patch(document, ownMap(document, map, name), value);
    else if (pair !== undefined && isScalar(pair.value) && typeof value !== 'object') pair.value.value = value;
    else if (pair !== undefined) pair.value = document.createNode(value);
    else map.items.push(document.createPair(name, value));
  }
}

/** The map under a name, which nothing else shares: an alias is written out. */
function ownMap(document: Document, map: YAMLMap, name: string): YAMLMap {
  const pair = pairOf(map, name) ?? document.createPair(name, undefined);
  if (!map.items.includes(pair)) map.items.push(pair);
  if (isMap(pair.value)) return pair.value;
  const copy = isAlias(pair.value) ? document.createNode(pair.value.toJS(document)) : new YAMLMap();
  pair.value = copy;
  return isMap(copy) ? copy : new YAMLMap();
}

/** Of two pairs of one name the last counts, as in Go. */
const pairOf = (map: unknown, name: string): Pair | undefined =>
  isMap(map) ? map.items.findLast((pair) => keyOf(pair) === name) : undefined;

const keyOf = ({ key }: Pair): unknown => (isScalar(key) ? key.value : key);

function listOf(document: Document, list: ListName): YAMLSeq | undefined {
  const value = pairOf(document.contents, list)?.value;
  return isSeq(value) ? value : undefined;
}

const nameOf = (item: unknown): unknown => {
  const name = pairOf(item, 'name')?.value;
  return isScalar(name) ? (name.value ?? '') : '';
};

const itemOf = (document: Document, list: ListName, name: string): YAMLMap | undefined =>
  listOf(document, list)?.items.find((item): item is YAMLMap => isMap(item) && nameOf(item) === name);

/** A new entry has nothing to take away. */
function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) return value;
  const filled = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(filled.map(([name, one]) => [name, withoutNulls(one)]));
}

function printed(documents: Documents, text: string, file: string | undefined): string {
  if (isJson(text)) return printedJson(documents[0].toJS(), /\n( +)"/.exec(text)?.[1] ?? '');
  const out = documents.map((document) => printedYaml(document, styleOf(text), file)).join('');
  return text.includes('\r\n') ? out.replaceAll('\n', '\r\n') : out;
}

/** A number that JSON.stringify would change is kept before the indentation is. */
function printedJson(value: unknown, indentation: string): string {
  const line = toJson(value);
  const indented = JSON.stringify(JSON.parse(line), undefined, indentation);
  return `${equal(value, JSON.parse(line)) ? indented : line}\n`;
}

/** Printing fails where the anchor of an alias is gone. */
function printedYaml(document: Document, style: ToStringOptions, file: string | undefined): string {
  try {
    return document.toString(style);
  } catch {
    throw shared(file);
  }
}

function isJson(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}

/** As the text is written: indented lists or not, padded braces or not, and no line is folded. */
const styleOf = (text: string): ToStringOptions => ({
  lineWidth: 0,
  indentSeq: /^ +- /m.test(text) && !/^- /m.test(text),
  flowCollectionPadding: !/[{[][^\s\]}]/.test(text),
});

interface Change {
  readonly before: Entries;
  readonly after: Entries;
}

/** Whether what was to go is gone, and all that was not to be changed is as it was. */
const isAsMeant = ({ before, after }: Change, edits: readonly Edit[]): boolean =>
  listNames.every((list) => {
    const meant = new Map(edits.flatMap((edit) => (edit.type !== 'current' && edit.list === list ? [[edit.name, edit]] : [])));
    return [...before[list].keys(), ...after[list].keys()].every((name) => {
      const [was, is] = [before[list].get(name), after[list].get(name)];
      const edit = meant.get(name);
      if (edit === undefined) return equal(was?.plain(), is?.plain());
      return edit.type === 'unset' || isTaken(edit.fields, is?.plain());
    });
  });

/** Whether no field is left that a patch takes away. */
const isTaken = (fields: object, left: unknown): boolean =>
  Object.entries(fields).every(([name, value]: [string, unknown]) => {
    const there = isObject(left) ? own(left, name) : undefined;
    return value === null ? there === undefined : !isObject(value) || isTaken(value, there);
  });
