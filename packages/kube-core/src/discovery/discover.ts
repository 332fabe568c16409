/**
 * Asking a server what it serves: {@link discover} for everything, {@link discoverGroup} and {@link discoverKind} for one thing.
 */
import { isClient, type Client } from '../client/client.js';
import { KubeError, messageOf } from '../errors.js';
import { isApiError, orNone } from '../request/status.js';
import { parseApiVersion, type GroupVersion } from '../resource/gvk.js';
import { unwanted } from '../util/arguments.js';
import { isObject, listAt } from '../util/json/json.js';
import { groupsFrom, isAggregated, resourcesFrom, versionsFrom } from './parse.js';
import type { ApiGroup, ApiResource, ApiVersion, Discovered, DiscoveryFailure } from './types.js';

/** Options of a discovery. */
export interface DiscoverOptions {
  readonly signal?: AbortSignal;
}

/** The aggregated form, where the server knows it (since 1.26), else the classic one. */
const accept = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

/**
 * Everything that a server serves, in two requests; in one for each version of each group where the server knows no aggregated answer.
 *
 * @returns also what failed: a server behind the API server that does not answer hides no other group.
 * @throws ApiError, TransportError where the server says nothing of its groups.
 */
export async function discover(client: Client, options: DiscoverOptions = {}): Promise<Discovered> {
  if (!isClient(client)) throw unwanted('discover takes a client', client);
  const [core, others] = await Promise.all([root(client, '/api', options), root(client, '/apis', options)]);
  return { groups: [...core.groups, ...others.groups], failures: [...core.failures, ...others.failures] };
}

async function root(client: Client, path: '/api' | '/apis', options: DiscoverOptions): Promise<Discovered> {
  // A server that only aggregates others has no core group.
  const answer = await orNone(client.request<unknown>('GET', path, { ...options, headers: { accept } }));
  if (isAggregated(answer)) return groupsFrom(answer);
  const groups =
    path === '/api'
      ? [{ name: '', versions: listAt(answer, 'versions').filter((each) => typeof each === 'string') }]
      : listAt(answer, 'groups').map(versionsFrom);
  const found = await Promise.all(groups.map((group) => classicGroup(client, group, options)));
  return { groups: found.flatMap(({ groups }) => groups), failures: found.flatMap(({ failures }) => failures) };
}

type Versions = ReturnType<typeof versionsFrom>;

async function classicGroup(client: Client, { name, versions }: Versions, options: DiscoverOptions): Promise<Discovered> {
  const found = await Promise.all(versions.map((version) => versionOrFailure(client, { group: name, version }, options)));
  const known = found.filter((each): each is ApiVersion => 'resources' in each);
  return { groups: [{ name, versions: known }], failures: found.filter((each): each is DiscoveryFailure => 'reason' in each) };
}

async function versionOrFailure(client: Client, own: GroupVersion, options: DiscoverOptions): Promise<ApiVersion | DiscoveryFailure> {
  try {
    return await oneVersion(client, own, options);
  } catch (error) {
    if (!isApiError(error)) throw error; // without a connection, or aborted, nothing else will be answered either
    return { ...own, reason: messageOf(error) };
  }
}

async function oneVersion(client: Client, own: GroupVersion, options: DiscoverOptions): Promise<ApiVersion> {
  const path = [own.group === '' ? '/api' : '/apis', own.group, own.version]
    .filter((part) => part !== '')
    .map(encoded)
    .join('/');
  return resourcesFrom(await client.request<unknown>('GET', path, options), own);
}

/** A group is a part of a path as it is; what is none becomes a 404. */
const encoded = (part: string): string => (part.startsWith('/') ? part : encodeURIComponent(part));

/**
 * One group in all its versions; undefined where the server does not serve it. A request for the group and one for each version.
 *
 * @param name - `apps`; empty for the core group.
 * @throws ApiError where one of the versions cannot be read; TransportError.
 */
export async function discoverGroup(client: Client, name: string, options: DiscoverOptions = {}): Promise<ApiGroup | undefined> {
  if (typeof name !== 'string') throw unwanted('a group is a text, apps for example', name);
  const path = name === '' ? '/api' : `/apis/${encodeURIComponent(name)}`;
  const answer = await orNone(client.request<unknown>('GET', path, options));
  if (answer === undefined) return undefined;
  const versions = name === '' ? listAt(answer, 'versions').filter((each) => typeof each === 'string') : versionsFrom(answer).versions;
  return { name, versions: await Promise.all(versions.map((version) => oneVersion(client, { group: name, version }, options))) };
}

/**
 * The kind of an object, in one request: of a manifest, of an owner reference.
 *
 * @param object - What says its kind.
 * @throws KubeError `unknown-kind` where the server does not serve it, `api-version` for an apiVersion that is none.
 * @example
 * ```ts
 * import { Api, Client, discoverKind } from 'kube-core';
 *
 * await using client = await Client.tryDefault();
 * const manifest = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'web', namespace: 'web' } };
 * const gateways = Api.all(client, await discoverKind(client, manifest));
 * console.log(await gateways.find(manifest));
 * ```
 */
export async function discoverKind(
  client: Client,
  object: { readonly apiVersion?: string; readonly kind?: string },
  options: DiscoverOptions = {},
): Promise<ApiResource> {
  if (!isObject(object) || typeof object.apiVersion !== 'string' || typeof object.kind !== 'string')
    throw unwanted('a kind is told by the apiVersion and kind of an object', object);
  const { apiVersion, kind } = object;
  const own = parseApiVersion(apiVersion);
  const version = await orNone(oneVersion(client, own, options));
  const found = version?.resources.find((resource) => resource.kind === kind);
  if (found !== undefined) return found;
  const why = version === undefined ? `does not serve ${apiVersion}` : `serves ${apiVersion}, and no ${kind} in it`;
  throw new KubeError('unknown-kind', `the server ${why}: is its CustomResourceDefinition installed?`);
}
