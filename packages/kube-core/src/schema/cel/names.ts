/** Names of fields as CEL expressions write them. Enter at {@link fieldNames}. */

/** Words that are values or operators: the parser takes them for nothing else. */
const literal: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in']);

/** Words that CEL keeps for later: escaped, though the parser takes them after a dot. */
const reserved: ReadonlySet<string> = new Set([
  'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var',
  'void', 'while',
]); // prettier-ignore

const escapes: Readonly<Record<string, string>> = { __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' };

/**
 * The names under which an expression can select a field, the canonical one first; none for a name that cannot be written.
 * `x-y` is `x__dash__y`, `namespace` is `__namespace__` and, on servers of today, `namespace` too.
 */
export function fieldNames(name: string): readonly string[] {
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/.test(name)) return [];
  if (literal.has(name)) return [`__${name}__`];
  if (reserved.has(name)) return [`__${name}__`, name];
  return [name.replace(/__|[./-]/g, (part) => escapes[part] ?? part)];
}

/** The property in which an instance keeps a field: cel-js finds the type of an instance by its `constructor`, so no field may be that. */
export const propertyOf = (field: string): string => (field === 'constructor' ? '@constructor' : field);
