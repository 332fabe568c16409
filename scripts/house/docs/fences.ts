/**
 * Finds the code, TypeScript first of all, in Markdown and in the `@example`s of TSDoc, with the line each piece stands on. Enter at {@link fencesOf}.
 */

/** A fenced block of code. */
export interface Fence {
  /** The file it stands in, from the root. */
  readonly path: string;
  /** The line of its first line of code, from 1. */
  readonly line: number;
  /** The words after the language: `continued` joins a fence to the one before it. */
  readonly info: string;
  readonly code: string;
}

/** A file whose fences are to be found, with the beginning that its lines may have taken off. */
const opening = /^(\s*)(`{3,}|~{3,})\s*(\w+)?\s*(.*)$/;
const typescript = ['ts', 'typescript', 'mts'];

/**
 * @param path - Names the file; one that ends in `.ts` is searched for doc comments.
 * @param text - Its text.
 * @param languages - Which fences: TypeScript, unless others are named.
 */
export function fencesOf(path: string, text: string, ...languages: readonly string[]): Fence[] {
  const wanted = languages.length === 0 ? typescript : languages;
  const all = text.split('\n');
  const lines = path.endsWith('.ts') ? docCommentLines(all) : all;
  const fences: Fence[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, indent = '', mark, language, info = ''] = opening.exec(lines[at] ?? '') ?? [];
    if (mark === undefined) continue;
    const end = closingLine(lines, at + 1, mark);
    if (wanted.includes(language ?? '')) {
      const code = lines.slice(at + 1, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()));
      fences.push({ path, line: at + 2, info: info.trim(), code: code.join('\n') });
    }
    at = end;
  }
  return fences;
}

/** The line that closes a fence, or the end of the text. */
function closingLine(lines: readonly string[], from: number, mark: string): number {
  const end = lines.findIndex((line, at) => at >= from && line.trim().startsWith(mark) && /^(`+|~+)$/.test(line.trim()));
  return end === -1 ? lines.length : end;
}

/** Empties every line that is no part of a doc comment, and takes the star off those that are: line numbers stay. */
function docCommentLines(lines: readonly string[]): string[] {
  let inside = false;
  return lines.map((line) => {
    if (/^\s*\/\*\*/.test(line)) inside = !line.includes('*/');
    else if (inside && line.includes('*/')) inside = false;
    else if (inside) return line.replace(/^\s*\* ?/, '');
    return '';
  });
}
