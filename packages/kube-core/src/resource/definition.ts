/**
 * What a kind is, as a value: {@link ResourceDefinition}. Every function of this project that needs to know a kind takes one, so
 * there is no registry and nothing is looked up by the name of a class. Built-in kinds, generated classes and
 * {@link dynamicResource} are all definitions.
 */
import { KubeError } from '../errors.js';
import { unwanted } from '../util/arguments.js';
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

const wanted = 'a kind is a definition: Pod of kube-core/k8s, a generated class, or dynamicResource({ … })';

/**
 * Refuses what is no definition. A name, a class without statics, a typing mistake: JavaScript lets all of them come this far.
 *
 * @throws KubeError `definition` that says what is wanted.
 */
export function checkDefinition(definition: Partial<ResourceDefinition>): void {
  const { group, version, kind, plural, scope } = partsOf(definition);
  if ([group, version, kind, plural].some((part) => typeof part !== 'string')) throw unwanted(wanted, definition, 'definition');
  if (scope !== 'Namespaced' && scope !== 'Cluster') throw new KubeError('definition', `the scope of a kind is Namespaced or Cluster`);
  for (const [what, part] of Object.entries({ version, plural, ...(group !== '' && { group }) }))
    if (!isPathPart(part))
      throw new KubeError('definition', `the ${what} of a kind is a part of a path: it is not empty, and holds no / and no %`);
}

/** Generated classes are definitions as well: their statics say what plain objects say. */
function partsOf(definition: unknown): Readonly<Record<string, unknown>> {
  if ((typeof definition === 'object' && definition !== null) || typeof definition === 'function')
    return definition as Readonly<Record<string, unknown>>; // whose values are looked at, each
  throw unwanted(wanted, definition, 'definition');
}

/** Whether objects of a kind live in namespaces: what `Api.namespaced` asks for, where a kind is known at run time only. */
export const isNamespaced = <D extends ResourceDefinition>(definition: D): definition is D & { readonly scope: 'Namespaced' } =>
  definition.scope === 'Namespaced';

/** Whether one part of a path can be this text: a name, a namespace, a plural. */
export const isPathPart = (part: unknown): part is string =>
  typeof part === 'string' && part !== '' && part !== '.' && part !== '..' && !/[/%\p{Surrogate}]/u.test(part);

/** `apps/v1`, or `v1` for the core group. @throws KubeError `definition` for what is no definition. */
export function apiVersionOf(definition: Pick<ResourceDefinition, 'group' | 'version'>): string {
  if (typeof partsOf(definition)['version'] !== 'string') throw unwanted(wanted, definition, 'definition');
  return definition.group === '' ? definition.version : `${definition.group}/${definition.version}`;
}

/**
 * `deployments.apps`: the name of a kind in messages, roles and CustomResourceDefinitions.
 *
 * @throws KubeError `definition` for what is no definition.
 */
export function qualifiedName(definition: Pick<ResourceDefinition, 'group' | 'plural'>): string {
  if (typeof partsOf(definition)['plural'] !== 'string') throw unwanted(wanted, definition, 'definition');
  return definition.group === '' ? definition.plural : `${definition.plural}.${definition.group}`;
}
