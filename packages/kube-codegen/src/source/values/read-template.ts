/** Template literal types as they are written: an enum of few texts, or a pattern. Enter at {@link readTemplate}. */
import { ts } from 'ts-morph';
import type { SchemaNode } from '../../model/schema-node.js';
import { orChecked } from '../checked/read-checked.js';
import type { Reader, Scope } from '../reader.js';
import { enumOf } from './combine.js';
import { patternOf, type Span, textsOf } from './template.js';

export function readTemplate(reader: Reader, node: ts.TemplateLiteralTypeNode, scope: Scope): SchemaNode | undefined {
  return orChecked(reader, { at: node, attempt: (quiet) => written(quiet, node, scope) }, scope);
}

function written(reader: Reader, { head, templateSpans }: ts.TemplateLiteralTypeNode, scope: Scope): SchemaNode | undefined {
  const texts = [head.text, ...templateSpans.map(({ literal }) => literal.text)];
  const spans = templateSpans.map(({ type }): Span =>
    type.kind === ts.SyntaxKind.NumberKeyword ? 'number' : reader.read(reader, type, scope),
  );
  const all = textsOf(texts, spans);
  if (all !== undefined) return enumOf([...new Set(all)]);
  const pattern = patternOf(texts, spans);
  return pattern === undefined ? undefined : { node: 'scalar', type: 'string', constraints: { pattern } };
}
