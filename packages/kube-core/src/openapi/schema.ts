/**
 * The shapes in which the facts about built-in kinds are read: {@link OpenApiSchema} and {@link ResourceFact}. Enter at `facts.ts`.
 */

/** What is registered for a kind: its group (empty for core), version and kind. */
export interface GroupVersionKindFact {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A schema of `/openapi/v3` as a kube-apiserver publishes it, without its descriptions. */
export interface OpenApiSchema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly items?: OpenApiSchema;
  readonly additionalProperties?: OpenApiSchema;
  /** `#/components/schemas/` and the name of a schema; stands alone, so that with a default it is wrapped in `allOf`. */
  readonly $ref?: string;
  /** One reference, wrapped because something stands beside it. */
  readonly allOf?: readonly OpenApiSchema[];
  readonly oneOf?: readonly OpenApiSchema[];
  /** How server-side apply merges a list; absent means atomic. */
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map' | (string & {});
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  /** How server-side apply merges an object; absent means granular. */
  readonly 'x-kubernetes-map-type'?: 'granular' | 'atomic' | (string & {});
  /** How a strategic merge patch treats the property: `merge`, `retainKeys` or both with a comma; absent means replace. */
  readonly 'x-kubernetes-patch-strategy'?: string;
  /** The key by which a strategic merge patch tells the items of a list apart. It may differ from the keys of server-side apply. */
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKindFact[];
  readonly 'x-kubernetes-unions'?: unknown;
}

/** What an endpoint below a resource accepts: `scale` of deployments. */
export interface SubresourceFact {
  readonly name: string;
  /** The kind that it takes and answers; its group and version may be others than those of the resource. */
  readonly kind: GroupVersionKindFact;
  readonly verbs: readonly string[];
}

/** A resource as discovery lists it. */
export interface ResourceFact {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly SubresourceFact[];
}

/** What one group-version has. */
export interface GroupVersionFacts {
  readonly resources: readonly ResourceFact[];
  /** By full name: `io.k8s.api.apps.v1.Deployment`. */
  readonly schemas: ReadonlyMap<string, OpenApiSchema>;
}
