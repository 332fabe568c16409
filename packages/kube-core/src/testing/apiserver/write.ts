/**
 * Creating and changing objects: {@link create} and {@link change}, which every write comes down to (an update, each kind of patch, a
 * status, a scale). What a request may do to an object is decided here, in the order in which kube-apiserver decides it.
 */
import type { Answer } from './answer.js';
import type { ApiCall } from './call.js';
import type { Cluster } from './cluster.js';
import { Item } from './item.js';
import { sameJson, without, type KubeJson } from './json.js';
import { changesDesired, kindRules } from './kinds.js';
import { isDeleting, newFindings, newMetadata, nextFindings, nextMetadata } from './metadata.js';
import { requireNamespace } from './namespaces.js';
import { versionNumber, type WriteOptions } from './options.js';
import { alreadyExists, badRequest, conflict, internal, invalid, invalidValue, modified, notFound } from './refusal.js';
import { apiVersion, has, type Resource } from './registry.js';
import { conform, findingsOf, tracked } from './rules.js';
import { authorOf, targetOf, type Target } from './target.js';

/** @throws Refusal 400 for an object of another namespace. */
function inNamespace(object: KubeJson, namespace: string | undefined, resource: Resource): KubeJson {
  const own = object.metadata.namespace ?? '';
  if (!resource.namespaced) {
    if (own !== '') throw badRequest('namespace field is not allowed for cluster-scoped objects');
    return object;
  }
  if (own !== '' && own !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  return { ...object, metadata: { ...object.metadata, ...(namespace !== undefined && { namespace }) } };
}

/** A new object, and how it is written. */
export interface NewObject {
  readonly object: KubeJson;
  readonly options: WriteOptions;
  /** Whether its managedFields say already who set what, as after an apply. */
  readonly tracked?: boolean;
}

/**
 * Stores a new object.
 *
 * @throws Refusal 404 for a namespace that is not there, 403 for one that is ending, 409 for a name that is taken, 422 for an object
 * that breaks the rules of its kind.
 */
export function create(cluster: Cluster, call: ApiCall, body: NewObject): Answer {
  const { resource, namespace } = call;
  const { options } = body;
  if (resource.namespaced && namespace === undefined) throw badRequest('an empty namespace may not be set during creation');
  const asked = inNamespace(body.object, namespace, resource);
  requireNamespace(cluster, resource, asked);
  if ((asked.metadata.resourceVersion ?? '') !== '') throw internal('resourceVersion should not be set on objects to be created');
  const { object, warnings } = conform(asked, resource, options.fieldValidation);
  const made = fresh(cluster, object, resource);
  refuse(resource, made.metadata.name ?? '', [...newFindings(asked.metadata, made.metadata, resource), ...findingsOf(made, resource)]);
  const noted = body.tracked === true ? made : tracked(undefined, made, { target: targetOf(call), author: authorOf(cluster, options) });
  const name = noted.metadata.name ?? '';
  if (cluster.store.collection(resource.id).get(namespace, name) !== undefined) throw alreadyExists(resource, name);
  const item = options.dryRun ? new Item(noted) : cluster.store.put(resource.id, stored(noted, resource));
  return { as: 'item', status: 201, resource, item, warnings };
}

/** A new object with what the server fills in. */
function fresh(cluster: Cluster, object: KubeJson, resource: Resource): KubeJson {
  const rules = kindRules(resource);
  const named: KubeJson = { ...object, metadata: newMetadata(object.metadata, resource, cluster.clock) };
  const made = rules.create?.(named) ?? named;
  if (!has(resource, 'status') || resource.id === 'customresourcedefinitions.apiextensions.k8s.io') return made;
  const status =
    rules.initialStatus === undefined ? (resource.custom === undefined ? {} : undefined) : (rules.initialStatus(made) ?? made.status);
  return status === undefined ? { ...without(made, 'status'), ...typeOf(made) } : { ...made, status };
}

const typeOf = ({ apiVersion: version, kind, metadata }: KubeJson): KubeJson => ({ apiVersion: version, kind, metadata });

/** In the version that the kind is stored at. */
const stored = (object: KubeJson, resource: Resource): KubeJson => ({
  ...object,
  apiVersion: apiVersion({ group: resource.group, version: resource.storageVersion }),
});

function refuse(resource: Resource, name: string, findings: Parameters<typeof invalid>[2]): void {
  if (findings.length > 0) throw invalid(resource, name, findings);
}

/** What a change asks for. */
export interface Change {
  /** The object as it should be, made from what it is. */
  readonly next: (current: KubeJson) => KubeJson;
  readonly options: WriteOptions;
  /** Whether the new object states the version that it is of, as updates do; a patch that says none is of any. */
  readonly whole: boolean;
  /** Notes who set what; without it, as an update does. */
  readonly track?: (current: KubeJson, next: KubeJson) => KubeJson;
}

/**
 * Changes a stored object.
 *
 * @throws Refusal 404 where there is none, 409 for a version that is no longer the latest, 422 for a change that breaks a rule.
 */
export function change(cluster: Cluster, target: Target, wanted: Change): Answer {
  const { resource, namespace, name, subresource } = target;
  const collection = cluster.store.collection(resource.id);
  const item = collection.get(namespace, name);
  if (item === undefined) throw notFound(resource, name);
  const current = item.as(apiVersion(resource));
  const asked = inNamespace(wanted.next(current), namespace, resource);
  checkName(asked, name);
  const { object, warnings } = conform(asked, resource, wanted.options.fieldValidation);
  const kept = keepOther(object, current, { resource, subresource });
  checkVersion(asked, current, { target, whole: wanted.whole });
  const next: KubeJson = { ...kept, metadata: nextMetadata(kept.metadata, current.metadata) };
  refuse(resource, name, [...nextFindings(next.metadata, current.metadata), ...findingsOf(next, resource, current)]);
  const track = wanted.track ?? ((before, after) => tracked(before, after, { target, author: authorOf(cluster, wanted.options) }));
  const final = track(current, counted(next, current, resource));
  const answer = (given: Item): Answer => ({ as: 'item', status: 200, resource, item: given, warnings });
  if (unchanged(final, current)) return answer(item);
  if (wanted.options.dryRun) return answer(new Item(final));
  if (isGone(final, resource)) {
    const last = new Item(stored(final, resource)); // answered with the version that it had, unlike the event of its deletion
    cluster.store.remove(resource.id, last);
    return answer(last);
  }
  return answer(cluster.store.put(resource.id, stored(final, resource)));
}

/** @throws Refusal 400 for an object of another name. */
function checkName(asked: KubeJson, name: string): void {
  const own = asked.metadata.name ?? '';
  if (own === '') throw badRequest('the name of the object must be set');
  if (own !== name) throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
}

/** Whether two states differ in nothing but when somebody last set what they had set before. */
function unchanged(next: KubeJson, current: KubeJson): boolean {
  const timeless = (object: KubeJson): KubeJson => ({
    ...object,
    metadata: { ...object.metadata, managedFields: object.metadata.managedFields?.map((entry) => ({ ...entry, time: '' })) ?? [] },
  });
  return sameJson(timeless(next), timeless(current));
}

/** A status belongs to its own endpoint, the rest to the main one. */
function keepOther(
  next: KubeJson,
  current: KubeJson,
  place: { readonly resource: Resource; readonly subresource: string | undefined },
): KubeJson {
  const { resource, subresource } = place;
  if (subresource === 'status')
    return withStatus(
      current,
      next.status,
      resource.custom === undefined
        ? next
        : { ...next, metadata: { ...current.metadata, managedFields: next.metadata.managedFields ?? [] } },
    );
  if (subresource !== undefined || !has(resource, 'status')) return next;
  return withStatus(next, current.status, next);
}

function withStatus(object: KubeJson, status: unknown, from: KubeJson): KubeJson {
  const rest = { ...without(object, 'status'), ...typeOf(from) };
  return status === undefined ? rest : { ...rest, status };
}

function checkVersion(asked: KubeJson, current: KubeJson, how: { readonly target: Target; readonly whole: boolean }): void {
  const { resource, name } = how.target;
  const { resourceVersion: version = '', uid = '' } = asked.metadata;
  const given = versionNumber(version, 'update');
  if (uid !== '' && uid !== current.metadata.uid)
    throw conflict(resource, name, uidWords(resource, how.target, { uid, current: current.metadata.uid ?? '' }));
  if (how.whole && (given === undefined || given === 0) && kindRules(resource).needsVersion === true) {
    const named = { group: resource.group, kind: resource.plural }; // the server names the resource where others name the kind
    throw invalid(named, name, [invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')]);
  }
  if (given !== undefined && given !== 0 && version !== current.metadata.resourceVersion) throw conflict(resource, name, modified);
}

function uidWords(resource: Resource, target: Target, uids: { readonly uid: string; readonly current: string }): string {
  const key = ['/registry', ...(resource.group === '' ? [] : [resource.group]), resource.plural, target.namespace, target.name].filter(
    (part) => part !== undefined,
  );
  return (
    `StorageError: invalid object, Code: 4, Key: ${key.join('/')}, ResourceVersion: 0, AdditionalErrorMsg: ` +
    `Precondition failed: UID in precondition: ${uids.uid}, UID in object meta: ${uids.current}`
  );
}

function counted(next: KubeJson, current: KubeJson, resource: Resource): KubeJson {
  if (!resource.generation || !changesDesired(next, current, resource)) return next;
  return { ...next, metadata: { ...next.metadata, generation: (current.metadata.generation ?? 0) + 1 } };
}

/** Whether nothing holds back an object whose deletion was asked for. */
export function isGone(object: KubeJson, resource: Resource): boolean {
  if (!isDeleting(object) || (object.metadata.finalizers ?? []).length > 0) return false;
  if (resource.id === 'namespaces') return !hasNamespaceFinalizers(object);
  return (object.metadata.deletionGracePeriodSeconds ?? 0) === 0;
}

function hasNamespaceFinalizers(object: KubeJson): boolean {
  const spec = object.spec;
  const finalizers: unknown = typeof spec === 'object' && spec !== null ? Reflect.get(spec, 'finalizers') : undefined;
  return Array.isArray(finalizers) && finalizers.length > 0;
}
