/**
 * The kinds that a CustomResourceDefinition serves: {@link resourcesOf}.
 */
import { at, isObject, listAt, objectAt, textAt, type JsonObject } from 'kube-core/json';
import type { Schema } from 'kube-core/schema';
import type { KubeJson } from '../object.js';
import type { Column, Resource } from './resource.js';

/** The collection that definitions are kept in. */
export const crdId = 'customresourcedefinitions.apiextensions.k8s.io';

/** In the order in which the server tells them. */
const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** The texts of a list. */
export const texts = (value: readonly unknown[]): readonly string[] => value.filter((item) => typeof item === 'string');

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
      deprecation: deprecationOf(spec, version),
    },
  };
}

/** The schema of a version of a definition; the server has checked it when the definition was accepted. */
export const schemaOf = (version: JsonObject): Schema => objectAt(objectAt(version, 'schema'), 'openAPIV3Schema');

function columnsOf(version: JsonObject): readonly Column[] | undefined {
  const columns = listAt(version, 'additionalPrinterColumns').filter(isColumn);
  return columns.length === 0 ? undefined : columns;
}

const isColumn = (value: unknown): value is Column =>
  isObject(value) && ['name', 'type', 'jsonPath'].every((field) => typeof value[field] === 'string');

function deprecationOf(spec: JsonObject, version: JsonObject): string | undefined {
  if (version.deprecated !== true) return undefined;
  const name = `${textAt(spec, 'group')}/${textAt(version, 'name')} ${textAt(objectAt(spec, 'names'), 'kind')}`;
  return textAt(version, 'deprecationWarning') || `${name} is deprecated`;
}
