/**
 * What a topology is read from: {@link TopologySource}, which CRD schemas and the OpenAPI facts of built-in kinds both are. Beside it what
 * only the source knows: {@link zeroObject}, and the metadata that every object has.
 */
import { objectMetaSchema } from '../../resource/object-meta.js';

/** What a topology is read from: a CRD's `Schema` is one, and so is a definition of the OpenAPI facts with its `$ref`s. */
export interface TopologySource {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, TopologySource>>;
  readonly additionalProperties?: TopologySource | boolean;
  readonly items?: TopologySource;
  readonly allOf?: readonly TopologySource[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
}

/** Finds what a `$ref` names: `#/definitions/io.k8s.api.core.v1.PodSpec`. */
export type SourceLookup = (ref: string) => TopologySource | undefined;

/**
 * A built-in kind's object with nothing set: what Go's zero value holds, which the server compares a new object with. Its structs
 * are there and empty, its required fields are `null`. A custom resource has no such thing: there an empty object is empty.
 */
export function zeroObject(source: TopologySource, lookup: SourceLookup): Readonly<Record<string, unknown>> {
  const schema = source.$ref === undefined ? source : (lookup(source.$ref) ?? {});
  const zero: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const value = zeroOf(property, lookup) ?? (schema.required?.includes(name) === true ? null : undefined);
    if (value !== undefined) zero[name] = value;
  }
  return zero;
}

/** OpenAPI gives a struct that is not a pointer the default `{}`, and a required scalar its zero. */
function zeroOf(property: TopologySource, lookup: SourceLookup): unknown {
  const value = property.default;
  if (value === '' || value === 0 || value === false) return value;
  const ref = property.$ref ?? property.allOf?.[0]?.$ref;
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return isEmpty && ref !== undefined ? zeroObject({ $ref: ref }, lookup) : undefined;
}

const text: TopologySource = { type: 'string' };

/** The fields of every object, for the schemas of custom resources and of what is embedded in them. */
export const typeAndMetadata: Readonly<Record<string, TopologySource>> = { apiVersion: text, kind: text, metadata: objectMetaSchema };
