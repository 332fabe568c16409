/** The CEL pass of validation: the rules of `x-kubernetes-validations`. Enter at {@link validateRules}. */
import { Optional } from '@marcbachmann/cel-js';
import { summaryOf } from './compile.js';
import { type CompiledRule, type RuleNode, hasRules, rulesOf } from './rules.js';
import type { Memo } from './types.js';
import { type Old, identityOf, oldItems, oldProperty } from '../correlate.js';
import type { Finding, Schema } from '../types.js';
import { equal, isList, isObject, own } from '../../util/json/json.js';
import { printed } from '../printed.js';

/** How rules are run. */
export interface RuleOptions {
  readonly root?: boolean;
  readonly old?: unknown;
}

/** What the rules of a schema say about a value that is otherwise valid. */
export function validateRules(value: unknown, schema: Schema, { root = false, old }: RuleOptions = {}): readonly Finding[] {
  if (!hasRules(schema)) return [];
  const findings: Finding[] = [];
  const before = old === undefined ? undefined : { value: old };
  const node = rulesOf(schema, { root });
  visit(
    { value, node, path: '', old: before, unchanged: () => before !== undefined && equal(value, before.value), memo: new WeakMap() },
    findings,
  );
  return findings;
}

interface Place {
  readonly value: unknown;
  readonly node: RuleNode;
  readonly path: string;
  readonly old: Old | undefined;
  /** Whether this place, or the nearest above that has an old self, is as it was: then findings are tolerated. */
  readonly unchanged: () => boolean;
  readonly memo: Memo;
}

function visit(place: Place, findings: Finding[]): void {
  const { value, node } = place;
  if (value === null) return;
  for (const rule of node.rules) {
    const finding = runRule(rule, place);
    if (finding !== undefined) findings.push(finding);
  }
  for (const below of placesBelow(place)) visit(below, findings);
}

function* placesBelow(place: Place): Generator<Place> {
  const { value, node, path } = place;
  if (isList(value) && node.items !== undefined) {
    const before = oldItems(node.schema, place.old);
    for (const [index, item] of value.entries())
      yield below(place, { value: item, node: node.items, path: `${path}[${index}]`, old: before?.(item) });
  } else if (isObject(value) && (node.properties.size > 0 || node.additional !== undefined)) {
    for (const key of Object.keys(value)) {
      const property = node.properties.get(key);
      const old = oldProperty(place.old, key);
      if (property !== undefined)
        yield below(place, { value: value[key], node: property, path: path === '' ? key : `${path}.${key}`, old });
      else if (node.additional !== undefined && own(node.schema.properties, key) === undefined) {
        yield below(place, { value: value[key], node: node.additional, path: `${path}[${key}]`, old });
      }
    }
  }
}

function below(parent: Place, child: Omit<Place, 'unchanged' | 'memo'>): Place {
  const { value, old } = child;
  return { ...child, memo: parent.memo, unchanged: old === undefined ? parent.unchanged : () => equal(value, old.value) };
}

/** What a rule finds at a place, or undefined where it holds or does not apply. */
function runRule(compiled: CompiledRule, place: Place): Finding | undefined {
  const { rule, program } = compiled;
  const isOptional = rule.optionalOldSelf === true;
  if (program.usesOldSelf && !isOptional && place.old === undefined) return undefined;
  try {
    const variables = variablesOf(compiled, place);
    if (program.run(variables) === true) return undefined;
    if (!program.usesOldSelf && place.unchanged()) return undefined;
    return failed(compiled, place, variables);
  } catch (error) {
    if (!program.usesOldSelf && place.unchanged()) return undefined;
    return broken(compiled, place, error);
  }
}

type Variables = Readonly<Record<string, unknown>>;

function variablesOf({ rule, program }: CompiledRule, { value, node, old, memo }: Place): Variables {
  const convert = (raw: unknown): unknown => node.shape?.convert(raw, memo);
  const self = convert(value);
  if (!program.usesOldSelf) return { self };
  const before = old === undefined || old.value === null ? undefined : convert(aligned(old.value, value, node.schema));
  if (rule.optionalOldSelf !== true) return { self, oldSelf: before };
  return { self, oldSelf: before === undefined ? Optional.none() : Optional.of(before) };
}

/**
 * The old value with the items of its sets and list maps in the order of the new ones: in CEL, two such lists are equal whatever
 * their order.
 */
function aligned(old: unknown, value: unknown, schema: Schema): unknown {
  const { items, additionalProperties } = schema;
  if (isList(old) && isList(value)) return items === undefined ? old : alignedList(old, value, schema);
  if (!isObject(old) || !isObject(value)) return old;
  const schemaOf = (key: string): Schema | undefined =>
    own(schema.properties, key) ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
  const entries = Object.entries(old).map(([key, item]) => {
    const property = schemaOf(key);
    return [key, property === undefined ? item : aligned(item, own(value, key), property)] as const;
  });
  return Object.fromEntries(entries);
}

function alignedList(old: readonly unknown[], value: readonly unknown[], schema: Schema): readonly unknown[] {
  const listType = schema['x-kubernetes-list-type'];
  if (listType !== 'set' && listType !== 'map') return old;
  const keyOf = identityOf(schema);
  const order = new Map(value.map((item, index) => [keyOf(item), index]));
  const place = (item: unknown): number => order.get(keyOf(item)) ?? value.length;
  const items = schema.items ?? {};
  return [...old].sort((a, b) => place(a) - place(b)).map((item) => aligned(item, value[place(item)], items));
}

/** The server's limit for a message that an expression makes. */
const longestMessage = 5_120;

function messageOf({ rule, message }: CompiledRule, variables: Variables): string {
  const text = message === undefined ? undefined : attempt(() => message.run(variables));
  if (typeof text === 'string' && text.trim() !== '' && !/[\r\n]/.test(text) && Buffer.byteLength(text) <= longestMessage)
    return text.trim();
  return rule.message !== undefined && rule.message !== '' ? rule.message.trim() : `failed rule: ${rule.rule.trim()}`;
}

/** A message that cannot be made is no reason to fail: the rule has another. */
function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch {
    return undefined;
  }
}

function failed(compiled: CompiledRule, { value, path }: Place, variables: Variables): Finding {
  const { fieldPath, reason } = compiled.rule;
  const at = located(path, fieldPath);
  const message = messageOf(compiled, variables);
  const by = { path: at, rule: 'cel', wanted: message } as const;
  // Objects and lists are left out of the message: they may be long, and hold what nobody should read.
  const shown = typeof value === 'object' ? '' : ` ${printed(value)}`;
  switch (reason) {
    case 'FieldValueForbidden':
      return { ...by, code: reason, message: `Forbidden: ${message}` };
    case 'FieldValueRequired':
      return { ...by, code: reason, message: `Required value: ${message}` };
    case 'FieldValueDuplicate':
      return { ...by, code: reason, message: `Duplicate value${shown === '' ? '' : `:${shown}`}` };
    default:
      return { ...by, code: 'FieldValueInvalid', message: `Invalid value:${shown === '' ? '' : `${shown}:`} ${message}` };
  }
}

/** `.a['b.c']` below a path, as the server writes it. */
function located(path: string, fieldPath = ''): string {
  const below = fieldPath.replace(/\['([^']*)'\]/g, '.$1').replace(/^\./, '');
  return [path, below].filter((part) => part !== '').join('.') || '<nil>';
}

/** What cel-js calls an error at run time, and what the server does. */
const runtimeErrors: readonly (readonly [RegExp, string])[] = [
  [/^No such key: index out of bounds, index (-?\d+).*$/s, 'index out of bounds: $1'],
  [/^No such key: (.*)$/s, 'no such key: $1'],
  [/^integer overflow.*$/s, 'integer overflow'],
  [/^modulo by zero$/, 'modulus by zero'],
  [/^(?:found no matching overload|no such overload).*$/s, 'no such overload'],
];

function broken({ rule }: CompiledRule, { node, path }: Place, error: unknown): Finding {
  const summary = summaryOf(error);
  const [expression, replacement] = runtimeErrors.find(([one]) => one.test(summary)) ?? [/$^/, ''];
  const says = summary.replace(expression, replacement);
  const which = rule.message !== undefined && rule.message !== '' ? rule.message : rule.rule;
  const detail =
    says === 'no such overload'
      ? `'no such overload': call arguments did not match a supported operator, function or macro signature for rule: ${which}`
      : `${says} evaluating rule: ${which}`;
  const type = node.schema.type ?? '';
  return {
    path: path === '' ? '<nil>' : path,
    code: 'FieldValueInvalid',
    message: `Invalid value: ${printed(type)}: ${detail}`,
    rule: 'cel',
    wanted: detail,
  };
}
