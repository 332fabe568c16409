/**
 * What a tag is and what a marker does with it: a {@link FieldMarker} changes one field's shape, a {@link ResourceMarker} the names of
 * a kind. Both are pure: they answer with the new value or with a {@link Problem}, and whoever called knows the place.
 */
import { suggestKey } from 'kube-core/support';
import type { Problem } from '../diagnostics.js';
import type { FieldColumn, FieldScale, Origin, SchemaNode } from '../model/schema-node.js';
import type { Resource } from '../model/resource.js';

/** One `@name argument` of a doc comment. */
export interface Tag {
  /** Without its `@`; may be a path: `items.maxLength`. */
  readonly name: string;
  readonly argument: string;
  readonly origin: Origin;
  /** The offset in the file at which the argument begins, if it begins on the tag's own line. */
  readonly argumentStart?: number;
}

/** One property, or one named type, while its tags are applied. */
export interface Field {
  readonly node: SchemaNode;
  readonly required: boolean;
  /** Another name in JSON. */
  readonly rename?: string;
  readonly columns?: readonly FieldColumn[];
  readonly selectable?: Origin;
  readonly scale?: FieldScale;
}

/** What of a kind its tags say. */
type Tagged = Pick<
  Resource,
  | 'shortNames'
  | 'categories'
  | 'columns'
  | 'selectableFields'
  | 'scale'
  | 'noAgeColumn'
  | 'storage'
  | 'served'
  | 'deprecated'
  | 'skipped'
  | 'conversion'
  | 'labels'
  | 'annotations'
>;

/** What the tags of a kind add up to. */
export interface ResourceDraft extends Tagged {
  readonly names: Readonly<Record<string, string>>;
  readonly statusSubresource?: boolean;
  readonly imported?: boolean;
}

interface Named {
  /** The canonical name first, then those of other tools. */
  readonly names: readonly string[];
  /** Its argument ends with the line, whatever it holds; others end where the next tag starts. */
  readonly toLineEnd?: boolean;
  /**
   * Whether a line below the tag goes on with its argument: the rest of a JSON value, `message: …` of a rule. Without it a tag ends with
   * its line.
   */
  readonly continues?: (argument: string, line: string) => boolean;
  /** One comment may hold several of them. */
  readonly repeatable?: boolean;
}

export interface FieldMarker extends Named {
  /** Only a property can be what it says; a named type, an item or a value cannot. */
  readonly ofProperty?: boolean;
  readonly apply: (field: Field, tag: Tag) => Field | Problem;
}

export interface ResourceMarker extends Named {
  readonly apply: (draft: ResourceDraft, tag: Tag) => ResourceDraft | Problem;
}

export function isProblem(value: object): value is Problem {
  return 'code' in value && 'message' in value;
}

/** A tag whose argument has the wrong form. */
export function badArgument(tag: Tag, wants: string): Problem {
  return { code: 'KC802', message: `@${tag.name} takes ${wants}` };
}

/** An argument that the tag does not have. */
export function oddArgument(tag: Tag, { odd, keys }: { readonly odd: string; readonly keys: readonly string[] }): Problem {
  const meant = suggestKey(odd, keys);
  const help = meant === undefined ? `it takes ${keys.map((key) => `${key}=…`).join(' ')}` : `did you mean ${meant}=…?`;
  return { code: 'KC802', message: `@${tag.name} has no argument ${odd}`, help };
}

/** A tag on a type that it says nothing about. */
export function misplaced(tag: Tag, node: SchemaNode, wants: string): Problem {
  return { code: 'KC803', message: `@${tag.name} does not apply to ${describe(node)}`, help: `it applies to ${wants}` };
}

const article = { list: 'a list', map: 'a map', object: 'an object', union: 'a union of objects', enum: 'an enum' } as const;

/** A node in words: `a string`, `a list`. */
export function describe(node: SchemaNode): string {
  switch (node.node) {
    case 'scalar':
      return node.type === 'integer' ? 'an integer' : `a ${node.type}`;
    case 'int-or-string':
      return 'a number or string';
    case 'json':
      return 'any JSON';
    case 'ref':
      return node.to.slice(node.to.lastIndexOf('.') + 1);
    default:
      return article[node.node];
  }
}

/** Says where a limit was written, so that checks can point at it. */
export function withSpan<N extends SchemaNode>(node: N, tag: Tag, name: string = tag.name): N {
  return { ...node, spans: { ...node.spans, [name]: tag.origin } };
}

/** An argument in words: `Ready type=string jsonPath=.status.x name="Last Run"`. */
export interface Words {
  readonly plain: readonly string[];
  readonly named: Readonly<Record<string, string>>;
}

/** `name=value` and plain words; a value may be a JSON string, and keeps spaces inside its brackets. */
export function parseWords(text: string): Words | undefined {
  const plain: string[] = [];
  const named: Record<string, string> = Object.create(null) as Record<string, string>; // a key may be `__proto__`
  let rest = text.trim();
  while (rest !== '') {
    const key = /^([A-Za-z]+)=/.exec(rest)?.[1];
    if (key !== undefined) rest = rest.slice(key.length + 1);
    const value = takeValue(rest);
    if (value === undefined || (key !== undefined && key in named)) return undefined;
    if (key === undefined) plain.push(value.text);
    else named[key] = value.text;
    rest = rest.slice(value.length).trimStart();
  }
  return { plain, named };
}

/** The arguments of a tag by name, if they are well formed and have names that it knows. */
export function namedArguments(tag: Tag, { keys, wants }: { readonly keys: readonly string[]; readonly wants: string }): Words | Problem {
  const words = parseWords(tag.argument);
  if (words === undefined) return badArgument(tag, wants);
  const odd = Object.keys(words.named).find((key) => !keys.includes(key));
  return odd === undefined ? words : oddArgument(tag, { odd, keys });
}

function takeValue(rest: string): { text: string; length: number } | undefined {
  if (!rest.startsWith('"')) {
    const text = takeWord(rest);
    return text === '' ? undefined : { text, length: text.length };
  }
  const literal = /^"(?:[^"\\]|\\.)*"(?=\s|$)/.exec(rest)?.[0];
  const value = literal === undefined ? undefined : parseJson(literal);
  return literal === undefined || typeof value?.value !== 'string' ? undefined : { text: value.value, length: literal.length };
}

function takeWord(rest: string): string {
  let depth = 0;
  for (let i = 0; i < rest.length; i++) {
    const at = rest.charAt(i);
    if (at === '[' || at === '(') depth++;
    else if (at === ']' || at === ')') depth--;
    else if (depth <= 0 && /\s/.test(at)) return rest.slice(0, i);
  }
  return rest;
}

/** Names that go on in the next line, as lists do. */
export const endsWithComma = (argument: string): boolean => argument.endsWith(',');

/** `key=value` in a line of its own. */
export const isArgument = (_argument: string, line: string): boolean => /^[A-Za-z]+=/.test(line);

/** `a, b` or `a b`. */
export function parseList(text: string): string[] {
  return text.split(/[\s,]+/).filter((each) => each !== '');
}

/** Strict JSON, in a box since null is a value too. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
