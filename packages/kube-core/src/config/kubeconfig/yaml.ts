/**
 * YAML whose every part knows its place. Enter at {@link readYaml}.
 *
 * Texts, lists and types are Go's (YAML 1.1 by way of JSON). No message quotes what is there, and none keeps the parser's words, which do:
 * it may be a token.
 */
import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type Tags } from 'yaml';
import { TooDeepError, yamlDocuments, type YamlText } from '../../util/json/yaml.js';
import { KubeconfigError, type Place } from '../errors.js';

/** Text, and where it stands. */
export interface Text {
  readonly text: string;
  readonly place: Place;
}

/** The fields of a map by name; of two with one name the last is there, as in Go. */
export type Fields = ReadonlyMap<string, unknown>;

/** What the parser means, in words that quote nothing. */
const words: Readonly<Partial<Record<string, string>>> = {
  BAD_ALIAS: 'an alias (*) names nothing',
  BAD_DQ_ESCAPE: 'a backslash in double quotes begins nothing that is known',
  BAD_INDENT: 'the indentation is wrong, or a bracket or a brace before it is not closed',
  BAD_SCALAR_START: 'text cannot begin with this character; quote it',
  BLOCK_AS_IMPLICIT_KEY: 'a colon stands where none may; quote the text',
  BLOCK_IN_FLOW: 'a bracket or a brace is not closed',
  MISSING_CHAR: 'something is missing here: a bracket, a comma, a colon, a quote',
  MULTILINE_IMPLICIT_KEY: 'a name goes over several lines, or its colon is missing',
  TAB_AS_INDENT: 'a tab is used as indentation; use spaces',
  UNEXPECTED_TOKEN: 'this is not expected here',
};

/**
 * @param text - One document or several.
 * @param file - Where it stands, for messages.
 * @throws KubeconfigError for what is no YAML, with its place.
 */
export function readYaml(text: string, file: string | undefined): readonly YamlDocument[] {
  const trimmed = text.replace(/^\uFEFF/, '');
  const { documents, lines } = parsed(trimmed, file);
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, position: { line, column: col } };
  };
  const control = controlCharacterIn(trimmed);
  if (control >= 0) throw new KubeconfigError('bad YAML: a control character stands here; remove it', placeOf(control));
  return documents.map((document) => new YamlDocument(document, placeOf));
}

/** YAML as Go reads it. */
export const dialect = {
  version: '1.1',
  uniqueKeys: false,
  customTags: (tags: Tags): Tags => tags.filter((tag) => !isTimeTag(tag)),
} as const;

function parsed(text: string, file: string | undefined): YamlText {
  try {
    return yamlDocuments(text, dialect);
  } catch (error) {
    if (!(error instanceof TooDeepError)) throw error;
    throw new KubeconfigError('bad YAML: it is nested too deeply', { file, position: { line: error.line, column: 1 } });
  }
}

/** Days and times of day are text to Go: a name may look like one. */
const isTimeTag = (tag: Tags[number]): boolean => typeof tag !== 'string' && (tag.tag.endsWith(':timestamp') || tag.format === 'TIME');

const controlCharacterIn = (text: string): number => text.search(/(?![\t\n\r\x85])\p{Cc}/u);

/** One document: its nodes are read by the methods, each of which refuses what is of another type. */
export class YamlDocument {
  readonly #document: Document;
  readonly #placeOf: (offset: number) => Place;
  /** What has been read of each map: maps that merge others many times, level by level, would be read without an end. */
  readonly #read = new Map<unknown, Fields>();

  constructor(document: Document, placeOf: (offset: number) => Place) {
    this.#document = document;
    this.#placeOf = placeOf;
  }

  /** The fields of the document; `undefined` where it is empty. */
  root(what: string): Fields | undefined {
    const [error] = this.#document.errors;
    if (error !== undefined)
      throw new KubeconfigError(`bad YAML: ${words[error.code] ?? 'it cannot be read'}`, this.#placeOf(error.pos[0]));
    const { contents } = this.#document;
    return contents === null || isNull(contents) ? undefined : this.fields(contents, what);
  }

  /** The fields of a map; those that it merges (`<<`) give way to its own. */
  fields(node: unknown, what: string, within: readonly unknown[] = []): Fields {
    const map = this.#resolved(node);
    const known = this.#read.get(map);
    if (known !== undefined) return known;
    if (!isMap(map) || within.includes(map)) throw this.fault(node, `${what} is not a map`);
    const own = map.items.map(({ key, value }) => [isScalar(key) ? (key.source ?? '') : '', value] as const);
    const merged = own.flatMap(([name, value]) => (name === '<<' ? this.#merged(value).toReversed() : []));
    const all = new Map([...merged.flatMap((other) => [...this.fields(other, '<<', [...within, map])]), ...own]);
    this.#read.set(map, all);
    return all;
  }

  items(node: unknown, what: string): readonly unknown[] {
    const list = this.#resolved(node);
    if (isNull(list)) return [];
    if (isSeq(list)) return list.items;
    throw this.fault(node, `${what} is not a list`);
  }

  text(node: unknown, what: string): Text {
    const scalar = this.#resolved(node);
    if (isScalar(scalar) && typeof scalar.value === 'string') return { text: scalar.value, place: this.place(scalar) };
    throw this.fault(scalar ?? node, `${what} is not text; quote it`);
  }

  texts(node: unknown, what: string): readonly Text[] {
    return this.items(node, what).map((item) => this.text(item, `each of ${what}`));
  }

  /** What is base64 in the file. */
  decoded(node: unknown, what: string): Text {
    const { text, place } = this.text(node, what);
    const base64 = text.replace(/[\r\n]/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) throw new KubeconfigError(`${what} is no base64`, place);
    return { text: Buffer.from(base64, 'base64').toString('utf8'), place };
  }

  flag(node: unknown, what: string): boolean {
    const scalar = this.#resolved(node);
    if (isScalar(scalar) && typeof scalar.value === 'boolean') return scalar.value;
    throw this.fault(node, `${what} is neither true nor false`);
  }

  /** What a node holds as JSON, aliases written out; nothing for what holds itself, or too much. */
  json(node: unknown): unknown {
    try {
      return isNode(node) ? (JSON.parse(JSON.stringify(node.toJS(this.#document, { maxAliasCount: 100 }))) as unknown) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Where a node begins. */
  place(node: unknown): Place {
    return this.#placeOf(isNode(node) ? (node.range?.[0] ?? 0) : 0);
  }

  fault(node: unknown, message: string): KubeconfigError {
    return new KubeconfigError(message, this.place(node));
  }

  #merged(node: unknown): readonly unknown[] {
    const resolved = this.#resolved(node);
    return isSeq(resolved) ? resolved.items : [resolved];
  }

  #resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }
}

/** Whether it is missing or says nothing. */
export const isNull = (node: unknown): boolean => node === undefined || node === null || (isScalar(node) && node.value === null);
