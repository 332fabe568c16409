/**
 * What a server says that it serves: {@link ApiGroup}, {@link ApiResource}. A resource is a definition, so that an Api can be made of it.
 */
import type { ResourceDefinition, Scope } from '../resource/definition.js';
import type { DynamicObject } from '../resource/dynamic.js';
import type { GroupVersion, GroupVersionKind } from '../resource/gvk.js';

/** A part of an object with a path of its own. */
export interface ApiSubresource extends GroupVersionKind {
  /** `status`, `scale`. */
  readonly name: string;
  readonly verbs: readonly string[];
}

/** One kind in one version, as it is served: `Api.all(client, resource)` reads its objects. */
export interface ApiResource<S extends Scope = Scope> extends ResourceDefinition<DynamicObject, S> {
  /** `deployment`; may be empty. */
  readonly singular: string;
  /** `deploy`. */
  readonly shortNames: readonly string[];
  /** What it is listed under, `all` for example. */
  readonly categories: readonly string[];
  /** `get`, `list`, `watch`, `create` and so on. */
  readonly verbs: readonly string[];
  readonly subresources: readonly ApiSubresource[];
}

/** One version of a group. */
export interface ApiVersion extends GroupVersion {
  readonly resources: readonly ApiResource[];
}

/** A group and its versions, that which the server prefers first. */
export interface ApiGroup {
  /** `apps`; empty for the core group. */
  readonly name: string;
  readonly versions: readonly ApiVersion[];
}

/** A version of a group of which the server does not know, or could not say, what it serves. */
export interface DiscoveryFailure extends GroupVersion {
  /** In the server's words; `stale` where it answered with what it knew before. */
  readonly reason: string;
}

/** Everything that a server serves. */
export interface Discovered {
  /** In the server's order, which decides where a name is that of several kinds: the core group first. */
  readonly groups: readonly ApiGroup[];
  /** What is missing, usually since a server behind the API server does not answer. All else is there. */
  readonly failures: readonly DiscoveryFailure[];
}
