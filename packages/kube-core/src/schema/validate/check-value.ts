/**
 * What a schema asks of one value, whatever is in it: its type, its bounds, its pattern, its enum.
 * Enter at {@link checkType}. Each check returns how many checks passed, as the server counts them.
 */
import { type Findings, inBody, invalid, named, typeInvalid } from '../findings.js';
import type { Node } from './node.js';
import type { Finding } from '../types.js';
import { canonicalJson, isList } from '../../util/json/json.js';
import { isInt64, printed } from '../printed.js';

/** A value and the schema that is about it. */
export interface ValuePlace {
  readonly value: unknown;
  readonly node: Node;
  readonly path: string;
}

/** Whether the value has one of the types; returns how many checks passed. */
export function checkType({ value, node, path }: ValuePlace, findings: Findings): number {
  const { types } = node;
  const found = typeOf(value);
  const fits =
    types.includes(found) ||
    (found === 'integer' && types.includes('number')) ||
    (found === 'number' && types.includes('integer') && isNearlyInteger(Number(value)));
  if (fits) return 1;
  if (node.format !== undefined) {
    // With a format of strings the server leaves strings and lists to the check of the format, and speaks of formats, not types.
    const isText = found === 'string' || found === 'array';
    if (isText && !types.includes('integer') && !types.includes('number')) return 1;
    if (!isText) {
      findings.add(named(typeInvalid(path, node.schema.format ?? '', goFormats[found] ?? ''), 'type', types));
      return 0;
    }
  } else if (types.length === 0) return 1;
  findings.add(named(typeInvalid(path, types.join(','), found), 'type', types));
  return 0;
}

/** What the server calls the format of a value that has none. */
const goFormats: Readonly<Record<string, string>> = { integer: 'int64', number: 'float64' };

/** As near as the server's arithmetic of floats can tell. */
function isNearlyInteger(value: number): boolean {
  const whole = Math.trunc(value);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
  if (value === whole) return true;
  if (whole === 0) return false;
  return Math.abs(value - whole) / (Math.abs(value) + Math.abs(whole)) < 1e-9;
}

/** Length, pattern and format; returns how many checks passed. */
export function checkString(value: string, { node, path }: ValuePlace, findings: Findings): number {
  const problem = stringProblem(value, node, path);
  if (problem !== undefined) findings.add(problem);
  if (node.format !== undefined && !node.format(value)) {
    findings.add(named(typeInvalid(path, node.schema.format ?? '', value), 'format', node.schema.format));
  }
  return node.format === undefined ? 1 : 2;
}

/** The first of length and pattern that fails. */
function stringProblem(value: string, { schema, pattern }: Node, path: string): Finding | undefined {
  const { maxLength, minLength } = schema;
  if (maxLength !== undefined || minLength !== undefined) {
    const length = countCharacters(value);
    if (maxLength !== undefined && length > maxLength) {
      const message = maxLength < 0 ? 'Too long: value is too long' : `Too long: may not be more than ${maxLength} bytes`;
      return named({ path, code: 'FieldValueTooLong', message }, 'maxLength', maxLength);
    }
    if (minLength !== undefined && length < minLength)
      return named(invalid(path, value, inBody(path, `should be at least ${minLength} chars long`)), 'minLength', minLength);
  }
  if (pattern !== undefined && !pattern.test(value))
    return named(invalid(path, value, inBody(path, `should match '${schema.pattern ?? ''}'`)), 'pattern', schema.pattern);
  return undefined;
}

/** Unicode characters, not UTF-16 units. */
function countCharacters(value: string): number {
  let count = value.length;
  for (let index = 0; index < value.length - 1; index += 1) {
    const isPair = (value.charCodeAt(index) & 0xfc00) === 0xd800 && (value.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
    if (isPair) count -= 1;
  }
  return count;
}

/** Bounds and multiples; returns how many checks passed. */
export function checkNumber(value: number | bigint, { node, path }: ValuePlace, findings: Findings): number {
  const { multipleOf, maximum, exclusiveMaximum, minimum, exclusiveMinimum } = node.schema;
  if (multipleOf !== undefined && !isNearlyMultiple(value, multipleOf)) {
    findings.add(named(invalid(path, value, inBody(path, `should be a multiple of ${printed(multipleOf)}`)), 'multipleOf', multipleOf));
  }
  if (maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    const bound = `${exclusiveMaximum === true ? '' : 'or equal to '}${printed(maximum)}`;
    findings.add(named(invalid(path, value, inBody(path, `should be less than ${bound}`)), 'maximum', maximum));
  }
  if (minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    const bound = `${exclusiveMinimum === true ? '' : 'or equal to '}${printed(minimum)}`;
    findings.add(named(invalid(path, value, inBody(path, `should be greater than ${bound}`)), 'minimum', minimum));
  }
  return 2;
}

function isNearlyMultiple(value: number | bigint, factor: number): boolean {
  if (isInt64(value) && Number.isInteger(factor) && factor !== 0) return BigInt(value) % BigInt(factor) === 0n;
  return isNearlyInteger(factor < 1 ? Number(value) * (1 / factor) : Number(value) / factor);
}

/** Whether the value is one of the enum. */
export function checkEnum({ value, node, path }: ValuePlace, findings: Findings): void {
  const { enumeration } = node;
  if (enumeration === undefined || isAmong(value, enumeration.values)) return;
  const message = `Unsupported value: ${printed(value)}: supported values: ${enumeration.supported}`;
  findings.add(named({ path, code: 'FieldValueNotSupported', message }, 'enum', node.schema.enum));
}

/** Before it compares, the server converts as Go does: a number loses its fraction beside an integer, and becomes a character beside a string. */
function isAmong(value: unknown, values: ReadonlySet<string>): boolean {
  if (value === null) return false;
  if (values.has(canonicalJson(value))) return true;
  if (typeof value !== 'number') return false;
  if (!isInt64(value)) return values.has(String(Math.trunc(value)));
  return value >= 0 && value <= 0x10ffff && values.has(canonicalJson(String.fromCodePoint(value)));
}

function typeOf(value: unknown): string {
  if (isList(value)) return 'array';
  if (typeof value === 'number' || typeof value === 'bigint') return isInt64(value) ? 'integer' : 'number';
  return value === null ? 'null' : typeof value;
}
