/**
 * Values of unknown form as the schemas of a CustomResourceDefinition, as a server decodes them: what has the wrong form is a finding, what
 * no schema has is dropped and noted. Enter at {@link decodeSchema}.
 */
import { isList, isObject, type JsonObject, own, put } from 'kube-core/json';
import type { Schema } from 'kube-core/schema';
import { suggest } from 'kube-core/support';
import type { Diagnostic } from '../diagnostics.js';
import { schemaKeywords } from '../model/keywords.js';
import type { Places } from './yaml.js';

/** What decoding hands on. */
export interface Decoding {
  readonly places: Places;
  /** Takes what makes the value unusable. */
  readonly refuse: (diagnostic: Diagnostic) => void;
  /** Takes what is left out. */
  readonly note: (diagnostic: Diagnostic) => void;
}

/** How many schemas may stand in each other, as in a source of TypeScript. */
const maxDepth = 120;

/** What a field holds. */
type Form =
  | ('any' | 'text' | 'flag' | 'number' | 'list' | 'texts')
  | ('schema' | 'schemas' | 'named schemas' | 'schema or flag')
  | ('rule' | 'rules' | 'documentation');

const forms: Readonly<Record<keyof Schema, Form>> = {
  type: 'text',
  format: 'text',
  title: 'text',
  description: 'text',
  default: 'any',
  example: 'any',
  nullable: 'flag',
  enum: 'list',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'flag',
  exclusiveMaximum: 'flag',
  multipleOf: 'number',
  minLength: 'number',
  maxLength: 'number',
  pattern: 'text',
  minItems: 'number',
  maxItems: 'number',
  uniqueItems: 'flag',
  minProperties: 'number',
  maxProperties: 'number',
  required: 'texts',
  properties: 'named schemas',
  additionalProperties: 'schema or flag',
  items: 'schema',
  allOf: 'schemas',
  anyOf: 'schemas',
  oneOf: 'schemas',
  not: 'schema',
  externalDocs: 'documentation',
  'x-kubernetes-preserve-unknown-fields': 'flag',
  'x-kubernetes-embedded-resource': 'flag',
  'x-kubernetes-int-or-string': 'flag',
  'x-kubernetes-list-type': 'text',
  'x-kubernetes-list-map-keys': 'texts',
  'x-kubernetes-map-type': 'text',
  'x-kubernetes-validations': 'rules',
};

const isKeyword = (name: string): name is keyof Schema => Object.hasOwn(forms, name);

const ruleForms: Readonly<Record<string, Form>> = {
  rule: 'text',
  message: 'text',
  messageExpression: 'text',
  reason: 'text',
  fieldPath: 'text',
  optionalOldSelf: 'flag',
};

const documentationForms: Readonly<Record<string, Form>> = { description: 'text', url: 'text' };

/** Where a value stands: the container and the name or index in it. */
interface Slot {
  readonly container: object;
  readonly key: string | number;
  readonly value: unknown;
  /** How many schemas it stands in. */
  readonly depth: number;
}

/** @returns the schema as far as it has the form of one. */
export const decodeSchema = (decoding: Decoding, slot: Omit<Slot, 'depth'>): Schema => schemaIn(decoding, { ...slot, depth: 0 }) ?? {};

function schemaIn(decoding: Decoding, slot: Slot): Schema | undefined {
  if (slot.depth > maxDepth) return refuse(decoding, slot, `more than ${maxDepth} schemas stand in each other here`);
  return fieldsIn(decoding, slot, { words: 'a schema', formOf: (key) => (isKeyword(key) ? forms[key] : undefined) });
}

interface Fields {
  /** What it is that has the fields. */
  readonly words: string;
  readonly formOf: (key: string) => Form | undefined;
}

/** An object of which the fields are known: others are dropped. A null stands for a field that is not there. */
function fieldsIn(decoding: Decoding, slot: Slot, { words, formOf }: Fields): JsonObject | undefined {
  if (!isObject(slot.value)) return refuse(decoding, slot, `${words} is an object`);
  const container = slot.value;
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(container)) {
    const form = formOf(key);
    const at = { container, key, value, depth: slot.depth + 1 };
    if (form === undefined) drop(decoding, at, words);
    const decoded = form === undefined || value === null ? undefined : decode(decoding, at, form);
    if (decoded !== undefined) put(fields, key, decoded);
  }
  decoding.places.stand(fields, container);
  return fields;
}

function drop({ note, places }: Decoding, { container, key }: Slot, words: string): void {
  const meant = suggest(String(key), schemaKeywords);
  const help = meant === undefined ? 'servers drop it too, or refuse it' : `did you mean ${meant}?`;
  note({ code: 'KC902', message: `${words} of a CRD has no ${String(key)}: it is left out`, help, origin: places.of(container, key) });
}

/** Reports, and answers undefined for the caller to pass on. */
function refuse(decoding: Decoding, { container, key }: Slot, message: string): undefined {
  decoding.refuse({ code: 'KC903', message, origin: decoding.places.of(container, key) });
  return undefined;
}

function decode(decoding: Decoding, slot: Slot, form: Form): unknown {
  const { value } = slot;
  const typed = (wanted: 'string' | 'boolean' | 'number', words: string): unknown =>
    typeof value === wanted ? value : refuse(decoding, slot, `${String(slot.key)} is ${words}`);
  switch (form) {
    case 'any':
      return value;
    case 'text':
      return typed('string', 'a text');
    case 'flag':
      return typed('boolean', 'true or false');
    case 'number':
      return typed('number', 'a number');
    case 'list':
      return isList(value) ? value : refuse(decoding, slot, `${String(slot.key)} is a list`);
    case 'texts':
      return itemsIn(decoding, slot, 'text');
    case 'schemas':
      return itemsIn(decoding, slot, 'schema');
    case 'rules':
      return itemsIn(decoding, slot, 'rule');
    case 'rule':
      return fieldsIn(decoding, slot, { words: 'a rule', formOf: (key) => own(ruleForms, key) });
    case 'documentation':
      return fieldsIn(decoding, slot, { words: 'externalDocs', formOf: (key) => own(documentationForms, key) });
    case 'named schemas':
      return namedIn(decoding, slot);
    case 'schema or flag':
      return typeof value === 'boolean' ? value : schemaIn(decoding, slot);
    case 'schema':
      return schemaIn(decoding, slot);
  }
}

function itemsIn(decoding: Decoding, slot: Slot, form: Form): readonly unknown[] | undefined {
  const { value, depth, key } = slot;
  if (!isList(value)) return refuse(decoding, slot, `${String(key)} is a list`);
  const items = value.flatMap((item, index) => decode(decoding, { container: value, key: index, value: item, depth }, form) ?? []);
  decoding.places.stand(items, value);
  return items;
}

function namedIn(decoding: Decoding, slot: Slot): JsonObject | undefined {
  const { value, depth } = slot;
  if (!isObject(value)) return refuse(decoding, slot, 'properties are an object');
  const named: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) {
    const at = { container: value, key, value: each, depth };
    if (key === '__proto__') refuse(decoding, at, '__proto__ cannot be the name of a property');
    else put(named, key, schemaIn(decoding, at) ?? {});
  }
  decoding.places.stand(named, value);
  return named;
}
