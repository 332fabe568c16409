/**
 * The tags that become `x-kubernetes-validations`: `@validation` as one line or as a JSON5 object, `@immutable`, and how many of some
 * properties may be set. Enter at {@link celMarkers}.
 */
import JSON5 from 'json5';
import type { Problem } from '../diagnostics.js';
import { celAccess } from '../model/cel-names.js';
import type { CelRule } from '../model/schema-node.js';
import { badArgument, type Field, type FieldMarker, misplaced, parseList, type Tag, withSpan } from './marker.js';

const texts = ['rule', 'message', 'messageExpression', 'reason', 'fieldPath'] as const;
const continuation = new RegExp(`^(${texts.slice(1).join('|')}):\\s*(.+)$`); // our own words, not the user's pattern

function addRule(field: Field, rule: CelRule): Field {
  return { ...field, node: { ...field.node, rules: [...(field.node.rules ?? []), rule] } };
}

const validation: FieldMarker = {
  names: ['validation', 'cel', 'rule'],
  toLineEnd: true,
  apply: (field, tag) => {
    const rule = /^\{[\s\S]*\}$/.test(tag.argument) && looksLikeObject(tag.argument) ? ruleFromObject(tag) : ruleFromLines(tag);
    return 'code' in rule ? rule : addRule(field, { ...rule, origin: tag.origin });
  },
};

/** `{rule: …}` is ours; `{'a': 1} == self` and other map literals are CEL. */
const looksLikeObject = (text: string) =>
  /^\{\s*["']?(?:rule|message|messageExpression|reason|fieldPath|optionalOldSelf)["']?\s*:/.test(text);

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
  const unknown = Object.entries(Object(value) as object).find(([key, each]) => !isRuleField(key, each));
  if (unknown !== undefined)
    return badArgument(
      tag,
      `rule, message, messageExpression, reason, fieldPath (texts) and optionalOldSelf (true or false), not ${unknown[0]}`,
    );
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

/** `@exactlyOneOf a, b` and its kin: the rule, and how the message counts. */
function countOf(name: string, compare: string, words: string): FieldMarker {
  return {
    names: [name],
    apply: (field, tag) => {
      if (field.node.node !== 'object') return misplaced(tag, field.node, 'objects');
      const names = parseList(tag.argument);
      const members = field.node.properties.filter((property) => names.includes(property.name));
      const missing = names.find((each) => !members.some((member) => member.name === each));
      if (missing !== undefined) return { code: 'KC703', message: `there is no property ${missing} here` };
      if (names.length < 2) return badArgument(tag, 'the names of two or more optional properties');
      const needed = members.find((member) => member.required);
      if (needed !== undefined)
        return { code: 'KC703', message: `${needed.name} is required, so @${name} cannot choose`, help: `write ${needed.name}?: …` };
      const sum = names.map((each) => `(has(${celAccess('self', each)}) ? 1 : 0)`).join(' + ');
      return addRule(field, { rule: `${sum} ${compare}`, message: `${words} of ${names.join(', ')} must be set`, origin: tag.origin });
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
