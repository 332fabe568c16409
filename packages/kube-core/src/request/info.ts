/**
 * What a request is about, read off its method and path as the API server reads them: {@link requestInfo}. For what watches over requests
 * that others have built: deadlines, diagnostics, traces.
 */
import type { KubeRequest } from './http.js';

/** What a request asks for; fields that it does not name are missing. */
export interface RequestInfo {
  /**
   * `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`, `connect` for an upgrade; what is about no resource, a
   * version or OpenAPI, has its method in small letters.
   */
  readonly verb: string;
  /** Missing for the core group, and for what is about no resource. */
  readonly group?: string;
  readonly version?: string;
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

const writes: Readonly<Partial<Record<string, string>>> = { POST: 'create', PUT: 'update', PATCH: 'patch' };

/** @param request - As it was built: before a prefix of the server's URL stands in front of its path. */
export function requestInfo(request: Pick<KubeRequest, 'method' | 'path' | 'upgrade' | 'streaming'>): RequestInfo {
  const place = placeOf(request.path);
  return place.resource === undefined ? { verb: request.method.toLowerCase() } : { verb: verbOf(request, place), ...place };
}

type Place = Omit<RequestInfo, 'verb'>;

function verbOf({ method, path, upgrade }: Pick<KubeRequest, 'method' | 'path' | 'upgrade'>, { name }: Place): string {
  if (upgrade !== undefined) return 'connect';
  if (method === 'DELETE') return name === undefined ? 'deletecollection' : 'delete';
  if (method !== 'GET') return writes[method] ?? method.toLowerCase();
  if (/[?&]watch=(?:true|1)(?:&|$)/.test(path)) return 'watch';
  return name === undefined ? 'list' : 'get';
}

/** `/api/v1/namespaces/web/pods/nginx/log`, `/apis/apps/v1/deployments`; empty for what is no resource. */
function placeOf(path: string): Place {
  const [root, ...rest] = path.replace(/\?.*$/s, '').split('/').filter(Boolean);
  if (root !== 'api' && root !== 'apis') return {};
  const group = root === 'apis' ? rest.shift() : undefined;
  const version = rest.shift();
  const [namespace, within] = namespaceIn(rest);
  const [resource, name, subresource] = within;
  return present({ group, version, namespace, resource, name, subresource });
}

/** The subresources of a namespace stand where the kinds within it do. */
function namespaceIn([first, namespace, next, ...rest]: readonly string[]): [string | undefined, readonly string[]] {
  if (first !== 'namespaces' || next === undefined || next === 'status' || next === 'finalize')
    return [undefined, [first, namespace, next, ...rest].filter((part) => part !== undefined)];
  return [namespace, [next, ...rest]];
}

const present = (parts: Readonly<Record<string, string | undefined>>): Place =>
  Object.fromEntries(Object.entries(parts).flatMap(([key, value]) => (value === undefined ? [] : [[key, decoded(value)]])));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
