/** The server's findings about defaults, in the words of the source. Enter at {@link explainDefault}. */
import type { Finding } from 'kube-core/schema';
import type { Diagnostic } from '../../diagnostics.js';
import { fitting } from '../../model/fitting.js';
import type { Constraints, JsonValue, SchemaNode } from '../../model/schema-node.js';
import type { Refusal } from './refusal.js';

/** A default that is longer is not quoted whole. */
const longest = 60;

/** @returns undefined for a finding about something else. */
export function explainDefault({ place, rest, finding }: Refusal): Diagnostic | undefined {
  const fallback = place.node.default;
  const [, below] = /^\.default(?:$|(?=[.[]))([\s\S]*)$/.exec(rest) ?? [];
  if (fallback === undefined || below === undefined) return undefined;
  const text = JSON.stringify(fallback.value);
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  const subject = below.replace(/^\./, '') || 'it';
  return {
    code: 'KC501',
    message: `the default ${shown} does not fit: ${subject} ${detailOf(finding, place.node)}`,
    help: helpFor(place.node, fallback.value, finding.rule),
    origin: fallback.origin ?? place.origin,
  };
}

type Limit = Exclude<keyof Constraints, 'pattern' | 'exclusiveMinimum' | 'exclusiveMaximum'>;

const counted = (limit: string, [one, more]: readonly [string, string]): string => `${limit} ${limit === '1' ? one : more}`;
const characters = ['character', 'characters'] as const;
const items = ['item', 'items'] as const;
const entries = ['entry', 'entries'] as const;

const limits: Readonly<Record<Limit, (limit: string) => string>> = {
  minimum: (limit) => `must be at least ${limit}`,
  maximum: (limit) => `must be at most ${limit}`,
  multipleOf: (limit) => `must be a multiple of ${limit}`,
  minLength: (limit) => `must have at least ${counted(limit, characters)}`,
  maxLength: (limit) => `must have at most ${counted(limit, characters)}`,
  minItems: (limit) => `must have at least ${counted(limit, items)}`,
  maxItems: (limit) => `must have at most ${counted(limit, items)}`,
  minProperties: (limit) => `must have at least ${counted(limit, entries)}`,
  maxProperties: (limit) => `must have at most ${counted(limit, entries)}`,
};

const isLimit = (rule: string | undefined): rule is Limit => rule !== undefined && Object.hasOwn(limits, rule);

/** What the value has to be. */
function detailOf({ rule, wanted, message }: Finding, node: SchemaNode): string {
  const texts = (Array.isArray(wanted) ? wanted : [wanted]).map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  if (isLimit(rule)) return strictly(rule, node) ?? limits[rule](texts.join());
  switch (rule) {
    case 'type':
      return node.node === 'int-or-string' ? 'must be a whole number or a string' : `must be of type ${texts.join(' or ')}`;
    case 'junctor':
      return node.node === 'int-or-string' ? 'must be a whole number or a string' : 'fits none of the forms that there are';
    case 'enum':
      return `must be one of ${(Array.isArray(wanted) ? wanted : [wanted]).map((each) => JSON.stringify(each)).join(', ')}`;
    case 'required':
      return 'is required';
    case 'unknown-field':
      return 'has a field that the type does not have';
    case 'pattern':
      return `must match ${texts.join()}`;
    case 'format':
      return `must be of the format ${texts.join()}`;
    case 'cel':
      return `is refused by a rule: ${texts.join()}`;
    default:
      return `is refused: ${message}`;
  }
}

/** Bounds that are not among the values themselves. */
function strictly(rule: Limit, node: SchemaNode): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = ('constraints' in node ? node.constraints : undefined) ?? {};
  if (rule === 'minimum' && exclusiveMinimum === true) return `must be greater than ${minimum}`;
  return rule === 'maximum' && exclusiveMaximum === true ? `must be less than ${maximum}` : undefined;
}

/** The default as it would fit; a pattern or a rule has no such value that a program could find. */
function helpFor(node: SchemaNode, value: JsonValue, rule: Finding['rule']): string {
  if (node.node === 'enum') return `one of @default ${node.values.map((each) => JSON.stringify(each)).join(', @default ')}`;
  const better = JSON.stringify(fitting(node, value));
  if (better === JSON.stringify(value)) return 'a default has to hold the limits and rules of its field, as any other value does';
  if (rule === 'required')
    return `servers judge a default before they fill in the defaults inside it: write out what is required, @default ${better} for example`;
  return `write @default ${better}, for example`;
}
