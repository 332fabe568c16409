/**
 * What is wrong with the user's source, where, and what to do about it. Every stage reports and goes on, so that one run names all
 * there is; enter at {@link Report}, print with {@link formatDiagnostic}.
 */
import type { Origin } from './model/schema-node.js';

/** The families: 0 syntax, 1 names, 2 columns and paths, 3 types, 4 lists and maps, 5 defaults, 6 limits, 7 rules, 8 tags, 9 definitions in YAML. */
export type DiagnosticCode = `KC${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}${number}`;

/** One finding. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  /** What is wrong, as one sentence without its full stop. */
  readonly message: string;
  readonly origin: Origin;
  /** What to write instead. */
  readonly help?: string;
  /** Other places that the finding is about: the other one of two that contradict each other. */
  readonly related?: readonly Related[];
}

/** A place beside that of a finding. */
export interface Related {
  /** What is there, as the end of a sentence that begins with the place. */
  readonly message: string;
  readonly origin: Origin;
}

/** What a marker or a check says before anybody knows where. */
export type Problem = Omit<Diagnostic, 'origin'>;

/** Takes a finding; the stage goes on. */
export type Report = (diagnostic: Diagnostic) => void;

/** Sorted by file and position, and without repeats: a type that is used twice is wrong once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const unique = new Map(diagnostics.map((d) => [`${d.origin.file}\0${d.origin.start}\0${d.code}\0${d.message}`, d]));
  return [...unique.values()].sort(
    (a, b) => compareText(a.origin.file, b.origin.file) || a.origin.start - b.origin.start || compareText(a.code, b.code),
  );
}

/** The order of UTF-16 units: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A place as editors count it: both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** The text of a file that a finding is about; undefined for one that could not be read, which has no lines to show. */
export type TextOf = (file: string) => string | undefined;

/**
 * A finding as the terminal shows it: place, code, message, the line with its neighbour above, the other places, what to do.
 *
 * @param textOf - The sources that the finding is about.
 */
export function formatDiagnostic(diagnostic: Diagnostic, textOf: TextOf): string {
  const { origin, code, message, help, related = [] } = diagnostic;
  const advice = help === undefined ? [] : ['', `  help: ${help}`];
  const places = related.flatMap((each) => ['', `  ${placeOf(each.origin, textOf)} ${each.message}`, ...frameOf(each.origin, textOf)]);
  return [`${placeOf(origin, textOf)} ${code} ${message}`, ...frameOf(origin, textOf), ...places, ...advice].join('\n');
}

/** `website.crd.ts:3:7`; the path alone where there is no text. */
function placeOf({ file, start }: Origin, textOf: TextOf): string {
  const text = textOf(file);
  if (text === undefined || text === '') return file;
  const { line, column } = positionAt(text, start);
  return `${file}:${line}:${column}`;
}

function frameOf(origin: Origin, textOf: TextOf): string[] {
  const text = textOf(origin.file);
  return text === undefined || text === '' ? [] : ['', ...codeFrame(text, origin)];
}

function codeFrame(text: string, origin: Origin): string[] {
  const { line, column } = positionAt(text, origin.start);
  const lines = text.split('\n').map((each) => each.replace(/\r$/, '').replaceAll('\t', ' '));
  const width = String(line).length;
  const shown = (n: number, mark: string) => `${mark} ${String(n).padStart(width)} | ${lines[n - 1] ?? ''}`.trimEnd();
  const room = (lines[line - 1]?.length ?? 0) - column + 1;
  const underline = '^'.repeat(Math.max(1, Math.min(origin.end - origin.start, room)));
  return [...(line > 1 ? [shown(line - 1, ' ')] : []), shown(line, '>'), `  ${' '.repeat(width)} | ${' '.repeat(column - 1)}${underline}`];
}
