/**
 * Template literal types: few texts are an enum, many are a pattern. Enter at {@link textsOf} and {@link patternOf}.
 */
import type { SchemaNode } from '../../model/schema-node.js';

/** How many texts are written out; more become a pattern. */
const maxTexts = 256;

/** What may stand between the texts: a shape, or a bare `number`. */
export type Span = SchemaNode | 'number' | undefined;

/** All texts that a template can be, or undefined where they are too many or open. */
export function textsOf(texts: readonly string[], spans: readonly Span[]): string[] | undefined {
  let all = [texts[0] ?? ''];
  for (const [i, span] of spans.entries()) {
    const values = valuesOf(span);
    if (values === undefined || all.length * values.length > maxTexts) return undefined;
    all = all.flatMap((before) => values.map((value) => `${before}${value}${texts[i + 1] ?? ''}`));
  }
  return all;
}

function valuesOf(span: Span): string[] | undefined {
  if (span === 'number' || span === undefined || span.nullable === true) return undefined;
  if (span.node === 'scalar' && span.type === 'boolean') return ['true', 'false'];
  if (span.node !== 'enum' || span.open === true) return undefined;
  return span.values.every((value) => value === null || typeof value !== 'object') ? span.values.map(String) : undefined;
}

/** A pattern of Go's that takes the texts of a template, or undefined where a part of it has none. */
export function patternOf(texts: readonly string[], spans: readonly Span[]): string | undefined {
  const parts = spans.map(patternOfSpan);
  if (parts.includes(undefined)) return undefined;
  return `^${texts.map((text, i) => `${escape(text)}${parts[i] ?? ''}`).join('')}$`;
}

const anyNumber = '-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?';

function patternOfSpan(span: Span): string | undefined {
  if (span === 'number') return anyNumber;
  const values = valuesOf(span);
  if (values !== undefined) return `(${values.map(escape).join('|')})`;
  if (span?.node !== 'scalar' || span.nullable === true) return undefined;
  if (span.type === 'number') return anyNumber;
  if (span.type === 'integer') return '-?[0-9]+';
  const { pattern } = span.constraints ?? {};
  if (pattern === undefined) return span.format === undefined ? '(?s:.*)' : undefined;
  return /^\^[^^$]*\$$/.test(pattern) ? `(${pattern.slice(1, -1)})` : undefined;
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
