/**
 * How the parts of an object merge: which of its fields are one value, which are maps and lists that several managers share.
 * Enter at {@link topologyOf} for a type with a schema and at {@link deduced} for one without.
 *
 * One view for CRD schemas and for the OpenAPI facts of built-in kinds; server-side apply, managedFields and strategic merge
 * patches read it, and nothing else of a schema.
 */
import { typeAndMetadata, type SourceLookup, type TopologySource } from './source.js';

/** How a list merges: as one value, by the values of its items, or by some of their fields. */
export interface ListTopology {
  readonly merge: 'atomic' | 'set' | 'map';
  /** The fields that tell the items of a `map` apart; else empty. */
  readonly keys: readonly string[];
  readonly items: Topology;
}

/** How an object merges: as one value, or field by field. */
export interface MapTopology {
  readonly atomic: boolean;
  /** Whether the field is declared by name; the others are entries of a map. */
  declares(name: string): boolean;
  /** The topology of a field or entry; undefined if the schema allows no such field. */
  field(name: string): Topology | undefined;
  /** The default of a declared field, if it has one. */
  defaultOf(name: string): unknown;
  /** Whether the schema says nothing at all about the fields: then what was applied under another schema is left alone. */
  readonly free: boolean;
}

/** What a node may hold, one of several for `int-or-string` and for untyped data; and what strategic merge patches know of it. */
export interface Topology {
  readonly scalar?: 'numeric' | 'string' | 'boolean' | 'untyped';
  readonly list?: ListTopology;
  readonly map?: MapTopology;
  /** `merge`, `replace` and `retainKeys` of a strategic merge patch. */
  readonly patchStrategies: readonly string[];
  readonly patchMergeKey?: string;
}

const noStrategies: readonly string[] = [];

/** Data that no schema describes and that is one value wherever it is not a scalar. */
const untypedAtomic: Topology = {
  scalar: 'untyped',
  patchStrategies: noStrategies,
  get list(): ListTopology {
    return { merge: 'atomic', keys: [], items: untypedAtomic };
  },
  get map(): MapTopology {
    return freeMap(true, () => untypedAtomic);
  },
};

/** Data that no schema describes: objects merge field by field, lists are one value. */
export const deduced: Topology = {
  scalar: 'untyped',
  patchStrategies: noStrategies,
  list: { merge: 'atomic', keys: [], items: untypedAtomic },
  map: freeMap(false, () => deduced),
};

function freeMap(atomic: boolean, entry: () => Topology): MapTopology {
  return { atomic, declares: () => false, field: entry, defaultOf: () => undefined, free: true };
}

/** What a topology inherits on its way down. */
interface Context {
  readonly lookup: SourceLookup;
  /** Below `x-kubernetes-preserve-unknown-fields`: every object takes fields that it does not declare. */
  readonly preserve: boolean;
}

/**
 * The topology of a schema. Nodes are read when they are asked for, so types may contain themselves.
 *
 * @param source - The schema of a whole object (a CRD version's `openAPIV3Schema`, or a `$ref` to a built-in kind) or of a part.
 * @param lookup - Resolves `$ref`s; without it there must be none.
 */
export function topologyOf(source: TopologySource, lookup: SourceLookup = () => undefined): Topology {
  return read(source, { lookup, preserve: false });
}

/**
 * The topology of a custom resource: its schema, with `apiVersion`, `kind` and `metadata` typed as on every object, also in the
 * resources embedded in it. Without a schema, {@link deduced}.
 *
 * @param source - The version's `openAPIV3Schema`.
 * @param preserveUnknown - `spec.preserveUnknownFields` of a CRD from the time before structural schemas.
 */
export function topologyOfCustomResource(source: TopologySource | undefined, preserveUnknown = false): Topology {
  if (source === undefined) return deduced;
  return read({ ...source, 'x-kubernetes-embedded-resource': true }, { lookup: () => undefined, preserve: preserveUnknown });
}

const atomicRefs = /(^|\.)RawExtension$/;
const untypedRefs = /(^|[./])api\.resource\.Quantity$/;

function read(source: TopologySource, context: Context): Topology {
  const ref = source.$ref ?? (source.allOf?.length === 1 ? source.allOf[0]?.$ref : undefined);
  if (ref === undefined) return { ...patchFacts(source), ...readInline(source, inContext(source, context)) };
  return { ...readRef(ref, source['x-kubernetes-map-type'], context), ...patchFacts(source) };
}

function inContext(source: TopologySource, context: Context): Context {
  return source['x-kubernetes-preserve-unknown-fields'] === true ? { ...context, preserve: true } : context;
}

function readRef(ref: string, mapType: string | undefined, context: Context): Topology {
  if (untypedRefs.test(ref)) return { scalar: 'untyped', patchStrategies: noStrategies };
  if (atomicRefs.test(ref)) return untypedAtomic;
  const target = context.lookup(ref);
  if (target === undefined) return deduced;
  return read(mapType === undefined ? target : { ...target, 'x-kubernetes-map-type': mapType }, { ...context, preserve: false });
}

function patchFacts(source: TopologySource): Pick<Topology, 'patchStrategies' | 'patchMergeKey'> {
  const strategy = source['x-kubernetes-patch-strategy'];
  const key = source['x-kubernetes-patch-merge-key'];
  return { patchStrategies: strategy === undefined ? noStrategies : strategy.split(','), ...(key !== undefined && { patchMergeKey: key }) };
}

function readInline(source: TopologySource, context: Context): Omit<Topology, 'patchStrategies' | 'patchMergeKey'> {
  switch (source['x-kubernetes-int-or-string'] === true ? undefined : source.type) {
    case 'object':
      return { map: readMap(source, context) };
    case 'array':
      return { list: readList(source, context) };
    case 'integer':
    case 'number':
      return { scalar: 'numeric' };
    case 'boolean':
      return { scalar: 'boolean' };
    case 'string':
      return { scalar: source.format === undefined || source.format === '' || source.format === 'byte' ? 'string' : 'untyped' };
    default:
      return { scalar: 'untyped', list: readList(source, context), map: readMap(source, context) };
  }
}

function readList(source: TopologySource, context: Context): ListTopology {
  const type = source['x-kubernetes-list-type'];
  const key = source['x-kubernetes-patch-merge-key'];
  const merges = type === undefined && (source['x-kubernetes-patch-strategy'] ?? '').split(',').includes('merge');
  const keys = type === 'map' ? (source['x-kubernetes-list-map-keys'] ?? []) : merges && key !== undefined ? [key] : [];
  const items = lazily(() => (source.items === undefined ? untypedAtomic : read(source.items, context)));
  return {
    merge: keys.length > 0 ? 'map' : type === 'set' || merges ? 'set' : 'atomic',
    keys,
    get items(): Topology {
      return items();
    },
  };
}

function readMap(source: TopologySource, context: Context): MapTopology {
  const own = source.properties ?? {};
  const embedded = source['x-kubernetes-embedded-resource'] === true ? typeAndMetadata : {};
  const properties = { ...own, ...embedded };
  const known = new Map<string, Topology>();
  const additional = lazily(() => readAdditional(source, properties, context));
  const declares = (name: string): boolean => Object.hasOwn(properties, name);
  return {
    atomic: source['x-kubernetes-map-type'] === 'atomic',
    declares,
    field(name) {
      const property = declares(name) ? properties[name] : undefined;
      if (property === undefined) return additional();
      const found = known.get(name) ?? read(property, Object.hasOwn(embedded, name) ? { ...context, preserve: false } : context);
      known.set(name, found);
      return found;
    },
    defaultOf: (name) => (declares(name) ? properties[name]?.default : undefined),
    get free(): boolean {
      return Object.keys(properties).length === 0 && additional() === deduced;
    },
  };
}

function readAdditional(source: TopologySource, properties: object, context: Context): Topology | undefined {
  const additional = source.additionalProperties;
  if (typeof additional === 'object') return read(additional, context);
  if (additional !== undefined) return additional ? deduced : undefined;
  return context.preserve || Object.keys(properties).length === 0 ? deduced : undefined;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
