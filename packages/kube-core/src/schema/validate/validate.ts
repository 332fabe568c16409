/**
 * What is wrong with a value by its schema, in the words of the API server. Enter at {@link validate}.
 *
 * Four passes, as the server has them: the OpenAPI schema, embedded resources, uniqueness of lists, and CEL rules, which are not asked
 * where an earlier finding makes their answer meaningless.
 */
import { hasRules } from '../cel/rules.js';
import { validateRules } from '../cel/cel.js';
import { validateEmbedded } from './embedded.js';
import { validateLists } from './lists.js';
import { checkDepth } from '../depth.js';
import { nodeOf } from './node.js';
import type { Finding, Schema } from '../types.js';
import { check } from './check.js';

/** How a value is validated. */
export interface ValidateOptions {
  /** Whether the value is a whole object with apiVersion, kind and metadata. CEL sees them then. @defaultValue false */
  readonly root?: boolean;
  /** What was stored before: transition rules run, and what did not change may stay as wrong as it was. */
  readonly old?: unknown;
}

/** After one of these the server does not ask CEL. */
const blocking: ReadonlySet<string> = new Set([
  'FieldValueNotSupported', 'FieldValueRequired', 'FieldValueTooLong', 'FieldValueTooMany', 'FieldValueTypeInvalid',
]); // prettier-ignore

const unchecked: Finding = {
  path: '<nil>',
  code: 'FieldValueInvalid',
  message:
    'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
};

/**
 * What the API server would find wrong with a value that has been pruned and defaulted; empty when it would take it.
 *
 * Findings come in the server's order, but for keys of maps, which it walks at random. With `old`, what did not change is tolerated
 * (KEP-4008): a value equal to the old one at the same place, outside of allOf, anyOf, oneOf and not.
 *
 * @throws re2js's syntax error where a pattern of the schema is none: `checkStructural` tells. KubeError `schema-depth` for a schema that
 * is nested more deeply than 500 levels.
 */
export function validate(value: unknown, schema: Schema, options: ValidateOptions = {}): readonly Finding[] {
  checkDepth(schema);
  const findings = [
    ...check(value, nodeOf(schema), options.old),
    ...validateEmbedded(value, schema),
    ...changedLists(value, schema, options.old),
  ];
  if (findings.some((finding) => blocking.has(finding.code))) {
    return hasRules(schema) ? [...findings, unchecked] : findings;
  }
  return [...findings, ...validateRules(value, schema, options)];
}

/** Duplicates are tolerated where there were some before, anywhere. */
function changedLists(value: unknown, schema: Schema, old: unknown): readonly Finding[] {
  const findings = validateLists(value, schema);
  if (findings.length === 0 || old === undefined) return findings;
  return validateLists(old, schema).length > 0 ? [] : findings;
}
