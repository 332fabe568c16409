/** Whether two nodes are one type to TypeScript, which knows no limits, defaults or rules. Enter at {@link sameType}. */
import type { ObjectNode, SchemaNode } from './schema-node.js';

/** Whether they are the same apart from null. */
export function sameType(a: SchemaNode, b: SchemaNode): boolean {
  if (a === b) return true;
  switch (a.node) {
    case 'scalar':
      return b.node === 'scalar' && a.type === b.type && a.format === b.format;
    case 'enum':
    case 'int-or-string':
      return b.node === a.node && JSON.stringify(a.values) === JSON.stringify(b.values);
    case 'json':
      return b.node === 'json';
    case 'ref':
      return b.node === 'ref' && a.to === b.to;
    case 'list':
      return b.node === 'list' && sameOrNull(a.items, b.items);
    case 'map':
      return b.node === 'map' && sameOrNull(a.values, b.values);
    case 'object':
      return b.node === 'object' && sameObject(a, b);
    case 'union':
      return b.node === 'union' && sameAll(a.arms, b.arms, sameObject);
  }
}

const sameOrNull = (a: SchemaNode, b: SchemaNode): boolean => (a.nullable === true) === (b.nullable === true) && sameType(a, b);

function sameObject(a: ObjectNode, b: ObjectNode): boolean {
  if ((a.preserveUnknown === true) !== (b.preserveUnknown === true)) return false;
  return sameAll(a.properties, b.properties, (one, other) => {
    return one === other || (one.name === other.name && one.required === other.required && sameOrNull(one.node, other.node));
  });
}

function sameAll<T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean {
  return a === b || (a.length === b.length && a.every((one, i) => b.slice(i, i + 1).every((other) => same(one, other))));
}
