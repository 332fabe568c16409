/**
 * Reads one doc comment by itself rather than through TypeScript's JSDoc parser, which swallows tags it has a meaning of its own for,
 * ends names at a dot and finds tags inside code fences. Enter at {@link readDoc}.
 */
import type { Diagnostic } from '../diagnostics.js';
import { insteadOf, isForeign } from '../markers/foreign.js';
import { continuesArgument, isKnownTag, nameIfOnce, suggestTag, takesWholeLine } from '../markers/registry.js';
import type { Tag } from '../markers/marker.js';

/** A comment taken apart. */
export interface Doc {
  /** The text above the tags; empty where there is none. */
  readonly description: string;
  /** Tags of our vocabulary, in order. */
  readonly tags: readonly Tag[];
  readonly diagnostics: readonly Diagnostic[];
}

export const noDoc: Doc = { description: '', tags: [], diagnostics: [] };

/** A doc comment in a file. */
export interface Comment {
  readonly file: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Line {
  readonly text: string;
  readonly offset: number;
}

interface Start {
  readonly name: string;
  readonly index: number;
}

interface OpenTag {
  readonly tag: Tag;
  readonly known: boolean;
  /** Whether prose was found below it, and reported. */
  readonly ended?: boolean;
}

/** @param comment - Where it stands: from its `/**` to its end. */
export function readDoc(comment: Comment): Doc {
  const description: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const tags: OpenTag[] = [];
  let fenced = false;
  for (const line of linesOf(comment)) {
    const fence = line.text.trimStart().startsWith('```');
    const starts = fenced || fence ? [] : tagStarts(line.text);
    if (fence) fenced = !fenced;
    const text = line.text.slice(0, starts[0]?.index ?? line.text.length);
    const last = tags.pop();
    if (last === undefined) description.push(text);
    else
      tags.push(
        goOn(last, { ...line, text }, (start, end) => diagnostics.push(proseBelow(last.tag.name, { file: comment.file, start, end }))),
      );
    starts.forEach((start, i) => {
      const origin = { file: comment.file, start: line.offset + start.index, end: line.offset + start.index + start.name.length + 1 };
      const from = start.index + start.name.length + 1;
      const argument = line.text.slice(from, starts[i + 1]?.index);
      const argumentStart = line.offset + from + argument.length - argument.trimStart().length;
      const known = isKnownTag(start.name);
      if (!known) diagnostics.push(...unknownTag(start.name, origin));
      tags.push({ known, tag: { name: start.name, argument, origin, ...(argument.trim() !== '' && { argumentStart }) } });
    });
  }
  const ours = tags.filter((each) => each.known).map(({ tag }) => ({ ...tag, argument: unescape(tag.argument).trim() }));
  return { description: plainText(description), tags: ours, diagnostics: [...diagnostics, ...repeatedTags(ours)] };
}

/** Text below a tag is the rest of its argument, if it can be: TSDoc gives it to the tag as well, so nobody else could have it. */
function goOn(open: OpenTag, { text, offset }: Line, report: (start: number, end: number) => void): OpenTag {
  const goesOn = !open.known || text.trim() === '' || (open.ended !== true && continuesArgument(open.tag, text));
  if (goesOn) return { ...open, tag: { ...open.tag, argument: `${open.tag.argument}\n${text}` } };
  if (open.ended !== true) report(offset + text.length - text.trimStart().length, offset + text.trimEnd().length);
  return { ...open, ended: true };
}

const proseBelow = (name: string, origin: Diagnostic['origin']): Diagnostic => ({
  code: 'KC806',
  message: `this text stands below @${name}, and would belong to the tag`,
  help: 'put the description above the tags; or below @remarks, which is for people alone',
  origin,
});

function* linesOf(comment: Comment): Iterable<Line> {
  let offset = comment.start + 3;
  const body = comment.text.slice(offset, comment.end - 2);
  const oneLine = !body.includes('\n');
  for (const raw of body.split('\n')) {
    const lead = oneLine ? /^\s*/.exec(raw)?.[0].length : /^\s*(?:\* ?)?/.exec(raw)?.[0].length;
    const skip = lead ?? 0;
    yield { text: raw.slice(skip).replace(/\r$/, ''), offset: offset + skip };
    offset += raw.length + 1;
  }
}

/**
 * Where tags start in a line: any name at its beginning; after that, where a blank is before it, names of ours and near misses.
 * Other words with an `@` are text. A tag that takes the whole line ends the search, and so does one that nobody knows.
 */
function tagStarts(line: string): Start[] {
  const starts: Start[] = [];
  const text = line.replace(/`[^`]*`|"(?:[^"\\]|\\.)*"|\{@[^}]*\}/g, (quoted) => '\0'.repeat(quoted.length)); // the same length, no tags inside
  for (const match of text.matchAll(/(^|\s)@([A-Za-z][\w-]*(?:\.[A-Za-z][A-Za-z0-9]*)*)/g)) {
    const [, blank = '', name = ''] = match;
    const first = text.slice(0, match.index).trim() === '';
    if (!first && !isKnownTag(name) && suggestTag(name) === undefined) continue;
    starts.push({ name, index: match.index + blank.length });
    if (takesWholeLine(name) || !isKnownTag(name)) break;
  }
  return starts;
}

function unknownTag(name: string, origin: Diagnostic['origin']): Diagnostic[] {
  const meant = suggestTag(name);
  if (meant === undefined && isForeign(name)) return [];
  const other = insteadOf(name) ?? 'kube-codegen tags lists those that there are; put it in backticks if it is text';
  return [{ code: 'KC801', message: `unknown tag @${name}`, origin, help: meant === undefined ? other : `did you mean @${meant}?` }];
}

/** Tags that can be said once in a comment, said again. */
function repeatedTags(tags: readonly Tag[]): Diagnostic[] {
  const known = new Set<string>();
  return tags.flatMap(({ name, origin }) => {
    const once = nameIfOnce(name);
    const isAgain = once !== undefined && known.has(once);
    if (once !== undefined) known.add(once);
    if (!isAgain) return [];
    return [{ code: 'KC805' as const, message: `@${name} stands twice in one comment`, origin, help: 'leave one of them out' }];
  });
}

/** A comment cannot hold its own end, so people write `*\/`. */
const unescape = (text: string) => text.replaceAll('*\\/', '*/');

/** Paragraphs and line breaks as written, links as their text. */
function plainText(lines: readonly string[]): string {
  const text = lines.map((line) => line.trimEnd()).join('\n');
  const linked = text.replace(
    /\{@link(?:code|plain)?\s+([^}|\s]+)\s*(?:\|?\s*([^}]*))?\}/g,
    (_all, to: string, label = '') => String(label).trim() || to,
  );
  return unescape(linked)
    .replace(/(^|[\s{])\\@/g, '$1@')
    .trim(); // \@ is an @ that begins no tag, as in TSDoc
}
