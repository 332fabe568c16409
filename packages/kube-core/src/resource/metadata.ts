/**
 * Reading metadata without asking each time whether it is there, and metadata alone: {@link metadataOf}.
 */
import type { KubeObject, ResourceDefinition, Scope } from './definition.js';
import type { ObjectMeta } from './types.js';

type ReadOnlyMeta = { readonly [P in keyof ObjectMeta]: ObjectMeta[P] | undefined };
interface HasMeta {
  readonly metadata?: { readonly name?: string; readonly namespace?: string } | undefined;
}

/** The object's name; empty when it has none yet. */
export const nameOf = (object: HasMeta): string => object.metadata?.name ?? '';

/** The object's namespace; `undefined` for cluster-scoped kinds. */
export const namespaceOf = (object: HasMeta): string | undefined => object.metadata?.namespace;

/** `namespace/name`, or the name alone: what messages and keys call an object. */
export function keyOf(object: HasMeta): string {
  const namespace = namespaceOf(object);
  return namespace === undefined || namespace === '' ? nameOf(object) : `${namespace}/${nameOf(object)}`;
}

/** An object of which only the metadata was asked for. */
export interface PartialObjectMetadata extends KubeObject {
  metadata?: ObjectMeta;
}

/** A definition whose answers hold metadata alone. */
export interface MetadataDefinition<S extends Scope = Scope> extends ResourceDefinition<PartialObjectMetadata, S> {
  readonly metadataOnly: true;
}

/**
 * The same kind, metadata only: lists and watches of it cost a fraction of the bytes.
 *
 * @param definition - The kind whose metadata is wanted.
 */
export function metadataOf<S extends Scope>(definition: ResourceDefinition<KubeObject, S>): MetadataDefinition<S> {
  const { group, version, kind, plural, scope } = definition;
  return { group, version, kind, plural, scope, metadataOnly: true };
}

/** Whether answers of this definition hold metadata alone. */
export function isMetadataOnly(definition: ResourceDefinition): definition is MetadataDefinition {
  return Reflect.get(definition, 'metadataOnly') === true;
}

/** Whether deletion was asked for and finalizers are still to run. */
export const isDeleting = (object: { readonly metadata?: Pick<ReadOnlyMeta, 'deletionTimestamp'> | undefined }): boolean =>
  object.metadata?.deletionTimestamp !== undefined;
