/** Whether the CEL rules of a schema can be compiled, and say what they must. Enter at {@link checkRules}. */
import type { Compiled, Uncompiled } from '../cel/compile.js';
import { type Types, compileRule, hasRules, typesOf } from '../cel/rules.js';
import { invalid, named, notSupported, required } from '../findings.js';
import type { Finding, Schema, ValidationRule } from '../types.js';
import { canonicalJson, own } from '../../util/json/json.js';

/** What the rules of one schema can see; undefined where it has none. */
export type RuleScope = Types | undefined;

/** The types for the rules of a schema and of everything below it. */
export function ruleScope(schema: Schema, options: { readonly root: boolean }): RuleScope {
  return hasRules(schema) ? typesOf(schema, options) : undefined;
}

/** Where a schema with rules stands. */
export interface RulesPlace {
  readonly path: string;
  readonly scope: RuleScope;
  readonly root: boolean;
  /** The list above whose items have no old self, if there is one. */
  readonly uncorrelatable: string | undefined;
}

/** What is wrong with the rules at one place. */
export function checkRules(schema: Schema, place: RulesPlace): readonly Finding[] {
  const rules = schema['x-kubernetes-validations'] ?? [];
  if (rules.length === 0) return [];
  const at = `${place.path}.x-kubernetes-validations`;
  const texts = rules.flatMap((rule, index) => checkTexts(rule, schema, `${at}[${index}]`));
  const shape = place.scope?.declare(schema, { root: place.root });
  if (place.scope === undefined || shape === undefined) {
    const why =
      'failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations';
    return [...texts, named({ path: at, code: 'InternalError', message: `Internal error: internal error: ${why}` }, 'cel-types')];
  }
  const types = place.scope;
  const expressions = rules.flatMap((rule, index) => {
    if (rule.rule.trim() === '') return [];
    const { condition, message } = compileRule(rule, shape, types);
    return [...checkCondition(rule, condition, { ...place, path: `${at}[${index}]` }), ...checkMessage(rule, message, `${at}[${index}]`)];
  });
  return [...texts, ...expressions];
}

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

function checkTexts(rule: ValidationRule, schema: Schema, path: string): readonly Finding[] {
  const { message = '', messageExpression = '', reason, fieldPath = '' } = rule;
  const findings: Finding[] = [];
  if (rule.rule.trim() === '') findings.push(required(`${path}.rule`, 'rule is not specified'));
  if (message !== '' && message.trim() === '') findings.push(invalid(`${path}.message`, message, 'must be non-empty if specified'));
  else if (hasLineBreak(message.trim())) findings.push(invalid(`${path}.message`, message, 'must not contain line breaks'));
  else if (message === '' && hasLineBreak(rule.rule.trim())) {
    findings.push(required(`${path}.message`, 'message must be specified if rule contains line breaks'));
  }
  if (messageExpression !== '' && messageExpression.trim() === '') {
    findings.push(required(`${path}.messageExpression`, 'messageExpression must be non-empty if specified'));
  }
  if (reason !== undefined && !reasons.includes(reason)) findings.push(notSupported(`${path}.reason`, reason, reasons));
  return [...findings, ...checkFieldPath(fieldPath, schema, `${path}.fieldPath`)];
}

function hasLineBreak(text: string): boolean {
  return /[\r\n]/.test(text);
}

function checkFieldPath(fieldPath: string, schema: Schema, path: string): readonly Finding[] {
  if (fieldPath === '') return [];
  return [
    ...(fieldPath.trim() === '' ? [invalid(path, fieldPath, 'must be non-empty if specified')] : []),
    ...(hasLineBreak(fieldPath) ? [invalid(path, fieldPath, 'must not contain line breaks')] : []),
    ...(leadsSomewhere(fieldPath, schema) ? [] : [invalid(path, fieldPath, 'must be a valid path')]),
  ];
}

/** `.a.b` or `.a['b.c']`, through what is declared. */
function leadsSomewhere(fieldPath: string, schema: Schema): boolean {
  if (!/^\.[^.[\]']+(?:\.[^.[\]']+|\['[^']*'\])*$/.test(fieldPath)) return false;
  let at: Schema | undefined = schema;
  for (const [, dotted, quoted] of fieldPath.matchAll(/\.([^.[\]']+)|\['([^']*)'\]/g)) {
    const { properties, additionalProperties }: Schema = at;
    at = own(properties, dotted ?? quoted ?? '') ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    if (at === undefined) return false;
  }
  return true;
}

function checkCondition(rule: ValidationRule, condition: Compiled, place: RulesPlace): readonly Finding[] {
  const { path, uncorrelatable } = place;
  if ('problem' in condition) {
    return [refused(`${path}.rule`, refusal(rule, condition.problem), condition)];
  }
  const { usesOldSelf } = condition.program;
  if (!usesOldSelf && rule.optionalOldSelf !== undefined) {
    return [invalid(`${path}.optionalOldSelf`, rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule')];
  }
  if (!usesOldSelf || uncorrelatable === undefined) return [];
  return [
    named(
      invalid(`${path}.rule`, rule.rule, `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`),
      'cel-old-self',
    ),
  ];
}

function checkMessage(rule: ValidationRule, message: Compiled | undefined, path: string): readonly Finding[] {
  if (message === undefined || !('problem' in message) || rule.messageExpression?.trim() === '') return [];
  const problem = message.problem.startsWith('compilation failed') ? `messageExpression ${message.problem}` : message.problem;
  return [refused(`${path}.messageExpression`, refusal(rule, problem), message)];
}

/** An expression that does not compile, or gives something else than it must. */
function refused(path: string, message: string, { compilation, rule, wanted }: Uncompiled): Finding {
  const finding = named({ path, code: 'FieldValueInvalid', message }, rule, wanted);
  return compilation === undefined ? finding : { ...finding, compilation };
}

/** What is wrong with an expression, after the rule as the server quotes it: in Go's names and order. */
function refusal(rule: ValidationRule, problem: string): string {
  const { message = '', messageExpression = '', reason = null, fieldPath = '', optionalOldSelf = null } = rule;
  const entries = { Rule: rule.rule, Message: message, MessageExpression: messageExpression, Reason: reason, FieldPath: fieldPath };
  const quoted = Object.entries({ ...entries, OptionalOldSelf: optionalOldSelf }).map(
    ([name, value]) => `"${name}":${canonicalJson(value)}`,
  );
  return `Invalid value: {${quoted.join(',')}}: ${problem}`;
}
