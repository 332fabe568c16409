/**
 * Manifests as people write them: {@link objectsIn} reads YAML or JSON of any number of documents, {@link inOrder} puts what others need first.
 */
import { KubeError } from '../../errors.js';
import type { DynamicObject } from '../../resource/dynamic.js';
import { unwanted } from '../../util/arguments.js';
import { isList, isObject, objectAt, put, textAt, without, type JsonObject } from '../../util/json/json.js';
import type { Document, LineCounter, Tags, YamlText } from '../../util/json/yaml.js';

/** An object of a manifest: its kind and its name are known. */
export interface ManifestObject extends DynamicObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

const refuse = (words: string): KubeError => new KubeError('manifest', words);

/**
 * The objects of a manifest, those of lists (`kind: List`) among them. YAML is read as kubectl reads it: version 1.1, so `yes` is `true`.
 *
 * @param text - YAML or JSON, one document or several; empty ones are left out.
 * @throws KubeError `manifest` with the document, line and column for what is no YAML, and for what is no object of Kubernetes;
 *   `params` for what is no text.
 */
export async function objectsIn(text: string): Promise<ManifestObject[]> {
  if (typeof text !== 'string') throw unwanted('a manifest is a text of YAML or JSON, or a list of objects', text);
  const { documents, lines } = await parsed(text);
  const values = documents.map((document, at) => valueOf(document, `document ${at + 1}`, lines));
  return values.flatMap((value, at) => flattened(value, `document ${at + 1}`));
}

async function parsed(text: string): Promise<YamlText> {
  const { TooDeepError, yamlDocuments } = await import('../../util/json/yaml.js');
  const isTime = (tag: unknown): boolean => isObject(tag) && textAt(tag, 'tag').endsWith(':timestamp');
  const customTags = (tags: Tags): Tags => tags.filter((tag) => !isTime(tag)); // a time is a text, as in JSON
  try {
    return yamlDocuments(text, { version: '1.1', intAsBigInt: true, customTags });
  } catch (error) {
    throw error instanceof TooDeepError ? refuse(`the manifest cannot be read: ${error.message}`) : error;
  }
}

/** The parser's own words are left out: they quote the text, which may be a Secret. */
function valueOf(document: Document, where: string, lines: LineCounter): unknown {
  const [error] = document.errors;
  const { line, col } = lines.linePos(error?.pos[0] ?? 0);
  if (error !== undefined) throw refuse(`${where} is no YAML: line ${line}, column ${col} (${error.code})`);
  try {
    return plain(document.toJS({ maxAliasCount: 100, mapAsMap: true }), where);
  } catch (cause) {
    if (cause instanceof KubeError) throw cause;
    throw refuse(
      `${where} cannot be read: its aliases (*) are too many, or name nothing (${cause instanceof Error ? cause.name : 'unknown'})`,
    );
  }
}

/** What YAML knows as JSON has it, or not at all: integers that no number holds are bigints, and bytes are the text that they spell. */
function plain(value: unknown, where: string): unknown {
  if (isList(value)) return value.map((item) => plain(item, where));
  if (value instanceof Map) return plainFields(value, where);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value === 'object' ? value === null : !isEndless(value)) return value;
  throw refuse(`${where} holds what JSON has not: NaN, an infinity or a set`);
}

const isEndless = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value);

/** Go takes numbers and booleans for names, and refuses what else is no text. */
const isName = (name: unknown): name is string | number | boolean | bigint =>
  ['string', 'number', 'boolean', 'bigint'].includes(typeof name);

function plainFields(fields: ReadonlyMap<unknown, unknown>, where: string): object {
  const copy = {};
  for (const [name, value] of fields) {
    if (!isName(name)) throw refuse(`${where} holds a field whose name is null, a list or a map`);
    put(copy, String(name), plain(value, where));
  }
  return copy;
}

function flattened(value: unknown, where: string): ManifestObject[] {
  if (value === null || value === undefined) return [];
  if (isObject(value) && textAt(value, 'kind').endsWith('List') && isList(value['items']))
    return value['items'].flatMap((item, at) => flattened(ofKind(item, value), `${where}, item ${at + 1}`));
  return [objectFrom(value, where)];
}

/** The items of `kind: ConfigMapList`, as a server answers with them, do not say what they are. */
function ofKind(item: unknown, list: JsonObject): unknown {
  const kind = textAt(list, 'kind').slice(0, -'List'.length);
  return kind === '' || !isObject(item) || 'kind' in item ? item : { apiVersion: list['apiVersion'], kind, ...item };
}

/** @throws KubeError `manifest` for what has no kind or no name, or names no namespace where it should. */
export function objectFrom(value: unknown, where: string): ManifestObject {
  if (!isObject(value)) throw refuse(`${where} is no object with apiVersion, kind and metadata.name`);
  const missing = ['apiVersion', 'kind'].find((field) => textAt(value, field) === '');
  if (missing !== undefined) throw refuse(`${where} has no ${missing}`);
  const metadata = objectAt(value, 'metadata');
  const { name = null } = metadata;
  if (name !== null && typeof name !== 'string') throw refuse(`${where}: metadata.name is no text; quote it`);
  if (name === null || name === '') throw refuse(`${where} (${textAt(value, 'kind')}) has no metadata.name`);
  return { ...value, metadata: metadataFrom(metadata, where) } as unknown as ManifestObject; // looked at above
}

/** A field with nothing behind its colon counts as left out, as in kubectl. */
function metadataFrom(metadata: JsonObject, where: string): JsonObject {
  const { namespace, labels } = metadata;
  if (typeof (namespace ?? '') !== 'string') throw refuse(`${where}: metadata.namespace is no text; quote it`);
  if (!isObject(labels ?? {})) throw refuse(`${where}: metadata.labels is no map`);
  const isEmpty = (name: string): boolean => metadata[name] === null || metadata[name] === '';
  return without(metadata, ...['namespace', 'labels'].filter(isEmpty));
}

/** Before everything else, in this order: what holds others, what defines others, and what others run with. */
const first = ['Namespace', 'CustomResourceDefinition', 'PriorityClass', 'StorageClass', 'ServiceAccount', 'Secret', 'ConfigMap'];

/** After everything else: they judge what is written, and what serves them should be there before. */
const last = ['APIService', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'ValidatingAdmissionPolicyBinding'];

/**
 * The objects with what others need before what needs it; otherwise in the order that they came in.
 *
 * @throws KubeError `params` for what is no list.
 */
export function inOrder<T extends { readonly kind: string }>(objects: readonly T[]): T[] {
  if (!isList(objects)) throw unwanted('inOrder takes a list of objects', objects);
  const rank = ({ kind }: T): number => (first.includes(kind) ? first.indexOf(kind) : last.includes(kind) ? 200 + last.indexOf(kind) : 100);
  return [...objects].sort((a, b) => rank(a) - rank(b));
}
