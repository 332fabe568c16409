/**
 * The two ways in which servers answer discovery, read into one: {@link groupsFrom} for the aggregated form, {@link resourcesFrom} for the
 * classic list of one version. What has no name or no kind is left out.
 */
import { isList, isObject, listAt, objectAt, textAt, type JsonObject } from '../util/json/json.js';
import type { GroupVersion } from '../resource/gvk.js';
import type { ApiGroup, ApiResource, ApiSubresource, ApiVersion, Discovered } from './types.js';

/** Whether an answer is in the aggregated form: servers before 1.26 answer the same request in the classic one. */
export const isAggregated = (answer: unknown): boolean => textAt(answer, 'kind') === 'APIGroupDiscoveryList';

/** The groups of an answer in the aggregated form; versions that the server calls stale are failures, and come last. */
export function groupsFrom(answer: unknown): Discovered {
  const items = listAt(answer, 'items').map((item) => ({
    name: textAt(objectAt(item, 'metadata'), 'name'),
    versions: listAt(item, 'versions'),
  }));
  const groups = items.map(({ name, versions }): ApiGroup => {
    const inOrder = [...versions.filter((version) => !isStale(version)), ...versions.filter(isStale)];
    return { name, versions: inOrder.map((version) => aggregatedVersion(name, version)) };
  });
  const failures = items.flatMap(({ name, versions }) =>
    versions.filter(isStale).map((version) => ({ group: name, version: textAt(version, 'version'), reason: 'stale' })),
  );
  return { groups, failures };
}

const isStale = (version: unknown): boolean => textAt(version, 'freshness') === 'Stale';

function aggregatedVersion(group: string, value: unknown): ApiVersion {
  const own = { group, version: textAt(value, 'version') };
  const resources = objectsAt(value, 'resources').map((resource): ApiResource => ({
    ...own,
    kind: textAt(objectAt(resource, 'responseKind'), 'kind'),
    plural: textAt(resource, 'resource'),
    scope: textAt(resource, 'scope') === 'Cluster' ? 'Cluster' : 'Namespaced',
    singular: textAt(resource, 'singularResource'),
    ...lists(resource),
    subresources: objectsAt(resource, 'subresources').map((part) => subresource(textAt(part, 'subresource'), part, kindOf(part, own))),
  }));
  return { ...own, resources: resources.filter(isNamed) };
}

/** An empty group or version of a kind is that of the resource. */
function kindOf(part: JsonObject, own: GroupVersion): GroupVersion & { readonly kind: string } {
  const kind = objectAt(part, 'responseKind');
  return { ...ownOr(own, kind), kind: textAt(kind, 'kind') };
}

const ownOr = (own: GroupVersion, said: unknown): GroupVersion =>
  textAt(said, 'version') === '' ? own : { group: textAt(said, 'group'), version: textAt(said, 'version') };

const subresource = (name: string, part: JsonObject, kind: Omit<ApiSubresource, 'name' | 'verbs'>): ApiSubresource => ({
  name,
  ...kind,
  verbs: textsAt(part, 'verbs'),
});

const lists = (resource: JsonObject): Pick<ApiResource, 'shortNames' | 'categories' | 'verbs'> => ({
  shortNames: textsAt(resource, 'shortNames'),
  categories: textsAt(resource, 'categories'),
  verbs: textsAt(resource, 'verbs'),
});

/** The resources of an APIResourceList, where a subresource is an entry of its own: `deployments/scale`. */
export function resourcesFrom(answer: unknown, own: GroupVersion): ApiVersion {
  const entries = objectsAt(answer, 'resources').map((entry) => ({ entry, path: textAt(entry, 'name').split('/') }));
  const resources = entries
    .filter(({ path }) => path.length === 1)
    .map(({ entry, path: [plural = ''] }): ApiResource => ({
      ...own,
      kind: textAt(entry, 'kind'),
      plural,
      scope: entry['namespaced'] === true ? 'Namespaced' : 'Cluster',
      singular: textAt(entry, 'singularName'),
      ...lists(entry),
      subresources: entries
        .filter(({ path }) => path.length === 2 && path[0] === plural)
        .map(({ entry: part, path: [, name = ''] }) => subresource(name, part, { ...ownOr(own, part), kind: textAt(part, 'kind') })),
    }));
  return { ...own, resources: resources.filter(isNamed) };
}

/** The versions of a group of an APIGroupList or an APIGroup, the preferred one first. */
export function versionsFrom(group: unknown): { readonly name: string; readonly versions: readonly string[] } {
  const preferred = textAt(objectAt(group, 'preferredVersion'), 'version');
  const others = listAt(group, 'versions').map((each) => textAt(each, 'version'));
  return { name: textAt(group, 'name'), versions: [...new Set([preferred, ...others])].filter((version) => version !== '') };
}

const isNamed = ({ plural, kind }: ApiResource): boolean => plural !== '' && kind !== '';
const objectsAt = (value: unknown, field: string): readonly JsonObject[] => listAt(value, field).filter(isObject);

/** Go writes null for an empty list. */
function textsAt(value: JsonObject, field: string): readonly string[] {
  const found = value[field];
  return isList(found) ? found.filter((each): each is string => typeof each === 'string') : [];
}
