/**
 * CustomResourceDefinitions: what one serves ({@link resourcesOf}) and what the server does to one that it accepts
 * ({@link settled}).
 */
import { checkStructural } from '../../schema/structural.js';
import type { Finding, Schema } from '../../schema/types.js';
import { at, isObject, listAt, objectAt, textAt, type JsonObject, type KubeJson } from './json.js';
import type { Column, Registry, Resource, ScalePaths } from './registry.js';

/** The collection that definitions are kept in. */
export const crdId = 'customresourcedefinitions.apiextensions.k8s.io';

/** In the order in which the server tells them. */
const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

const texts = (value: readonly unknown[]): readonly string[] => value.filter((item) => typeof item === 'string');

/** The kinds that a definition serves, one for each version that is served. */
export function resourcesOf(crd: KubeJson): readonly Resource[] {
  const spec = objectAt(crd, 'spec');
  const versions = listAt(spec, 'versions').filter(isObject);
  const storage = versions.find((version) => version.storage === true);
  return versions.filter((version) => version.served === true).map((version) => resourceOf(spec, version, textAt(storage, 'name')));
}

function resourceOf(spec: JsonObject, version: JsonObject, storageVersion: string): Resource {
  const names = objectAt(spec, 'names');
  const subresources = objectAt(version, 'subresources');
  const group = textAt(spec, 'group');
  const plural = textAt(names, 'plural');
  const kind = textAt(names, 'kind');
  return {
    ...{ group, plural, kind, storageVersion, verbs },
    version: textAt(version, 'name'),
    listKind: textAt(names, 'listKind') || `${kind}List`,
    singular: textAt(names, 'singular') || kind.toLowerCase(),
    shortNames: texts(listAt(names, 'shortNames')),
    categories: texts(listAt(names, 'categories')),
    namespaced: textAt(spec, 'scope') === 'Namespaced',
    subresources: ['status'].filter((name) => isObject(subresources[name])),
    generation: true,
    selectable: texts(listAt(version, 'selectableFields').map((field) => at(field, ['jsonPath']))),
    id: `${plural}.${group}`,
    custom: {
      schema: schemaOf(version),
      columns: columnsOf(version),
      scale: scaleOf(subresources),
      deprecation: deprecationOf(spec, version),
    },
  };
}

/** The server has checked it when the definition was accepted. */
const schemaOf = (version: JsonObject): Schema => objectAt(objectAt(version, 'schema'), 'openAPIV3Schema');

function columnsOf(version: JsonObject): readonly Column[] | undefined {
  const columns = listAt(version, 'additionalPrinterColumns').filter(isColumn);
  return columns.length === 0 ? undefined : columns;
}

const isColumn = (value: unknown): value is Column =>
  isObject(value) && ['name', 'type', 'jsonPath'].every((field) => typeof value[field] === 'string');

function scaleOf(subresources: JsonObject): ScalePaths | undefined {
  const { scale } = subresources;
  return isScale(scale) ? scale : undefined;
}

const isScale = (value: unknown): value is ScalePaths =>
  isObject(value) && typeof value.specReplicasPath === 'string' && typeof value.statusReplicasPath === 'string';

function deprecationOf(spec: JsonObject, version: JsonObject): string | undefined {
  if (version.deprecated !== true) return undefined;
  const name = `${textAt(spec, 'group')}/${textAt(version, 'name')} ${textAt(objectAt(spec, 'names'), 'kind')}`;
  return textAt(version, 'deprecationWarning') || `${name} is deprecated`;
}

/** A definition with the names that its author left to the server. */
export function withDefaults(crd: KubeJson): KubeJson {
  const spec = objectAt(crd, 'spec');
  const names = objectAt(spec, 'names');
  const kind = textAt(names, 'kind');
  const filled = {
    ...names,
    listKind: textAt(names, 'listKind') || `${kind}List`,
    singular: textAt(names, 'singular') || kind.toLowerCase(),
  };
  return { ...crd, spec: { ...spec, names: filled, conversion: spec.conversion ?? { strategy: 'None' } } };
}

/** What is wrong with the schemas of a definition. */
export function definitionFindings(crd: KubeJson): readonly Finding[] {
  return listAt(crd['spec'], 'versions')
    .filter(isObject)
    .flatMap((version, index) =>
      checkStructural(schemaOf(version), {
        root: true,
        statusSubresource: isObject(objectAt(version, 'subresources')['status']),
        path: `spec.versions[${index}].schema.openAPIV3Schema`,
      }),
    );
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** A definition with the status that the server gives it, once it is served or its names have been found taken. */
export function settled(crd: KubeJson, registry: Registry, time: string): KubeJson {
  const spec = objectAt(crd, 'spec');
  const taken = takenName(crd, registry);
  const conditions = taken === undefined ? established : refused(taken);
  const known = listAt(crd.status, 'conditions');
  const storage = texts(
    listAt(spec, 'versions')
      .filter((version) => at(version, ['storage']) === true)
      .map((version) => textAt(version, 'name')),
  );
  const stored = new Set([...texts(listAt(crd.status, 'storedVersions')), ...storage]);
  const status = {
    conditions: conditions.map((condition) => ({ lastTransitionTime: transitionOf(known, condition) ?? time, ...condition })),
    acceptedNames: taken === undefined ? spec.names : (objectAt(crd, 'status').acceptedNames ?? { plural: '', kind: '' }),
    storedVersions: [...stored],
  };
  return { ...crd, status };
}

function transitionOf(known: readonly unknown[], condition: Condition): string | undefined {
  const same = known.find((one) => textAt(one, 'type') === condition.type && textAt(one, 'status') === condition.status);
  return same === undefined ? undefined : textAt(same, 'lastTransitionTime');
}

const established: readonly Condition[] = [
  { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
  { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' },
];

const refused = ({ reason, message }: { readonly reason: string; readonly message: string }): readonly Condition[] => [
  { type: 'NamesAccepted', status: 'False', reason, message },
  { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
];

/** Whether the definition is served. */
export const isEstablished = (crd: KubeJson): boolean =>
  listAt(crd.status, 'conditions').some(
    (condition) => textAt(condition, 'type') === 'Established' && textAt(condition, 'status') === 'True',
  );

/** The first of its names that another kind of the group has. */
function takenName(crd: KubeJson, registry: Registry): { readonly reason: string; readonly message: string } | undefined {
  const spec = objectAt(crd, 'spec');
  const names = objectAt(spec, 'names');
  const others = registry.all().filter((other) => other.group === textAt(spec, 'group') && other.id !== crd.metadata.name);
  const words = new Set(others.flatMap((other) => [other.plural, other.singular, ...other.shortNames]));
  const kinds = new Set(others.flatMap((other) => [other.kind, other.listKind]));
  const inUse = (reason: string, name: string): { readonly reason: string; readonly message: string } => ({
    reason,
    message: `${JSON.stringify(name)} is already in use`,
  });
  if (words.has(textAt(names, 'plural'))) return inUse('PluralConflict', textAt(names, 'plural'));
  if (words.has(textAt(names, 'singular'))) return inUse('SingularConflict', textAt(names, 'singular'));
  const short = texts(listAt(names, 'shortNames')).find((name) => words.has(name));
  if (short !== undefined) return inUse('ShortNamesConflict', short);
  if (kinds.has(textAt(names, 'kind'))) return inUse('KindConflict', textAt(names, 'kind'));
  return kinds.has(textAt(names, 'listKind')) ? inUse('ListKindConflict', textAt(names, 'listKind')) : undefined;
}
