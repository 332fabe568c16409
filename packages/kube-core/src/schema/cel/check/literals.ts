/** Arguments that are literals are tried when a rule is compiled: patterns, times, durations, templates. Enter at {@link literalProblem}. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { formatCheck } from '../../text/formats.js';
import { parseGoDuration } from '../../../resource/values/duration.js';
import { patternProblem } from '../../text/pattern.js';
import type { TypeProblem } from './checker.js';

/** What is wrong with the literal argument of a call. */
export function literalProblem(node: ASTNode): TypeProblem | undefined {
  if (node.op === 'rcall' && node.args[0] === 'format') return templateProblem(node);
  const [name, argument] =
    node.op === 'call' ? [node.args[0], node.args[1].at(-1)] : node.op === 'rcall' ? [node.args[0], node.args[2][0]] : [];
  if (name === undefined || argument?.op !== 'value') return undefined;
  return tries.get(name)?.(argument.args) === false ? { node: argument, says: `invalid ${name} argument` } : undefined;
}

const isTime = formatCheck('date-time') ?? (() => true);

/** Whether a literal can be what a function takes. */
const tries: ReadonlyMap<string, (literal: unknown) => boolean> = new Map([
  ['matches', (literal: unknown) => typeof literal !== 'string' || patternProblem(literal) === undefined],
  ['duration', (literal: unknown) => typeof literal === 'string' && parseGoDuration(literal) !== undefined],
  ['timestamp', (literal: unknown) => typeof literal === 'bigint' || (typeof literal === 'string' && isTime(literal))],
]);

/** A template that is a literal has a place for each item of a list that is one. */
function templateProblem(node: ASTNode & { readonly op: 'rcall' }): TypeProblem | undefined {
  const [, template, [list]] = node.args;
  if (template.op !== 'value' || typeof template.args !== 'string' || list?.op !== 'list') return undefined;
  const places = [...template.args.matchAll(/%(?:%|(?:\.\d+)?[sdfexXbo])/g)].filter(([place]) => place !== '%%').length;
  const given = list.args.length;
  if (given > places) return { node: list, says: `too many arguments supplied to string.format (expected ${places}, got ${given})` };
  return given < places ? { node: list, says: `index ${given} out of range` } : undefined;
}
