/**
 * Which objects, by their labels: {@link labelSelector} writes the text that the API takes, {@link parseLabelSelector} reads it,
 * {@link labelMatcher} asks without a server.
 */
import { KubeError } from '../../errors.js';
import { unwanted, whatIs } from '../../util/arguments.js';
import { isList, isObject } from '../../util/json/json.js';
import type { Frozen } from '../definition.js';
import type { LabelSelector } from '../types.js';
import { parseRequirements } from './label-parser.js';
import { askedTerms } from './terms.js';
import { checkedKey, checkedRequirement, meets, refused, type LabelRequirement, type Labels } from './label-requirement.js';

/**
 * What labels must be, by their keys: a value, one of several, `true` for any value, `false` for no such label, `{ not }` for neither
 * that value nor one of those. `undefined` asks nothing, beside a term that asks something.
 */
export type LabelTerms = Readonly<Record<string, LabelTerm | undefined>>;

/** What one label must be. */
export type LabelTerm = string | readonly string[] | boolean | { readonly not: string | readonly string[] };

/**
 * The text of a label selector.
 *
 * @throws KubeError `selector` for a key or value that no label can have; for an empty list of values, which selects nothing; and where every
 *   term is undefined, which would select everything.
 * @example
 * ```ts
 * import { labelSelector } from 'kube-core';
 *
 * console.log(labelSelector({ app: 'nginx', tier: ['api', 'web'], canary: false, zone: { not: 'a' } }));
 * // app=nginx,tier in (api,web),!canary,zone!=a
 * ```
 */
export function labelSelector(terms: LabelTerms): string {
  if (!isObject(terms)) throw unwanted('labelSelector takes an object, { app: "nginx" }', terms);
  return askedTerms(terms)
    .map(([key, term]) => printed(checked(requirementOf(key, term))))
    .join(',');
}

function requirementOf(key: string, term: LabelTerm): LabelRequirement {
  if (typeof term === 'boolean') return { key, operator: term ? 'Exists' : 'DoesNotExist', values: [] };
  if (typeof term === 'string') return { key, operator: 'In', values: [term] };
  if (isList(term)) return { key, operator: 'In', values: term };
  if (!isObject(term)) throw refused(`the label ${key} has to be a text, a list of texts, true, false or { not }; this is ${whatIs(term)}`);
  const { not } = term;
  return { key, operator: 'NotIn', values: typeof not === 'string' ? [not] : not };
}

function checked(requirement: LabelRequirement): LabelRequirement {
  const { key, operator, values } = requirement;
  checkedKey(key);
  if (!isList(values) || values.some((value) => typeof value !== 'string')) throw refused(`the values of the label ${key} are texts`);
  const count = operator === 'In' || operator === 'NotIn' ? 'some' : operator === 'Gt' || operator === 'Lt' ? 'one' : 'none';
  if (count === 'some' ? values.length === 0 : values.length !== (count === 'one' ? 1 : 0))
    throw refused(`${operator} of the label ${key} has ${values.length} values; it needs ${count}`);
  return checkedRequirement(requirement);
}

/**
 * What a label selector asks for, one by one.
 *
 * @param text - `app=nginx,tier in (web, api),!canary`; empty asks nothing.
 * @throws KubeError `selector` for a text that is none, in the words of the API server.
 */
export function parseLabelSelector(text: string): LabelRequirement[] {
  if (typeof text !== 'string') throw unwanted('a label selector is a text, app=nginx for example', text);
  return parseRequirements(text);
}

/** The ways to say which labels: as text, as the field `selector` of a kind has it, or requirement by requirement. */
export type AnyLabelSelector = string | Frozen<LabelSelector> | readonly LabelRequirement[];

const operators: readonly string[] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];
const isOperator = (text: string): text is Exclude<LabelRequirement['operator'], 'Gt' | 'Lt'> => operators.includes(text);

/** @throws KubeError `selector` for what is none, as {@link parseLabelSelector}. */
export function requirementsOf(selector: AnyLabelSelector): readonly LabelRequirement[] {
  if (typeof selector === 'string') return parseRequirements(selector);
  if (isRequirements(selector)) return selector.map(checked);
  if (!isObject(selector))
    throw unwanted('a label selector is a text, { matchLabels, matchExpressions }, or a list of requirements', selector);
  refuseOtherFields(selector);
  const matchExpressions = selector.matchExpressions ?? []; // nothing behind a colon of YAML is null, and counts as left out
  const equal = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => checked({ key, operator: 'In', values: [value] }));
  return [...equal, ...matchExpressions.map(requirementFrom)];
}

/** Labels that stand where `matchLabels` belongs, a Service's `spec.selector` for example, would select everything if nobody looked. */
function refuseOtherFields(selector: object): void {
  const other = Object.keys(selector).find((field) => field !== 'matchLabels' && field !== 'matchExpressions');
  if (other === undefined) return;
  throw refused(`a label selector has no field ${JSON.stringify(other)}; labels by their keys are { matchLabels: { … } }`);
}

const isRequirements = (selector: object): selector is readonly LabelRequirement[] => Array.isArray(selector);

function requirementFrom({ key, operator, values = [] }: Frozen<NonNullable<LabelSelector['matchExpressions']>[number]>): LabelRequirement {
  if (!isOperator(operator)) throw new KubeError('selector', `"${operator}" is no operator of a label selector: ${operators.join(', ')}`);
  return checked({ key, operator, values });
}

/**
 * A label selector as text, whatever it was: `printLabelSelector(deployment.spec.selector)`.
 *
 * @throws KubeError `selector` for what is none.
 */
export const printLabelSelector = (selector: AnyLabelSelector): string => requirementsOf(selector).map(printed).join(',');

function printed({ key, operator, values }: LabelRequirement): string {
  const [only = ''] = values;
  switch (operator) {
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    case 'Gt':
    case 'Lt':
      return `${key}${operator === 'Gt' ? '>' : '<'}${only}`;
    case 'In':
      return values.length === 1 ? `${key}=${only}` : `${key} in (${values.join(',')})`;
    case 'NotIn':
      return values.length === 1 ? `${key}!=${only}` : `${key} notin (${values.join(',')})`;
  }
}

/**
 * Whether labels are selected, as a function of them; a selector that asks nothing selects everything.
 *
 * @throws KubeError `selector` for what is none.
 * @example
 * ```ts
 * import { labelMatcher, type ObjectMeta } from 'kube-core';
 *
 * const isFront = labelMatcher('tier in (web, api),!canary');
 * export const front = (objects: readonly { metadata: ObjectMeta }[]) => objects.filter(({ metadata }) => isFront(metadata.labels));
 * ```
 */
export function labelMatcher(selector: AnyLabelSelector): (labels: Labels) => boolean {
  const requirements = requirementsOf(selector);
  return (labels) => requirements.every((requirement) => meets(labels, requirement));
}

/**
 * The selector as fields of a kind have it.
 *
 * @throws KubeError `selector` for what is none, and for `Gt` and `Lt`, which only texts know.
 */
export function toLabelSelector(selector: AnyLabelSelector): LabelSelector {
  const matchExpressions = requirementsOf(selector).map(({ key, operator, values }) => {
    if (!isOperator(operator)) throw refused(`${operator} of the label ${key} can only be written as a text`);
    return { key, operator, ...(values.length > 0 && { values: [...values] }) };
  });
  return matchExpressions.length === 0 ? {} : { matchExpressions };
}
