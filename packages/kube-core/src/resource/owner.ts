/**
 * Owner references: {@link ownerReference} for the dependant that is written, {@link controllerOf} for the one that was read.
 */
import { KubeError } from '../errors.js';
import { apiVersionOf, checkDefinition, type KubeObject, type ResourceDefinition } from './definition.js';
import { keyOf, metaOf } from './metadata.js';
import type { OwnerReference } from './types.js';

/** An object that may own others: it is stored, so it has a name and a uid. */
export interface Owner {
  readonly metadata: { readonly name: string; readonly uid: string; readonly namespace?: string };
}

/**
 * The reference that makes an object the controller of what carries it.
 *
 * @param definition - The owner's kind.
 * @param owner - The owner as stored.
 * @returns a reference with `controller` and `blockOwnerDeletion`, as controller-runtime sets it.
 * @throws KubeError `owner` when the owner has no uid: it was never stored.
 */
export function ownerReference(definition: ResourceDefinition, owner: Owner): OwnerReference {
  checkDefinition(definition);
  const { name = '', uid = '' } = metaOf<Partial<Owner['metadata']>>(owner) ?? {};
  if (name === '' || uid === '')
    throw new KubeError('owner', `${definition.kind} ${keyOf(owner)} has no uid: only a stored object can own others`);
  return { apiVersion: apiVersionOf(definition), kind: definition.kind, name, uid, controller: true, blockOwnerDeletion: true };
}

interface Owned {
  readonly metadata?: { readonly ownerReferences?: readonly Readonly<OwnerReference>[] } | undefined;
}

/** The owner that controls this object, if one does. */
export function controllerOf(object: Owned | Pick<KubeObject, 'metadata'>): Readonly<OwnerReference> | undefined {
  return metaOf<Owned['metadata']>(object)?.ownerReferences?.find((reference) => reference.controller === true);
}
