/**
 * Half a surrogate pair is no character, and Go reads it as U+FFFD: {@link wellFormed}.
 */

/** A pair of escapes, one lone half, or any other escape: read one after the other, so that `\\\\ud800` is a backslash and letters. */
const escapes = /\\(?:ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|ud[89a-f][0-9a-f]{2}|.)/gis;
const isLone = (escape: string): boolean => /^\\ud[89a-f]..$/i.test(escape);

/** @param json - A text that may be JSON. @returns the same text with `\ufffd` in the place of each escape of a lone surrogate. */
export function wellFormed(json: string): string {
  if (!/\\ud[89a-f]/i.test(json)) return json;
  return json.replace(escapes, (escape) => (isLone(escape) ? '\\ufffd' : escape));
}
