/** Limits, values and rules of one schema that became tighter or looser: {@link compareLimits}. */
import { equal } from 'kube-core/json';
import type { Schema, ValidationRule } from 'kube-core/schema';
import { type FieldChange, type Severity, shown } from './change.js';

type Say = (severity: Severity, rule: string, message: string) => FieldChange;

/** A schema before and after a change. */
export interface Pair {
  readonly before: Schema;
  readonly after: Schema;
}

export function compareLimits(path: string, { before, after }: Pair): readonly FieldChange[] {
  const say: Say = (severity, rule, message) => ({ severity, rule, path, message });
  return [
    ...highs.flatMap((name) => bound(say, name, { before: before[name], after: after[name], tighter: (a, b) => b < a })),
    ...lows.flatMap((name) => bound(say, name, { before: before[name], after: after[name], tighter: (a, b) => b > a })),
    ...flags.flatMap((name) => flag(say, name, { before, after })),
    ...replaced(say, { before, after }),
    ...choices(say, before.enum, after.enum),
    ...rules(say, before['x-kubernetes-validations'] ?? [], after['x-kubernetes-validations'] ?? []),
    ...junctors.flatMap((name) => junctor(say, name, { before, after })),
  ];
}

const highs = ['maximum', 'maxLength', 'maxItems', 'maxProperties'] as const;
const lows = ['minimum', 'minLength', 'minItems', 'minProperties'] as const;

interface Bound {
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly tighter: (before: number, after: number) => boolean;
}

function bound(say: Say, name: string, { before, after, tighter }: Bound): readonly FieldChange[] {
  if (before === after) return [];
  const breaks = after !== undefined && (before === undefined || tighter(before, after));
  return [
    breaks
      ? say('breaking', 'limit-tightened', `${name} was ${shown(before)} and is ${after}`)
      : say('info', 'limit-loosened', `${name} was ${shown(before)} and is ${shown(after)}`),
  ];
}

const flags = ['exclusiveMinimum', 'exclusiveMaximum'] as const;

function flag(say: Say, name: (typeof flags)[number], { before, after }: Pair): readonly FieldChange[] {
  const [was, is] = [before[name] === true, after[name] === true];
  if (was === is) return [];
  return [is ? say('breaking', 'limit-tightened', `${name} is new`) : say('info', 'limit-loosened', `${name} is gone`)];
}

/** What cannot be compared but for being the same. */
function replaced(say: Say, { before, after }: Pair): readonly FieldChange[] {
  return (['pattern', 'format', 'multipleOf'] as const).flatMap((name) => {
    if (before[name] === after[name]) return [];
    if (after[name] === undefined) return [say('info', `${rulesOf[name]}-removed`, `${name} ${shown(before[name])} is gone`)];
    return [say('breaking', `${rulesOf[name]}-changed`, `${name} was ${shown(before[name])} and is ${shown(after[name])}`)];
  });
}

const rulesOf = { pattern: 'pattern', format: 'format', multipleOf: 'multiple-of' } as const;

function choices(say: Say, before: readonly unknown[] | undefined, after: readonly unknown[] | undefined): readonly FieldChange[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [say('breaking', 'enum-added', `only ${(after ?? []).map(shown).join(', ')} are left`)];
  if (after === undefined)
    return [say('warning', 'enum-removed', 'any value may be there now: programs meet values that they do not know')];
  const [gone, more] = [before.filter((value) => !after.includes(value)), after.filter((value) => !before.includes(value))];
  return [
    ...(gone.length > 0 ? [say('breaking', 'enum-narrowed', `${gone.map(shown).join(', ')} is no value any more`)] : []),
    ...(more.length > 0
      ? [say('warning', 'enum-widened', `${more.map(shown).join(', ')} is a value now: programs meet values that they do not know`)]
      : []),
  ];
}

function rules(say: Say, before: readonly ValidationRule[], after: readonly ValidationRule[]): readonly FieldChange[] {
  const has = (all: readonly ValidationRule[], { rule }: ValidationRule): boolean => all.some((each) => each.rule === rule);
  return [
    ...after.filter((each) => !has(before, each)).map(({ rule }) => say('breaking', 'rule-added', `the rule ${shown(rule)} is new`)),
    ...before.filter((each) => !has(after, each)).map(({ rule }) => say('info', 'rule-removed', `the rule ${shown(rule)} is gone`)),
  ];
}

const junctors = ['allOf', 'anyOf', 'oneOf', 'not'] as const;

function junctor(say: Say, name: (typeof junctors)[number], { before, after }: Pair): readonly FieldChange[] {
  if (equal(before[name], after[name])) return [];
  const either = name === 'anyOf' && before['x-kubernetes-int-or-string'] === true && after['x-kubernetes-int-or-string'] === true;
  if (either) return [];
  if (after[name] === undefined) return [say('info', 'junctor-removed', `${name} is gone`)];
  return [say('breaking', 'junctor-changed', before[name] === undefined ? `${name} is new` : `${name} has changed`)];
}
