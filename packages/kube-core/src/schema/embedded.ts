/** Objects inside of objects (`x-kubernetes-embedded-resource`): their apiVersion, kind and metadata. Enter at {@link validateEmbedded}. */
import { type SchemaPlace, anywhere, descend } from './descend.js';
import { invalid } from './findings.js';
import type { Finding, Schema } from './types.js';
import { isObject } from './value.js';

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

/** What a name of each sort may be, and how the server says that it is not. */
const dns1035Label =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character " +
  "(e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const qualifiedName =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const labelValue =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const prefix =
  "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** The longest label, value of a label, or name part of a key. */
const maxLabelLength = 63;

function kindProblem(text: string): string | undefined {
  const label = text.toLowerCase();
  const problems = [
    ...(label.length > maxLabelLength ? [`must be no more than ${maxLabelLength} bytes`] : []),
    ...(/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(label) ? [] : [dns1035Label]),
  ];
  return problems.length === 0 ? undefined : `may have mixed case, but should otherwise match: ${problems.join(',')}`;
}

function checkMetadata(metadata: unknown, path: string): readonly Finding[] {
  if (!isObject(metadata)) return [invalid(path, metadata, 'must be an object')];
  const { labels, annotations, name } = metadata;
  return [
    ...(typeof name === 'string' ? segmentProblems(name).map((problem) => invalid(`${path}.name`, name, problem)) : []),
    ...checkStrings(labels, `${path}.labels`, (key, value) => [
      ...keyProblems(key).map((problem) => invalid(`${path}.labels`, key, problem)),
      ...valueProblems(value).map((problem) => invalid(`${path}.labels`, value, problem)),
    ]),
    ...checkStrings(annotations, `${path}.annotations`, (key) =>
      keyProblems(key.toLowerCase()).map((problem) => invalid(`${path}.annotations`, key, problem)),
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

function segmentProblems(name: string): readonly string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`);
}

function keyProblems(key: string): readonly string[] {
  const parts = key.split('/');
  const [first = '', second] = parts;
  if (parts.length > 2) return ["a qualified name must consist of a name, with an optional prefix and '/' before it"];
  return [...(second === undefined ? [] : prefixProblems(first)), ...nameProblems(second ?? first)];
}

function prefixProblems(text: string): readonly string[] {
  if (text === '') return ['prefix part must be non-empty'];
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text) ? [] : [prefix];
}

function nameProblems(text: string): readonly string[] {
  if (text === '') return ['name part must be non-empty', qualifiedName];
  return [
    ...(text.length > maxLabelLength ? [`name part must be no more than ${maxLabelLength} bytes`] : []),
    ...(/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(text) ? [] : [qualifiedName]),
  ];
}

function valueProblems(text: string): readonly string[] {
  return [
    ...(text.length > maxLabelLength ? [`must be no more than ${maxLabelLength} bytes`] : []),
    ...(/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(text) ? [] : [labelValue]),
  ];
}
