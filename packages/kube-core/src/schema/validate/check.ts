/**
 * The OpenAPI pass of validation: types, bounds, patterns, junctors. Enter at {@link check}.
 *
 * Which arm of a oneOf or anyOf is reported depends on how many checks it passed: each function here returns that number, as the
 * server's validators count it.
 */
import { type ValuePlace, checkEnum, checkNumber, checkString, checkType } from './check-value.js';
import { type Old, oldItems, oldProperty } from '../correlate.js';
import { Findings, inBody, invalid, named, nowhere, required, tooMany, typeInvalid } from '../findings.js';
import type { Node } from './node.js';
import type { Finding } from '../types.js';
import { equal, isList, isObject } from '../../util/json/json.js';
import { printed } from '../printed.js';

/** What is wrong with the value. With `old`, what did not change is right. */
export function check(value: unknown, node: Node, old?: unknown): Finding[] {
  const findings = new Findings();
  visit({ value, node, path: '', old: old === undefined ? undefined : { value: old } }, findings);
  return findings.list;
}

interface Place extends ValuePlace {
  readonly old: Old | undefined;
}

/** Visits one place and returns how many checks it passed. */
function visit(place: Place, findings: Findings): number {
  const { old } = place;
  if (old === undefined) return visitNew(place, findings);
  const fresh = new Findings();
  const passed = visitNew(place, fresh);
  if (fresh.list.length > 0 && !equal(place.value, old.value)) findings.addAll(fresh.list);
  return passed;
}

function visitNew(place: Place, findings: Findings): number {
  const { value, node } = place;
  if (value === null) return visitNull(place, findings);
  let passed = 2; // the pass over junctors and the one over the enum always apply
  if (node.types.length > 0 || node.format !== undefined) passed += 1 + checkType(place, findings);
  passed += checkJunctors(place, findings);
  if (typeof value === 'string') passed += checkString(value, place, findings);
  else if (typeof value === 'number' || typeof value === 'bigint') passed += checkNumber(value, place, findings);
  else if (isList(value)) passed += 2 + checkList(value, place, findings);
  checkEnum(place, findings);
  if (isObject(value)) passed += 2 + checkObject(value, place, findings);
  return passed;
}

/** A null is asked for its type and the enum alone. */
function visitNull(place: Place, findings: Findings): number {
  const { node, path } = place;
  const allowed = node.types.length === 0 || node.schema.nullable === true;
  if (!allowed) findings.add(named(typeInvalid(path, node.types.join(','), 'null'), 'type', node.types));
  checkEnum(place, findings);
  return allowed ? 1 : 0;
}

function checkList(value: readonly unknown[], { node, path, old }: Place, findings: Findings): number {
  const { minItems, maxItems } = node.schema;
  let passed = 0;
  if (node.items !== undefined) {
    const before = oldItems(node.schema, old);
    for (const [index, item] of value.entries()) {
      passed += visit({ value: item, node: node.items, path: `${path}[${index}]`, old: before?.(item) }, findings);
    }
  }
  if (minItems !== undefined && value.length < minItems) {
    findings.add(named(invalid(path, value.length, inBody(path, `should have at least ${minItems} items`)), 'minItems', minItems));
  }
  if (maxItems !== undefined && value.length > maxItems) findings.add(named(tooMany(path, value.length, maxItems), 'maxItems', maxItems));
  return passed;
}

function checkObject(value: Readonly<Record<string, unknown>>, place: Place, findings: Findings): number {
  const { node, path } = place;
  const { minProperties, maxProperties } = node.schema;
  const keys = Object.keys(value);
  if (minProperties !== undefined && keys.length < minProperties) {
    findings.add(
      named(invalid(path, keys.length, inBody(path, `should have at least ${minProperties} properties`)), 'minProperties', minProperties),
    );
  }
  if (maxProperties !== undefined && keys.length > maxProperties)
    findings.add(named(tooMany(path, keys.length, maxProperties), 'maxProperties', maxProperties));
  let passed = 0;
  for (const key of keys) passed += checkProperty(key, value, place, findings);
  for (const name of node.required) {
    if (!Object.hasOwn(value, name)) findings.add(named(required(child(path, name), ''), 'required'));
  }
  return passed;
}

// eslint-disable-next-line max-params -- on the hot path, where an object for each property would be felt
function checkProperty(key: string, value: Readonly<Record<string, unknown>>, place: Place, findings: Findings): number {
  const { node, path } = place;
  const property = node.properties.get(key) ?? node.additional;
  if (property === undefined) return 0;
  if (property === false) {
    findings.add(named(invalid(path, key, inBody(child(path, key), 'is a forbidden property')), 'unknown-field', key));
    return 0;
  }
  return visit({ value: value[key], node: property, path: child(path, key), old: oldProperty(place.old, key) }, findings);
}

function child(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function checkJunctors(place: Place, findings: Findings): number {
  const { node } = place;
  let passed = 1;
  if (node.anyOf.length > 0) passed += checkAnyOf(place, findings);
  if (node.oneOf.length > 0) passed += checkOneOf(place, findings);
  if (node.allOf.length > 0) passed += checkAllOf(place, findings);
  if (node.not !== undefined && tryArm(place, node.not).findings.list.length === 0) {
    findings.add(junctorFinding(place, 'must not validate the schema (not)'));
  }
  return passed;
}

interface Arm {
  readonly findings: Findings;
  readonly passed: number;
}

function tryArm({ value, path }: Place, node: Node): Arm {
  const findings = new Findings();
  return { passed: visit({ value, node, path, old: undefined }, findings), findings };
}

function junctorFinding({ path }: Place, detail: string): Finding {
  return named(invalid(nowhere, '', `${printed(path)} ${detail}`), 'junctor');
}

/** The first of the arms that passed most checks. */
function bestOf(arms: readonly Arm[]): Arm | undefined {
  return arms.reduce<Arm | undefined>((best, arm) => (best === undefined || arm.passed > best.passed ? arm : best), undefined);
}

function checkAnyOf(place: Place, findings: Findings): number {
  const arms: Arm[] = [];
  for (const node of place.node.anyOf) {
    const arm = tryArm(place, node);
    if (arm.findings.list.length === 0) return 0;
    arms.push(arm);
  }
  const best = bestOf(arms);
  findings.add(junctorFinding(place, 'must validate at least one schema (anyOf)'));
  findings.addAll(best?.findings.list ?? []);
  return best?.passed ?? 0;
}

function checkOneOf(place: Place, findings: Findings): number {
  const arms = place.node.oneOf.map((node) => tryArm(place, node));
  const valid = arms.filter((arm) => arm.findings.list.length === 0);
  const [first] = valid;
  if (first !== undefined && valid.length === 1) return first.passed;
  const counted = valid.length === 0 ? 'Found none valid' : `Found ${valid.length} valid alternatives`;
  findings.add(junctorFinding(place, `must validate one and only one schema (oneOf). ${counted}`));
  if (valid.length > 0) return 0;
  const best = bestOf(arms);
  findings.addAll(best?.findings.list ?? []);
  return best?.passed ?? 0;
}

function checkAllOf(place: Place, findings: Findings): number {
  const arms = place.node.allOf.map((node) => tryArm(place, node));
  for (const arm of arms) findings.addAll(arm.findings.list);
  const valid = arms.filter((arm) => arm.findings.list.length === 0);
  if (valid.length < arms.length) {
    findings.add(junctorFinding(place, `must validate all the schemas (allOf)${valid.length === 0 ? '. None validated' : ''}`));
  }
  return arms.reduce((sum, arm) => sum + arm.passed, 0);
}
