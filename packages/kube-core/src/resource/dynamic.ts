/**
 * Kinds without a type of their own: {@link dynamicResource} makes a definition from names that are known at run time only.
 */
import { checkDefinition, type KubeObject, type ResourceDefinition, type Scope } from './definition.js';

/** An object of which only the metadata is known; everything else is `unknown`. */
export interface DynamicObject extends KubeObject {
  [field: string]: unknown;
}

/**
 * A definition for a kind that the program learns of at run time.
 *
 * @throws KubeError `definition` when a name is missing, or cannot be a part of a path.
 * @example
 * ```ts
 * import { Api, Client, dynamicResource } from 'kube-core';
 *
 * await using client = await Client.tryDefault();
 * const gateways = dynamicResource({ group: 'gateway.networking.k8s.io', version: 'v1', kind: 'Gateway', plural: 'gateways', scope: 'Namespaced' });
 * console.log(await Api.all(client, gateways).list());
 * ```
 */
export function dynamicResource<S extends Scope>(names: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: S;
}): ResourceDefinition<DynamicObject, S> {
  checkDefinition(names);
  return names;
}
