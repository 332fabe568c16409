/**
 * A kind as its source describes it: names, columns, and the shapes of spec and status. What the front ends make and the checks and
 * printers read. Enter at {@link Resource}.
 */
import type { Origin, SchemaNode } from './schema-node.js';

/** One column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly format?: string;
  readonly description?: string;
  /** 0 is always shown, more only by `-o wide`. */
  readonly priority?: number;
  readonly origin: Origin;
}

/** A path into the object, and where it was written. */
export interface PathOf {
  readonly jsonPath: string;
  readonly origin: Origin;
}

/** What the scale subresource reads and writes. */
export interface Scale {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
  readonly origin: Origin;
}

/** One kind in one version. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly listKind: string;
  /** Namespaced or Cluster, once checked. */
  readonly scope: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly columns: readonly PrinterColumn[];
  /** Where it was asked that no Age column comes last; naming any column takes the server's own away. */
  readonly noAgeColumn?: Origin;
  readonly selectableFields: readonly PathOf[];
  readonly scale?: Scale;
  readonly description?: string;
  readonly spec: SchemaNode;
  readonly status?: SchemaNode;
  /** Where the `@kube` tag stands. */
  readonly origin: Origin;
  /** The file that the kind was written in, as the user named it. */
  readonly file: string;
}

/** `websites.example.com`: the name of the CustomResourceDefinition. */
export function crdNameOf(resource: Pick<Resource, 'group' | 'plural'>): string {
  return `${resource.plural}.${resource.group}`;
}
