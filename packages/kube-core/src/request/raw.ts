/**
 * Requests as a program writes them by hand: `client.request('GET', '/version')`. Enter at {@link requestOf}.
 */
import { KubeError } from '../errors.js';
import { unwanted } from '../util/arguments.js';
import { isObject } from '../util/json/json.js';
import { toJson } from '../util/json/json-text.js';
import { checkOptions, rules, type Rules } from '../util/options.js';
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

/** Methods and paths have errors of their own. */
const requestRules: Rules<RawRequest> = {
  method: rules.anything,
  path: rules.anything,
  headers: rules.object,
  json: { fits: (value) => typeof value !== 'function' && typeof value !== 'symbol', wanted: 'what JSON can say' },
  body: { fits: (value) => typeof value === 'string' || ArrayBuffer.isView(value), wanted: 'a text or bytes, or an object as json' },
  upgrade: rules.texts,
  streaming: rules.flag,
  deadlines: rules.object,
  signal: rules.signal,
};

/**
 * @throws KubeError `path` when the method is no word, or the path does not begin with a slash; `option` for what a request does not have: a
 *   query is a part of its path.
 */
export function requestOf([first, path, options = {}]: RawCall): KubeRequest {
  if (!isObject(options)) throw unwanted('the options of a request are an object', options);
  const given: RawRequest = typeof first === 'string' ? { ...options, method: first, path: path ?? '' } : { ...first };
  const { json, headers = {}, ...request } = checkOptions('a request', given, requestRules);
  if (typeof request.method !== 'string' || !/^[A-Z]+$/.test(request.method))
    throw new KubeError('path', "a request begins with its method in capital letters: client.request('GET', '/version')");
  if (request.method === 'CONNECT') throw new KubeError('path', 'CONNECT asks a proxy for a tunnel: no API server answers it');
  if (typeof request.path !== 'string' || !request.path.startsWith('/'))
    throw new KubeError('path', "the path of a request begins with a slash: client.request('GET', '/version')");
  if (json === undefined) return { ...request, headers };
  if (request.body !== undefined) throw new KubeError('option', 'a request has a body or json, not both');
  return { ...request, headers: { 'content-type': 'application/json', ...headers }, body: toJson(json) };
}
