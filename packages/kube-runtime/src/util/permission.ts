/**
 * What a user may ask of the API: {@link Permission}. Everything that calls the API says which it needs, and roles are made of them.
 */
import type { Api, ResourceDefinition } from 'kube-core';
import { checkOptions, rules, type Rules } from 'kube-core/support';

/** What is asked of a resource, in the words of RBAC. */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection' | 'impersonate' | (string & {});

/** Some verbs of one resource. */
export interface Permission {
  /** `apps` for example; empty for the core group. */
  readonly group: string;
  /** `deployments`; with a subresource `deployments/status`. */
  readonly resource: string;
  readonly verbs: readonly Verb[];
  /** Where. Absent: everywhere, or the kind has no namespaces. */
  readonly namespace?: string;
  /** Of these objects alone. `create` is not limited by it: a server that decides on it does not know the name yet. Absent: of all. */
  readonly names?: readonly string[];
}

/** What of a kind is meant. */
export interface PermissionOptions {
  /** `status` for example. @defaultValue the objects themselves */
  readonly subresource?: string;
  /** These objects alone. @defaultValue all of them */
  readonly names?: readonly string[];
}

/** What something reads that it watches. */
export const watchVerbs: readonly Verb[] = ['get', 'list', 'watch'];

const permissionRules: Rules<PermissionOptions> = {
  subresource: rules.text,
  names: { fits: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'), wanted: 'a list of names' },
};

/**
 * A permission of a kind, for `manager.rbac()` and for the `permissions` of a runnable.
 *
 * @param of - An Api: where it reads; or a kind: in all namespaces.
 * @param verbs - What may be asked.
 * @param options - A subresource, or some objects alone.
 * @throws KubeError `option` for an option that there is not, or that cannot be meant.
 *
 * @example
 * ```ts
 * import { permission } from 'kube-runtime';
 * import { Website } from './website.gen.js';
 *
 * const status = permission(Website, ['patch'], { subresource: 'status' });
 * ```
 */
export function permission(of: Api | ResourceDefinition, verbs: readonly Verb[], options: PermissionOptions = {}): Permission {
  const { subresource, names } = checkOptions('permission()', options, permissionRules);
  const { definition, namespace } = 'definition' in of ? of : { definition: of, namespace: undefined };
  const { group, plural } = definition;
  return {
    group,
    resource: subresource === undefined ? plural : `${plural}/${subresource}`,
    verbs,
    ...(namespace !== undefined && { namespace }),
    ...(names !== undefined && { names }),
  };
}

/** As it stands in a Role or a ClusterRole. */
export const ruleText = ({ group, resource, verbs }: Permission): string =>
  [`  - apiGroups: ['${group}']`, `    resources: ['${resource}']`, `    verbs: [${verbs.map((verb) => `'${verb}'`).join(', ')}]`].join(
    '\n',
  );
