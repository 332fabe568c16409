/**
 * What built-in kinds do of their own when they are written: {@link kindRules}. A kind that is not here only does what all kinds do.
 */
import { at, equal, isObject, listAt, objectAt, textAt, type JsonObject } from 'kube-core/json';
import { invalid, type Finding } from 'kube-core/schema';
import type { KubeJson } from '../object.js';
import { dataFindings, fixedFindings } from './data-rules.js';
import { definitionFindings, withNames } from './definition-rules.js';
import { crdId } from './definition.js';
import type { Propagation, Resource } from './resource.js';

/** The rules of one kind. */
export interface KindRules {
  /** Fills in what the server's own reading of the kind fills in, at every write. */
  readonly read?: (object: KubeJson) => KubeJson;
  /** What is wrong with an object of the kind, or with what an update makes of it, beyond the types of its fields. */
  readonly findings?: (object: KubeJson, current: KubeJson | undefined) => readonly Finding[];
  /** Keeps what an update through the object's own endpoint does not write. */
  readonly update?: (object: KubeJson, current: KubeJson) => KubeJson;
  /** What becomes of dependants where nobody says it. @defaultValue they are collected */
  readonly propagation?: Propagation;
  /** What who deletes one without saying it is warned of. */
  readonly deletionWarning?: string;
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
  update: (object, current) => ({
    ...object,
    spec: { ...objectAt(object, 'spec'), finalizers: listAt(current.spec, 'finalizers') },
  }),
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

const secretRules: KindRules = {
  read: (object) => {
    const { stringData, ...rest } = object;
    const added = Object.entries(isObject(stringData) ? stringData : {}).map(([key, value]) => [key, base64(value)] as const);
    const data = Object.fromEntries([...Object.entries(objectAt(object, 'data')), ...added]);
    const { apiVersion, kind, metadata } = object;
    return { ...rest, apiVersion, kind, metadata, ...(Object.keys(data).length > 0 && { data }), type: textAt(object, 'type') || 'Opaque' };
  },
  findings: (object, current) => [...dataFindings(object, { fields: ['data'], path: 'data' }), ...fixedFindings(object, current)],
};

const base64 = (text: unknown): string => Buffer.from(String(text)).toString('base64');

const configMapRules: KindRules = {
  findings: (object, current) => [
    ...dataFindings(object, { fields: ['data', 'binaryData'], path: '[]' }),
    ...fixedFindings(object, current),
  ],
};

const leaseRules: KindRules = {
  needsVersion: true,
  findings: ({ spec }) => [
    ...(number(spec, 'leaseDurationSeconds', 1) <= 0
      ? [invalid('spec.leaseDurationSeconds', at(spec, ['leaseDurationSeconds']), 'must be greater than 0')]
      : []),
    ...(number(spec, 'leaseTransitions', 0) < 0
      ? [invalid('spec.leaseTransitions', at(spec, ['leaseTransitions']), 'must be greater than or equal to 0')]
      : []),
  ],
};

function number(value: unknown, field: string, otherwise: number): number {
  const found = at(value, [field]);
  return typeof found === 'number' ? found : otherwise;
}

const definitionRules: KindRules = { needsVersion: true, initialStatus: () => undefined, read: withNames, findings: definitionFindings };

const rules = new Map<string, KindRules>(
  Object.entries({
    configmaps: configMapRules,
    secrets: secretRules,
    namespaces: namespaceRules,
    pods: podRules,
    nodes: { initialStatus: () => undefined },
    services: { answersDeleted: true, initialStatus: () => ({ loadBalancer: {} }) },
    serviceaccounts: returnsObject,
    podtemplates: returnsObject,
    resourcequotas: returnsObject,
    persistentvolumes: { answersDeleted: true, initialStatus: () => ({ phase: 'Pending' }) },
    persistentvolumeclaims: { answersDeleted: true, initialStatus: () => ({ phase: 'Pending' }) },
    replicationcontrollers: { propagation: 'Orphan' },
    'jobs.batch': {
      propagation: 'Orphan',
      deletionWarning:
        'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set ' +
        'propagationPolicy=Orphan to suppress this warning',
    },
    'deployments.apps': { countsAnnotations: true },
    'leases.coordination.k8s.io': leaseRules,
    'storageclasses.storage.k8s.io': returnsObject,
    'volumeattachments.storage.k8s.io': returnsObject,
    'csidrivers.storage.k8s.io': returnsObject,
    'csinodes.storage.k8s.io': returnsObject,
    [crdId]: definitionRules,
  }),
);

const customRules: KindRules = { needsVersion: true };
const plainRules: KindRules = {};

/** The rules of a kind. */
export const kindRules = (resource: Resource): KindRules =>
  resource.custom === undefined ? (rules.get(resource.id) ?? plainRules) : customRules;

/** Whether what an update changes is the desired state: anything outside metadata, and outside the status where that has a place of its own. */
export function changesDesired(next: KubeJson, current: KubeJson, resource: Resource): boolean {
  const split = resource.subresources.includes('status');
  const desired = (object: KubeJson): JsonObject =>
    Object.fromEntries(
      Object.entries(object).filter(([field]) => field !== 'metadata' && field !== 'apiVersion' && !(split && field === 'status')),
    );
  if (!equal(desired(next), desired(current))) return true;
  return kindRules(resource).countsAnnotations === true && !equal(next.metadata.annotations ?? {}, current.metadata.annotations ?? {});
}
