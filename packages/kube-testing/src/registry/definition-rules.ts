/**
 * CustomResourceDefinitions as they are written: the names that their author left to the server ({@link withNames}), and what is wrong with
 * one ({@link definitionFindings}).
 */
import { at, equal, isObject, listAt, objectAt, textAt, type JsonObject } from 'kube-core/json';
import { hasCode, messageOf } from 'kube-core';
import {
  checkStructural,
  dns1035LabelProblems,
  dnsSubdomainProblems,
  invalid,
  notSupported,
  required,
  type Finding,
} from 'kube-core/schema';
import type { KubeJson } from '../object.js';
import { schemaOf } from './definition.js';

/** A definition with the names that its author left to the server. */
export function withNames(crd: KubeJson): KubeJson {
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

/** What is wrong with a definition. */
export function definitionFindings(crd: KubeJson, current?: KubeJson): readonly Finding[] {
  const spec = objectAt(crd, 'spec');
  const versions = listAt(spec, 'versions').filter(isObject);
  return [
    ...ownNameFindings(crd, spec),
    ...groupFindings(textAt(spec, 'group')),
    ...scopeFindings(spec.scope, at(current, ['spec', 'scope'])),
    ...namesFindings(objectAt(spec, 'names')),
    ...storageFindings(versions),
    ...columnsFindings(versions),
    ...versions.flatMap(schemaFindings),
  ];
}

function ownNameFindings({ metadata }: KubeJson, spec: JsonObject): readonly Finding[] {
  const name = `${textAt(objectAt(spec, 'names'), 'plural')}.${textAt(spec, 'group')}`;
  return metadata.name === name ? [] : [invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group')];
}

function groupFindings(group: string): readonly Finding[] {
  if (group === '') return [required('spec.group', '')];
  const problems = dnsSubdomainProblems(group);
  if (problems.length > 0) return problems.map((why) => invalid('spec.group', group, why));
  return group.includes('.') ? [] : [invalid('spec.group', group, 'should be a domain with at least one dot')];
}

function scopeFindings(scope: unknown, before: unknown): readonly Finding[] {
  if (before !== undefined && scope !== before) return [invalid('spec.scope', scope, 'field is immutable')];
  if (scope === undefined || scope === '') return [required('spec.scope', '')];
  return scope === 'Cluster' || scope === 'Namespaced' ? [] : [notSupported('spec.scope', scope, ['Cluster', 'Namespaced'])];
}

/** Kinds are held to the form of a label once their letters are small. */
const namesFindings = (names: JsonObject): readonly Finding[] => [
  ...labelFindings(names, 'plural', (name) => name),
  ...labelFindings(names, 'singular', (name) => name),
  ...labelFindings(names, 'kind', (name) => name.toLowerCase()),
  ...labelFindings(names, 'listKind', (name) => name.toLowerCase()),
];

function labelFindings(names: JsonObject, field: string, form: (name: string) => string): readonly Finding[] {
  const [name, path] = [textAt(names, field), `spec.names.${field}`];
  if (name === '') return field === 'plural' || field === 'kind' ? [required(path, '')] : [];
  return dns1035LabelProblems(form(name)).map((why) => invalid(path, name, why));
}

function storageFindings(versions: readonly JsonObject[]): readonly Finding[] {
  if (versions.filter(({ storage }) => storage === true).length === 1) return [];
  return [
    invalid('spec.versions', versions, 'must have exactly one version marked as storage version'),
    ...(versions.length === 0 ? [invalid('status.storedVersions', undefined, 'must have at least one stored version')] : []),
  ];
}

/** What all versions say alike the server keeps once, and names without the version. */
function columnsFindings(versions: readonly JsonObject[]): readonly Finding[] {
  const [first] = versions;
  const alike = versions.every((version) => equal(version.additionalPrinterColumns, first?.additionalPrinterColumns));
  const places = alike
    ? versions.slice(0, 1).map((version) => ({ version, path: 'spec' }))
    : versions.map((version, index) => ({ version, path: `spec.versions[${index}]` }));
  return places.flatMap(({ version, path }) =>
    listAt(version, 'additionalPrinterColumns').flatMap((column, index) =>
      columnFindings(column, `${path}.additionalPrinterColumns[${index}]`),
    ),
  );
}

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

function columnFindings(column: unknown, path: string): readonly Finding[] {
  const [name, type, format, jsonPath] = ['name', 'type', 'format', 'jsonPath'].map((field) => textAt(column, field));
  return [
    ...(name === '' ? [required(`${path}.name`, '')] : []),
    ...oneOf(`${path}.type`, type ?? '', columnTypes),
    ...(format === '' ? [] : oneOf(`${path}.format`, format ?? '', columnFormats)),
    ...pathFindings(`${path}.JSONPath`, jsonPath ?? ''),
  ];
}

function oneOf(path: string, value: string, known: readonly string[]): readonly Finding[] {
  if (value === '') return [required(path, `must be one of ${known.join(',')}`)];
  return known.includes(value) ? [] : [invalid(path, value, `must be one of ${known.join(',')}`)];
}

function pathFindings(path: string, jsonPath: string): readonly Finding[] {
  if (jsonPath === '') return [required(path, '')];
  return jsonPath.startsWith('.') ? [] : [invalid(path, jsonPath, 'must be a simple json path starting with .')];
}

function schemaFindings(version: JsonObject, index: number): readonly Finding[] {
  const path = `spec.versions[${index}].schema.openAPIV3Schema`;
  try {
    return checkStructural(schemaOf(version), { root: true, statusSubresource: isObject(objectAt(version, 'subresources').status), path });
  } catch (error) {
    if (!hasCode(error, 'schema-depth')) throw error;
    return [{ path, code: 'FieldValueInvalid', message: `Invalid value: ${messageOf(error)}` }];
  }
}
