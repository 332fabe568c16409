/**
 * Which names an object may have: {@link nameFindings}, and {@link generatedName} for those who leave it to the server.
 */
import {
  completedPrefix,
  dnsLabelProblems,
  dnsSubdomainProblems,
  invalid as invalidValue,
  pathSegmentProblems,
  type Finding,
} from 'kube-core/schema';
import { labelNamed, pathNamed } from '../registry/builtin.js';
import type { Resource } from '../registry/resource.js';

function problems({ id }: Resource, name: string): readonly string[] {
  if (pathNamed.has(id)) return pathSegmentProblems(name);
  return labelNamed.has(id) ? dnsLabelProblems(name) : dnsSubdomainProblems(name);
}

/** What is wrong with a name. */
export const nameFindings = (resource: Resource, name: string): readonly Finding[] =>
  problems(resource, name).map((why) => invalidValue('metadata.name', name, why));

/** What is wrong with the start of a name. */
export const generateNameFindings = (resource: Resource, prefix: string): readonly Finding[] =>
  problems(resource, completedPrefix(prefix)).map((why) => invalidValue('metadata.generateName', prefix, why));

/** No vowels and nothing that looks like another: so that no words come out. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
const longestPrefix = 63 - suffixLength;

/** A prefix and five characters of chance, 63 at most together. */
export function generatedName(prefix: string): string {
  const suffix = Array.from({ length: suffixLength }, () => alphabet[Math.floor(Math.random() * alphabet.length)]).join('');
  return prefix.slice(0, longestPrefix) + suffix;
}
