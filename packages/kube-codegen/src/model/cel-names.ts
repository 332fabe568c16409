/**
 * How CEL writes the names and values of a schema: {@link celAccess} and {@link celLiteral}. Property names that are no CEL identifiers
 * are reached in an escaped form (apiextensions-apiserver, `schema/cel/model`).
 */
import type { JsonValue } from './schema-node.js';

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);

/** Whether rules can name this property at all. */
export function isReachableByCel(name: string): boolean {
  return /^[a-zA-Z_./-][a-zA-Z0-9_./-]*$/.test(name);
}

/** `self.kind`, with the property's name escaped as the server expects it. */
export function celAccess(object: string, property: string): string {
  return `${object}.${reserved.has(property) ? `__${property}__` : escapeName(property)}`;
}

function escapeName(name: string): string {
  return name.replace(/__|[./-]/g, (part) => ({ __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' })[part] ?? part);
}

/** A string, number or boolean as CEL writes it. */
export function celLiteral(value: JsonValue): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const escaped = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped.replace(/[\u2028\u2029\u007f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`;
}
