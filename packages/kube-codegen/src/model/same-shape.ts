/** Whether two nodes accept the same values: words and places do not count. Enter at {@link sameShape}. */
import type { SchemaNode } from './schema-node.js';

const words: ReadonlySet<string> = new Set(['origin', 'spans', 'description', 'deprecated', 'title', 'example', 'declared', 'excludes']);

export function sameShape(a: SchemaNode, b: SchemaNode): boolean {
  return shapeOf(a) === shapeOf(b);
}

function shapeOf(node: SchemaNode): string {
  return JSON.stringify(node, (key, value: unknown) => (words.has(key) ? undefined : sorted(value)));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
