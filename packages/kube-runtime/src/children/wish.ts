/**
 * What is wanted of one kind, each with its owner, by key: {@link wantedOf}.
 */
import {
  keyOf,
  KubeError,
  ownerReference,
  withOwner,
  type Api,
  type Apply,
  type KubeObject,
  type OwnerReference,
  type ResourceDefinition,
} from 'kube-core';

/** The owner of children, as it is stored: the object of a reconcile. */
export interface ChildOwner {
  readonly metadata: { readonly name: string; readonly uid: string; readonly namespace?: string };
}

/** What is wanted of one kind, and for whom. */
export interface Wish {
  readonly definition: ResourceDefinition;
  readonly object: ChildOwner;
  readonly wanted: unknown;
}

/** @throws KubeError `children` for two of one name, for what the owner cannot own, and where nothing is said. */
export function wantedOf(
  { of, api }: { readonly of: string; readonly api: Api },
  { definition, object, wanted }: Wish,
): ReadonlyMap<string, Apply<KubeObject>> {
  if (!Array.isArray(wanted)) throw new KubeError('children', `nothing says what is wanted of ${of}: give a list, [] for none`);
  const reference = ownerReference(definition, object);
  const all = new Map<string, Apply<KubeObject>>();
  for (const each of wanted as readonly Apply<KubeObject>[]) {
    const child = childOf(each, { api, owner: object, reference });
    const key = keyOf(child);
    if (all.has(key)) throw new KubeError('children', `two of ${of} are called ${key}`);
    all.set(key, child);
  }
  return all;
}

interface Family {
  readonly api: Api;
  readonly owner: ChildOwner;
  readonly reference: OwnerReference;
}

function childOf(wanted: Apply<KubeObject>, { api, owner, reference }: Family): Apply<KubeObject> {
  const { definition, namespace: bound } = api;
  const home = owner.metadata.namespace;
  const namespace = definition.scope === 'Cluster' ? undefined : (wanted.metadata.namespace ?? bound ?? home);
  if (home !== undefined && namespace !== home)
    throw new KubeError(
      'children',
      `${reference.kind} ${home}/${reference.name} cannot own ${definition.kind} "${wanted.metadata.name}" ${namespace === undefined ? 'without a namespace' : `in ${namespace}`}: Kubernetes would remove it`,
    );
  const metadata = { ...wanted.metadata, ...(namespace !== undefined && { namespace }) };
  return withOwner({ ...wanted, metadata }, reference);
}
