/** Whether the default of a schema is something the schema itself would take. Enter at {@link checkDefault}. */
import { validateRules } from '../cel/cel.js';
import { check } from '../validate/check.js';
import { invalid, named } from '../findings.js';
import { nodeOf } from '../validate/node.js';
import { prune } from '../admit/prune.js';
import type { Finding, Schema } from '../types.js';
import { equal } from '../../util/json/json.js';

/** Where the schema stands. */
export interface DefaultPlace {
  readonly path: string;
  readonly root: boolean;
}

/** What is wrong with the default: unknown fields, values the schema refuses, rules that fail. Defaults below it are not applied before. */
export function checkDefault(schema: Schema, { path, root }: DefaultPlace): readonly Finding[] {
  const { default: value } = schema;
  if (value === undefined || value === null) return [];
  const at = `${path}.default`;
  if (!equal(prune(value, schema, { root }), value)) return [named(invalid(at, value, 'must not have unknown fields'), 'unknown-field')];
  try {
    const whole: Schema = root ? { ...schema, 'x-kubernetes-embedded-resource': true } : schema;
    const findings = check(value, nodeOf(whole));
    return (findings.length > 0 ? findings : validateRules(value, schema, { root })).map((finding) => ({
      ...finding,
      path: below(at, finding.path),
    }));
  } catch {
    return []; // a pattern that is none is a finding of its own
  }
}

function below(at: string, path: string): string {
  if (path === '' || path === '<nil>') return at;
  return path.startsWith('[') ? `${at}${path}` : `${at}.${path}`;
}
