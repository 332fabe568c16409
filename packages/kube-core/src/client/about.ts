/**
 * What a server says of itself, beside its kinds: its version, its schemas, whether it is well. Enter at {@link versionOf},
 * {@link openapiOf} and {@link healthOf}.
 */
import { AnswerError, callOf, excerpt } from '../request/answer.js';
import { textUpTo, type KubeRequest } from '../request/http.js';
import { ApiError, statusFrom } from '../request/status.js';
import { parseApiVersion } from '../resource/gvk.js';
import type { Service } from '../service/service.js';
import { whatIs } from '../util/arguments.js';
import { isObject, type JsonObject } from '../util/json/json.js';
import { checkOptions, rules } from '../util/options.js';

const defaults = {
  longestHealthBytes: 1024 * 1024, // a line for each check, of which there are about fifty
} as const;

/** The release that a server runs. */
export interface ServerVersion {
  readonly major: string;
  /** Providers may add to it: `31+`. */
  readonly minor: string;
  /** `v1.35.0`, with what a provider adds: `v1.31.4-eks-2d5f260`. */
  readonly gitVersion: string;
  readonly gitCommit?: string;
  readonly gitTreeState?: string;
  readonly buildDate?: string;
  readonly goVersion?: string;
  readonly compiler?: string;
  readonly platform?: string;
}

/** Which OpenAPI documents a server has. */
export interface OpenApiIndex {
  /** By what follows `/openapi/v3/`: `api/v1`, `apis/apps/v1`. */
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
}

/** An OpenAPI v3 document of one group and version. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: JsonObject;
  readonly components?: JsonObject;
}

/** One thing that a server looks at to say whether it is well. */
export interface HealthCheck {
  /** `etcd`, `poststarthook/start-apiextensions-controllers`. */
  readonly name: string;
  readonly ok: boolean;
  /** What the server says of it beside; of a check that failed it usually withholds the reason. */
  readonly message?: string;
}

/** What may be said when a server is asked of itself. */
export interface AboutOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Whether a server is well. */
export interface Health {
  readonly ok: boolean;
  readonly checks: readonly HealthCheck[];
}

/** What may be said when a server is asked whether it is well. */
export interface HealthOptions extends AboutOptions {
  /** Checks that do not count: `['etcd']`. @defaultValue none */
  readonly exclude?: readonly string[];
}

/** Sends what is asked, and refuses what is no success. */
type Ask = <T>(request: KubeRequest) => Promise<T>;

const get = (path: string, { signal }: AboutOptions): KubeRequest => ({ method: 'GET', path, headers: {}, ...(signal && { signal }) });

const aboutRules = { signal: rules.signal } as const;

/** @throws KubeError `option`; AnswerError for an answer without a version. */
export async function versionOf(ask: Ask, options: AboutOptions): Promise<ServerVersion> {
  const answer = await ask<unknown>(get('/version', checkOptions('version()', options, aboutRules)));
  if (isVersion(answer)) return answer;
  throw new AnswerError(`the answer to GET /version is ${whatIs(answer)} without a gitVersion; is this the URL of an API server?`);
}

const isVersion = (value: unknown): value is ServerVersion => isObject(value) && typeof value['gitVersion'] === 'string';

/** @throws KubeError `option`; AnswerError for an answer that is no index. */
export async function openapiIndexOf(ask: Ask, options: AboutOptions): Promise<OpenApiIndex> {
  const answer = await ask<unknown>(get('/openapi/v3', checkOptions('openapi()', options, aboutRules)));
  if (isObject(answer) && isObject(answer['paths'])) return answer as unknown as OpenApiIndex; // each entry has a URL, by the server's own schema
  throw new AnswerError(`the answer to GET /openapi/v3 is ${whatIs(answer)} without paths`);
}

/** @throws KubeError `api-version` for what is no group and version, `option`; AnswerError for an answer that is no document. */
export async function openapiOf(ask: Ask, apiVersion: string, options: AboutOptions): Promise<OpenApiDocument> {
  const { group, version } = parseApiVersion(apiVersion);
  const place = group === '' ? ['api', version] : ['apis', group, version];
  const path = `/openapi/v3/${place.map(encodeURIComponent).join('/')}`;
  const answer = await ask<unknown>(get(path, checkOptions('openapi()', options, aboutRules)));
  if (isObject(answer) && typeof answer['openapi'] === 'string') return answer as unknown as OpenApiDocument; // its own schema says the rest
  throw new AnswerError(`the answer to GET ${path} is ${whatIs(answer)} and no OpenAPI document`);
}

/**
 * A server that is not well answers 500 and says what is wrong: that is an answer here, and no error.
 *
 * @throws ApiError when it refuses to say; KubeError `option`; AnswerError for another page.
 */
export async function healthOf(service: Service, endpoint: 'healthz' | 'livez' | 'readyz', options: HealthOptions): Promise<Health> {
  const { exclude = [], ...call } = checkOptions(`${endpoint}()`, options, { exclude: texts, signal: rules.signal });
  const query = exclude.map((name) => `&exclude=${encodeURIComponent(name)}`).join('');
  const request = get(`/${endpoint}?verbose${query}`, call);
  const response = await service(request);
  const { status, headers } = response;
  const text = await textUpTo(response, defaults.longestHealthBytes);
  const checks = checksIn(text);
  if (checks.length > 0 || (status === 200 && text.trim() === 'ok')) return { ok: status === 200, checks };
  if (status >= 400) throw new ApiError(statusFrom(status, text, 'GET'), { call: callOf(request), auditId: headers['audit-id'] });
  throw new AnswerError(`the answer to ${callOf(request)} says nothing of health: ${excerpt(text)}`);
}

const texts = {
  ...rules.texts,
  wanted: 'a list of names of checks',
};

/** `[+]ping ok`, `[-]etcd failed: reason withheld`, `[+]etcd excluded: ok`. */
const checksIn = (text: string): HealthCheck[] =>
  [...text.matchAll(/^\[([+-])\](\S+) (.*)$/gm)].map(([, sign, name = '', said = '']) => {
    const ok = sign === '+';
    const message = said.trim().replace(/^failed: |:? ?ok$/g, '');
    return { name, ok, ...(message !== '' && { message }) };
  });
