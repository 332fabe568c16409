/** What TypeScript cannot say of a shape, as tags: {@link tagsOf}. */
import { equal } from 'kube-core/json';
import type { CelRule, Constraints, ObjectNode, SchemaNode, UnionNode } from '../model/schema-node.js';
import { aliasOf } from './alias.js';

/** A tag as it will be read again. */
export interface TagText {
  readonly name: string;
  readonly argument: string;
}

/** JSON on one line, whatever reads lines. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Whether what is below a node is a type with a name and a comment of its own. */
export const isNamed = (node: SchemaNode): node is ObjectNode | UnionNode =>
  node.node === 'union' || (node.node === 'object' && node.properties.length > 0);

/** The tags of a node where its type is written; those of items and values too, unless they have a comment of their own. */
export function tagsOf(node: SchemaNode): readonly TagText[] {
  return [
    ...ownTags(node),
    ...inside('items', node.node === 'list' ? node.items : undefined),
    ...inside('values', node.node === 'map' ? node.values : undefined),
  ];
}

function inside(part: string, node: SchemaNode | undefined): readonly TagText[] {
  if (node === undefined || isNamed(node)) return [];
  const { description, ...rest } = node;
  const keywords = description === undefined ? node.patch?.keywords : { ...node.patch?.keywords, description };
  const patched: SchemaNode = keywords === undefined ? node : { ...rest, patch: { keywords } };
  return tagsOf(patched).map(({ name, argument }) => ({ name: `${part}.${name}`, argument }));
}

function ownTags(node: SchemaNode): readonly TagText[] {
  const { title, default: fallback, rules = [], patch } = node;
  return [
    ...typeTags(node),
    ...(fallback === undefined ? [] : [{ name: 'default', argument: jsonText(fallback.value) }]),
    ...(title === undefined ? [] : [{ name: 'title', argument: title }]),
    ...rules.map((rule) => ({ name: 'validation', argument: ruleText(rule) })),
    ...(patch === undefined ? [] : [{ name: 'schema', argument: jsonText(patch.keywords) }]),
  ];
}

const ruleFields = ['rule', 'message', 'messageExpression', 'reason', 'fieldPath', 'optionalOldSelf'] as const;

function ruleText(rule: CelRule): string {
  const said = ruleFields.flatMap((field) => (rule[field] === undefined ? [] : [`${field}: ${jsonText(rule[field])}`]));
  return `{${said.join(', ')}}`;
}

/** What the name of the type leaves open. */
function typeTags(node: SchemaNode): readonly TagText[] {
  const alias = aliasOf(node)?.node;
  const tags: TagText[] = [];
  const say = (name: string, argument = ''): void => void tags.push({ name, argument });
  const format = node.node === 'scalar' || node.node === 'enum' ? node.format : undefined;
  if (format !== undefined && !(alias?.node === 'scalar' && alias.format === format)) say('format', format);
  if (node.node === 'union' && node.mode !== undefined) say('unionMode', node.mode);
  if (node.node === 'list' && node.listType !== undefined) say('listType', node.listType);
  if (node.node === 'list' && node.mapKeys !== undefined) say('listMapKey', node.mapKeys.join(', '));
  if ((node.node === 'object' || node.node === 'map') && node.mapType !== undefined) say('mapType', node.mapType);
  if (node.node === 'object' && node.embeddedResource === true && alias === undefined) say('embeddedResource');
  const limits = 'constraints' in node ? node.constraints : undefined;
  const known = alias !== undefined && 'constraints' in alias ? alias.constraints : undefined;
  return limits === undefined || equal(limits, known) ? tags : [...tags, ...limitTags(limits)];
}

const names = ['multipleOf', 'minLength', 'maxLength', 'pattern', 'minItems', 'maxItems', 'minProperties', 'maxProperties'] as const;

function limitTags(limits: Constraints): readonly TagText[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = limits;
  const bound = (name: string, value: number | undefined): readonly TagText[] =>
    value === undefined ? [] : [{ name, argument: String(value) }];
  return [
    ...bound(exclusiveMinimum === true ? 'exclusiveMinimum' : 'minimum', minimum),
    ...bound(exclusiveMaximum === true ? 'exclusiveMaximum' : 'maximum', maximum),
    ...names.flatMap((name) => (limits[name] === undefined ? [] : [{ name, argument: String(limits[name]) }])),
  ];
}
