/**
 * Regular expressions in Go's dialect (RE2): what `pattern` and CEL's `matches` mean to the API server, in linear time.
 * Enter at {@link compilePattern}; JavaScript's own RegExp would refuse `(?i)` and accept lookarounds.
 */
import { RE2JS } from 're2js';
import { messageOf } from '../../errors.js';

/** A compiled pattern: whether it is found anywhere in a text. */
export type Pattern = RE2JS;

/** Patterns kept compiled: CEL may compute them, so that their number is not bounded by the schemas. */
const capacity = 1_000;
const compiled = new Map<string, RE2JS>();

/**
 * Compiles a pattern, once.
 *
 * @throws re2js's syntax error, in Go's words.
 */
export function compilePattern(pattern: string): Pattern {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (compiled.size >= capacity) compiled.clear();
  const fresh = RE2JS.compile(pattern);
  compiled.set(pattern, fresh);
  return fresh;
}

/** What is wrong with a pattern in Go's words, or undefined for a good one. */
export function patternProblem(pattern: string): string | undefined {
  try {
    compilePattern(pattern);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
