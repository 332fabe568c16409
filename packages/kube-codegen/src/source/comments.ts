/**
 * Finds the doc comment of a declaration, also one that stands on the same line as what comes before, and tells of those that belong
 * to nothing though they hold tags of ours: a limit that is silently dropped is worse than an error. Enter at {@link docOf}.
 */
import { ts } from 'ts-morph';
import type { Diagnostic } from '../diagnostics.js';
import { type Doc, noDoc, readDoc } from './read-markers.js';
import type { CommentLedger, Reader } from './reader.js';
import type { Unit } from './project.js';

const isDoc = (text: string, range: ts.TextRange) => text.startsWith('/**', range.pos) && range.end - range.pos > 4;
const keyOf = (unit: Unit, start: number) => `${unit.path}\0${start}`;

/** The comment right before a node; reports what is wrong in it. */
export function docOf(reader: Reader, unit: Unit, node: ts.Node): Doc {
  const comment = commentBefore(unit, node);
  if (comment === undefined) return noDoc;
  reader.comments.attached.add(keyOf(unit, comment.pos));
  const doc = readDoc({ file: unit.path, text: unit.text, start: comment.pos, end: comment.end });
  doc.diagnostics.forEach(reader.report);
  return doc;
}

function commentBefore(unit: Unit, node: ts.Node): ts.TextRange | undefined {
  const { text, ast } = unit;
  const before = ts.getTrailingCommentRanges(text, node.pos) ?? [];
  const above = ts.getLeadingCommentRanges(text, node.pos) ?? [];
  const start = node.getStart(ast);
  const sameLine = before.filter((range) => !text.slice(range.end, start).includes('\n'));
  return [...sameLine, ...above].filter((range) => isDoc(text, range)).at(-1);
}

/** Notes that a declaration was read, so that its comments are asked for. */
export function visit(ledger: CommentLedger, unit: Unit, node: ts.Node): void {
  ledger.visited.set(keyOf(unit, node.pos), { unit, start: node.getStart(unit.ast), end: node.end });
}

/** Everything inside a node counts as read: it was left out on purpose. */
export function skip(ledger: CommentLedger, unit: Unit, node: ts.Node): void {
  for (const range of docComments(unit.text, node.pos, node.end)) ledger.attached.add(keyOf(unit, range.pos));
}

/** Comments with tags of ours, inside declarations that were read, that belong to nothing. */
export function detachedComments(ledger: CommentLedger): Diagnostic[] {
  return [...ledger.visited.values()].flatMap(({ unit, start, end }) =>
    docComments(unit.text, start, end)
      .filter((range) => !ledger.attached.has(keyOf(unit, range.pos)))
      .flatMap((range) => readDoc({ file: unit.path, text: unit.text, start: range.pos, end: range.end }).tags)
      .map((tag) => ({
        code: 'KC804' as const,
        message: `@${tag.name} stands in a comment that belongs to nothing`,
        origin: tag.origin,
        help: 'put the comment right before the property, on a line of its own',
      })),
  );
}

function docComments(text: string, start: number, end: number): ts.TextRange[] {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, false, ts.LanguageVariant.Standard, text, undefined, start, end - start);
  const found: ts.TextRange[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const range = { pos: scanner.getTokenStart(), end: scanner.getTokenEnd() };
    if (token === ts.SyntaxKind.MultiLineCommentTrivia && isDoc(text, range)) found.push(range);
  }
  return found;
}
