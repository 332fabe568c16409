/** One version of a definition in YAML as the checks know a kind, with the places of the YAML: {@link resourceOf}. */
import type { Definition, Version } from '../crd/definition.js';
import type { Resource } from '../model/resource.js';
import { rootOf } from './root.js';

export function resourceOf(definition: Definition, version: Version): Resource {
  const { group, kind, plural, singular, listKind, scope, shortNames, categories, places, origin } = definition;
  const root = rootOf(version.schema, places.of);
  const [spec, status] = ['spec', 'status'].map((part) => root.properties.find(({ name }) => name === part)?.node);
  const entries = Object.entries(definition.annotations).map(([key, value]) => ({ key, value, origin }));
  return {
    ...{ group, version: version.name, kind, plural, singular, listKind, scope, shortNames, categories, root },
    columns: version.columns,
    selectableFields: version.selectableFields,
    ...(version.scale !== undefined && { scale: version.scale }),
    ...(root.description !== undefined && { description: root.description }),
    statusSubresource: version.hasStatus,
    storage: { value: version.storage, origin: version.origin },
    served: { value: version.served, origin: version.origin },
    ...(version.deprecated && { deprecated: { value: version.deprecationWarning, origin: version.origin } }),
    annotations: entries,
    ...(spec !== undefined && { spec }),
    ...(status !== undefined && { status }),
    origin: version.origin,
    file: places.file,
  };
}
