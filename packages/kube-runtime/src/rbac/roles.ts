/**
 * The roles of a program: {@link rolesOf}. What it asks everywhere is in a ClusterRole, what it asks in one namespace in a Role there.
 */
import type { Api, ResourceDefinition } from 'kube-core';
import type { ClusterRole, Role } from 'kube-core/k8s/rbac-v1';
import { checkOptions, checkValue, type Rule, type Rules } from 'kube-core/support';
import { permission, type Permission, type Verb } from '../util/permission.js';
import { grantsOf, rulesOf } from './rules.js';

/** Roles as plain objects: to apply, or to print. The same permissions give the same text. */
export interface Roles {
  /** Absent where everything is in namespaces. */
  readonly clusterRole?: ClusterRole;
  /** One for each namespace that is named, in the order of their names. */
  readonly roles: readonly Role[];
}

/** What roles are called. */
export interface RolesOptions {
  /** The name of each of them. */
  readonly name: string;
}

/** What roles hold beside that which is declared. */
export interface RbacOptions extends RolesOptions {
  /**
   * What reconciles write, which nobody can know from declarations. An Api: get, create, update, patch and delete where it reads; a kind: the
   * same in all namespaces; a {@link permission}: what it says, for a subresource for example.
   *
   * @defaultValue nothing
   */
  readonly writes?: readonly (Api | ResourceDefinition | Permission)[];
}

const writeVerbs: readonly Verb[] = ['get', 'create', 'update', 'patch', 'delete'];

const nameRule: Rule = {
  fits: (value) => typeof value === 'string' && value !== '' && !/[/%]|^\.{1,2}$/.test(value),
  wanted: 'the name of a role',
};
const rolesRules: Rules<RolesOptions> = { name: nameRule };
const rbacRules: Rules<RbacOptions> = {
  ...rolesRules,
  writes: { fits: Array.isArray, wanted: 'a list of Apis, kinds and permissions' },
};

/**
 * @param declared - What is known without the options.
 * @throws KubeError `option` for an option that there is not, or that cannot be meant.
 */
export function rbacOf(declared: readonly Permission[], options: RbacOptions): Roles {
  const { name, writes = [] } = checkOptions('rbac()', options, rbacRules);
  const written = writes.map((of) => ('verbs' in of ? of : permission(of, writeVerbs)));
  return rolesOf([...declared, ...written], { name });
}

/** @throws KubeError `option` for an option that there is not, or that cannot be meant. */
export function rolesOf(permissions: readonly Permission[], options: RolesOptions): Roles {
  const { name } = checkOptions('rbac()', options, rolesRules);
  checkValue('name of rbac()', name, nameRule);
  const grants = grantsOf(permissions);
  const everywhere = rulesOf(grants.filter(({ namespace }) => namespace === undefined));
  const namespaces = [...new Set(grants.flatMap(({ namespace }) => namespace ?? []))].sort();
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  return {
    ...(everywhere.length > 0 && { clusterRole: { apiVersion, kind: 'ClusterRole', metadata: { name }, rules: everywhere } }),
    roles: namespaces.map((namespace) => ({
      apiVersion,
      kind: 'Role',
      metadata: { name, namespace },
      rules: rulesOf(grants.filter((grant) => grant.namespace === namespace)),
    })),
  };
}
