/**
 * The terms of a selector that ask for something: {@link askedTerms}.
 */
import { refused } from './label-requirement.js';

/** @throws KubeError `selector` where every term is undefined: a variable that is not set would select everything. */
export function askedTerms<T>(terms: Readonly<Record<string, T | undefined>>): readonly (readonly [string, T])[] {
  const names = Object.keys(terms);
  const asked = names.flatMap((name): [string, T][] => {
    const term = terms[name];
    return term === undefined ? [] : [[name, term]];
  });
  if (asked.length > 0 || names.length === 0) return asked;
  throw refused(`${names.join(' and ')} of the selector is undefined, which would select everything; write {} where that is meant`);
}
