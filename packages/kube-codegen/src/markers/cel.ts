/**
 * The tags that become `x-kubernetes-validations`: `@validation` as one line or as a JSON5 object, `@immutable`, and how many of some
 * properties may be set. Enter at {@link celMarkers}.
 */
import JSON5 from 'json5';
import { suggest } from 'kube-core/support';
import type { Problem } from '../diagnostics.js';
import { celAccess, isReachableByCel } from '../model/cel-names.js';
import type { CelRule, ObjectNode, Origin } from '../model/schema-node.js';
import {
  badArgument,
  endsWithComma,
  type Field,
  type FieldMarker,
  isArgument,
  misplaced,
  oddArgument,
  parseList,
  parseWords,
  type Tag,
  withSpan,
} from './marker.js';

const texts = ['rule', 'message', 'messageExpression', 'reason', 'fieldPath'] as const;
const continuation = new RegExp(`^(${texts.slice(1).join('|')}):\\s*(.+)$`); // our own words, not the user's pattern

function addRule(field: Field, rule: CelRule): Field {
  return { ...field, node: { ...field.node, rules: [...(field.node.rules ?? []), rule] } };
}

/** The rest of a JSON5 object, `message: …` below a line of CEL, `message="…"` below `rule="…"`. */
function goesOn(argument: string, line: string): boolean {
  if (/^\{\s*$/.test(argument) || new RegExp(`^\\{\\s*["']?(?:${keys.join('|')})["']?\\s*:`).test(argument))
    return !isObject.test(argument);
  return continuation.test(line) || (isWords.test(argument) && isArgument(argument, line));
}

const validation: FieldMarker = {
  names: ['validation', 'cel', 'rule'],
  toLineEnd: true,
  continues: goesOn,
  repeatable: true,
  apply: (field, tag) => {
    const rule = readRule(tag);
    if ('code' in rule) return rule;
    const text = textOf(rule.rule, tag);
    return addRule(field, { ...rule, ...(text !== undefined && { text }), origin: tag.origin });
  },
};

function readRule(tag: Tag): CelRule | Problem {
  if (isObject.test(tag.argument)) return ruleFromObject(tag);
  return isWords.test(tag.argument) ? ruleFromWords(tag) : ruleFromLines(tag);
}

const keys = [...texts, 'optionalOldSelf'];
/** `{rule: …}` is ours; `{'a': 1} == self` and other map literals are CEL. */
const isObject = new RegExp(`^\\{\\s*["']?(?:${keys.join('|')})["']?\\s*:[\\s\\S]*\\}$`);
/** `rule="…"`, which no expression begins with. */
const isWords = new RegExp(`^(?:${keys.join('|')})=(?!=)`);

/** Where the rule stands in the file, if it stands there as it is. */
function textOf(rule: string, { argument, argumentStart, origin }: Tag): Origin | undefined {
  const [line = ''] = argument.split('\n');
  const index = line.indexOf(rule);
  if (argumentStart === undefined || index < 0 || line.includes('*/')) return undefined; // written as *\/, so that offsets differ
  const start = argumentStart + index;
  return { file: origin.file, start, end: start + rule.length };
}

/** `rule="…" message="…"`, as kubebuilder has it. */
function ruleFromWords(tag: Tag): CelRule | Problem {
  const words = parseWords(tag.argument);
  const { rule, optionalOldSelf, ...named } = words?.named ?? {};
  const odd = Object.keys(named).find((key) => !keys.includes(key));
  if (odd !== undefined) return oddArgument(tag, { odd, keys });
  if (words === undefined || words.plain.length > 0 || rule === undefined || !/^(?:true|false|)$/.test(optionalOldSelf ?? ''))
    return badArgument(tag, 'rule="…" message="…" with blanks between and double quotes around; or one line of CEL');
  return { rule, ...named, ...(optionalOldSelf !== undefined && { optionalOldSelf: optionalOldSelf === 'true' }) };
}

function ruleFromLines(tag: Tag): CelRule | Problem {
  const [rule = '', ...more] = tag.argument.split('\n').map((line) => line.trim());
  const named = more.filter((line) => line !== '').map((line) => continuation.exec(line));
  if (rule === '' || named.includes(null))
    return badArgument(tag, 'one line of CEL, then lines such as `message: …`; or {rule: "…", message: "…"}');
  return named.reduce<CelRule>((known, match) => ({ ...known, [match?.[1] ?? 'rule']: match?.[2] ?? rule }), { rule });
}

function ruleFromObject(tag: Tag): CelRule | Problem {
  let value: unknown;
  try {
    value = JSON5.parse(tag.argument);
  } catch (error) {
    const reason = String(error).replace(/^.*JSON5: /, '');
    return { ...badArgument(tag, 'one JSON5 object'), message: `@${tag.name} holds no valid JSON5: ${reason}` };
  }
  const fields = Object.entries(Object(value) as object);
  const odd = fields.find(([key]) => !keys.includes(key));
  if (odd !== undefined) return oddArgument(tag, { odd: odd[0], keys });
  const wrong = fields.find(([key, each]) => !isRuleField(key, each));
  if (wrong !== undefined) return badArgument(tag, `texts, and true or false for optionalOldSelf; ${wrong[0]} is something else`);
  return isRule(value) ? value : badArgument(tag, 'an object with a rule');
}

const isRuleField = (key: string, value: unknown) =>
  key === 'optionalOldSelf' ? typeof value === 'boolean' : texts.some((text) => text === key) && typeof value === 'string';
const isRule = (value: unknown): value is CelRule => typeof value === 'object' && value !== null && 'rule' in value;

const immutable: FieldMarker = {
  names: ['immutable'],
  apply: (field, tag) =>
    tag.argument === '' ? { ...field, node: withSpan({ ...field.node, immutable: true }, tag) } : badArgument(tag, 'no argument'),
};

function missingProperty(name: string, { properties }: ObjectNode): Problem {
  const names = properties.map((property) => property.name);
  const meant = suggest(name, names);
  const help = meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`;
  return { code: 'KC703', message: `there is no property ${name} here`, help };
}

/** `@exactlyOneOf a, b` and its kin: the rule, and how the message counts. */
function countOf(name: string, compare: string, words: string): FieldMarker {
  return {
    names: [name],
    continues: endsWithComma,
    repeatable: true,
    apply: (field, tag) => {
      if (field.node.node !== 'object') return misplaced(tag, field.node, 'objects');
      const names = parseList(tag.argument);
      const members = field.node.properties.filter((property) => names.includes(property.name));
      const missing = names.find((each) => !members.some((member) => member.name === each));
      if (missing !== undefined) return missingProperty(missing, field.node);
      if (names.length < 2) return badArgument(tag, 'the names of two or more optional properties');
      const needed = members.find((member) => member.required);
      if (needed !== undefined)
        return { code: 'KC703', message: `${needed.name} is required, so @${name} cannot choose`, help: `write ${needed.name}?: …` };
      const hidden = names.find((each) => !isReachableByCel(each));
      if (hidden !== undefined) return { code: 'KC703', message: `rules cannot say the name ${JSON.stringify(hidden)}` };
      const made = { by: 'tag', properties: names } as const;
      const sum = names.map((each) => `(has(${celAccess('self', each)}) ? 1 : 0)`).join(' + ');
      return addRule(field, {
        rule: `${sum} ${compare}`,
        message: `${words} of ${names.join(', ')} must be set`,
        made,
        origin: tag.origin,
      });
    },
  };
}

/** All of them, in the order of the documentation. */
export const celMarkers: readonly FieldMarker[] = [
  validation,
  immutable,
  countOf('exactlyOneOf', '== 1', 'exactly one'),
  countOf('atMostOneOf', '<= 1', 'at most one'),
  countOf('atLeastOneOf', '>= 1', 'at least one'),
];
