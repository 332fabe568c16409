/**
 * What a kind is, as a value: {@link ResourceDefinition}. Every function of this project that needs to know a kind takes one, so
 * there is no registry and nothing is looked up by the name of a class. Built-in kinds, generated classes and
 * {@link dynamicResource} are all definitions.
 */
import type { ListMeta, ObjectMeta } from './types.js';

/** What every object has, whatever its kind. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
}

/** Where objects of a kind live: in a namespace, or once for the whole cluster. */
export type Scope = 'Namespaced' | 'Cluster';

/**
 * A kind as the API serves it.
 *
 * @typeParam K - The type of its objects.
 * @typeParam S - Its scope: `Api.namespaced` refuses a cluster-scoped kind at compile time.
 */
export interface ResourceDefinition<out K extends KubeObject = KubeObject, out S extends Scope = Scope> {
  /** `apps` for example; empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The name in paths: `deployments`. */
  readonly plural: string;
  readonly scope: S;
  /** Never set: it carries the type of the objects. */
  readonly prototype?: K;
}

/** An object as the server answered it: what it always fills in is not optional. */
export type Stored<K> = K & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion: string; readonly creationTimestamp: string };
};

type Primitive = string | number | boolean | bigint | null | undefined;

/** The same data, read-only all the way down. What a cache hands out is frozen; what the API takes may be. */
export type Frozen<T> = T extends Primitive
  ? T
  : T extends readonly (infer E)[]
    ? readonly Frozen<E>[]
    : T extends object
      ? { readonly [P in keyof T]: Frozen<T[P]> }
      : T;

/** A list as the server answered it. */
export interface ObjectList<K> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ListMeta;
  readonly items: K[];
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(definition: Pick<ResourceDefinition, 'group' | 'version'>): string {
  return definition.group === '' ? definition.version : `${definition.group}/${definition.version}`;
}

/** `deployments.apps`: the name of a kind in messages, roles and CustomResourceDefinitions. */
export function qualifiedName(definition: Pick<ResourceDefinition, 'group' | 'plural'>): string {
  return definition.group === '' ? definition.plural : `${definition.plural}.${definition.group}`;
}
