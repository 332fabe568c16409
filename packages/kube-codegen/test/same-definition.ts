/**
 * Whether two definitions say the same: {@link differences}. What means nothing is left out: the order of keys and of required names, blanks
 * around the lines of a description, the words about apiVersion, kind and metadata, and `anyOf` beside `x-kubernetes-int-or-string`.
 */
import { equal, isList, isObject, listAt, objectAt, textAt, type JsonObject } from 'kube-core/json';
import { plainWords } from '../src/import/comment.js';

/** The paths at which two definitions differ, at most a few. */
export function differences(a: unknown, b: unknown): readonly string[] {
  const found: string[] = [];
  compare({ a: normalDefinition(a), b: normalDefinition(b), path: '' }, found);
  return found.slice(0, 5);
}

function normalDefinition(value: unknown): JsonObject {
  const spec = objectAt(value, 'spec');
  const { singular, listKind, ...names } = objectAt(spec, 'names');
  const kind = String(names['kind']);
  const all = listAt(spec, 'versions').filter(isObject);
  const versions = all.map(normalVersion).map((version) => (all.length === 1 ? { ...version, storage: true } : version));
  const { annotations, labels } = objectAt(value, 'metadata');
  return {
    annotations: annotations ?? {},
    labels: labels ?? {},
    conversion: textAt(spec['conversion'], 'strategy') === 'Webhook' ? spec['conversion'] : undefined,
    group: spec['group'],
    scope: spec['scope'],
    names: { ...filled(names), singular: singular ?? kind.toLowerCase(), listKind: listKind ?? `${kind}List` },
    versions: Object.fromEntries(versions.map((version) => [String(version['name']), version])),
  };
}

/** Empty lists say nothing. */
const filled = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => !isList(each) || each.length > 0));

function normalVersion(version: JsonObject): JsonObject {
  const { schema, additionalPrinterColumns, selectableFields, subresources, name, served, storage, deprecated, deprecationWarning } =
    version;
  return {
    name,
    served,
    storage,
    deprecated: deprecated === true,
    deprecationWarning,
    ...(isList(additionalPrinterColumns) && additionalPrinterColumns.length > 0 && { additionalPrinterColumns }),
    ...(isList(selectableFields) && selectableFields.length > 0 && { selectableFields }),
    ...(isObject(subresources) && Object.keys(subresources).length > 0 && { subresources: withPlainStatus(subresources) }),
    schema: normalRoot(objectAt(schema, 'openAPIV3Schema')),
  };
}

const usual: Readonly<Record<string, JsonObject>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { type: 'object' },
};

/** Nothing is said of a status subresource but that there is one. */
const withPlainStatus = (subresources: JsonObject): JsonObject => ({
  ...subresources,
  ...(isObject(subresources['status']) && { status: {} }),
});

function normalRoot(root: JsonObject): JsonObject {
  const said = Object.entries(usual).map(([name, every]) => {
    const { description: _, ...own } = { ...every, ...objectAt(objectAt(root, 'properties'), name) };
    return [name, own];
  });
  return normal({ ...root, properties: { ...objectAt(root, 'properties'), ...Object.fromEntries(said) } });
}

const keywordsOfSchemas = new Set(['items', 'not', 'additionalProperties']);
const keywordsOfLists = new Set(['allOf', 'anyOf', 'oneOf']);

/** A schema as it is compared. */
export function normal(schema: JsonObject): JsonObject {
  const isEither = schema['x-kubernetes-int-or-string'] === true;
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (value === null) return [];
    if (key === 'anyOf' && isEither && equal(value, [{ type: 'integer' }, { type: 'string' }])) return [];
    if (isObject(value) && keywordsOfSchemas.has(key)) return [[key, normal(value)]];
    if (isList(value) && keywordsOfLists.has(key)) return [[key, value.map((each) => (isObject(each) ? normal(each) : each))]];
    return normalKeyword(key, value);
  });
  return Object.fromEntries(entries);
}

function normalKeyword(key: string, value: unknown): [string, unknown][] {
  if (key === 'description') return plainWords(String(value)) === '' ? [] : [[key, plainWords(String(value))]];
  if (key === 'required' && isList(value)) return value.length === 0 ? [] : [[key, value.toSorted()]];
  if (key === 'properties' && isObject(value))
    return [[key, Object.fromEntries(Object.entries(value).map(([name, each]) => [name, isObject(each) ? normal(each) : each]))]];
  return [[key, value]];
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200));

interface Pair {
  readonly a: unknown;
  readonly b: unknown;
  readonly path: string;
}

function compare({ a, b, path }: Pair, found: string[]): void {
  if (found.length >= 5 || equal(a, b)) return;
  if (!isObject(a) || !isObject(b)) return void found.push(`${path}: ${shown(a)} is not ${shown(b)}`);
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) compare({ a: a[key], b: b[key], path: `${path}.${key}` }, found);
}
