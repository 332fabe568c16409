/**
 * What built-in kinds do of their own when they are written: {@link kindRules}. A kind that is not here only does what all kinds do.
 */
import { objectAt, sameJson, type JsonObject, type KubeJson } from './json.js';
import type { Resource } from './registry.js';

/** The rules of one kind. */
export interface KindRules {
  /** Fills in what a new object of the kind starts with. */
  readonly create?: (object: KubeJson) => KubeJson;
  /** The status of a new object; a caller cannot choose it. `undefined` keeps what the caller wrote. */
  readonly initialStatus?: (object: KubeJson) => JsonObject | undefined;
  /** Whether an update must say which version it is of. */
  readonly needsVersion?: boolean;
  /** Whether a delete answers with the object that it deleted. */
  readonly answersDeleted?: boolean;
  /** What else than the spec counts as a change of the desired state. */
  readonly countsAnnotations?: boolean;
}

const returnsObject: KindRules = { answersDeleted: true };

const namespaceRules: KindRules = {
  create: (object) => {
    const labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name ?? '' };
    return { ...object, metadata: { ...object.metadata, labels }, spec: { ...objectAt(object, 'spec'), finalizers: ['kubernetes'] } };
  },
  initialStatus: () => ({ phase: 'Active' }),
};

const podRules: KindRules = {
  answersDeleted: true,
  initialStatus: () => ({ phase: 'Pending', qosClass: 'BestEffort' }),
};

const rules: Readonly<Record<string, KindRules>> = {
  namespaces: namespaceRules,
  pods: podRules,
  nodes: { initialStatus: () => undefined },
  services: { answersDeleted: true, initialStatus: () => ({ loadBalancer: {} }) },
  serviceaccounts: returnsObject,
  podtemplates: returnsObject,
  resourcequotas: returnsObject,
  persistentvolumes: { answersDeleted: true, initialStatus: () => ({ phase: 'Pending' }) },
  persistentvolumeclaims: { answersDeleted: true, initialStatus: () => ({ phase: 'Pending' }) },
  'deployments.apps': { countsAnnotations: true },
  'leases.coordination.k8s.io': { needsVersion: true },
  'storageclasses.storage.k8s.io': returnsObject,
  'volumeattachments.storage.k8s.io': returnsObject,
  'csidrivers.storage.k8s.io': returnsObject,
  'csinodes.storage.k8s.io': returnsObject,
  'customresourcedefinitions.apiextensions.k8s.io': { needsVersion: true, initialStatus: () => undefined },
};

const customRules: KindRules = { needsVersion: true };
const plainRules: KindRules = {};

/** The rules of a kind. */
export const kindRules = (resource: Resource): KindRules =>
  resource.custom === undefined ? (rules[resource.id] ?? plainRules) : customRules;

/** Whether what an update changes is the desired state: anything outside metadata, and outside the status where that has a place of its own. */
export function changesDesired(next: KubeJson, current: KubeJson, resource: Resource): boolean {
  const split = resource.subresources.includes('status');
  const desired = (object: KubeJson): JsonObject =>
    Object.fromEntries(
      Object.entries(object).filter(([field]) => field !== 'metadata' && field !== 'apiVersion' && !(split && field === 'status')),
    );
  if (!sameJson(desired(next), desired(current))) return true;
  return kindRules(resource).countsAnnotations === true && !sameJson(next.metadata.annotations ?? {}, current.metadata.annotations ?? {});
}
