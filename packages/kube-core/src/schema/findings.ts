/** Findings in the words of the API server: one function a cause, and {@link Findings} to collect them. */
import type { Finding, FindingRule } from './types.js';
import { printed } from './printed.js';

/** The finding with the name of its rule, and what the rule asks for. */
export function named(finding: Finding, rule: FindingRule, wanted?: unknown): Finding {
  return wanted === undefined ? { ...finding, rule } : { ...finding, rule, wanted };
}

/** A value that is wrong, and why. */
export const invalid = (path: string, value: unknown, detail: string): Finding => ({
  path,
  code: 'FieldValueInvalid',
  message: `Invalid value: ${printed(value)}: ${detail}`,
});

/** A value that must be there and is not; the detail may be empty. */
export const required = (path: string, detail: string): Finding => ({
  path,
  code: 'FieldValueRequired',
  message: detail === '' ? 'Required value' : `Required value: ${detail}`,
});

/** A value that must not be there. */
export const forbidden = (path: string, detail: string): Finding => ({
  path,
  code: 'FieldValueForbidden',
  message: `Forbidden: ${detail}`,
});

/** A value that is none of those that are known. */
export const notSupported = (path: string, value: unknown, supported: readonly string[]): Finding => ({
  path,
  code: 'FieldValueNotSupported',
  message: `Unsupported value: ${printed(value)}: supported values: ${supported.map(printed).join(', ')}`,
});

/** More items or properties than the limit. */
export const tooMany = (path: string, count: number, limit: number): Finding => ({
  path,
  code: 'FieldValueTooMany',
  message: `Too many: ${count}: must have at most ${limit} ${limit === 1 ? 'item' : 'items'}`,
});

/** A finding of the OpenAPI pass says where twice. */
export const inBody = (path: string, detail: string): string => `${path} in body ${detail}`;

/** A value of another type, or of another format, than the schema wants. */
export const typeInvalid = (path: string, wanted: string, found: string): Finding => ({
  path: path === '' ? nowhere : path,
  code: 'FieldValueTypeInvalid',
  message: `Invalid value: ${printed(found)}: ${inBody(path, `must be of type ${wanted}: ${printed(found)}`)}`,
});

/** The path of a finding that is about the whole object, or about a place that only its message names. */
export const nowhere = '<nil>';

/** Findings as they come, each said once: the arms of junctors repeat each other. */
export class Findings {
  readonly list: Finding[] = [];
  #seen: Set<string> | undefined;

  add(finding: Finding): void {
    const seen = (this.#seen ??= new Set());
    const key = `${finding.path}\n${finding.message}`;
    if (seen.has(key)) return;
    seen.add(key);
    this.list.push(finding);
  }

  addAll(findings: Iterable<Finding>): void {
    for (const finding of findings) this.add(finding);
  }
}
