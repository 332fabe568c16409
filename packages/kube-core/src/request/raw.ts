/**
 * Requests as a program writes them by hand: `client.request('GET', '/version')`. Enter at {@link requestOf}.
 */
import { KubeError } from '../errors.js';
import { toJson } from '../util/json/json-text.js';
import type { KubeRequest, RequestHeaders } from './http.js';

/** What a request may say beside its method and path. */
export interface RawOptions extends Omit<KubeRequest, 'method' | 'path' | 'headers'> {
  /** Lower-case names. @defaultValue none; `content-type: application/json` where there is a `json` body */
  readonly headers?: RequestHeaders;
  /** A body that is sent as JSON. */
  readonly json?: unknown;
}

/** A request as one object. */
export interface RawRequest extends RawOptions {
  readonly method: string;
  /** The path with its query, `/api/v1/pods?limit=500`. */
  readonly path: string;
}

/** The arguments of a call: a request, or its method, path and options. */
export type RawCall = readonly [request: RawRequest] | readonly [method: string, path: string, options?: RawOptions];

/** The signal of a call, if it has one. */
export const signalOf = ([first, , options]: RawCall): AbortSignal | undefined => (typeof first === 'object' ? first : options)?.signal;

/** @throws KubeError `path` when the method is no word or the path does not begin with a slash. */
export function requestOf([first, path, options]: RawCall): KubeRequest {
  const { json, headers = {}, ...request } = typeof first === 'string' ? { ...options, method: first, path: path ?? '' } : { ...first };
  if (typeof request.method !== 'string' || !/^[A-Z]+$/.test(request.method))
    throw new KubeError('path', "a request begins with its method in capital letters: client.request('GET', '/version')");
  if (typeof request.path !== 'string' || !request.path.startsWith('/'))
    throw new KubeError('path', "the path of a request begins with a slash: client.request('GET', '/version')");
  if (json === undefined) return { ...request, headers };
  return { ...request, headers: { 'content-type': 'application/json', ...headers }, body: toJson(json) };
}
