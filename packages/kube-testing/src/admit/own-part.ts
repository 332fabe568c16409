/**
 * Who may write which part of an object: the status belongs to its own endpoint, some metadata to the server. Enter at {@link ownPart} and
 * {@link ownMetadata}.
 */
import { listAt, objectAt, without } from 'kube-core/json';
import type { KubeJson } from '../object.js';
import { kindRules } from '../registry/kind-rules.js';
import { has, type Resource } from '../registry/resource.js';
import { changing, type Step } from './attempt.js';
import { newMetadata, nextMetadata } from './metadata.js';

/**
 * Takes from an update what its endpoint does not write: the object's own endpoint leaves the status as it is, that of the status all the
 * rest. What a new object's status is the step {@link begun} says.
 */
export const ownPart: Step = changing(({ object, current, target: { resource, subresource } }) => {
  if (current === undefined) return object;
  switch (subresource) {
    case 'status':
      return withStatus(current, object.status, ofStatus(object, current, resource));
    case 'approval':
      return withStatus(current, { ...objectAt(current, 'status'), conditions: listAt(object.status, 'conditions') }, object);
    case 'finalize':
      return withStatus(object, current.status, object);
    default:
      return ownFields(object, current, resource);
  }
});

function ownFields(object: KubeJson, current: KubeJson, resource: Resource): KubeJson {
  const updated = kindRules(resource).update?.(object, current) ?? object;
  return has(resource, 'status') ? withStatus(updated, current.status, updated) : updated;
}

/** What the endpoint of the status writes beside it: metadata of a built-in kind; of a custom one only who wrote. */
function ofStatus(object: KubeJson, current: KubeJson, { custom }: Resource): KubeJson {
  if (custom === undefined) return object;
  return { ...object, metadata: { ...current.metadata, managedFields: object.metadata.managedFields ?? [] } };
}

function withStatus(object: KubeJson, status: unknown, from: KubeJson): KubeJson {
  const { apiVersion, kind, metadata } = from;
  const rest = { ...without(object, 'status'), apiVersion, kind, metadata };
  return status === undefined ? rest : { ...rest, status };
}

/** Gives an object the metadata that only the server sets. */
export const ownMetadata: Step = changing(({ cluster, object, current, target: { resource } }) => ({
  ...object,
  metadata: current === undefined ? newMetadata(object.metadata, resource, cluster.clock) : nextMetadata(object.metadata, current.metadata),
}));
