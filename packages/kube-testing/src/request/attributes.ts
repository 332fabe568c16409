/**
 * A request in the words of RBAC: {@link attributesOf} says who wants to do what to which resource, or to which path.
 */
import type { Incoming } from './incoming.js';
import type { ResourceRoute, Verb } from './route.js';
import type { User } from './user.js';

/** A request for a resource. */
export interface ResourceAttributes {
  readonly user: User;
  /** `impersonate` asks whether the user may act for the user or group of that name. */
  readonly verb: Verb | 'impersonate';
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** The plural, `pods`. */
  readonly resource: string;
  readonly subresource?: string;
  /** Absent for a resource without namespaces, and for all namespaces. */
  readonly namespace?: string;
  readonly name?: string;
}

/** A request for a path that is no resource: `/healthz`, `/apis`. */
export interface PathAttributes {
  readonly user: User;
  /** The method in lower case. */
  readonly verb: string;
  readonly path: string;
}

/** What an authorizer decides about. */
export type RequestAttributes = ResourceAttributes | PathAttributes;

/** Who wants what. */
export function attributesOf({ user, method, route }: Pick<Incoming, 'user' | 'method' | 'route'>): RequestAttributes {
  if (route.to !== 'resource') return { user, verb: method.toLowerCase(), path: route.path };
  const { verb, resource, subresource } = route;
  const name = route.name ?? selectedName(route);
  const namespace = resource.id === 'namespaces' ? name : route.namespace;
  return {
    ...{ user, verb, group: resource.group, version: resource.version, resource: resource.plural },
    ...(subresource !== undefined && { subresource }),
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
  };
}

/** The one object that a list, a watch or a deletion of many is about, as `kubectl get -w` of one object asks for it. */
function selectedName({ verb, query }: ResourceRoute): string | undefined {
  if (verb === 'create') return undefined;
  return /^metadata\.name=([^,=!]+)$/.exec(query.get('fieldSelector') ?? '')?.[1];
}
