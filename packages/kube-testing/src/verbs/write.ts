/**
 * Creating and changing objects: {@link create} and {@link change}, which every write comes down to (an update, each kind of patch, a
 * status). What a request may do to an object is decided by the steps of admission.
 */
import { equal } from 'kube-core/json';
import { admit } from '../admit/admission.js';
import type { Attempt } from '../admit/attempt.js';
import type { Cluster } from '../cluster.js';
import type { KubeJson } from '../object.js';
import { alreadyExists, notFound } from '../refusal.js';
import { apiVersionOf } from 'kube-core';
import { storedVersion } from '../registry/resource.js';
import { decodeObject } from '../request/decode.js';
import type { ApiCall } from '../request/incoming.js';
import { writeOptions, type WriteOptions } from '../request/options.js';
import { targetOf } from '../request/write-target.js';
import { Item } from '../store/item.js';
import type { Answer } from './answer.js';
import { settle } from './settle.js';

/** A new object, and how it is written. */
export interface NewObject {
  readonly object: KubeJson;
  readonly options: WriteOptions;
  /** Whether its managedFields say already who set what, as after an apply. @defaultValue false */
  readonly tracked?: boolean;
}

/**
 * Stores a new object.
 *
 * @throws Refusal 404 for a namespace that is not there, 403 for one that is ending, 409 for a name that is taken, 422 for an object
 * that breaks the rules of its kind.
 */
export function create(cluster: Cluster, call: ApiCall, { object: asked, options, tracked = false }: NewObject): Answer {
  const { resource, namespace } = call;
  const target = targetOf(call);
  const attempt: Attempt = { cluster, target, options, asked, object: asked, tracked, current: undefined, whole: true, warnings: [] };
  const { object, warnings } = admit(attempt);
  const name = object.metadata.name ?? '';
  if (cluster.store.collection(resource.id).get(namespace, name) !== undefined) throw alreadyExists(resource, name);
  const item = options.dryRun ? new Item(object) : cluster.store.put(resource.id, { ...object, apiVersion: storedVersion(resource) });
  return { as: 'item', status: 201, resource, item, warnings };
}

/** The object of the body as a new one. @throws as {@link create}, and Refusal 400 for a body that is no such object. */
export async function createFrom(cluster: Cluster, call: ApiCall): Promise<Answer> {
  const options = writeOptions(call);
  return create(cluster, call, { object: await decodeObject(call), options });
}

/** What a change asks for. */
export interface Change {
  /** The object as it should be, made from what it is. */
  readonly next: (current: KubeJson) => KubeJson;
  readonly options: WriteOptions;
  /** Whether the new object states the version that it is of, as updates do; a patch that says none is of any. */
  readonly whole: boolean;
  /** Whether its managedFields say already who set what, as after an apply. @defaultValue false */
  readonly tracked?: boolean;
}

/**
 * Changes a stored object.
 *
 * @throws Refusal 404 where there is none, 409 for a version that is no longer the latest, 422 for a change that breaks a rule.
 */
export function change(cluster: Cluster, call: ApiCall, { next, options, whole, tracked = false }: Change): Answer {
  const target = targetOf(call);
  const { resource, namespace, name } = target;
  const item = cluster.store.collection(resource.id).get(namespace, name);
  if (item === undefined) throw notFound(resource, name);
  const current = item.as(apiVersionOf(resource));
  const asked = next(current);
  const attempt: Attempt = { cluster, target, options, current, asked, object: asked, whole, tracked, warnings: [] };
  const { object, warnings } = admit(attempt);
  const written = unchanged(object, current)
    ? item
    : options.dryRun
      ? new Item(object)
      : settle(cluster, { resource, before: item, next: object });
  return { as: 'item', status: 200, resource, item: written, warnings };
}

/** The object of the body in the place of the stored one. @throws as {@link change}, and Refusal 400 for a body that is no such object. */
export async function updateFrom(cluster: Cluster, call: ApiCall): Promise<Answer> {
  const options = writeOptions(call);
  const object = await decodeObject(call);
  return change(cluster, call, { next: () => object, options, whole: true });
}

/** Whether two states differ in nothing but when somebody last set what they had set before. */
function unchanged(next: KubeJson, current: KubeJson): boolean {
  const timeless = (object: KubeJson): KubeJson => ({
    ...object,
    metadata: { ...object.metadata, managedFields: object.metadata.managedFields?.map((entry) => ({ ...entry, time: '' })) ?? [] },
  });
  return equal(timeless(next), timeless(current));
}
