/**
 * From a key to a place: which object a verb means, and whether it can be meant through this Api.
 */
import { KubeError } from '../errors.js';
import type { ResourceDefinition } from '../resource/definition.js';
import { partialKind } from '../resource/metadata.js';
import { unwanted } from '../util/arguments.js';
import { isObject } from '../util/json/json.js';
import type { Target } from '../request/build.js';
import type { Key } from './options.js';

/** The kind, and the namespace that the Api is bound to, if it is. */
export interface Bound {
  readonly definition: ResourceDefinition;
  readonly namespace: string | undefined;
}

const refuse = (message: string): KubeError => new KubeError('key', message);

/**
 * The object that a key names.
 *
 * @throws KubeError `key` when it has no name, when its namespace is unknown or not the one that the Api is bound to, or when it is an object
 *   of another kind: a verb would take the one of the same name.
 */
export function targetOf(bound: Bound, key: Key): Target {
  refuseOthers(bound.definition, key);
  return partOf(bound, key);
}

/** As {@link targetOf}, for a subresource: its key may be what the subresource holds, a Scale for a Deployment. */
export function partOf(bound: Bound, key: Key): Target {
  const { name, namespace } = partsOf(bound.definition, key);
  const place = placeOf(bound, namespace, `${bound.definition.kind} "${name}"`);
  return { definition: bound.definition, ...place, name };
}

function refuseOthers({ kind }: ResourceDefinition, key: Key): void {
  const other: unknown = isObject(key) ? Reflect.get(key, 'kind') : undefined;
  if (typeof other !== 'string' || other === '' || other === kind || other === partialKind) return;
  throw refuse(`the key is a ${other}, and this is an Api of ${kind} objects: pass the name where that is meant`);
}

function partsOf({ kind }: ResourceDefinition, key: Key): { readonly name: string; readonly namespace?: string } {
  if (typeof key === 'string') return { name: key };
  const parts: unknown = isObject(key) && 'metadata' in key ? key.metadata : key;
  if (!isObject(parts) || typeof parts['name'] !== 'string')
    throw unwanted(`a key of a ${kind} is its name, { name, namespace }, or the object with both in its metadata`, key, 'key');
  const { name, namespace } = parts;
  if (namespace === undefined) return { name };
  if (typeof namespace === 'string') return { name, namespace };
  throw unwanted(`the namespace of a ${kind} is a string`, namespace, 'key');
}

/** Where an object that may have no name yet is to be created. @throws KubeError `key`, as {@link targetOf}. */
export function collectionFor(
  bound: Bound,
  object: { readonly metadata?: { readonly name?: string; readonly namespace?: string } },
): Target {
  if (!isObject(object)) throw unwanted(`what is written is a ${bound.definition.kind}`, object, 'key');
  const { name = '', namespace } = object.metadata ?? {};
  return { definition: bound.definition, ...placeOf(bound, namespace, `${bound.definition.kind} "${name}"`) };
}

/** Every object that the Api covers. */
export function collectionOf(bound: Bound): Target {
  return { definition: bound.definition, namespace: bound.namespace };
}

/** Every object that the Api covers, where that is one namespace or a cluster-scoped kind: the server deletes no more at once. */
export function boundCollectionOf(bound: Bound): Target {
  if (bound.definition.scope === 'Namespaced' && bound.namespace === undefined)
    throw refuse(`every ${bound.definition.kind} is too many: the server deletes those of one namespace at a time, use Api.namespaced`);
  return collectionOf(bound);
}

function placeOf({ definition, namespace: own }: Bound, theirs: string | undefined, what: string): { readonly namespace?: string } {
  if (definition.scope === 'Cluster') return {};
  if (own !== undefined && theirs !== undefined && theirs !== '' && theirs !== own) {
    throw refuse(`${what} is in namespace "${theirs}", and this Api is bound to "${own}"`);
  }
  const namespace = own ?? theirs ?? '';
  if (namespace === '') throw refuse(`${what} needs a namespace: pass { name, namespace } or the object, or use Api.namespaced`);
  return { namespace };
}
