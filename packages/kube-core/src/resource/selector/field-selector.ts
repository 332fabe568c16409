/**
 * Which objects, by their fields: {@link fieldSelector} writes the text that the API takes, {@link parseFieldSelector} reads it. Which fields
 * can be asked for depends on the kind: `metadata.name` and `metadata.namespace` on all of them.
 */
import { unwanted, whatIs } from '../../util/arguments.js';
import { isObject } from '../../util/json/json.js';
import { refused } from './label-requirement.js';
import { askedTerms } from './terms.js';

/** What fields must be, by their paths: a value, or `{ not }` for anything else. `undefined` asks nothing, beside a term that asks something. */
export type FieldTerms = Readonly<Record<string, string | number | boolean | { readonly not: string | number | boolean } | undefined>>;

/** One thing that a field must be, or must not be. */
export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/**
 * The text of a field selector. Commas, equals signs and backslashes of values are escaped.
 *
 * @throws KubeError `selector` for what is no value: a list, since the API cannot ask for one of several; and where every term is undefined,
 *   which would select everything.
 * @example
 * ```ts
 * import { fieldSelector } from 'kube-core';
 *
 * console.log(fieldSelector({ 'spec.nodeName': 'node-1', 'status.phase': { not: 'Succeeded' } }));
 * // spec.nodeName=node-1,status.phase!=Succeeded
 * ```
 */
export function fieldSelector(terms: FieldTerms): string {
  if (!isObject(terms)) throw unwanted("fieldSelector takes an object, { 'metadata.name': 'x' }", terms);
  return askedTerms(terms)
    .map(([field, term]) => {
      const [operator, value] = isObject(term) ? ['!=', term.not] : ['=', term];
      return `${field}${operator}${escaped(textOf(field, value))}`;
    })
    .join(',');
}

/** A value that is none would select other objects than those that are meant: a list cannot be asked for, as the API knows no "one of". */
function textOf(field: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw refused(`the field ${field} is compared with one text, number or boolean, or with { not }; this is ${whatIs(value)}`);
}

const escaped = (value: string): string => value.replace(/[\\,=]/g, (char) => `\\${char}`);

/**
 * What a field selector asks for, one by one.
 *
 * @param text - `metadata.name=x,spec.nodeName!=y`; empty asks nothing. In a value `\`, `,` and `=` have a `\` before them.
 * @throws KubeError `selector` for a text that is none, in the words of the API server.
 */
export function parseFieldSelector(text: string): FieldRequirement[] {
  if (typeof text !== 'string') throw unwanted('a field selector is a text, metadata.name=x for example', text);
  return (text.match(/(?:\\.?|[^\\,])+/gs) ?? []).map(termFrom);
}

function termFrom(term: string): FieldRequirement {
  const [, field, operator, value] = /^(.*?)(!=|==|=)(.*)$/s.exec(term) ?? [];
  if (field === undefined || operator === undefined || value === undefined)
    throw refused(`invalid selector: '${term}'; can't understand '${term}'`);
  return { field, operator: operator === '!=' ? '!=' : '=', value: unescaped(value) };
}

/** The value without the backslashes that escape `\`, `,` and `=`. */
function unescaped(value: string): string {
  return value.replace(/\\(.?)|[=,]/gs, (found: string, char?: string) => {
    if (char === undefined) throw refused(`invalid field selector: unescaped character in value: ${found.charCodeAt(0)}`);
    if (char === '' || !'\\,='.includes(char)) throw refused(`invalid field selector: invalid escape sequence: ${found}`);
    return char;
  });
}
