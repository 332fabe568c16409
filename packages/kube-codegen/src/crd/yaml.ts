/**
 * YAML, or JSON, as plain values that know where in the text they stand: {@link readYaml}. The text may be anybody's: depth, size and what
 * aliases come to are bounded, and every limit ends in a diagnostic.
 */
import { messageOf } from 'kube-core';
import { isList, isObject, put } from 'kube-core/json';
import { loadYaml } from 'kube-core/support';
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Tags, type YAMLMap } from 'yaml';
import type { Diagnostic } from '../diagnostics.js';
import type { Origin } from '../model/schema-node.js';

/** What a text may come to. */
export const yamlLimits = {
  characters: 64 * 2 ** 20, // the largest bundle of definitions in use has 11 MiB
  values: 1_000_000, // of a document, aliases written out; a definition of 1.5 MiB has 60,000
  aliases: 1000, // each is looked for in the whole document
  levels: 400, // aliases written out
} as const;

/** One document of a text. */
export interface YamlDocument {
  readonly value: unknown;
  readonly places: Places;
}

/** Where the values of a text stand. */
export interface Places {
  readonly file: string;
  /** A property or item of an object or list of the text, or the object itself; what is not in the text is where the text begins. */
  readonly of: (container: unknown, key?: string | number) => Origin;
  /** Says that a value which was made of one of the text stands where that stands. */
  readonly stand: (made: object, of: object) => void;
}

/** What came of a text. */
export interface YamlReading {
  readonly documents: readonly YamlDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/** @param file - How findings call the text. */
export async function readYaml(file: string, text: string): Promise<YamlReading> {
  const failed = (message: string, help: string, start = 0): YamlReading => ({
    documents: [],
    diagnostics: [{ code: 'KC901', message, help, origin: { file, start, end: start } }],
  });
  if (text.length > yamlLimits.characters) return failed('the text has more than 64 MiB', 'split it');
  const { yamlDocuments, TooDeepError } = await loadYaml();
  const skipped = text.startsWith('\uFEFF') ? 1 : 0;
  try {
    const { documents } = yamlDocuments(text, { version: '1.1', customTags });
    return merged(documents.map((document) => readDocument(document, { file, skipped })));
  } catch (error) {
    if (error instanceof TooDeepError) return failed(`the text cannot be read: ${error.message}`, 'definitions have 40 levels');
    throw error;
  }
}

/** A number has a digit before its exponent. */
const exponent = /^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)[eE][-+]?[0-9]+$/;

/** A time is a text, and so are 1:30 and e980, as in Go's reader. */
const customTags = (tags: Tags): Tags =>
  tags
    .map((tag) => (typeof tag !== 'string' && tag.collection === undefined && tag.format === 'EXP' ? { ...tag, test: exponent } : tag))
    .filter((tag) => typeof tag === 'string' || (!tag.tag.endsWith(':timestamp') && tag.format !== 'TIME'));

const merged = (all: readonly YamlReading[]): YamlReading => ({
  documents: all.flatMap(({ documents }) => documents),
  diagnostics: all.flatMap(({ diagnostics }) => diagnostics),
});

interface TextPlace {
  readonly file: string;
  /** How far offsets of the reader are behind those of the text. */
  readonly skipped: number;
}

function readDocument(document: Document, { file, skipped }: TextPlace): YamlReading {
  const at = ([start, end]: readonly [number, number, ...number[]]): Origin => ({ file, start: start + skipped, end: end + skipped });
  const [wrong] = document.errors;
  if (wrong !== undefined) return { documents: [], diagnostics: [notYaml(wrong.code, at(wrong.pos))] };
  const reader = new Reader(document);
  try {
    const value = reader.read(document.contents);
    if (value === null) return { documents: [], diagnostics: [] };
    return { documents: [{ value, places: placesIn(reader.nodes, file, at) }], diagnostics: [] };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { documents: [], diagnostics: [{ ...error.problem, origin: at(error.node.range ?? [0, 0]) }] };
  }
}

const notYaml = (code: string, origin: Origin): Diagnostic => ({ code: 'KC901', message: `this is no YAML (${code})`, origin });

function placesIn(nodes: WeakMap<object, Node>, file: string, at: (range: readonly [number, number]) => Origin): Places {
  const start = { file, start: 0, end: 0 };
  const rangeOf = (node: unknown): Origin => {
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
    return isList(range) ? at([Number(range[0]), Number(range[1])]) : start;
  };
  const of = (container: unknown, key?: string | number): Origin => {
    const node = isObject(container) || isList(container) ? nodes.get(container) : undefined;
    if (key === undefined || node === undefined) return rangeOf(node);
    if (isSeq(node)) return rangeOf(node.items[Number(key)] ?? node);
    const pair = isMap(node) ? node.items.find((each) => nameOf(each.key) === String(key)) : undefined;
    return rangeOf(pair?.key ?? node);
  };
  const stand = (made: object, from: object): void => {
    const node = nodes.get(from);
    if (node !== undefined) nodes.set(made, node);
  };
  return { file, of, stand };
}

/** A value that JSON does not have, or more of them than there may be. */
class Unreadable extends Error {
  readonly node: Node;
  readonly problem: Pick<Diagnostic, 'code' | 'message' | 'help'>;

  constructor(node: Node, message: string, help: string) {
    super(message);
    this.node = node;
    this.problem = { code: 'KC901', message, help };
  }
}

/** Go takes numbers and booleans for names. */
function nameOf(key: unknown): string | undefined {
  const value: unknown = isScalar(key) ? key.value : undefined;
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value) ? String(value) : undefined;
}

const flatter = 'write out what they name, or less of it';

/** Nodes of the library as plain values; what an alias names is one value, however often it is named. */
class Reader {
  readonly nodes = new WeakMap<object, Node>();
  readonly #document: Document;
  readonly #known = new Map<Node, { readonly value: unknown; readonly size: number }>();
  readonly #open = new Set<Node>();
  #count = 0;
  #aliases = 0;
  #level = 0;

  constructor(document: Document) {
    this.#document = document;
  }

  read(node: unknown): unknown {
    if (isAlias(node)) return this.#aliased(node);
    if (isScalar(node)) return this.#scalar(node, node.value);
    if (!isMap(node) && !isSeq(node)) return null;
    this.#counted(node, 1);
    if (++this.#level > yamlLimits.levels) throw new Unreadable(node, `it is nested deeper than ${yamlLimits.levels} levels`, flatter);
    const value = isMap(node) ? this.#fields(node) : node.items.map((item) => this.read(item));
    this.#level--;
    this.nodes.set(value, node);
    return value;
  }

  #counted(node: Node, size: number): void {
    this.#count += size;
    if (this.#count > yamlLimits.values)
      throw new Unreadable(node, `the document comes to more than ${yamlLimits.values} values`, 'write out fewer aliases');
  }

  #scalar(node: Node, value: unknown): unknown {
    this.#counted(node, 1);
    if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'bigint') return Number(value);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new Unreadable(node, 'JSON has no such value', 'write a text, a number, true, false or null');
  }

  #aliased(alias: Alias): unknown {
    if (++this.#aliases > yamlLimits.aliases) throw new Unreadable(alias, `there are more than ${yamlLimits.aliases} aliases`, flatter);
    const node = alias.resolve(this.#document);
    if (node === undefined || this.#open.has(node)) throw new Unreadable(alias, 'the alias names nothing that is complete', 'write it out');
    const before = this.#count;
    const known = this.#known.get(node);
    if (known !== undefined) {
      this.#counted(alias, known.size);
      return known.value;
    }
    this.#open.add(node);
    const value = this.read(node);
    this.#open.delete(node);
    this.#known.set(node, { value, size: this.#count - before });
    return value;
  }

  #fields(map: YAMLMap): Record<string, unknown> {
    this.#open.add(map);
    const fields: Record<string, unknown> = {};
    for (const pair of map.items) this.#field(pair, fields);
    this.#open.delete(map);
    return fields;
  }

  #field(pair: Pair, into: Record<string, unknown>): void {
    const name = nameOf(pair.key);
    const at = isScalar(pair.key) ? pair.key : (this.#document.contents ?? undefined);
    if (name === undefined && at !== undefined) throw new Unreadable(at, 'the name of a field is null, a list or a map', 'write a text');
    if (name === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN')
      throw new Unreadable(pair.key, 'merge keys (<<) are not read', 'write out what they merge');
    put(into, name ?? '', this.read(pair.value));
  }
}

/** What a failure to read a file says. */
export const unreadable = (file: string, error: unknown): Diagnostic => ({
  code: 'KC901',
  message: `cannot be read: ${messageOf(error)}`,
  origin: { file, start: 0, end: 0 },
});
