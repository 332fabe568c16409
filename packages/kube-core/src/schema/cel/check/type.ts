/** Types of CEL as the checker has them, read from texts such as `list<A>` and written as the server's messages do. Enter at {@link parseType}. */

/** A type: `int`, `list` of something, a class of objects. A name that begins with `%` is a variable, still to be found out. */
export interface CelType {
  readonly name: string;
  readonly of: readonly CelType[];
}

/** A type without parts. */
export const simple = (name: string): CelType => ({ name, of: [] });

export const dyn = simple('dyn');
/** The type of what is wrong already: it fits everywhere, so that one mistake gives one message. */
export const wrong = simple('!error!');
export const bool = simple('bool');
export const int = simple('int');
export const string = simple('string');

export const listOf = (item: CelType): CelType => ({ name: 'list', of: [item] });
export const mapOf = (key: CelType, value: CelType): CelType => ({ name: 'map', of: [key, value] });
export const optionalOf = (value: CelType): CelType => ({ name: 'optional', of: [value] });

export const isVariable = ({ name }: CelType): boolean => name.startsWith('%');
export const isDynamic = (type: CelType): boolean => type === wrong || type.name === 'dyn';

/** Reads `map<string, list<A>>`; single capital letters are parameters and become variables named `%A`. */
export function parseType(text: string): CelType {
  const [, name = '', parts] = /^\s*([\w.]+)\s*(?:<(.*)>)?\s*$/s.exec(text) ?? [];
  if (/^[A-Z]$/.test(name)) return simple(`%${name}`);
  return { name, of: parts === undefined ? [] : splitParts(parts).map(parseType) };
}

/** Splits at the commas that are not inside of angle brackets. */
export function splitParts(text: string): readonly string[] {
  if (text.trim() === '') return [];
  let depth = 0;
  const parts = [''];
  for (const char of text) {
    depth += char === '<' ? 1 : char === '>' ? -1 : 0;
    if (char === ',' && depth === 0) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${char}`);
  }
  return parts;
}

const shownNames: ReadonlyMap<string, string> = new Map([
  ['google.protobuf.Timestamp', 'timestamp'],
  ['google.protobuf.Duration', 'duration'],
  ['optional', 'optional_type'],
]);

/** A type in the words of the server: `map(string, int)`. */
export function shown(type: CelType): string {
  const name = isVariable(type) ? 'dyn' : (shownNames.get(type.name) ?? type.name);
  return type.of.length === 0 ? name : `${name}(${type.of.map(shown).join(', ')})`;
}

/** Whether two types are the same. */
export function isSame(a: CelType, b: CelType): boolean {
  return a === b || (a.name === b.name && a.of.length === b.of.length && a.of.every((part, index) => isSame(part, b.of[index] ?? wrong)));
}
