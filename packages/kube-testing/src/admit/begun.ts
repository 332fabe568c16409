/**
 * What a new object starts with, whatever its author wrote: {@link begun}.
 */
import { without } from 'kube-core/json';
import type { KubeJson } from '../object.js';
import { kindRules } from '../registry/kind-rules.js';
import { has, type Resource } from '../registry/resource.js';
import { changing, type Step } from './attempt.js';
import { crdId } from '../registry/definition.js';

/** Fills in what new objects of a kind start with, and gives them their first status. */
export const begun: Step = changing(({ object, current, target: { resource } }) =>
  current === undefined ? withFirstStatus(kindRules(resource).create?.(object) ?? object, resource) : object,
);

function withFirstStatus(object: KubeJson, resource: Resource): KubeJson {
  if (!has(resource, 'status') || resource.id === crdId) return object;
  const status = firstStatus(object, resource);
  const { apiVersion, kind, metadata } = object;
  return status === undefined ? { ...without(object, 'status'), apiVersion, kind, metadata } : { ...object, status };
}

/** Built-in kinds start with an empty status unless they have a rule of their own, custom ones with none. */
function firstStatus(object: KubeJson, resource: Resource): unknown {
  const { initialStatus } = kindRules(resource);
  if (initialStatus !== undefined) return initialStatus(object) ?? object.status;
  return resource.custom === undefined ? {} : undefined;
}
