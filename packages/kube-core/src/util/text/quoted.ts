/** Text in the quotes of Go, as messages of the API server have it. Enter at {@link quoted}. */

/** Characters with an escape of their own. */
const named: Readonly<Record<string, string>> = {
  '\u0007': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '"': '\\"', '\\': '\\\\',
}; // prettier-ignore

/** A string in double quotes as Go's `%q` writes it: what cannot be seen is escaped. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapedChar)}"`;
}

function escapedChar(char: string): string {
  const name = named[char];
  if (name !== undefined) return name;
  const point = char.codePointAt(0) ?? 0;
  if (point < 0x80) return `\\x${hex(point, 2)}`;
  return point > 0xffff ? `\\U${hex(point, 8)}` : `\\u${hex(point, 4)}`;
}

function hex(point: number, width: number): string {
  return point.toString(16).padStart(width, '0');
}
