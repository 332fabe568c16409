/**
 * IR → TypeScript: interfaces and type aliases, formatted as prettier does. The same nodes give the same text, and no text of a schema
 * (a name, a value, a description) can end up as code. Enter at {@link printDeclaration}.
 */
import { isIdentifier, isTypeName } from '../model/type-names.js';
import type { EnumNode, JsonValue, MapNode, ObjectNode, Property, ScalarNode, SchemaNode, UnionNode } from '../model/schema-node.js';
import { factored } from '../model/union.js';

/** What the printer does not know by itself. */
export interface TypeNames {
  /** The TypeScript for a reference; where it comes from another module, whoever answers also imports it. */
  ref(to: string): string;
  /** A name for a scalar (`Int32`), where a plain `number` or `string` says too little. */
  scalar?(node: ScalarNode): string | undefined;
  /** The name of a type that is declared beside this one; whoever answers also declares it. */
  named?(node: SchemaNode): NamedType | undefined;
  /** The text of the comment before a type or a property, where it is more than its description. */
  comment?(node: SchemaNode): string | undefined;
}

/** A type that is called by its name. */
export interface NamedType {
  readonly name: string;
  /** Whether null belongs to what is declared. */
  readonly nullable: boolean;
  /** The words of its declaration, which are not said again where it is used. */
  readonly words?: Words;
}

/** What the comment of a type or a property says. */
export type Words = Pick<SchemaNode, 'description' | 'deprecated'>;

/** What is printed already: a type is asked for at the same place several times, to see whether it fits. */
interface Printing extends TypeNames {
  readonly printed: Map<SchemaNode, Map<string, string[]>>;
}

const printing = (names: TypeNames): Printing => ({
  ref: (to) => names.ref(to),
  scalar: (node) => names.scalar?.(node),
  named: (node) => names.named?.(node),
  ...(names.comment !== undefined && { comment: (node: SchemaNode) => names.comment?.(node) }),
  printed: new Map(),
});

/** A type with a name of its own. */
export interface TypeDeclaration {
  readonly name: string;
  readonly node: SchemaNode;
}

/** The longest line; a union or a signature that would be longer is broken. */
const lineWidth = 140;
const indentStep = '  ';

/**
 * `export interface Name { … }` for an object, `export type Name = …;` for anything else; ends in a newline.
 *
 * @throws TypeError if the name is not one that TypeScript can declare.
 */
export function printDeclaration({ name, node }: TypeDeclaration, typeNames: TypeNames): string {
  if (!isTypeName(name)) throw new TypeError(`${JSON.stringify(name)} is no name for a type: declare it under another`);
  const names = printing(typeNames);
  const alias = names.named?.(node);
  const doc = printComment(names.comment === undefined ? commentOf(node, alias?.words) : names.comment(node));
  const isInterface = node.node === 'object' && node.nullable !== true && alias === undefined;
  if (isInterface) return `${doc}export interface ${name} ${printMembers(node, names, '')}\n`;
  return `${doc}${printAssigned(`export type ${name} =`, node, { names, indent: '' })}\n`;
}

/** The type as it would stand behind a colon. `indent` is that of the line it begins on. */
export function printType(node: SchemaNode, names: TypeNames, indent = ''): string {
  return typeText(node, printing(names), indent);
}

const typeText = (node: SchemaNode, names: Printing, indent: string): string => membersOfUnion(node, names, indent).join(' | ');

/** `import type { … } from '…';` lines, sorted; a module without names gives none. */
export function printImports(modules: ReadonlyMap<string, ReadonlySet<string>>): string {
  return [...modules]
    .filter(([, imported]) => imported.size > 0)
    .sort(([a], [b]) => compare(a, b))
    .map(([from, imported]) => printNames({ head: 'import type', names: [...imported].sort(compare), from }))
    .join('');
}

/** `import { … } from '…';` or `export { … } from '…';`, broken one name a line where it is too long. */
export function printNames({
  head,
  names,
  from,
}: {
  readonly head: string;
  readonly names: readonly string[];
  readonly from: string;
}): string {
  const line = `${head} { ${names.join(', ')} } from ${printString(from)};`;
  if (line.length <= lineWidth) return `${line}\n`;
  return `${head} {\n${names.map((name) => `${indentStep}${name},\n`).join('')}} from ${printString(from)};\n`;
}

/** A string literal in single quotes, unless double quotes need fewer escapes; safe in any source text. */
export function printString(text: string): string {
  const double = JSON.stringify(text).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
  if (text.includes("'") && !text.includes('"')) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A property's name, quoted unless it is an identifier. */
export const printKey = (name: string): string => (isIdentifier(name) ? name : printString(name));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The words of a node, without those that the name it goes by says already. */
function commentOf(node: Words, said: Words = {}): string | undefined {
  const unsaid = (word: keyof Words): string | undefined => (node[word] === said[word] ? undefined : node[word]);
  return withDeprecation(unsaid('description'), unsaid('deprecated'));
}

/** A comment's text: the description, then the tag by which editors strike a name through. */
export function withDeprecation(description: string | undefined, deprecated: string | undefined): string | undefined {
  if (deprecated === undefined) return description;
  const tag = `@deprecated ${deprecated}`.trimEnd();
  return description === undefined ? tag : `${description}\n\n${tag}`;
}

/** A JSDoc comment of a description; empty without one. A description cannot end the comment. */
export function printComment(description: string | undefined, indent = ''): string {
  const lines = (description ?? '')
    .trim()
    .replaceAll('*/', '*\\/')
    .split(/\r\n|[\r\n\u2028\u2029]/);
  if (lines.every((line) => line.trim() === '')) return '';
  const [first = ''] = lines;
  if (lines.length === 1 && indent.length + first.length + 7 <= lineWidth) return `${indent}/** ${first} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd() + '\n').join('')}${indent} */\n`;
}

/** The members of the union that a type is; most types are a union of one. */
function membersOfUnion(node: SchemaNode, names: Printing, indent: string): string[] {
  const here = names.printed.get(node) ?? new Map<string, string[]>();
  names.printed.set(node, here);
  const known = here.get(indent) ?? newMembers(node, names, indent);
  here.set(indent, known);
  return known;
}

function newMembers(node: SchemaNode, names: Printing, indent: string): string[] {
  const named = names.named?.(node);
  const members = named === undefined ? plainMembers(node, names, indent) : [named.name];
  return node.nullable === true && named?.nullable !== true ? [...members, 'null'] : members;
}

function plainMembers(node: SchemaNode, names: Printing, indent: string): string[] {
  switch (node.node) {
    case 'scalar':
      return [names.scalar?.(node) ?? scalarName(node.type)];
    case 'enum':
      return enumMembers(node);
    case 'int-or-string':
      return node.values?.map(printLiteral) ?? ['number', 'string'];
    case 'json':
      return ['unknown'];
    case 'object':
      return [printMembers(node, names, indent)];
    case 'map':
      return [printMap(node, { names, indent })];
    case 'list':
      return [`${parenthesised(membersOfUnion(node.items, names, indent))}[]`];
    case 'union':
      return unionMembers(node, names, indent);
    case 'ref':
      return [names.ref(node.to)];
  }
}

/** The arms; what all of them share stands once, before them: `{ … } & (A | B)`. */
function unionMembers(node: UnionNode, names: Printing, indent: string): string[] {
  const parts = factored(node);
  if (parts === undefined) return node.arms.map((arm) => typeText(arm, names, indent));
  const inner = indent + indentStep;
  const arms = parts.arms.map((arm) => `\n${inner}| ${typeText(arm, names, inner + indentStep)}`);
  return [`${printMembers(parts.common, names, indent)} & (${arms.join('')}\n${indent})`];
}

const scalarName = (type: ScalarNode['type']): string => (type === 'integer' ? 'number' : type);

function enumMembers(node: EnumNode): string[] {
  const literals = node.values.map(printLiteral);
  if (node.open !== true) return literals.length === 0 ? ['never'] : literals;
  return [...literals, ...openMembers(node.type)];
}

/** What lets other values in and yet keeps the literals in an editor's suggestions. */
function openMembers(type: EnumNode['type']): string[] {
  if (type === 'mixed') return ['unknown'];
  return type === 'boolean' ? ['boolean'] : [`(${scalarName(type)} & {})`];
}

function printLiteral(value: JsonValue): string {
  if (typeof value === 'string') return printString(value);
  if (Array.isArray(value)) return `[${value.map(printLiteral).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${printKey(key)}: ${printLiteral(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join('; ')} }`;
}

/** Members that stand before brackets. */
function parenthesised(members: readonly string[]): string {
  const [only = ''] = members;
  return members.length === 1 && !only.endsWith(')') ? only : `(${members.join(' | ')})`;
}

/** `{ … }` of an object, one property a line. An object of which nothing is known is a record. */
function printMembers(node: ObjectNode, names: Printing, indent: string): string {
  const inner = indent + indentStep;
  const open = node.preserveUnknown === true ? [`${inner}[key: string]: unknown;\n`] : [];
  const excluded = (node.excludes ?? []).map((name) => `${inner}${printKey(name)}?: never;\n`);
  const members = [...node.properties.map((property) => printProperty(property, names, inner)), ...excluded, ...open];
  return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`;
}

function printProperty({ name, required, node }: Property, names: Printing, indent: string): string {
  const head = `${indent}${printKey(name)}${required ? '' : '?'}:`;
  const words = names.comment === undefined ? commentOf(node, names.named?.(node)?.words) : names.comment(node);
  return `${printComment(words, indent)}${printAssigned(head, node, { names, indent })}
`;
}

interface Place {
  readonly names: Printing;
  readonly indent: string;
}

/** `head type;`, and where that is too long its unions with one member a line. */
function printAssigned(head: string, node: SchemaNode, { names, indent }: Place): string {
  const line = `${head} ${typeText(node, names, indent)};`;
  if (fits(line) && !hasTallUnion(node, names)) return line;
  const broken = printBroken(node, { names, indent });
  return broken.startsWith('\n') ? `${head}${broken};` : `${head} ${broken};`;
}

/** Whether there is a union of objects, each several lines tall. An object that may be null stays in one piece. */
function hasTallUnion(node: SchemaNode, names: Printing): boolean {
  if (node.nullable !== true && node.node === 'list') return hasTallUnion(node.items, names);
  if (node.nullable !== true && node.node === 'map') return hasTallUnion(node.values, names);
  const members = membersOfUnion(node, names, '').filter((member) => member !== 'null');
  return members.length > 1 && members.some((member) => member.includes('\n'));
}

/** The type over several lines; begins with a line break where the colon before it stays alone. */
function printBroken(node: SchemaNode, { names, indent }: Place): string {
  const inner = { names, indent: indent + indentStep };
  const members = membersOfUnion(node, names, inner.indent + indentStep);
  if (members.length > 1) return members.map((member) => `\n${inner.indent}| ${member}`).join('');
  if (node.node === 'map') return printTallMap(node, { names, indent });
  if (node.node !== 'list') return typeText(node, names, indent);
  const items = printBroken(node.items, { names, indent });
  return items.startsWith('\n') ? `(${items}\n${indent})[]` : `${items}[]`;
}

/** A map on one line; one of objects, which are several lines tall, over several. */
function printMap(node: MapNode, place: Place): string {
  const values = typeText(node.values, place.names, place.indent);
  return values.includes('\n') ? printTallMap(node, place) : `Record<string, ${values}>`;
}

function printTallMap(node: MapNode, { names, indent }: Place): string {
  const inner = indent + indentStep;
  return `Record<\n${inner}string,\n${inner}${printArgument(node.values, { names, indent: inner })}\n${indent}>`;
}

/** A type argument on a line of its own: the members of a union stand at its indent. */
function printArgument(node: SchemaNode, { names, indent }: Place): string {
  const flat = typeText(node, names, indent);
  if (fits(`${indent}${flat}`) && !hasTallUnion(node, names)) return flat;
  const members = membersOfUnion(node, names, indent + indentStep);
  return members.length > 1 ? members.map((member) => `| ${member}`).join(`\n${indent}`) : printBroken(node, { names, indent });
}

const fits = (text: string): boolean => text.split('\n').every((line) => line.length <= lineWidth);
