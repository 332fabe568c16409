/**
 * As much of OpenAPI v3 as kubectl asks for before it applies: which kinds there are, and that writes take `fieldValidation`, so that it
 * leaves validation to the server (KEP-2885). Enter at {@link openApi}.
 */
import type { Answer } from '../verbs/answer.js';
import type { Registry } from '../registry/registry.js';
import { apiVersionOf } from 'kube-core';
import type { Resource } from '../registry/resource.js';

const root = '/openapi/v3';

/** The answer to a path of OpenAPI v3; `undefined` for any other path. */
export function openApi(registry: Registry, path: string): Answer | undefined {
  if (path === root)
    return value({ paths: Object.fromEntries(placesOf(registry).map((place) => [place, { serverRelativeURL: `${root}/${place}` }])) });
  const place = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
  const served = registry.all().filter((resource) => placeOf(resource) === place);
  return served.length === 0 ? undefined : value(document(served));
}

const value = (body: unknown): Answer => ({ as: 'value', status: 200, value: body });

/** `api/v1`, `apis/apps/v1`. */
const placeOf = (resource: Resource): string => `${resource.group === '' ? 'api' : 'apis'}/${apiVersionOf(resource)}`;
const placesOf = (registry: Registry): readonly string[] => [...new Set(registry.all().map(placeOf))];

function document(served: readonly Resource[]): object {
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths: Object.fromEntries(served.map((resource) => [pathOf(resource), { patch: patchOf(resource) }])),
    components: { schemas: {} },
  };
}

function pathOf(resource: Resource): string {
  const namespace = resource.namespaced ? '/namespaces/{namespace}' : '';
  return `/${placeOf(resource)}${namespace}/${resource.plural}/{name}`;
}

function patchOf({ group, version, kind }: Resource): object {
  return {
    parameters: ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
    responses: { 200: { description: 'OK' } },
    'x-kubernetes-action': 'patch',
    'x-kubernetes-group-version-kind': { group, version, kind },
  };
}
