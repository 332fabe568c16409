/**
 * A kubeconfig as it stands in files: parsed with positions, merged, and still unresolved. Enter at {@link parseKubeconfig}.
 *
 * Rules are client-go's (tools/clientcmd): files are YAML 1.1, a value of the wrong type anywhere fails the file, and of several
 * files the first to name a cluster, user or context wins it whole. Unlike client-go, every document of a file is read.
 */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node, type Tags } from 'yaml';
import { KubeconfigError, type Position } from './errors.js';

/** An entry of a kubeconfig; paths in it are relative to the directory of the file that it stands in. */
export interface Entry {
  readonly file: string | undefined;
  readonly position: Position;
  /** Text by field; what is base64 in the file is decoded. */
  readonly strings: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
  /** `as-groups` */
  readonly groups: readonly string[];
  /** `as-user-extra` */
  readonly extra: Readonly<Record<string, readonly string[]>>;
  /** Fields that name a program or a service to ask for credentials, `exec` for example. */
  readonly plugins: ReadonlySet<string>;
}

/** What kubeconfig files say, merged. */
export interface Kubeconfig {
  readonly currentContext: string | undefined;
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly contexts: ReadonlyMap<string, Entry>;
}

const stringFields: ReadonlySet<string> = new Set([
  ...['server', 'tls-server-name', 'certificate-authority', 'proxy-url'],
  ...['client-certificate', 'client-key', 'token', 'tokenFile'],
  ...['username', 'password', 'as', 'as-uid', 'cluster', 'user', 'namespace'],
]);
const base64Fields: ReadonlySet<string> = new Set(['certificate-authority-data', 'client-certificate-data', 'client-key-data']);
const flagFields: ReadonlySet<string> = new Set(['insecure-skip-tls-verify', 'disable-compression']);
const pluginFields: ReadonlySet<string> = new Set(['exec', 'auth-provider']);

/**
 * @param text - YAML or JSON, one document or several.
 * @param file - Where it stands, for messages and relative paths.
 * @throws KubeconfigError with file and line.
 */
export function parseKubeconfig(text: string, file?: string): Kubeconfig {
  const lines = new LineCounter();
  const customTags = (tags: Tags): Tags => tags.filter((tag) => !isTimeTag(tag));
  const parsed = parseAllDocuments(text.replace(/^\uFEFF/, ''), { version: '1.1', uniqueKeys: false, lineCounter: lines, customTags });
  const documents: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
  return mergeKubeconfigs(documents.map((document) => new Source(document, lines, file)).flatMap((source) => source.kubeconfig()));
}

/** Days and times of day are text to Go: a name may look like one. */
const isTimeTag = (tag: Tags[number]): boolean => typeof tag !== 'string' && (tag.tag.endsWith(':timestamp') || tag.format === 'TIME');

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

/** The fields of a map by name; of two with one name the last is there, as in Go. */
type Fields = ReadonlyMap<string, unknown>;

/** One document with its line numbers. */
class Source {
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  readonly #file: string | undefined;

  constructor(document: Document.Parsed, lines: LineCounter, file: string | undefined) {
    this.#document = document;
    this.#lines = lines;
    this.#file = file;
  }

  /** None where the document is empty. */
  kubeconfig(): readonly Kubeconfig[] {
    const [error] = this.#document.errors;
    if (error !== undefined) throw this.#error(`bad YAML: ${error.message.replace(/ at line [\s\S]*/, '')}`, error.pos[0]);
    const { contents } = this.#document;
    if (contents === null || isNull(contents)) return [];
    const root = this.#fields(contents, 'the kubeconfig');
    this.#expect(root, 'kind', 'Config');
    this.#expect(root, 'apiVersion', 'v1');
    return [
      {
        currentContext: this.#string(root, 'current-context'),
        clusters: this.#entries(root, 'clusters', 'cluster'),
        users: this.#entries(root, 'users', 'user'),
        contexts: this.#entries(root, 'contexts', 'context'),
      },
    ];
  }

  /** What may be missing, but not be something else. */
  #expect(root: Fields, name: string, value: string): void {
    const text = this.#string(root, name) ?? value;
    if (text !== value) throw this.#error(`this is no kubeconfig: its ${name} is "${text}", not "${value}"`, startOf(root.get(name)));
  }

  #entries(root: Fields, list: string, one: string): ReadonlyMap<string, Entry> {
    const entries = new Map<string, Entry>();
    for (const item of this.#items(root.get(list), list)) {
      const fields = isNull(item) ? new Map<string, unknown>() : this.#fields(item, `each of ${list}`);
      const name = this.#string(fields, 'name') ?? '';
      if (entries.has(name)) throw this.#error(`${list} names "${name}" twice`, startOf(item));
      entries.set(name, this.#entry(fields.get(one), one, startOf(item)));
    }
    return entries;
  }

  #entry(node: unknown, one: string, start: number): Entry {
    const strings = new Map<string, string>();
    const flags = new Set<string>();
    const plugins = new Set<string>();
    const fields = isNull(node) ? new Map<string, unknown>() : this.#fields(node, one);
    for (const [name, value] of fields) {
      if (isNull(value)) continue;
      if (stringFields.has(name)) strings.set(name, this.#text(value, name));
      else if (base64Fields.has(name)) strings.set(name, this.#decoded(value, name));
      else if (pluginFields.has(name)) plugins.add(name);
      else if (flagFields.has(name) && this.#flag(value, name)) flags.add(name);
    }
    const groups = this.#texts(fields.get('as-groups'), 'as-groups');
    return { file: this.#file, position: this.#position(start), strings, flags, plugins, groups, extra: this.#extra(fields) };
  }

  #extra(fields: Fields): Entry['extra'] {
    const name = 'as-user-extra';
    const node = fields.get(name);
    if (isNull(node)) return {};
    return Object.fromEntries([...this.#fields(node, name)].map(([key, values]) => [key, this.#texts(values, `${name}.${key}`)]));
  }

  /** The fields of a map; those that it merges (`<<`) give way to its own. */
  #fields(node: unknown, what: string, within: readonly unknown[] = []): Fields {
    const map = this.#resolved(node);
    if (!isMap(map) || within.includes(map)) throw this.#error(`${what} is not a map`, startOf(node));
    const own = map.items.map(({ key, value }) => [isScalar(key) ? (key.source ?? '') : '', value] as const);
    const merged = own.flatMap(([name, value]) => (name === '<<' ? this.#merged(value).toReversed() : []));
    return new Map([...merged.flatMap((other) => [...this.#fields(other, '<<', [...within, map])]), ...own]);
  }

  #merged(node: unknown): readonly unknown[] {
    const resolved = this.#resolved(node);
    return isSeq(resolved) ? resolved.items : [resolved];
  }

  #items(node: unknown, what: string): readonly unknown[] {
    const list = this.#resolved(node);
    if (isNull(list)) return [];
    if (isSeq(list)) return list.items;
    throw this.#error(`${what} is not a list`, startOf(node));
  }

  #texts(node: unknown, what: string): readonly string[] {
    return this.#items(node, what).map((item) => this.#text(item, `each of ${what}`));
  }

  /** `undefined` where it is missing or empty. */
  #string(fields: Fields, name: string): string | undefined {
    const node = fields.get(name);
    const text = isNull(node) ? '' : this.#text(node, name);
    return text === '' ? undefined : text;
  }

  #text(node: unknown, what: string): string {
    const scalar = this.#resolved(node);
    if (isScalar(scalar) && typeof scalar.value === 'string') return scalar.value;
    throw this.#error(`${what} is not text; quote it`, startOf(node));
  }

  #decoded(node: unknown, what: string): string {
    const text = this.#text(node, what).replace(/[\r\n]/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw this.#error(`${what} is no base64`, startOf(node));
    return Buffer.from(text, 'base64').toString('utf8');
  }

  #flag(node: unknown, what: string): boolean {
    const scalar = this.#resolved(node);
    if (isScalar(scalar) && typeof scalar.value === 'boolean') return scalar.value;
    throw this.#error(`${what} is neither true nor false`, startOf(node));
  }

  #resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }

  #position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  #error(message: string, offset: number): KubeconfigError {
    return new KubeconfigError(message, { file: this.#file, position: this.#position(offset) });
  }
}

const isNull = (node: unknown): boolean => node === undefined || node === null || (isScalar(node) && node.value === null);

function startOf(node: unknown): number {
  const range = (node as Partial<Node> | null | undefined)?.range; // every node that was parsed has one
  return range?.[0] ?? 0;
}
