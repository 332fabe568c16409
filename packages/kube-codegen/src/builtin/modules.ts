/**
 * Where kube-core exports the built-in types, and which type a name of such a module is: {@link referenceTo}, {@link homeOfReference}.
 * A reference is a name in OpenAPI: `io.k8s.api.core.v1.PodSpec`.
 */
import { schemaOf } from 'kube-core/openapi';

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.';

/** What `kube-core/types` has of the types that all groups share, beside those that have a shape of their own here. */
const metaTypes: ReadonlySet<string> = new Set([
  'DeleteOptions',
  'FieldSelectorRequirement',
  'GroupResource',
  'LabelSelector',
  'LabelSelectorRequirement',
  'ListMeta',
  'ManagedFieldsEntry',
  'OwnerReference',
  'Preconditions',
]);

/** Of these, what the index of `kube-core/k8s` passes on, beside the aliases. */
const passedOn: ReadonlySet<string> = new Set(['LabelSelector', 'LabelSelectorRequirement', 'OwnerReference']);

/** The modules whose names `kube-core/k8s` has, the first of two that have a name before the other. */
const stable: readonly string[] = (
  'core-v1 apps-v1 batch-v1 rbac-v1 admissionregistration-v1 apiextensions-v1 apiregistration-v1 authentication-v1 authorization-v1 ' +
  'autoscaling-v2 autoscaling-v1 certificates-v1 coordination-v1 discovery-v1 events-v1 flowcontrol-v1 networking-v1 node-v1 policy-v1 ' +
  'resource-v1 scheduling-v1 storage-v1'
).split(' ');

/** Kinds come before parts of kinds: core has a `ResourceClaim` that is the entry of a container. */
const kindsBefore: Readonly<Record<string, string>> = { ResourceClaim: 'resource-v1' };

/** Groups that are not part of `k8s.io/api`. */
const elsewhere: Readonly<Record<string, string>> = {
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis',
  apiregistration: 'io.k8s.kube-aggregator.pkg.apis',
};

const index = 'kube-core/k8s';

function packageOfModule(file: string): string {
  const [group = '', version = ''] = file.split('-');
  return `${Object.hasOwn(elsewhere, group) ? elsewhere[group] : 'io.k8s.api'}.${group}.${version}`;
}

const inModule = (file: string, name: string): string | undefined => {
  const full = `${packageOfModule(file)}.${name}`;
  return schemaOf(full) === undefined ? undefined : full;
};

/** The built-in type that a module of kube-core exports under a name, if it does. */
export function referenceTo(module: string, name: string): string | undefined {
  const ofMeta = metaTypes.has(name) ? `${meta}${name}` : undefined;
  if (module === 'kube-core' || module === 'kube-core/types') return ofMeta;
  if (module === index) return passedOn.has(name) ? ofMeta : inIndex(name);
  return module.startsWith(`${index}/`) ? inModule(module.slice(index.length + 1), name) : undefined;
}

function inIndex(name: string): string | undefined {
  const first = Object.hasOwn(kindsBefore, name) ? kindsBefore[name] : undefined;
  if (first !== undefined) return inModule(first, name);
  for (const file of stable) {
    const found = inModule(file, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The last part of a name: `PodSpec`. */
export const baseNameOf = (to: string): string => to.slice(to.lastIndexOf('.') + 1);

/** The module of kube-core that a built-in type is imported from. */
export function homeOfReference(to: string): string {
  if (to.startsWith(meta)) return 'kube-core/types';
  const [version = '', group = ''] = to.split('.').slice(-3, -1).reverse();
  return inIndex(baseNameOf(to)) === to ? index : `${index}/${group}-${version}`;
}
