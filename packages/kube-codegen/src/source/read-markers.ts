/**
 * Reads one doc comment by itself rather than through TypeScript's JSDoc parser, which swallows tags it has a meaning of its own for,
 * ends names at a dot and finds tags inside code fences. Enter at {@link readDoc}.
 */
import type { Diagnostic } from '../diagnostics.js';
import { isKnownTag, suggestTag, takesWholeLine } from '../markers/registry.js';
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
    takeText(line.text.slice(0, starts[0]?.index ?? line.text.length), tags, description);
    starts.forEach((start, i) => {
      const origin = { file: comment.file, start: line.offset + start.index, end: line.offset + start.index + start.name.length + 1 };
      const argument = line.text.slice(start.index + start.name.length + 1, starts[i + 1]?.index);
      const known = isKnownTag(start.name);
      if (!known) diagnostics.push(...misspelt(start.name, origin));
      tags.push({ known, tag: { name: start.name, argument, origin } });
    });
  }
  const ours = tags.filter((each) => each.known).map(({ tag }) => ({ ...tag, argument: unescape(tag.argument).trim() }));
  return { description: plainText(description), tags: ours, diagnostics };
}

/** Text goes to the tag above it, or else to the description. */
function takeText(text: string, tags: OpenTag[], description: string[]): void {
  const last = tags.pop();
  if (last === undefined) description.push(text);
  else tags.push({ ...last, tag: { ...last.tag, argument: `${last.tag.argument}\n${text}` } });
}

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
  for (const match of text.matchAll(/(^|\s)@([A-Za-z][A-Za-z0-9-]*(?:\.[A-Za-z][A-Za-z0-9]*)*)/g)) {
    const [, blank = '', name = ''] = match;
    const first = text.slice(0, match.index).trim() === '';
    if (!first && !isKnownTag(name) && suggestTag(name) === undefined) continue;
    starts.push({ name, index: match.index + blank.length });
    if (takesWholeLine(name) || !isKnownTag(name)) break;
  }
  return starts;
}

function misspelt(name: string, origin: Diagnostic['origin']): Diagnostic[] {
  const meant = suggestTag(name);
  return meant === undefined ? [] : [{ code: 'KC801', message: `unknown tag @${name}`, origin, help: `did you mean @${meant}?` }];
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
  return unescape(linked).trim();
}
