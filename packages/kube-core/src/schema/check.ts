/**
 * The OpenAPI pass of validation: types, bounds, patterns, junctors. Enter at {@link check}.
 *
 * Which arm of a oneOf or anyOf is reported depends on how many checks it passed: each function here returns that number, as the
 * server's validators count it.
 */
import { type Old, oldItems, oldProperty } from './correlate.js';
import type { Enumeration, Node } from './node.js';
import type { Finding } from './types.js';
import { canonicalJson, equal, isList, isObject, printed } from './value.js';

/** The finding is about the whole object. */
const nowhere = '<nil>';

/** What is wrong with the value. With `old`, what did not change is right. */
export function check(value: unknown, node: Node, old?: unknown): Finding[] {
  const findings: Finding[] = [];
  visit({ value, node, path: '', old: old === undefined ? undefined : { value: old } }, findings);
  return findings;
}

interface Place {
  readonly value: unknown;
  readonly node: Node;
  readonly path: string;
  readonly old: Old | undefined;
}

/** Visits one place and returns how many checks it passed. */
function visit(place: Place, findings: Finding[]): number {
  const { old } = place;
  if (old === undefined) return visitNew(place, findings);
  const fresh: Finding[] = [];
  const passed = visitNew(place, fresh);
  if (fresh.length > 0 && !equal(place.value, old.value)) report(findings, fresh);
  return passed;
}

function visitNew(place: Place, findings: Finding[]): number {
  const { value, node, path } = place;
  if (value === null) return visitNull(place, findings);
  let passed = 2; // the pass over junctors and the one over the enum always apply
  if (node.types.length > 0 || node.format !== undefined) passed += 1 + checkType(place, findings);
  passed += checkJunctors(place, findings);
  if (typeof value === 'string') passed += checkString(value, place, findings);
  else if (typeof value === 'number') passed += checkNumber(value, place, findings);
  else if (isList(value)) passed += 2 + checkList(value, place, findings);
  if (node.enumeration !== undefined) checkEnum(value, { enumeration: node.enumeration, path }, findings);
  if (isObject(value)) passed += 2 + checkObject(value, place, findings);
  return passed;
}

/** A null is asked for its type and the enum alone. */
function visitNull({ node, path }: Place, findings: Finding[]): number {
  const allowed = node.types.length === 0 || node.schema.nullable === true;
  if (!allowed) report(findings, [typeFinding(path, node.types.join(','), 'null')]);
  if (node.enumeration !== undefined) checkEnum(null, { enumeration: node.enumeration, path }, findings);
  return allowed ? 1 : 0;
}

/** Adds what has not been said yet. */
function report(findings: Finding[], fresh: readonly Finding[]): void {
  for (const finding of fresh) {
    const isKnown = findings.some((known) => known.path === finding.path && known.message === finding.message);
    if (!isKnown) findings.push(finding);
  }
}

function invalid(path: string, value: unknown, detail: string): Finding {
  return { path, code: 'FieldValueInvalid', message: `Invalid value: ${printed(value)}: ${detail}` };
}

function body(path: string, detail: string): string {
  return `${path} in body ${detail}`;
}

function typeFinding(path: string, wanted: string, found: string): Finding {
  const message = `Invalid value: ${printed(found)}: ${body(path, `must be of type ${wanted}: ${printed(found)}`)}`;
  return { path: path === '' ? nowhere : path, code: 'FieldValueTypeInvalid', message };
}

function typeOf(value: unknown): string {
  if (isList(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return value === null ? 'null' : typeof value;
}

function checkType({ value, node, path }: Place, findings: Finding[]): number {
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
      report(findings, [typeFinding(path, node.schema.format ?? '', goFormats[found] ?? '')]);
      return 0;
    }
  } else if (types.length === 0) return 1;
  report(findings, [typeFinding(path, types.join(','), found)]);
  return 0;
}

/** What the server calls the format of a value that has none. */
const goFormats: Readonly<Record<string, string>> = { integer: 'int64', number: 'float64' };

/** As near as the server's arithmetic of floats can tell. */
function isNearlyInteger(value: number): boolean {
  const whole = Math.trunc(value);
  if (value === whole) return true;
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER || whole === 0) return false;
  return Math.abs(value - whole) / (Math.abs(value) + Math.abs(whole)) < 1e-9;
}

function checkString(value: string, { node, path }: Place, findings: Finding[]): number {
  const problem = stringProblem(value, node, path);
  if (problem !== undefined) report(findings, [problem]);
  if (node.format !== undefined && !node.format(value)) {
    report(findings, [typeFinding(path, node.schema.format ?? '', value)]);
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
      return { path, code: 'FieldValueTooLong', message };
    }
    if (minLength !== undefined && length < minLength)
      return invalid(path, value, body(path, `should be at least ${minLength} chars long`));
  }
  if (pattern !== undefined && !pattern.test(value)) return invalid(path, value, body(path, `should match '${schema.pattern ?? ''}'`));
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

function checkNumber(value: number, { node, path }: Place, findings: Finding[]): number {
  const { multipleOf, maximum, exclusiveMaximum, minimum, exclusiveMinimum } = node.schema;
  if (multipleOf !== undefined && !isNearlyMultiple(value, multipleOf)) {
    report(findings, [invalid(path, value, body(path, `should be a multiple of ${printed(multipleOf)}`))]);
  }
  if (maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    const bound = `${exclusiveMaximum === true ? '' : 'or equal to '}${printed(maximum)}`;
    report(findings, [invalid(path, value, body(path, `should be less than ${bound}`))]);
  }
  if (minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    const bound = `${exclusiveMinimum === true ? '' : 'or equal to '}${printed(minimum)}`;
    report(findings, [invalid(path, value, body(path, `should be greater than ${bound}`))]);
  }
  return 2;
}

function isNearlyMultiple(value: number, factor: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(factor)) return value % factor === 0;
  return isNearlyInteger(factor < 1 ? value * (1 / factor) : value / factor);
}

function checkList(value: readonly unknown[], { node, path, old }: Place, findings: Finding[]): number {
  const { minItems, maxItems } = node.schema;
  let passed = 0;
  if (node.items !== undefined) {
    const before = oldItems(node.schema, old);
    for (const [index, item] of value.entries()) {
      passed += visit({ value: item, node: node.items, path: `${path}[${index}]`, old: before?.(item) }, findings);
    }
  }
  if (minItems !== undefined && value.length < minItems) {
    report(findings, [invalid(path, value.length, body(path, `should have at least ${minItems} items`))]);
  }
  if (maxItems !== undefined && value.length > maxItems) report(findings, [tooMany(path, value.length, maxItems)]);
  return passed;
}

function tooMany(path: string, count: number, limit: number): Finding {
  const message = `Too many: ${count}: must have at most ${limit} ${limit === 1 ? 'item' : 'items'}`;
  return { path, code: 'FieldValueTooMany', message };
}

interface EnumPlace {
  readonly enumeration: Enumeration;
  readonly path: string;
}

function checkEnum(value: unknown, { enumeration, path }: EnumPlace, findings: Finding[]): void {
  if (isAmong(value, enumeration.values)) return;
  const message = `Unsupported value: ${printed(value)}: supported values: ${enumeration.supported}`;
  report(findings, [{ path, code: 'FieldValueNotSupported', message }]);
}

/** Before it compares, the server converts as Go does: a number loses its fraction beside an integer, and becomes a character beside a string. */
function isAmong(value: unknown, values: ReadonlySet<string>): boolean {
  if (value === null) return false;
  if (values.has(canonicalJson(value))) return true;
  if (typeof value !== 'number') return false;
  if (!Number.isInteger(value)) return values.has(String(Math.trunc(value)));
  return value >= 0 && value <= 0x10ffff && values.has(canonicalJson(String.fromCodePoint(value)));
}

function checkObject(value: Readonly<Record<string, unknown>>, place: Place, findings: Finding[]): number {
  const { node, path } = place;
  const { minProperties, maxProperties } = node.schema;
  const keys = Object.keys(value);
  if (minProperties !== undefined && keys.length < minProperties) {
    report(findings, [invalid(path, keys.length, body(path, `should have at least ${minProperties} properties`))]);
  }
  if (maxProperties !== undefined && keys.length > maxProperties) report(findings, [tooMany(path, keys.length, maxProperties)]);
  let passed = 0;
  for (const key of keys) passed += checkProperty(key, value, place, findings);
  for (const name of node.required) {
    if (!Object.hasOwn(value, name)) report(findings, [{ path: child(path, name), code: 'FieldValueRequired', message: 'Required value' }]);
  }
  return passed;
}

// eslint-disable-next-line max-params -- on the hot path, where an object for each property would be felt
function checkProperty(key: string, value: Readonly<Record<string, unknown>>, place: Place, findings: Finding[]): number {
  const { node, path } = place;
  const property = node.properties.get(key) ?? node.additional;
  if (property === undefined) return 0;
  if (property === false) {
    report(findings, [invalid(path, key, body(child(path, key), 'is a forbidden property'))]);
    return 0;
  }
  return visit({ value: value[key], node: property, path: child(path, key), old: oldProperty(place.old, key) }, findings);
}

function child(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function checkJunctors(place: Place, findings: Finding[]): number {
  const { node } = place;
  let passed = 1;
  if (node.anyOf.length > 0) passed += checkAnyOf(place, findings);
  if (node.oneOf.length > 0) passed += checkOneOf(place, findings);
  if (node.allOf.length > 0) passed += checkAllOf(place, findings);
  if (node.not !== undefined && tryArm(place, node.not).findings.length === 0) {
    report(findings, [junctorFinding(place, 'must not validate the schema (not)')]);
  }
  return passed;
}

interface Arm {
  readonly findings: Finding[];
  readonly passed: number;
}

function tryArm({ value, path }: Place, node: Node): Arm {
  const findings: Finding[] = [];
  return { passed: visit({ value, node, path, old: undefined }, findings), findings };
}

function junctorFinding({ path }: Place, detail: string): Finding {
  return invalid(nowhere, '', `${printed(path)} ${detail}`);
}

/** The first of the arms that passed most checks. */
function bestOf(arms: readonly Arm[]): Arm | undefined {
  return arms.reduce<Arm | undefined>((best, arm) => (best === undefined || arm.passed > best.passed ? arm : best), undefined);
}

function checkAnyOf(place: Place, findings: Finding[]): number {
  const arms: Arm[] = [];
  for (const node of place.node.anyOf) {
    const arm = tryArm(place, node);
    if (arm.findings.length === 0) return 0;
    arms.push(arm);
  }
  const best = bestOf(arms);
  report(findings, [junctorFinding(place, 'must validate at least one schema (anyOf)'), ...(best?.findings ?? [])]);
  return best?.passed ?? 0;
}

function checkOneOf(place: Place, findings: Finding[]): number {
  const arms = place.node.oneOf.map((node) => tryArm(place, node));
  const valid = arms.filter((arm) => arm.findings.length === 0);
  const [first] = valid;
  if (first !== undefined && valid.length === 1) return first.passed;
  const counted = valid.length === 0 ? 'Found none valid' : `Found ${valid.length} valid alternatives`;
  report(findings, [junctorFinding(place, `must validate one and only one schema (oneOf). ${counted}`)]);
  if (valid.length > 0) return 0;
  const best = bestOf(arms);
  report(findings, best?.findings ?? []);
  return best?.passed ?? 0;
}

function checkAllOf(place: Place, findings: Finding[]): number {
  const arms = place.node.allOf.map((node) => tryArm(place, node));
  for (const arm of arms) report(findings, arm.findings);
  const valid = arms.filter((arm) => arm.findings.length === 0);
  if (valid.length < arms.length) {
    report(findings, [junctorFinding(place, `must validate all the schemas (allOf)${valid.length === 0 ? '. None validated' : ''}`)]);
  }
  return arms.reduce((sum, arm) => sum + arm.passed, 0);
}
