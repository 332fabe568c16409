/** What allOf, anyOf, oneOf and not may say in a structural schema: constraints alone. Enter at {@link checkJunctors}. */
import { forbidden, required } from '../findings.js';
import { checkKeywords, checkListType } from './node.js';
import type { Finding, Schema } from '../types.js';
import { equal, own } from '../../util/json/json.js';

/** Whether what stands under junctors only constrains. */
export function checkJunctors(schema: Schema, path: string, root: boolean): readonly Finding[] {
  const isExempt = isIntOrStringIdiom(schema);
  return armsOf(schema, path).flatMap((arm) => (isExempt(arm.schema) ? [] : checkArm(arm, root)));
}

interface Arm {
  readonly schema: Schema;
  readonly path: string;
}

function armsOf({ allOf = [], anyOf = [], oneOf = [], not }: Schema, path: string): readonly Arm[] {
  const arms = (name: string, schemas: readonly Schema[]): Arm[] =>
    schemas.map((schema, index) => ({ schema, path: `${path}.${name}[${index}]` }));
  return [
    ...arms('allOf', allOf),
    ...arms('anyOf', anyOf),
    ...arms('oneOf', oneOf),
    ...(not === undefined ? [] : [{ schema: not, path: `${path}.not` }]),
  ];
}

const integerOrString: readonly Schema[] = [{ type: 'integer' }, { type: 'string' }];

/** The one place where junctors may name types: an int-or-string spelled out, in that order, alone or first in an allOf. */
function isIntOrStringIdiom(schema: Schema): (arm: Schema) => boolean {
  if (schema['x-kubernetes-int-or-string'] !== true) return () => false;
  const isSpelled = equal(schema.anyOf, integerOrString);
  const first = schema.allOf?.[0];
  return (arm) => (isSpelled && schema.anyOf?.includes(arm) === true) || (arm === first && equal(arm, { anyOf: integerOrString }));
}

const empty = 'must be empty to be structural';
const undefinedToo = 'must be undefined to be structural';
const off = 'must be false to be structural';

/** What shapes data, and so has to stand outside. */
const shaping: Readonly<Partial<Record<keyof Schema, string>>> = {
  type: empty,
  title: empty,
  description: empty,
  default: undefinedToo,
  additionalProperties: undefinedToo,
  nullable: off,
  'x-kubernetes-preserve-unknown-fields': off,
  'x-kubernetes-embedded-resource': off,
  'x-kubernetes-int-or-string': off,
  'x-kubernetes-list-type': undefinedToo,
  'x-kubernetes-list-map-keys': empty,
  'x-kubernetes-map-type': undefinedToo,
  'x-kubernetes-validations': empty,
};

function checkArm({ schema, path }: Arm, root: boolean): readonly Finding[] {
  const findings: Finding[] = Object.entries(shaping)
    .filter(([keyword]) => isSet(Reflect.get(schema, keyword)))
    .map(([keyword, detail]) => forbidden(`${path}.${keyword}`, detail));
  findings.push(...checkKeywords(schema, path).filter((finding) => finding.path !== `${path}.items`), ...checkListType(schema, path));
  const isAboutMetadata = root && schema.properties?.metadata !== undefined;
  if (isAboutMetadata) findings.push(forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context'));
  for (const arm of armsOf(schema, path)) findings.push(...checkArm(arm, root));
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    findings.push(...checkArm({ schema: property, path: `${path}.properties[${name}]` }, false));
  }
  if (schema.items !== undefined) findings.push(...checkArm({ schema: schema.items, path: `${path}.items` }, false));
  return findings;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== false && value !== '' && value !== null;
}

/** Whether what the root's junctors talk about is declared outside of them. The server asks this of the root alone. */
export function checkCompleteness(schema: Schema, path: string): readonly Finding[] {
  return armsOf(schema, path).flatMap((arm) => checkDeclared(arm, { schema, path }));
}

function checkDeclared(arm: Arm, declared: Arm): readonly Finding[] {
  const findings = armsOf(arm.schema, arm.path).flatMap((below) => checkDeclared(below, declared));
  for (const [name, property] of Object.entries(arm.schema.properties ?? {})) {
    const at = `${declared.path}.properties[${name}]`;
    const from = `${arm.path}.properties[${name}]`;
    const there = own(declared.schema.properties, name);
    findings.push(
      ...(there === undefined
        ? [required(at, `because it is defined in ${from}`)]
        : checkDeclared({ schema: property, path: from }, { schema: there, path: at })),
    );
  }
  if (arm.schema.items === undefined) return findings;
  const [at, from] = [`${declared.path}.items`, `${arm.path}.items`];
  const { items } = declared.schema;
  if (items === undefined) return [...findings, required(at, `because it is defined in ${from}`)];
  return [...findings, ...checkDeclared({ schema: arm.schema.items, path: from }, { schema: items, path: at })];
}
