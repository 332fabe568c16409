/**
 * Deleting: {@link remove} and {@link removeCollection}. An object goes at once unless something holds it: a finalizer, a grace period,
 * or the content of a namespace; then it is marked, and goes when the last hold does.
 */
import { at, equal, textAt } from 'kube-core/json';
import type { Answer } from './answer.js';
import type { ApiCall } from '../request/incoming.js';
import { timestamp, type Cluster } from '../cluster.js';
import { Item } from '../store/item.js';
import type { KubeJson } from '../object.js';
import { kindRules } from '../registry/kind-rules.js';
import { isDeleting, tidy } from '../admit/metadata.js';
import { lastingNamespaces } from '../admit/namespaces.js';
import { deleteOptions, secondsOf, type DeleteOptions } from '../request/delete-options.js';
import { listOptions } from '../request/options.js';
import { selection } from './selection.js';
import { conflict, forbidden, notFound } from '../refusal.js';
import type { Propagation, Resource } from '../registry/resource.js';
import { isGone } from './settle.js';

/** The finalizers that hold an owner until its dependants are dealt with. */
export const orphanFinalizer = 'orphan';
export const foregroundFinalizer = 'foregroundDeletion';

/** @throws Refusal 404, 409 where a precondition does not hold, 403 for a namespace that must stay. */
export function remove(cluster: Cluster, call: ApiCall): Answer {
  const { resource, namespace, name = '' } = call;
  const options = deleteOptions(call);
  const item = cluster.store.collection(resource.id).get(namespace, name);
  if (item === undefined) throw notFound(resource, name);
  if (resource.id === 'namespaces' && lastingNamespaces.has(name)) throw forbidden(resource, name, 'this namespace may not be deleted');
  checkPreconditions(item, resource, options);
  const { item: last, gone } = removeItem(cluster, { resource, item }, options);
  const { answersDeleted = false, deletionWarning } = kindRules(resource);
  const warnings = options.propagation === undefined && deletionWarning !== undefined ? [deletionWarning] : [];
  if (!gone || answersDeleted) return { as: 'item', status: 200, resource, item: last, warnings };
  return { as: 'value', status: 200, value: success(item, resource), warnings };
}

function checkPreconditions(item: Item, resource: Resource, { uid, version }: DeleteOptions): void {
  const named = { ...resource, plural: resource.kind }; // the server names the kind where others name the resource
  const failed = (what: string, ids: { readonly wanted: string; readonly found: string }, might: string): Error =>
    conflict(
      named,
      item.name,
      `the ${what} in the precondition (${ids.wanted}) does not match the ${what} in record (${ids.found}). The object might have been ${might}`,
    );
  if (uid !== undefined && uid !== item.uid) throw failed('UID', { wanted: uid, found: item.uid }, 'deleted and then recreated');
  if (version !== undefined && version !== String(item.version))
    throw failed('ResourceVersion', { wanted: version, found: String(item.version) }, 'modified');
}

function success(item: Item, { plural, group }: Resource): unknown {
  const details = { name: item.name, ...(group !== '' && { group }), kind: plural, uid: item.uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

/** What a deletion did to an object. */
export interface Removed {
  readonly item: Item;
  /** Whether it is gone, rather than marked. */
  readonly gone: boolean;
}

/** What a deletion by the server itself asks for. */
export type RemoveOptions = Pick<DeleteOptions, 'graceSeconds' | 'propagation'> & { readonly dryRun?: boolean };

/** Deletes an object, or marks it where something holds it. */
export function removeItem(
  cluster: Cluster,
  target: { readonly resource: Resource; readonly item: Item },
  options: RemoveOptions,
): Removed {
  const { resource, item } = target;
  const marked = mark(cluster, target, options);
  const gone = isGone(marked, resource);
  if (options.dryRun === true) return { item: new Item(marked), gone };
  if (gone) return { item: cluster.store.remove(resource.id, item), gone };
  return { item: marked === item.object ? item : cluster.store.put(resource.id, marked), gone };
}

/** The object as it is once its deletion was asked for; the same object where that changes nothing. */
function mark(cluster: Cluster, target: { readonly resource: Resource; readonly item: Item }, options: RemoveOptions): KubeJson {
  const { object } = target.item;
  const seconds = graceOf(object, target.resource, options);
  const finalizers = heldBy(object.metadata.finalizers ?? [], options.propagation ?? ownPolicy(object, target.resource));
  const shorter = isDeleting(object) && seconds < (object.metadata.deletionGracePeriodSeconds ?? 0);
  if (isDeleting(object) && !shorter && equal(finalizers, object.metadata.finalizers ?? [])) return object;
  const due = isDeleting(object) && !shorter ? {} : { deletionTimestamp: dueIn(cluster, seconds), deletionGracePeriodSeconds: seconds };
  const generation = object.metadata.generation === undefined || isDeleting(object) ? {} : { generation: object.metadata.generation + 1 };
  const metadata = tidy({ ...object.metadata, ...due, ...generation, finalizers });
  if (target.resource.id !== 'namespaces') return { ...object, metadata };
  return { ...object, metadata: tidy(withoutGrace(metadata)), status: { phase: 'Terminating' } };
}

function withoutGrace(metadata: KubeJson['metadata']): KubeJson['metadata'] {
  const { deletionGracePeriodSeconds: _none, ...rest } = metadata;
  return rest;
}

function dueIn(cluster: Cluster, seconds: number): string {
  return timestamp(cluster.clock, seconds);
}

const defaultPodGraceSeconds = 30;

/** Only a pod that runs somewhere is given time to end. */
function graceOf(object: KubeJson, resource: Resource, options: RemoveOptions): number {
  if (resource.id !== 'pods' || textAt(object.spec, 'nodeName') === '') return 0;
  const phase = textAt(object.status, 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') return 0;
  const own = at(object, ['spec', 'terminationGracePeriodSeconds']);
  return options.graceSeconds ?? secondsOf(own) ?? defaultPodGraceSeconds;
}

/** What a kind does with dependants where nobody says it, neither the call nor a finalizer. */
function ownPolicy({ metadata: { finalizers = [] } }: KubeJson, resource: Resource): Propagation | undefined {
  return finalizers.includes(foregroundFinalizer) ? undefined : kindRules(resource).propagation;
}

/** The finalizers that a propagation policy leaves an object with. */
function heldBy(finalizers: readonly string[], propagation: Propagation | undefined): string[] {
  if (propagation === undefined) return [...finalizers];
  const others = finalizers.filter((finalizer) => finalizer !== orphanFinalizer && finalizer !== foregroundFinalizer);
  if (propagation === 'Orphan') return [...others, orphanFinalizer];
  return propagation === 'Foreground' ? [...others, foregroundFinalizer] : others;
}

/** Deletes all that are selected; the answer is what they were before. @throws Refusal 409 at the first whose precondition does not hold. */
export function removeCollection(cluster: Cluster, call: ApiCall): Answer {
  const options = deleteOptions(call);
  const selected = selection(call, listOptions(call));
  const { resource } = call;
  const items = cluster.store.collection(resource.id).items().filter(selected);
  const { version } = cluster.store;
  for (const item of items) {
    checkPreconditions(item, resource, options);
    removeItem(cluster, { resource, item }, options);
  }
  return { as: 'page', resource, page: { items, version } };
}
