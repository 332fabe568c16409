/**
 * A kubeconfig as it stands in files: parsed with positions, merged, and still unresolved. Enter at {@link parseKubeconfig}.
 *
 * Rules are client-go's (tools/clientcmd): files are YAML 1.1, a value of the wrong type anywhere fails the file, and of several
 * files the first to name a cluster, user or context wins it whole. Unlike client-go, every document of a file is read.
 */
import { isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type ParsedNode, type YAMLMap } from 'yaml';
import { KubeconfigError, type Position } from './errors.js';

/** An entry of a kubeconfig; paths in it are relative to the directory of the file that it stands in. */
export interface Entry {
  readonly file: string | undefined;
  readonly position: Position;
  readonly strings: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
  /** What is neither text nor a flag, as plain data: `exec`, `auth-provider`, `as-groups`. */
  readonly other: ReadonlyMap<string, unknown>;
}

/** What kubeconfig files say, merged. */
export interface Kubeconfig {
  readonly currentContext: string | undefined;
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly contexts: ReadonlyMap<string, Entry>;
}

const stringFields: ReadonlySet<string> = new Set([
  ...['server', 'tls-server-name', 'certificate-authority', 'certificate-authority-data', 'proxy-url'],
  ...['client-certificate', 'client-certificate-data', 'client-key', 'client-key-data', 'token', 'tokenFile'],
  ...['username', 'password', 'as', 'as-uid', 'cluster', 'user', 'namespace'],
]);
const flagFields: ReadonlySet<string> = new Set(['insecure-skip-tls-verify', 'disable-compression']);

/**
 * @param text - YAML or JSON, one document or several.
 * @param file - Where it stands, for messages and relative paths.
 * @throws KubeconfigError with file and line.
 */
export function parseKubeconfig(text: string, file?: string): Kubeconfig {
  const source = new Source(text.replace(/^\uFEFF/, ''), file);
  return mergeKubeconfigs(source.documents().map((root) => source.kubeconfig(root)));
}

/** The first to name something wins it whole. */
export function mergeKubeconfigs(all: readonly Kubeconfig[]): Kubeconfig {
  const first = (part: (one: Kubeconfig) => ReadonlyMap<string, Entry>): ReadonlyMap<string, Entry> =>
    new Map(all.toReversed().flatMap((one) => [...part(one)]));
  return {
    currentContext: all.find((one) => one.currentContext !== undefined)?.currentContext,
    clusters: first((one) => one.clusters),
    users: first((one) => one.users),
    contexts: first((one) => one.contexts),
  };
}

/** One text with its line numbers. */
class Source {
  readonly #text: string;
  readonly #file: string | undefined;
  readonly #lines = new LineCounter();

  constructor(text: string, file: string | undefined) {
    this.#text = text;
    this.#file = file;
  }

  documents(): readonly YAMLMap[] {
    const parsed = parseAllDocuments(this.#text, { version: '1.1', uniqueKeys: false, lineCounter: this.#lines });
    const documents: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
    for (const document of documents) {
      const [error] = document.errors;
      if (error !== undefined) throw this.#error(`bad YAML: ${error.message.replace(/ at line [\s\S]*/, '')}`, error.pos[0]);
    }
    return documents.flatMap((document) => (document.contents === null ? [] : [this.#map(document.contents, 'the kubeconfig')]));
  }

  kubeconfig(root: YAMLMap): Kubeconfig {
    const kind = this.#string(root, 'kind');
    if (kind !== undefined && kind !== 'Config') throw this.#error(`this is a ${kind}, not a kubeconfig (kind: Config)`, startOf(root));
    return {
      currentContext: this.#string(root, 'current-context'),
      clusters: this.#entries(root, 'clusters', 'cluster'),
      users: this.#entries(root, 'users', 'user'),
      contexts: this.#entries(root, 'contexts', 'context'),
    };
  }

  #entries(root: YAMLMap, list: string, one: string): ReadonlyMap<string, Entry> {
    const entries = new Map<string, Entry>();
    for (const item of this.#items(root, list)) {
      const map = this.#map(item, `each of ${list}`);
      const name = this.#string(map, 'name') ?? '';
      if (!entries.has(name)) entries.set(name, this.#entry(map, one));
    }
    return entries;
  }

  #items(root: YAMLMap, name: string): readonly unknown[] {
    const node: unknown = root.get(name, true);
    if (node === undefined || isNull(node)) return [];
    if (!isSeq(node)) throw this.#error(`${name} is not a list`, startOf(node));
    return node.items;
  }

  #entry(item: YAMLMap, one: string): Entry {
    const node: unknown = item.get(one, true);
    const position = this.#position(startOf(item));
    const strings = new Map<string, string>();
    const flags = new Set<string>();
    const other = new Map<string, unknown>();
    for (const pair of node === undefined || isNull(node) ? [] : this.#map(node, one).items) {
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      if (pair.value === null || isNull(pair.value)) continue;
      if (stringFields.has(name)) strings.set(name, this.#textOf(pair.value, name));
      else if (!flagFields.has(name)) other.set(name, isNode(pair.value) ? pair.value.toJSON() : undefined);
      else if (this.#flag(pair.value, name)) flags.add(name);
    }
    return { file: this.#file, position, strings, flags, other };
  }

  #map(node: unknown, what: string): YAMLMap {
    if (isMap(node)) return node;
    throw this.#error(`${what} is not a map`, startOf(node));
  }

  #string(map: YAMLMap, name: string): string | undefined {
    const node: unknown = map.get(name, true);
    if (node === undefined || isNull(node)) return undefined;
    const text = this.#textOf(node, name);
    return text === '' ? undefined : text;
  }

  #textOf(node: unknown, name: string): string {
    if (isScalar(node) && typeof node.value === 'string') return node.value;
    throw this.#error(`${name} is not text; quote it`, startOf(node));
  }

  #flag(node: unknown, name: string): boolean {
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    throw this.#error(`${name} is neither true nor false`, startOf(node));
  }

  #position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  #error(message: string, offset: number): KubeconfigError {
    return new KubeconfigError(message, { file: this.#file, position: this.#position(offset) });
  }
}

const isNull = (node: unknown): boolean => isScalar(node) && node.value === null;

function startOf(node: unknown): number {
  const range = (node as Partial<ParsedNode> | undefined)?.range; // every node that was parsed has one
  return range?.[0] ?? 0;
}
