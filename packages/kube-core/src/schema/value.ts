/**
 * JSON values as the API server compares, copies and prints them.
 * Enter at {@link printed}, which writes a value as the server's messages quote it.
 */

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether this is a JSON object, neither a list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether this is a list. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The own property of a record, never one of its prototype: `constructor` is a fine name for a field. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Sets an own property, also one named `__proto__`. */
export function put(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

/** A copy that shares nothing with the original. */
export function copied(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? structuredClone(value) : value;
}

/** Whether two JSON values are equal, whatever the order of keys. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/** A value as a message quotes it: strings in Go's quotes, numbers in Go's short form, the rest as JSON with sorted keys. */
export function printed(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' ? printedNumber(value) : canonicalJson(value);
}

/** JSON with sorted keys and `<`, `>`, `&` escaped, as Go writes it; equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isObject(value)) {
    const entries = Object.keys(value)
      .sort()
      .map((key) => `${escapedJson(key)}:${canonicalJson(value[key])}`);
    return `{${entries.join(',')}}`;
  }
  return typeof value === 'string' ? escapedJson(value) : JSON.stringify(value ?? null);
}

function escapedJson(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${hex(char.charCodeAt(0), 4)}`);
}

/** Whole numbers are integers to the server and printed in full; others have an exponent from a million on, as in Go. */
function printedNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return BigInt(value).toString();
  const exponent = Number(value.toExponential().split('e')[1]);
  if (exponent >= -4 && exponent < 6) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

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
