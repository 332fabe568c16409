/**
 * Which names an object may have: {@link nameFindings}, and {@link generatedName} for those who leave it to the server.
 */
import type { Finding } from '../../schema/types.js';
import { labelNamed, pathNamed } from './builtin-kinds.js';
import { invalidValue } from './refusal.js';
import type { Resource } from './registry.js';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const labelPattern = new RegExp(`^${label}$`);
const subdomainPattern = new RegExp(`^${subdomain}$`);

const labelWords = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`;
const subdomainWords = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`;

const longestLabel = 63;
const longestSubdomain = 253;

function problems(resource: Resource, name: string): readonly string[] {
  if (pathNamed.has(resource.id)) return pathProblems(name);
  const short = labelNamed.has(resource.id);
  const longest = short ? longestLabel : longestSubdomain;
  const pattern = short ? labelPattern : subdomainPattern;
  return [
    ...(name.length > longest ? [`must be no more than ${longest} ${short ? 'bytes' : 'characters'}`] : []),
    ...(pattern.test(name) ? [] : [short ? labelWords : subdomainWords]),
  ];
}

function pathProblems(name: string): readonly string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((character) => name.includes(character)).map((character) => `may not contain '${character}'`);
}

/** What is wrong with a name. */
export const nameFindings = (resource: Resource, name: string): readonly Finding[] =>
  problems(resource, name).map((why) => invalidValue('metadata.name', name, why));

/** What is wrong with the start of a name: a dash at its end is fine, since more follows. */
export const generateNameFindings = (resource: Resource, prefix: string): readonly Finding[] =>
  problems(resource, prefix.replace(/-+$/, 'a')).map((why) => invalidValue('metadata.generateName', prefix, why));

/** No vowels and nothing that looks like another: so that no words come out. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
const longestPrefix = 63 - suffixLength;

/** A prefix and five characters of chance, 63 at most together. */
export function generatedName(prefix: string): string {
  const suffix = Array.from({ length: suffixLength }, () => alphabet[Math.floor(Math.random() * alphabet.length)]).join('');
  return prefix.slice(0, longestPrefix) + suffix;
}
