/**
 * A schema made ready for validation, once: patterns compiled, formats looked up, properties in a map.
 * Enter at {@link nodeOf}.
 */
import { formatCheck } from '../text/formats.js';
import { type Pattern, compilePattern } from '../text/pattern.js';
import type { Schema } from '../types.js';
import { canonicalJson } from '../../util/json/json.js';
import { quoted } from '../../util/text/quoted.js';

/** One schema, ready. */
export interface Node {
  readonly schema: Schema;
  /** The types it allows, none for all. */
  readonly types: readonly string[];
  readonly pattern: Pattern | undefined;
  readonly format: ((text: string) => boolean) | undefined;
  readonly enumeration: Enumeration | undefined;
  readonly properties: ReadonlyMap<string, Node>;
  readonly required: readonly string[];
  /** False: no other property; undefined: nothing is said about them. */
  readonly additional: Node | false | undefined;
  readonly items: Node | undefined;
  readonly allOf: readonly Node[];
  readonly anyOf: readonly Node[];
  readonly oneOf: readonly Node[];
  readonly not: Node | undefined;
}

/** The values of an enum, as texts to compare and as the text of the message. */
export interface Enumeration {
  readonly values: ReadonlySet<string>;
  readonly supported: string;
}

const nodes = new WeakMap<Schema, Node>();

/**
 * The node of a schema.
 *
 * @throws re2js's syntax error where a pattern is none: check the schema first.
 */
export function nodeOf(schema: Schema): Node {
  const known = nodes.get(schema);
  if (known !== undefined) return known;
  const { properties = {}, additionalProperties, items, not } = schema;
  const node: Node = {
    schema,
    types: typesOf(schema),
    pattern: schema.pattern === undefined || schema.pattern === '' ? undefined : compilePattern(schema.pattern),
    format: formatCheck(schema.format),
    enumeration: enumerationOf(schema.enum),
    properties: new Map(Object.entries(properties).map(([name, property]) => [name, nodeOf(property)])),
    required: requiredOf(schema),
    additional:
      typeof additionalProperties === 'object' ? nodeOf(additionalProperties) : additionalProperties === false ? false : undefined,
    items: items === undefined ? undefined : nodeOf(items),
    allOf: (schema.allOf ?? []).map(nodeOf),
    anyOf: (schema.anyOf ?? []).map(nodeOf),
    oneOf: (schema.oneOf ?? []).map(nodeOf),
    not: not === undefined ? undefined : nodeOf(not),
  };
  nodes.set(schema, node);
  return node;
}

function typesOf(schema: Schema): readonly string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string'];
  return schema.type === undefined || schema.type === '' ? [] : [schema.type];
}

/** An embedded resource must say what it is. */
function requiredOf(schema: Schema): readonly string[] {
  const required = schema.required ?? [];
  if (schema['x-kubernetes-embedded-resource'] !== true) return required;
  return [...new Set([...required, 'apiVersion', 'kind'])];
}

function enumerationOf(values: readonly unknown[] | undefined): Enumeration | undefined {
  if (values === undefined || values.length === 0) return undefined;
  // Null equals nothing, not even a null of the enum.
  const texts = values.filter((value) => value !== null).map(canonicalJson);
  const supported = values.map((value) => quoted(typeof value === 'string' ? value : canonicalJson(value)));
  return { values: new Set(texts), supported: supported.join(', ') };
}
