/**
 * A doc comment that is read again as it was meant: {@link commentOf}. Every comment is read back as it is made; what would be read as
 * something else (a tag in a description, a limit that ends in a blank) is said as JSON instead, in a `@schema` tag.
 */
import { equal } from 'kube-core/json';
import { printComment } from '../emit/typescript.js';
import type { JsonValue, SchemaNode } from '../model/schema-node.js';
import { readDoc } from '../source/read-markers.js';
import { tagsOf, type TagText } from './tags.js';

/** Tags beside those of the node, and whether there is room for its description. */
interface Around {
  /** Tags of the kind, which come first. */
  readonly kind?: readonly TagText[];
  /** What stands in the place of the node's own description. */
  readonly description?: string;
}

/** The text of the comment before a type or a property, without the signs of a comment; empty where there is nothing to say. */
export function commentOf(node: SchemaNode, around: Around = {}): string {
  const kind = around.kind ?? [];
  const said: SchemaNode = around.description === undefined ? node : { ...node, description: around.description };
  for (const attempt of [said, withoutDescription(said), withoutTexts(withoutDescription(said))]) {
    const tags = [...kind, ...tagsOf(attempt)];
    const text = textOf(attempt.description, tags);
    if (isReadAs(text, attempt.description, tags)) return text;
  }
  throw new TypeError('a comment would be read as another one'); // JSON without line breaks cannot be
}

/** Blanks at the ends of lines and around the text mean nothing, in comments and to people. */
export const plainWords = (text: string | undefined): string =>
  (text ?? '')
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();

/** An `@` that could begin a tag is escaped, as TSDoc has it. */
const escaped = (description: string): string => description.replace(/(^|[\s{])@/gm, '$1\\@');

function textOf(description: string | undefined, tags: readonly TagText[]): string {
  const words = escaped(plainWords(description));
  const lines = tags.map(({ name, argument }) => `@${name} ${argument}`.trimEnd()).join('\n');
  return words === '' || lines === '' ? words + lines : `${words}\n\n${lines}`;
}

function isReadAs(text: string, description: string | undefined, tags: readonly TagText[]): boolean {
  const comment = printComment(text).trimEnd();
  if (comment === '') return tags.length === 0 && plainWords(description) === '';
  const doc = readDoc({ file: '', text: comment, start: 0, end: comment.length });
  const read = doc.tags.map(({ name, argument }) => ({ name, argument }));
  return doc.diagnostics.length === 0 && doc.description === plainWords(description) && equal(read, tags);
}

function withKeywords<N extends SchemaNode>(node: N, keywords: Readonly<Record<string, JsonValue>>): N {
  return { ...node, patch: { keywords: { ...keywords, ...node.patch?.keywords } } }; // what is said already stays
}

function withoutDescription(node: SchemaNode): SchemaNode {
  const { description, ...rest } = node;
  return description === undefined ? node : withKeywords(rest, { description });
}

/** Without the texts that a tag has to say as they are. */
function withoutTexts(node: SchemaNode): SchemaNode {
  const { title, default: fallback, ...rest } = node;
  const bare = withoutPattern(withoutFormat(rest));
  const said = { ...(title !== undefined && { title }), ...(fallback !== undefined && { default: fallback.value }) };
  const below = bare.node === 'list' ? { ...bare, items: withoutTexts(bare.items) } : bare;
  const parts = below.node === 'map' ? { ...below, values: withoutTexts(below.values) } : below;
  return Object.keys(said).length === 0 ? parts : withKeywords(parts, said);
}

function withoutPattern(node: SchemaNode): SchemaNode {
  if (!('constraints' in node) || node.constraints.pattern === undefined) return node;
  const { pattern, ...constraints } = node.constraints;
  return withKeywords({ ...node, constraints }, { pattern });
}

function withoutFormat(node: SchemaNode): SchemaNode {
  if ((node.node !== 'scalar' && node.node !== 'enum') || node.format === undefined) return node;
  const { format, ...rest } = node;
  return withKeywords(rest, { format });
}
