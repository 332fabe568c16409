/**
 * Reading metadata without asking each time whether it is there, and metadata alone: {@link metadataOf}.
 */
import { unwanted } from '../util/arguments.js';
import { checkDefinition, type KubeObject, type ResourceDefinition, type Scope } from './definition.js';
import type { ObjectMeta } from './types.js';

type ReadOnlyMeta = { readonly [P in keyof ObjectMeta]: ObjectMeta[P] | undefined };
interface HasMeta {
  readonly metadata?: { readonly name?: string; readonly namespace?: string } | undefined;
}

/** The metadata of an object, if it has any. @throws KubeError `params` for what is no object. */
export function metaOf<M>(object: { readonly metadata?: M | undefined }): M | undefined {
  const given: unknown = object; // from JavaScript it may be anything
  if (typeof given === 'object' && given !== null) return object.metadata;
  throw unwanted('what has metadata is an object of the API', given);
}

/** The object's name; empty when it has none yet. @throws KubeError `params` for what is no object. */
export const nameOf = (object: HasMeta): string => metaOf(object)?.name ?? '';

/** The object's namespace; `undefined` for cluster-scoped kinds. @throws KubeError `params` for what is no object. */
export const namespaceOf = (object: HasMeta): string | undefined => metaOf(object)?.namespace;

/** `namespace/name`, or the name alone: what messages and keys call an object. @throws KubeError `params` for what is no object. */
export function keyOf(object: HasMeta): string {
  const namespace = namespaceOf(object);
  return namespace === undefined || namespace === '' ? nameOf(object) : `${namespace}/${nameOf(object)}`;
}

/** What objects of which only the metadata was asked for call their kind. */
export const partialKind = 'PartialObjectMetadata';

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
 * @throws KubeError `definition` for what is no definition.
 */
export function metadataOf<S extends Scope>(definition: ResourceDefinition<KubeObject, S>): MetadataDefinition<S> {
  checkDefinition(definition);
  const { group, version, kind, plural, scope } = definition;
  return { group, version, kind, plural, scope, metadataOnly: true };
}

/** Whether answers of this definition hold metadata alone. */
export function isMetadataOnly(definition: ResourceDefinition): definition is MetadataDefinition {
  return Reflect.get(definition, 'metadataOnly') === true;
}

/** Whether deletion was asked for and finalizers are still to run. */
export const isDeleting = (object: { readonly metadata?: Pick<ReadOnlyMeta, 'deletionTimestamp'> | undefined }): boolean =>
  metaOf(object)?.deletionTimestamp !== undefined;
