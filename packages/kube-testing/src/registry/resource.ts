/**
 * What is known of a kind that is served: {@link Resource}.
 */
import { apiVersionOf as apiVersion } from 'kube-core';
import type { Schema } from 'kube-core/schema';

/** A column of a table, as CRDs declare it. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

/** How a delete treats dependants. */
export type Propagation = 'Orphan' | 'Background' | 'Foreground';

/** What only custom resources have. */
export interface Custom {
  readonly schema: Schema;
  /** None: the server shows name and age. */
  readonly columns: readonly Column[] | undefined;
  /** What a request to this version is warned of. */
  readonly deprecation: string | undefined;
}

/** One kind at one version. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
  /** Whether its generation is counted. */
  readonly generation: boolean;
  /** Fields that a selector may ask for, beside name and namespace. */
  readonly selectable: readonly string[];
  /** The version that its objects are stored at. */
  readonly storageVersion: string;
  /** The collection of the store, `deployments.apps`: one for all versions. */
  readonly id: string;
  /** There if and only if the kind comes from a CustomResourceDefinition. */
  readonly custom: Custom | undefined;
}

/** The apiVersion that objects of a kind are stored at. */
export const storedVersion = ({ group, storageVersion }: Resource): string => apiVersion({ group, version: storageVersion });

/** Whether a kind has a subresource. */
export const has = (resource: Resource, subresource: string): boolean => resource.subresources.includes(subresource);
