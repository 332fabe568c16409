/**
 * The tags that say what a field is rather than how large: its default, whether it may be null or absent, its name in JSON, what a list
 * or map is to server-side apply, what happens to unknown fields. Enter at {@link shapeMarkers}.
 */
import JSON5 from 'json5';
import { suggest } from 'kube-core/support';
import type { Problem } from '../diagnostics.js';
import { schemaKeywords } from '../model/keywords.js';
import { exampleOf, fitting } from '../model/fitting.js';
import type { JsonValue, SchemaNode } from '../model/schema-node.js';
import { tellsApart } from '../model/union.js';
import {
  badArgument,
  describe,
  endsWithComma,
  type Field,
  type FieldMarker,
  misplaced,
  parseJson,
  parseList,
  type Tag,
  withSpan,
} from './marker.js';
import { isText } from './validation.js';

const isJson = (_value: unknown): _value is JsonValue => true; // JSON.parse gives nothing else

const defaultValue: FieldMarker = {
  names: ['default', 'defaultValue'],
  continues: (argument) => argument === '' || (/^[[{]/.test(argument) && parseJson(argument) === undefined),
  apply: (field, tag) => {
    const json = parseJson(tag.argument);
    const value = json === undefined ? rawDefault(field.node, tag) : { value: json.value };
    if ('code' in value) return value;
    if (!isJson(value.value)) return badArgument(tag, 'JSON');
    if (isDeeper(value.value, maxDepth)) return badArgument(tag, `JSON with at most ${maxDepth} levels`);
    return { ...field, node: { ...field.node, default: { value: value.value, origin: tag.origin } } };
  },
};

/** How many levels a default may have; a kind has as many at most. */
const maxDepth = 128;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
}

/** Text that is not JSON is what it says where a string is due. */
function rawDefault(node: SchemaNode, tag: Tag): Problem | { readonly value: string } {
  const text = isText(node) || (node.node === 'enum' && node.type === 'string');
  const usable = text && tag.argument !== '' && !/^["'{[]|\n/.test(tag.argument);
  return usable ? { value: tag.argument } : { ...badArgument(tag, 'a value as JSON'), code: 'KC502', help: spellingOf(node, tag) };
}

/** How the value would be written: texts in double quotes, one of the values of an enum, a list in brackets. */
function spellingOf(node: SchemaNode, { name, argument }: Tag): string {
  const bare = argument.replace(/^['`](.*)['`]$/s, '$1').replaceAll('\n', ' ');
  if (node.node === 'enum') return `one of @${name} ${node.values.map((value) => JSON.stringify(value)).join(`, @${name} `)}`;
  const value = argument === '' || /^["{[]/.test(bare) ? exampleOf(node) : fitting(node, node.node === 'list' ? bare.split(/,\s*/) : bare);
  return `${describe(node)} is written @${name} ${JSON.stringify(value)}, for example`;
}

const nullable: FieldMarker = {
  names: ['nullable'],
  apply: flag((field) => ({ ...field, node: { ...field.node, nullable: true } })),
};

/** A marker without an argument. */
function flag(change: (field: Field, tag: Tag) => Field | Problem): FieldMarker['apply'] {
  return (field, tag) => (tag.argument === '' ? change(field, tag) : badArgument(tag, 'no argument'));
}

const listType: FieldMarker = {
  names: ['listType'],
  apply: (field, tag) => {
    if (field.node.node !== 'list') return misplaced(tag, field.node, 'lists');
    const type = tag.argument;
    if (type !== 'atomic' && type !== 'set' && type !== 'map') return badArgument(tag, 'atomic, set or map');
    return { ...field, node: withSpan({ ...field.node, listType: type }, tag) };
  },
};

const listMapKey: FieldMarker = {
  names: ['listMapKey'],
  continues: endsWithComma,
  repeatable: true,
  apply: (field, tag) => {
    if (field.node.node !== 'list') return misplaced(tag, field.node, 'lists');
    const keys = parseList(tag.argument);
    if (keys.length === 0) return badArgument(tag, 'the names of properties of an item');
    return { ...field, node: withSpan({ ...field.node, mapKeys: [...(field.node.mapKeys ?? []), ...keys] }, tag) };
  },
};

const mapType: FieldMarker = {
  names: ['mapType', 'structType'],
  apply: (field, tag) => {
    if (field.node.node !== 'map' && field.node.node !== 'object') return misplaced(tag, field.node, 'maps and objects');
    if (tag.argument !== 'atomic' && tag.argument !== 'granular') return badArgument(tag, 'atomic or granular');
    return { ...field, node: withSpan({ ...field.node, mapType: tag.argument }, tag, 'mapType') };
  },
};

const preserveUnknownFields: FieldMarker = {
  names: ['preserveUnknownFields'],
  apply: flag((field, tag) => {
    const { node } = field;
    if (node.node === 'json') return field;
    if (node.node === 'ref') return { ...field, node: { ...node, preserveUnknown: true } };
    return node.node === 'object' ? { ...field, node: { ...node, preserveUnknown: true } } : misplaced(tag, node, 'objects and any JSON');
  }),
};

const unionMode: FieldMarker = {
  names: ['unionMode'],
  apply: (field, tag) => {
    if (field.node.node !== 'union') return misplaced(tag, field.node, 'unions of objects');
    if (tag.argument !== 'cel' && tag.argument !== 'oneOf' && tag.argument !== 'anyOf') return badArgument(tag, 'cel, oneOf or anyOf');
    return { ...field, node: withSpan({ ...field.node, mode: tag.argument }, tag) };
  },
};

const discriminator: FieldMarker = {
  names: ['discriminator'],
  apply: (field, tag) => {
    const { node } = field;
    if (node.node !== 'union') return misplaced(tag, node, 'unions of objects');
    if (!/^\S+$/.test(tag.argument)) return badArgument(tag, 'the name of one property');
    if (tellsApart(node, tag.argument)) return { ...field, node: withSpan({ ...node, discriminator: tag.argument }, tag) };
    const message = `${tag.argument} does not tell the members of the union apart`;
    return { code: 'KC306', message, help: 'it has to be required in each, and another literal in each' };
  },
};

const embeddedResource: FieldMarker = {
  names: ['embeddedResource'],
  apply: flag((field, tag) => {
    const { node } = field;
    if (node.node === 'json') return { ...field, node: { node: 'object', properties: [], preserveUnknown: true, embeddedResource: true } };
    return node.node === 'object' ? { ...field, node: { ...node, embeddedResource: true } } : misplaced(tag, node, 'objects');
  }),
};

/** Everything that a schema of a CRD may say. */
const keywords: ReadonlySet<string> = new Set(schemaKeywords);

const schema: FieldMarker = {
  names: ['schema'],
  toLineEnd: true,
  continues: (argument) => argument === '' || (argument.startsWith('{') && readObject(argument) === undefined),
  apply: (field, tag) => {
    const said = readObject(tag.argument);
    if (said === undefined) return badArgument(tag, 'one JSON5 object: {format: "ip"}');
    if (isDeeper(said, maxDepth)) return badArgument(tag, `JSON with at most ${maxDepth} levels`);
    const odd = Object.keys(said).find((key) => !keywords.has(key));
    if (odd !== undefined) return oddKeyword(odd);
    return { ...field, node: { ...field.node, patch: { keywords: { ...field.node.patch?.keywords, ...said }, origin: tag.origin } } };
  },
};

function oddKeyword(odd: string): Problem {
  const meant = suggest(odd, keywords);
  const help = meant === undefined ? 'servers would drop it' : `did you mean ${meant}?`;
  return { code: 'KC802', message: `a schema of a CRD has no keyword ${odd}`, help };
}

const isJsonObject = (value: unknown): value is Readonly<Record<string, JsonValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value); // of what JSON5.parse gives

function readObject(text: string): Readonly<Record<string, JsonValue>> | undefined {
  try {
    const value: unknown = JSON5.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const title: FieldMarker = {
  names: ['title'],
  toLineEnd: true,
  apply: (field, tag) => (tag.argument === '' ? badArgument(tag, 'a text') : { ...field, node: { ...field.node, title: tag.argument } }),
};

/** The first is the schema's. Code is for people: documentation tools have the tag as well. */
const example: FieldMarker = {
  names: ['example'],
  toLineEnd: true,
  repeatable: true,
  continues: () => true,
  apply: (field, tag) => {
    const value = field.node.example === undefined && tag.argument !== '' ? exampleIn(field.node, tag.argument) : undefined;
    return value === undefined ? field : { ...field, node: { ...field.node, example: value.value } };
  },
};

function exampleIn(node: SchemaNode, text: string): { readonly value: JsonValue } | undefined {
  const json = parseJson(text)?.value;
  if (json !== undefined && isJson(json)) return isDeeper(json, maxDepth) ? undefined : { value: json };
  const isPlain = !text.includes('\n') && (isText(node) || (node.node === 'enum' && node.type === 'string'));
  return isPlain ? { value: text } : undefined;
}

const deprecated: FieldMarker = {
  names: ['deprecated'],
  toLineEnd: true,
  continues: () => true, // words, as many lines as they need
  apply: (field, tag) => ({ ...field, node: { ...field.node, deprecated: tag.argument.replace(/\n[ \t]+/g, '\n') } }),
};

const required: FieldMarker = { names: ['required'], ofProperty: true, apply: flag((field) => ({ ...field, required: true })) };
const optional: FieldMarker = { names: ['optional'], ofProperty: true, apply: flag((field) => ({ ...field, required: false })) };

const rename: FieldMarker = {
  names: ['name'],
  ofProperty: true,
  apply: (field, tag) => (/^\S+$/.test(tag.argument) ? { ...field, rename: tag.argument } : badArgument(tag, 'one name')),
};

/** All of them, in the order of the documentation. */
export const shapeMarkers: readonly FieldMarker[] = [
  defaultValue,
  nullable,
  required,
  optional,
  rename,
  title,
  example,
  deprecated,
  listType,
  listMapKey,
  mapType,
  preserveUnknownFields,
  embeddedResource,
  unionMode,
  discriminator,
  schema,
];
