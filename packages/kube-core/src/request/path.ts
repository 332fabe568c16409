/**
 * The path of a resource: `/apis/apps/v1/namespaces/web/deployments/nginx/status`. Enter at {@link resourcePath}.
 */
import { KubeError } from '../errors.js';
import { checkDefinition, isPathPart, type ResourceDefinition } from '../resource/definition.js';
import { unwanted } from '../util/arguments.js';
import { checkOptions, rules, type Rules } from '../util/options.js';
import type { Query } from './params.js';

/** One place under a kind: all of it, a namespace, an object, or a subresource of it. */
export interface Place {
  readonly namespace?: string | undefined;
  readonly name?: string;
  readonly subresource?: string;
}

type Kind = Pick<ResourceDefinition, 'group' | 'version' | 'kind' | 'plural' | 'scope'>;

/**
 * @param definition - The kind.
 * @param place - Where under it.
 * @param query - What to ask for; entries without a value are left out.
 * @throws KubeError `path` for a part that no path can hold, empty, `.`, `..`, or with `/` or `%` in it, and for a place that there is not: a
 *   subresource of no object, a namespace of a kind that has none; `definition` for what is no kind; `option`.
 */
export function resourcePath(definition: Kind, place: Place = {}, query: Query = []): string {
  checkDefinition(definition);
  const { namespace, name, subresource } = checkOptions('a place', place, placeRules);
  if (subresource !== undefined && name === undefined)
    throw new KubeError('path', `the subresource ${subresource} of a ${definition.kind} needs the name of an object`);
  if (namespace !== undefined && definition.scope === 'Cluster')
    throw new KubeError('path', `${definition.kind} objects are in no namespace: leave it out`);
  return pathOf(definition, place, query);
}

const placeRules: Rules<Place> = { namespace: rules.anything, name: rules.anything, subresource: rules.anything };

/** As {@link resourcePath}, of what this package has put together. */
export function pathOf(definition: Kind, place: Place, query: Query = []): string {
  const { group, version, plural } = definition;
  const segments = group === '' ? ['/api'] : ['/apis', segment('group', group, definition)];
  segments.push(segment('version', version, definition));
  if (place.namespace !== undefined) segments.push('namespaces', segment('namespace', place.namespace, definition));
  segments.push(segment('plural', plural, definition));
  if (place.name !== undefined) segments.push(segment('name', place.name, definition));
  if (place.subresource !== undefined) segments.push(segment('subresource', place.subresource, definition));
  return segments.join('/') + queryString(query);
}

function segment(what: string, value: unknown, definition: Kind): string {
  if (isPathPart(value)) return encodeURIComponent(value);
  if (value === '') throw new KubeError('path', `the ${what} of a ${definition.kind} is empty`);
  if (typeof value !== 'string') throw unwanted(`the ${what} of a ${definition.kind} is a string`, value, 'path');
  throw new KubeError(
    'path',
    `"${value}" cannot be the ${what} of a ${definition.kind}: a ${what} holds no / and no %, and is not . or ..`,
  );
}

/** `?a=1&b=2`, or nothing where no entry has a value. */
export function queryString(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of query) if (value !== undefined) params.append(name, String(value));
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
