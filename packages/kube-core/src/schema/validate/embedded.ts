/** Objects inside of objects (`x-kubernetes-embedded-resource`): their apiVersion, kind and metadata. Enter at {@link validateEmbedded}. */
import { dns1035LabelProblems, labelValueProblems, pathSegmentProblems, qualifiedNameProblems } from '../../resource/names.js';
import { type SchemaPlace, anywhere, descend } from '../descend.js';
import { invalid } from '../findings.js';
import type { Finding, Schema } from '../types.js';
import { isObject } from '../../util/json/json.js';

const hasEmbedded = anywhere((schema) => schema['x-kubernetes-embedded-resource'] === true);

/** What is wrong with the apiVersion, kind and metadata of embedded resources; that they are there is for the schema to require. */
export function validateEmbedded(value: unknown, schema: Schema): readonly Finding[] {
  const findings: Finding[] = [];
  visit({ value, schema, path: '' }, findings);
  return findings;
}

function visit(place: SchemaPlace, findings: Finding[]): void {
  if (!hasEmbedded(place.schema)) return;
  if (place.schema['x-kubernetes-embedded-resource'] === true && isObject(place.value)) {
    const { apiVersion, kind, metadata } = place.value;
    if (apiVersion !== undefined) findings.push(...checkText(apiVersion, `${place.path}.apiVersion`, apiVersionProblem));
    if (kind !== undefined) findings.push(...checkText(kind, `${place.path}.kind`, kindProblem));
    if (metadata !== undefined) findings.push(...checkMetadata(metadata, `${place.path}.metadata`));
  }
  for (const below of descend(place)) visit(below, findings);
}

function checkText(value: unknown, path: string, problemOf: (text: string) => string | undefined): readonly Finding[] {
  if (typeof value !== 'string') return [invalid(path, value, 'must be a string')];
  const problem = value === '' ? 'must not be empty' : problemOf(value);
  return problem === undefined ? [] : [invalid(path, value, problem)];
}

function apiVersionProblem(text: string): string | undefined {
  return text.split('/').length > 2 ? `unexpected GroupVersion string: ${text}` : undefined;
}

function kindProblem(text: string): string | undefined {
  const problems = dns1035LabelProblems(text.toLowerCase());
  return problems.length === 0 ? undefined : `may have mixed case, but should otherwise match: ${problems.join(',')}`;
}

function checkMetadata(metadata: unknown, path: string): readonly Finding[] {
  if (!isObject(metadata)) return [invalid(path, metadata, 'must be an object')];
  const { labels, annotations, name } = metadata;
  return [
    ...(typeof name === 'string' ? pathSegmentProblems(name).map((problem) => invalid(`${path}.name`, name, problem)) : []),
    ...checkStrings(labels, `${path}.labels`, (key, value) => [
      ...qualifiedNameProblems(key).map((problem) => invalid(`${path}.labels`, key, problem)),
      ...labelValueProblems(value).map((problem) => invalid(`${path}.labels`, value, problem)),
    ]),
    ...checkStrings(annotations, `${path}.annotations`, (key) =>
      qualifiedNameProblems(key.toLowerCase()).map((problem) => invalid(`${path}.annotations`, key, problem)),
    ),
  ];
}

function checkStrings(map: unknown, path: string, problemsOf: (key: string, value: string) => readonly Finding[]): readonly Finding[] {
  if (map === undefined || map === null) return [];
  if (!isObject(map)) return [invalid(path, map, 'must be an object of strings')];
  return Object.entries(map).flatMap(([key, value]) =>
    typeof value === 'string' ? problemsOf(key, value) : [invalid(`${path}[${key}]`, value, 'must be a string')],
  );
}
