/**
 * Permissions to the fewest rules that grant them and nothing else: {@link grantsOf} says each once, {@link rulesOf} puts them together.
 */
import type { PolicyRule } from 'kube-core/k8s/rbac-v1';
import type { Permission, Verb } from '../util/permission.js';

/** The smallest thing that a rule grants. */
export interface Grant {
  /** `undefined`: everywhere. */
  readonly namespace: string | undefined;
  readonly group: string;
  readonly resource: string;
  /** `undefined`: of all objects. */
  readonly name: string | undefined;
  readonly verb: Verb;
}

/** What permissions come to: each once, and none that a wider one holds. */
export function grantsOf(permissions: readonly Permission[]): readonly Grant[] {
  const all = new Map(permissions.flatMap(split).map((grant) => [keyOf(grant), grant]));
  return [...all.values()].filter((grant) => !wider(grant).some((other) => all.has(keyOf(other))));
}

function split({ namespace, group, resource, names, verbs }: Permission): readonly Grant[] {
  return verbs.flatMap((verb) => {
    // A server decides on a create before it knows the name; that of a subresource stands in the path.
    const isNameless = names === undefined || (verb === 'create' && !resource.includes('/'));
    return (isNameless ? [undefined] : names).map((name) => ({ namespace, group, resource, name, verb }));
  });
}

const keyOf = ({ namespace, group, resource, name, verb }: Grant): string => JSON.stringify([namespace, group, resource, name, verb]);

const wider = (grant: Grant): readonly Grant[] => [
  ...(grant.name === undefined ? [] : [{ ...grant, name: undefined }]),
  ...(grant.namespace === undefined ? [] : [{ ...grant, namespace: undefined }]),
  ...(grant.name === undefined || grant.namespace === undefined ? [] : [{ ...grant, name: undefined, namespace: undefined }]),
];

interface Rule {
  readonly group: string;
  readonly resources: readonly string[];
  /** Empty: all. */
  readonly names: readonly string[];
  readonly verbs: readonly Verb[];
}

/** @param grants - Of one place. What their namespace is does not count. @returns rules in an order that depends on nothing else. */
export function rulesOf(grants: readonly Grant[]): PolicyRule[] {
  const single = grants.map(({ group, resource, name, verb }): Rule => ({
    group,
    resources: [resource],
    names: name === undefined ? [] : [name],
    verbs: [verb],
  }));
  const joined = (['verbs', 'names', 'resources'] as const).reduce<readonly Rule[]>(join, single);
  return joined.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)).map(printed);
}

/** Makes one rule of those that differ in one of their lists alone. */
function join(all: readonly Rule[], list: 'verbs' | 'names' | 'resources'): readonly Rule[] {
  const found = new Map<string, Rule>();
  for (const rule of all) {
    const key = JSON.stringify({ ...rule, [list]: [] });
    const twin = found.get(key);
    found.set(key, twin === undefined ? rule : { ...twin, [list]: [...new Set([...twin[list], ...rule[list]])].sort() });
  }
  return [...found.values()];
}

const orderOf = ({ group, resources, names, verbs }: Rule): string => JSON.stringify([group, resources, names, verbs]);

const printed = ({ group, resources, names, verbs }: Rule): PolicyRule => ({
  apiGroups: [group],
  resources: [...resources],
  ...(names.length > 0 && { resourceNames: [...names] }),
  verbs: [...verbs],
});
