/**
 * From `@kubernetes/client-node` to JSON as the API has it: {@link Wire} for its types, {@link toWire} for its objects. Its models hold
 * times as `Date` and rename what is a keyword to some language (`_default`, `_from`); here everything is as on the wire. Only the
 * shape of its models is known here, nothing of that package is imported.
 */
import { KubeError } from '../errors.js';
import { put } from '../util/json/json.js';

/** The keys that client-node renames wherever they stand. */
interface RenamedKeys {
  readonly _continue: 'continue';
  readonly _default: 'default';
  readonly _enum: 'enum';
  readonly _from: 'from';
  readonly _int: 'int';
  readonly x_kubernetes_embedded_resource: 'x-kubernetes-embedded-resource';
  readonly x_kubernetes_int_or_string: 'x-kubernetes-int-or-string';
  readonly x_kubernetes_list_map_keys: 'x-kubernetes-list-map-keys';
  readonly x_kubernetes_list_type: 'x-kubernetes-list-type';
  readonly x_kubernetes_map_type: 'x-kubernetes-map-type';
  readonly x_kubernetes_preserve_unknown_fields: 'x-kubernetes-preserve-unknown-fields';
  readonly x_kubernetes_validations: 'x-kubernetes-validations';
}

/** The keys that it renames in V1JSONSchemaProps and nowhere else. */
interface RenamedSchemaKeys {
  readonly ref: '$ref';
  readonly schema: '$schema';
}

type WireKey<Key, Model> = Key extends keyof RenamedKeys
  ? RenamedKeys[Key]
  : Key extends keyof RenamedSchemaKeys
    ? 'x_kubernetes_int_or_string' extends keyof Model
      ? RenamedSchemaKeys[Key]
      : Key
    : Key;

/**
 * The wire form of a client-node type: `Wire<V1Pod>` is assignable to `Pod` but for its apiVersion and kind, which client-node types
 * as any string.
 */
export type Wire<T> = 0 extends 1 & T
  ? T
  : T extends Date
    ? string
    : T extends readonly (infer Item)[]
      ? Wire<Item>[]
      : T extends object
        ? { [Key in keyof T as WireKey<Key, T>]: Wire<T[Key]> }
        : T;

/** What to do with the keys of a value, given where it stands. Arrays hand it on to their items. */
interface Place {
  readonly renamed?: Readonly<Record<string, string>>;
  /** Where the values of the keys stand, the keys as they are on the wire. */
  inside(key: string): Place;
  /** Where the items of an array stand, if not where the array does. */
  readonly items?: Place;
}

const verbatim: Place = { inside: () => verbatim };

const plain: Place = { inside: (key) => places.get(key) ?? plain };

const renaming = (renamed: Readonly<Record<string, string>>): Place => ({ ...plain, renamed });

const schemaKeys: Readonly<RenamedSchemaKeys & Omit<RenamedKeys, '_continue' | '_from' | '_int'>> = {
  ref: '$ref',
  schema: '$schema',
  _default: 'default',
  _enum: 'enum',
  x_kubernetes_embedded_resource: 'x-kubernetes-embedded-resource',
  x_kubernetes_int_or_string: 'x-kubernetes-int-or-string',
  x_kubernetes_list_map_keys: 'x-kubernetes-list-map-keys',
  x_kubernetes_list_type: 'x-kubernetes-list-type',
  x_kubernetes_map_type: 'x-kubernetes-map-type',
  x_kubernetes_preserve_unknown_fields: 'x-kubernetes-preserve-unknown-fields',
  x_kubernetes_validations: 'x-kubernetes-validations',
};

/** A V1JSONSchemaProps: its defaults, enums and examples are a user's data, its properties have a user's names. */
const schema: Place = {
  renamed: { ...schemaKeys },
  inside: (key) => (/^(default|enum|example)$/.test(key) ? verbatim : schemaMaps.has(key) ? schemas : schema),
};
const schemas: Place = { inside: () => schema };
const schemaMaps: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'definitions', 'dependencies']);

/**
 * Where client-node's models with renamed keys stand, by the key above them: elsewhere (in the data of a ConfigMap, in labels) such a
 * key is a user's own.
 */
const places: ReadonlyMap<string, Place> = new Map([
  ['metadata', renaming({ _continue: 'continue' })],
  ['ingress', { ...plain, items: renaming({ _from: 'from' }) }],
  ['limits', { ...plain, items: renaming({ _default: 'default' }) }],
  ['requestPolicy', renaming({ _default: 'default' })],
  ['attributes', { inside: () => renaming({ _int: 'int' }) }],
  ['openAPIV3Schema', schema],
  ...['annotations', 'binaryData', 'data', 'labels', 'matchLabels', 'stringData'].map((key): [string, Place] => [key, verbatim]),
]);

/**
 * A client-node object as JSON: times as strings, keys by their names in the API, nothing that is undefined. The object itself is left
 * as it is; what it shares is copied.
 *
 * Whole objects convert exactly. A part on its own (`toWire(pod.spec)`) does too, unless it is a model with renamed keys itself.
 *
 * @throws KubeError `params` if a `Date` in it is invalid.
 */
export function toWire<T>(value: T): Wire<T> {
  // The conversion is what the type says, key by key; the compiler cannot follow it.
  return converted(value, plain) as Wire<T>;
}

/** A container whose content is still to be converted: `to` stands in the result already. */
interface Open {
  readonly from: object;
  readonly to: unknown[] | Record<string, unknown>;
  readonly place: Place;
}

/** A stack in place of recursion: objects may be nested deeper than the engine's own stack. */
function converted(value: unknown, place: Place): unknown {
  const open: Open[] = [];
  const result = begin(value, place, open);
  for (let next = open.pop(); next !== undefined; next = open.pop()) fill(next, open);
  return result;
}

/** The value itself where it is final, else the container that will hold its content. */
function begin(value: unknown, place: Place, open: Open[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isDate(value)) return timeOf(value);
  const to = Array.isArray(value) ? [] : {};
  open.push({ from: value, to, place });
  return to;
}

function fill({ from, to, place }: Open, open: Open[]): void {
  if (Array.isArray(to)) {
    if (Array.isArray(from)) for (const item of from) to.push(begin(item, place.items ?? place, open));
    return;
  }
  for (const [key, item] of Object.entries(from)) {
    if (item === undefined) continue;
    const name = (Object.hasOwn(place.renamed ?? {}, key) ? place.renamed?.[key] : undefined) ?? key;
    put(to, name, begin(item, place.inside(name), open));
  }
}

/** V1MicroTime writes its six digits itself. */
function timeOf(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new KubeError('params', 'a Date in the object is no time: it is invalid');
  return date.toISOString();
}

/** Also true of dates of another realm, which `instanceof` does not know. */
const isDate = (value: object): value is Date => Object.prototype.toString.call(value) === '[object Date]';
