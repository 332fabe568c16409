/**
 * Where a request leads, read once from its method and path: {@link routeOf}. Nothing behind it looks at paths.
 */
import type { KubeRequest } from 'kube-core/service';
import { badUri, methodNotAllowed, noSuchResource, type Refusal } from '../refusal.js';
import type { Registry } from '../registry/registry.js';
import type { Resource } from '../registry/resource.js';

/** What can be asked of a kind, in the words of RBAC. */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** A request for objects of a kind. */
export interface ResourceRoute {
  readonly to: 'resource';
  readonly verb: Verb;
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  readonly query: URLSearchParams;
}

/** A request for anything else: discovery, health, or what nobody serves. */
export interface PathRoute {
  readonly to: 'path';
  readonly path: string;
  readonly query: URLSearchParams;
}

/** A request that leads nowhere, and why. */
export interface NoRoute {
  readonly to: 'nowhere';
  readonly path: string;
  readonly query: URLSearchParams;
  readonly refusal: Refusal;
}

/** Where a request leads. */
export type Route = ResourceRoute | PathRoute | NoRoute;

/** The path and the query of a request, apart. */
interface Parts {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Read by many requests, written by none. */
const noQuery = new URLSearchParams();

function partsOf(request: KubeRequest): Parts {
  const cut = request.path.indexOf('?');
  if (cut < 0) return { path: request.path, query: noQuery };
  return { path: request.path.slice(0, cut), query: new URLSearchParams(request.path.slice(cut + 1)) };
}

/**
 * @param request - The request.
 * @param registry - What is served.
 */
export function routeOf(request: KubeRequest, registry: Registry): Route {
  const parts = partsOf(request);
  const segments = segmentsOf(parts.path);
  if (segments === undefined) return { to: 'nowhere', ...parts, refusal: badUri() };
  if (parts.path.includes('//')) return { to: 'nowhere', ...parts, refusal: noSuchResource() };
  const place = placeOf(segments);
  const located = place && locate(place, registry);
  if (place === undefined) return { to: 'path', ...parts };
  if (located === undefined)
    return isBuiltin(place.group, registry) ? { to: 'nowhere', ...parts, refusal: noSuchResource() } : { to: 'path', ...parts };
  const verb = place.watch ? watchOf(request.method) : verbOf(request.method, located.name !== undefined, parts.query);
  if (verb === undefined) return { to: 'nowhere', ...parts, refusal: methodNotAllowed() };
  const { resource, namespace, name, subresource } = located;
  return { to: 'resource', verb, resource, namespace, name, subresource, query: parts.query };
}

/** Whether a group has kinds of the server's own: those answer for every path below them, and definitions for theirs only. */
const isBuiltin = (group: string, registry: Registry): boolean =>
  registry.all().some((resource) => resource.group === group && resource.custom === undefined);

/** The segments of a path; undefined where one of them is no text in URL encoding. */
function segmentsOf(path: string): readonly string[] | undefined {
  const text = path.includes('%') ? decoded(path) : path;
  return text?.split('/').filter((segment) => segment !== '');
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path); // the whole path: `%2F` divides it as `/` does
  } catch {
    return undefined;
  }
}

/** The parts of a path under a group and version. */
interface Place {
  readonly group: string;
  readonly version: string;
  /** Whether the path begins with `watch`, the old way to ask for a watch. */
  readonly watch: boolean;
  readonly rest: readonly string[];
}

/** Where under the API a path is; undefined for the paths of discovery and health. */
function placeOf(segments: readonly string[]): Place | undefined {
  const [root, first = '', second = ''] = segments;
  if (root === 'api' && segments.length > 2) return placeUnder('', first, segments.slice(2));
  if (root === 'apis' && segments.length > 3) return placeUnder(first, second, segments.slice(3));
  return undefined;
}

function placeUnder(group: string, version: string, rest: readonly string[]): Place {
  const watch = rest[0] === 'watch' && rest.length > 1;
  return { group, version, watch, rest: watch ? rest.slice(1) : rest };
}

type Located = Pick<ResourceRoute, 'resource' | 'namespace' | 'name' | 'subresource'>;

/** `namespaces/x/pods/y/status` names a pod, `namespaces/x/status` a namespace; undefined for what is not served. */
function locate({ group, version, rest }: Place, registry: Registry): Located | undefined {
  const [first = '', second, third = ''] = rest;
  const inner = first === 'namespaces' && second !== undefined && rest.length > 2 ? registry.find(group, version, third) : undefined;
  if (inner?.namespaced === true) return named(inner, second, rest.slice(3));
  const resource = registry.find(group, version, first);
  if (resource === undefined || (resource.namespaced && second !== undefined)) return undefined;
  return named(resource, undefined, rest.slice(1));
}

function named(resource: Resource, namespace: string | undefined, rest: readonly string[]): Located | undefined {
  const [name, subresource] = rest;
  const served = subresource === undefined || resource.subresources.includes(subresource);
  return rest.length > 2 || !served ? undefined : { resource, namespace, name, subresource };
}

/** Paths that begin with `watch` are read only. */
const watchOf = (method: string): Verb | undefined => (method === 'GET' ? 'watch' : undefined);

/** The verb of a method; undefined for a method that a kind, or one object, has not. */
function verbOf(method: string, hasName: boolean, query: URLSearchParams): Verb | undefined {
  if (method === 'GET') return hasName ? 'get' : isTrue(query.get('watch')) ? 'watch' : 'list';
  if (method === 'DELETE') return hasName ? 'delete' : 'deletecollection';
  if (method === 'POST' && !hasName) return 'create';
  if (method === 'PUT' && hasName) return 'update';
  return method === 'PATCH' && hasName ? 'patch' : undefined;
}

/** How the server reads a boolean of a query: there, and not `false` or `0`. */
export const isTrue = (value: string | null): boolean => value !== null && value !== 'false' && value !== '0';
