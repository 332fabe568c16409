/**
 * A request, read once: which verb on which kind and object. {@link readCall} turns the path into an {@link ApiCall}, so that nothing
 * behind it looks at paths.
 */
import type { KubeRequest } from '../../request/http.js';
import { methodNotAllowed } from './refusal.js';
import type { Registry, Resource } from './registry.js';

/** What can be asked of a kind, in the words of RBAC. */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** One request to a kind. */
export interface ApiCall {
  readonly verb: Verb;
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  readonly query: URLSearchParams;
  readonly request: KubeRequest;
}

/** What every request is: its path without the query, and the query. */
export interface Route {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Splits a path from its query. */
export function routeOf(request: KubeRequest): Route {
  const { pathname, searchParams } = new URL(request.path, 'http://server');
  return { path: pathname, query: searchParams };
}

/** The parts of a path under a group and version. */
interface Place {
  readonly group: string;
  readonly version: string;
  readonly rest: readonly string[];
}

/** Where under the API a path is; `undefined` for the paths of discovery and health. */
function placeOf(path: string): Place | undefined {
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeURIComponent);
  const [root, first = '', second = '', ...rest] = segments;
  if (root === 'api' && segments.length > 2) return { group: '', version: first, rest: segments.slice(2) };
  if (root === 'apis' && segments.length > 3) return { group: first, version: second, rest };
  return undefined;
}

/** A value of a header that may have come several times. */
export function header(request: KubeRequest, name: string): string {
  const value = request.headers[name] ?? '';
  return typeof value === 'string' ? value : value.join(', ');
}

/**
 * @param request - The request.
 * @param registry - What is served.
 * @returns the call; `undefined` for a path that nothing is served at, an unknown kind's as well.
 * @throws Refusal 405 for a method that a kind has not.
 */
export function readCall(request: KubeRequest, registry: Registry): ApiCall | undefined {
  const { path, query } = routeOf(request);
  const place = placeOf(path);
  if (place === undefined) return undefined;
  const located = locate(place, registry);
  if (located === undefined) return undefined;
  const { resource, namespace, name, subresource } = located;
  if (subresource !== undefined && !resource.subresources.includes(subresource)) return undefined;
  const verb = verbOf(request.method, name !== undefined, query);
  return { verb, resource, namespace, name, subresource, query, request };
}

type Located = Pick<ApiCall, 'resource' | 'namespace' | 'name' | 'subresource'>;

/** `namespaces/x/pods/y/status` names a pod, `namespaces/x/status` a namespace; `undefined` for what is not served. */
function locate(place: Place, registry: Registry): Located | undefined {
  const { group, version, rest } = place;
  const [first = '', second, third = ''] = rest;
  const inner = first === 'namespaces' && second !== undefined && rest.length > 2 ? registry.find(group, version, third) : undefined;
  if (inner?.namespaced === true) return named({ resource: inner, namespace: second }, rest.slice(3));
  const resource = registry.find(group, version, first);
  if (resource === undefined || (resource.namespaced && second !== undefined)) return undefined;
  return named({ resource, namespace: undefined }, rest.slice(1));
}

function named(place: Pick<ApiCall, 'resource' | 'namespace'>, rest: readonly string[]): Located | undefined {
  const [name, subresource, ...more] = rest;
  return more.length > 0 ? undefined : { ...place, name, subresource };
}

function verbOf(method: string, hasName: boolean, query: URLSearchParams): Verb {
  if (method === 'GET' || method === 'HEAD') return hasName ? 'get' : isTrue(query.get('watch')) ? 'watch' : 'list';
  if (method === 'DELETE') return hasName ? 'delete' : 'deletecollection';
  if (method === 'POST' && !hasName) return 'create';
  if (method === 'PUT' && hasName) return 'update';
  if (method === 'PATCH' && hasName) return 'patch';
  throw methodNotAllowed();
}

/** How the server reads a boolean of a query: there, and not `false` or `0`. */
export const isTrue = (value: string | null): boolean => value !== null && value !== 'false' && value !== '0';
