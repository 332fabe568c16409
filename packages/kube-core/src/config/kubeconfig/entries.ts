/**
 * A kubeconfig as it stands in files: parsed with places, merged, and still unresolved. Enter at {@link parseEntries}.
 *
 * Rules are client-go's (tools/clientcmd): a value of the wrong type anywhere fails the file, and of several files the first to name a
 * cluster, user or context wins it whole. Unlike client-go, every document of a file is read.
 */
import type { Place } from '../errors.js';
import { isNull, readYaml, type Fields, type Text, type YamlDocument } from './yaml.js';

/** Fields of one map that hold a single value. */
export interface Values {
  readonly place: Place;
  /** Text by field; what is base64 in the file is decoded. */
  readonly texts: ReadonlyMap<string, Text>;
  /** Fields that are true. */
  readonly flags: ReadonlyMap<string, Place>;
}

/** A program that gives credentials. */
export interface ExecEntry extends Values {
  readonly args: readonly Text[];
  /** The `name` and `value` of each variable. */
  readonly env: readonly Values[];
}

/** A service that gives credentials. */
export interface ProviderEntry extends Values {
  readonly config: ReadonlyMap<string, Text>;
}

/** An entry of a kubeconfig; paths in it are relative to the directory of the file that it stands in. */
export interface Entry extends Values {
  /** `as-groups` */
  readonly groups: readonly Text[];
  /** `as-user-extra` */
  readonly extra: ReadonlyMap<string, readonly Text[]>;
  readonly exec: ExecEntry | undefined;
  readonly provider: ProviderEntry | undefined;
  /** What programs have added, as JSON. */
  readonly extensions: ReadonlyMap<string, unknown>;
  /** All that stands there as JSON, by the names of the file. */
  readonly plain: () => unknown;
}

/** What kubeconfig files say, merged. */
export interface Entries {
  readonly currentContext: Text | undefined;
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly contexts: ReadonlyMap<string, Entry>;
}

/** Which fields of a map are read, and as what. */
interface Known {
  readonly texts: ReadonlySet<string>;
  readonly base64?: ReadonlySet<string>;
  readonly flags?: ReadonlySet<string>;
}

const entryFields: Known = {
  texts: new Set([
    ...['server', 'tls-server-name', 'certificate-authority', 'proxy-url'],
    ...['client-certificate', 'client-key', 'token', 'tokenFile'],
    ...['username', 'password', 'as', 'as-uid', 'cluster', 'user', 'namespace'],
  ]),
  base64: new Set(['certificate-authority-data', 'client-certificate-data', 'client-key-data']),
  flags: new Set(['insecure-skip-tls-verify', 'disable-compression']),
};
const execFields: Known = {
  texts: new Set(['apiVersion', 'command', 'installHint', 'interactiveMode']),
  flags: new Set(['provideClusterInfo']),
};
const variableFields: Known = { texts: new Set(['name', 'value']) };
const providerFields: Known = { texts: new Set(['name']) };

/**
 * @param text - YAML or JSON, one document or several.
 * @param file - Where it stands, for messages and relative paths.
 * @throws KubeconfigError with file and place.
 */
export function parseEntries(text: string, file?: string): Entries {
  return mergeEntries(readYaml(text, file).flatMap((document) => entriesIn(document) ?? []));
}

/** The first to name something wins it whole. */
export function mergeEntries(all: readonly Entries[]): Entries {
  const first = (part: (one: Entries) => ReadonlyMap<string, Entry>): ReadonlyMap<string, Entry> =>
    new Map(all.toReversed().flatMap((one) => [...part(one)]));
  return {
    currentContext: all.find((one) => one.currentContext !== undefined)?.currentContext,
    clusters: first((one) => one.clusters),
    users: first((one) => one.users),
    contexts: first((one) => one.contexts),
  };
}

/** An entry that says nothing. */
export const emptyEntry = (place: Place): Entry => ({
  ...{ place, texts: new Map(), flags: new Map(), groups: [], extra: new Map() },
  ...{ exec: undefined, provider: undefined, extensions: new Map(), plain: () => ({}) },
});

/** A text that is there and not empty. */
export function filled({ texts }: Pick<Values, 'texts'>, name: string): Text | undefined {
  const value = texts.get(name);
  return value?.text === '' ? undefined : value;
}

function entriesIn(yaml: YamlDocument): Entries | undefined {
  const root = yaml.root('the kubeconfig');
  if (root === undefined) return undefined;
  expectText(yaml, root, { name: 'kind', value: 'Config' });
  expectText(yaml, root, { name: 'apiVersion', value: 'v1' });
  return {
    currentContext: filledText(yaml, root, 'current-context'),
    clusters: entriesOf(yaml, root, { list: 'clusters', one: 'cluster' }),
    users: entriesOf(yaml, root, { list: 'users', one: 'user' }),
    contexts: entriesOf(yaml, root, { list: 'contexts', one: 'context' }),
  };
}

/** What may be missing, but not be something else. */
function expectText(yaml: YamlDocument, root: Fields, { name, value }: { readonly name: string; readonly value: string }): void {
  const text = filledText(yaml, root, name)?.text ?? value;
  if (text !== value) throw yaml.fault(root.get(name), `this is no kubeconfig: its ${name} is not "${value}"`);
}

/** `undefined` where it is missing or empty. */
function filledText(yaml: YamlDocument, fields: Fields, name: string): Text | undefined {
  const node = fields.get(name);
  const text = isNull(node) ? undefined : yaml.text(node, name);
  return text?.text === '' ? undefined : text;
}

interface ListNames {
  readonly list: string;
  readonly one: string;
}

function entriesOf(yaml: YamlDocument, root: Fields, { list, one }: ListNames): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const item of yaml.items(root.get(list), list)) {
    const fields = fieldsOf(yaml, item, `each of ${list}`);
    const name = filledText(yaml, fields, 'name')?.text ?? '';
    if (entries.has(name)) throw yaml.fault(fields.get('name') ?? item, `another of ${list} has this name; rename one`);
    const entry = fields.get(one);
    entries.set(name, { ...entryOf(yaml, fieldsOf(yaml, entry, one), yaml.place(item)), plain: () => yaml.json(entry) ?? {} });
  }
  return entries;
}

/** None where there is nothing. */
const fieldsOf = (yaml: YamlDocument, node: unknown, what: string): Fields => (isNull(node) ? new Map() : yaml.fields(node, what));

function entryOf(yaml: YamlDocument, fields: Fields, place: Place): Omit<Entry, 'plain'> {
  return {
    ...valuesOf(yaml, fields, entryFields),
    place,
    groups: yaml.texts(fields.get('as-groups'), 'as-groups'),
    extra: extraOf(yaml, fields),
    exec: isNull(fields.get('exec')) ? undefined : execOf(yaml, fields.get('exec')),
    provider: isNull(fields.get('auth-provider')) ? undefined : providerOf(yaml, fields.get('auth-provider')),
    extensions: extensionsOf(yaml, fields),
  };
}

function valuesOf(yaml: YamlDocument, fields: Fields, known: Known): Omit<Values, 'place'> {
  const texts = new Map<string, Text>();
  const flags = new Map<string, Place>();
  for (const [name, value] of fields) {
    if (isNull(value)) continue;
    if (known.texts.has(name)) texts.set(name, yaml.text(value, name));
    else if (known.base64?.has(name) === true) texts.set(name, yaml.decoded(value, name));
    else if (known.flags?.has(name) === true && yaml.flag(value, name)) flags.set(name, yaml.place(value));
  }
  return { texts, flags };
}

function execOf(yaml: YamlDocument, node: unknown): ExecEntry {
  const fields = yaml.fields(node, 'exec');
  const env = yaml.items(fields.get('env'), 'env').map((item) => ({
    ...valuesOf(yaml, fieldsOf(yaml, item, 'each of env'), variableFields),
    place: yaml.place(item),
  }));
  return { ...valuesOf(yaml, fields, execFields), place: yaml.place(node), args: yaml.texts(fields.get('args'), 'args'), env };
}

function providerOf(yaml: YamlDocument, node: unknown): ProviderEntry {
  const fields = yaml.fields(node, 'auth-provider');
  const config = [...fieldsOf(yaml, fields.get('config'), 'config')].flatMap(([name, value]) =>
    isNull(value) ? [] : [[name, yaml.text(value, 'each of config')] as const],
  );
  return { ...valuesOf(yaml, fields, providerFields), place: yaml.place(node), config: new Map(config) };
}

function extraOf(yaml: YamlDocument, fields: Fields): Entry['extra'] {
  const name = 'as-user-extra';
  return new Map([...fieldsOf(yaml, fields.get(name), name)].map(([key, values]) => [key, yaml.texts(values, `a key of ${name}`)]));
}

/** What other programs have written is not judged: what has no name is passed over. */
function extensionsOf(yaml: YamlDocument, fields: Fields): Entry['extensions'] {
  const named = yaml.json(fields.get('extensions'));
  const items: readonly unknown[] = Array.isArray(named) ? named : [];
  return new Map(items.flatMap((item) => (isExtension(item) ? [[item.name, item.extension] as const] : [])));
}

const isExtension = (item: unknown): item is { readonly name: string; readonly extension?: unknown } =>
  typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string';
