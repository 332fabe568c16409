/**
 * What the server says of itself: groups, versions and kinds, the way kubectl and clients of any language ask. Enter at
 * {@link discover}.
 */
import type { KubeRequest } from 'kube-core/service';
import { kubernetesVersion } from 'kube-core/openapi';
import type { Answer } from '../verbs/answer.js';
import { header } from '../request/incoming.js';
import type { Registry } from '../registry/registry.js';
import { apiVersionOf } from 'kube-core';
import type { Resource } from '../registry/resource.js';

const value = (body: unknown): Answer => ({ as: 'value', status: 200, value: body });

/** `v2` before `v1` before `v1beta1`; names that are no version of Kubernetes come last. */
export function byVersion(a: string, b: string): number {
  const [rankA, rankB] = [rank(a), rank(b)];
  for (let index = 0; index < rankA.length; index++) {
    const difference = (rankB[index] ?? 0) - (rankA[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

const stages: Readonly<Record<string, number>> = { '': 3, beta: 2, alpha: 1 };

function rank(version: string): readonly number[] {
  const [, major, stage = '', minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  return major === undefined ? [0, 0, 0] : [stages[stage] ?? 0, Number(major), Number(minor)];
}

/** One group and its versions, the preferred one first. */
interface Group {
  readonly name: string;
  readonly versions: readonly string[];
}

function groupsOf(registry: Registry): readonly Group[] {
  const versions = new Map<string, Set<string>>();
  for (const { group, version } of registry.all()) {
    const known = versions.get(group) ?? new Set();
    versions.set(group, known.add(version));
  }
  return [...versions.entries()].map(([name, known]) => ({ name, versions: [...known].sort(byVersion) }));
}

/** The answer to a path of discovery; `undefined` for any other path. */
export function discover(registry: Registry, request: KubeRequest, path: string): Answer | undefined {
  const segments = path.split('/').filter((segment) => segment !== '');
  const [root, group, version] = segments;
  if (request.method !== 'GET') return undefined;
  if (root === 'api' && segments.length === 1) return aggregatedWanted(request) ? aggregated(registry, true) : value(apiVersions);
  if (root === 'apis' && segments.length === 1) return aggregatedWanted(request) ? aggregated(registry, false) : value(groupList(registry));
  if (root === 'api' && group !== undefined && segments.length === 2) return resourceList(registry, '', group);
  if (root === 'apis' && group !== undefined && version !== undefined && segments.length === 3)
    return resourceList(registry, group, version);
  if (root === 'apis' && group !== undefined && segments.length === 2) return oneGroup(registry, group);
  return path === '/version' ? value(versionInfo) : undefined;
}

const apiVersions = {
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1' }],
};

const [major = '', minor = ''] = kubernetesVersion.replace(/^v/, '').split('.');
const versionInfo = { major, minor, gitVersion: `v${kubernetesVersion.replace(/^v/, '')}`, platform: 'linux/amd64', compiler: 'gc' };

const groupVersion = (group: string, version: string): { readonly groupVersion: string; readonly version: string } => ({
  groupVersion: apiVersionOf({ group, version }),
  version,
});

function apiGroup({ name, versions }: Group): Readonly<Record<string, unknown>> {
  const [preferred = ''] = versions;
  return { name, versions: versions.map((version) => groupVersion(name, version)), preferredVersion: groupVersion(name, preferred) };
}

function groupList(registry: Registry): unknown {
  const groups = groupsOf(registry).filter(({ name }) => name !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(apiGroup) };
}

function oneGroup(registry: Registry, name: string): Answer | undefined {
  const group = groupsOf(registry).find((one) => one.name === name);
  return group && value({ kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) });
}

function resourceList(registry: Registry, group: string, version: string): Answer | undefined {
  const served = registry.all().filter((resource) => resource.group === group && resource.version === version);
  if (served.length === 0) return undefined;
  const resources = served.flatMap((resource) => [
    described(resource),
    ...resource.subresources.map((name) => describedSub(resource, name)),
  ]);
  return value({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersionOf({ group, version }), resources });
}

function described(resource: Resource): unknown {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = resource;
  return {
    ...{ name: plural, singularName: singular, namespaced, kind, verbs },
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
  };
}

const subresourceVerbs = ['get', 'patch', 'update'];

function describedSub(resource: Resource, name: string): unknown {
  return {
    name: `${resource.plural}/${name}`,
    singularName: '',
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: subresourceVerbs,
  };
}

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const aggregatedWanted = (request: KubeRequest): boolean =>
  header(request, 'accept')
    .split(',')
    .some((range) => range.includes('as=APIGroupDiscoveryList') && range.includes('v=v2') && !range.includes('v=v2beta1'));

/** Everything in one answer (KEP-3352), which is what kubectl asks for first. */
function aggregated(registry: Registry, core: boolean): Answer {
  const groups = groupsOf(registry).filter(({ name }) => (name === '') === core);
  const items = groups.map(({ name, versions }) => ({
    metadata: core ? {} : { name },
    versions: versions.map((version) => ({
      version,
      resources: registry
        .all()
        .filter((resource) => resource.group === name && resource.version === version)
        .map(aggregatedResource),
      freshness: 'Current',
    })),
  }));
  const body = { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
  return { as: 'value', status: 200, value: body, contentType: aggregatedType };
}

function aggregatedResource(resource: Resource): unknown {
  const { group, version, kind, plural, singular, namespaced, verbs, shortNames, categories, subresources } = resource;
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(subresources.length > 0 && {
      subresources: subresources.map((name) => ({
        subresource: name,
        responseKind: { group, version, kind },
        verbs: subresourceVerbs,
      })),
    }),
  };
}
