/**
 * `A & B`: objects merge; with a union, each of its arms gets the rest. Enter at {@link readIntersection}, {@link mergeObjects}.
 */
import type { ts } from 'ts-morph';
import { sameShape } from '../model/same-shape.js';
import type { ObjectNode, Property, SchemaNode } from '../model/schema-node.js';
import { originOf, type Reader, refuse, type Scope } from './reader.js';

export function readIntersection(reader: Reader, node: ts.IntersectionTypeNode, scope: Scope): SchemaNode | undefined {
  const parts: SchemaNode[] = [];
  for (const type of node.types) {
    const part = reader.read(reader, type, scope);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  const origin = originOf(scope, node);
  const refused = (message: string, help: string) => refuse(reader, origin, { code: 'KC302', message, help });
  const objects = parts.filter((part) => part.node === 'object');
  const unions = parts.filter((part) => part.node === 'union');
  if (objects.length + unions.length < parts.length) return refused('only objects can be joined by &', 'write the type that it comes to');
  if (unions.length > 1) return refused('two unions cannot be joined by &', 'write the arms that they come to');
  const merged = mergeAll(objects);
  if (typeof merged === 'string') return refused(`the types of ${merged} differ`, 'give it one type');
  const [union] = unions;
  if (union === undefined) return merged;
  const arms = union.arms.map((arm) => mergeAll([merged, arm]));
  const clash = arms.find((arm) => typeof arm === 'string');
  if (clash !== undefined) return refused(`the types of ${clash} differ`, 'give it one type');
  return { ...union, arms: arms.filter((arm) => typeof arm !== 'string') };
}

/** One object, or the name of a property that two of them say different things about. */
function mergeAll(objects: readonly ObjectNode[]): ObjectNode | string {
  const byName = new Map<string, Property>();
  for (const property of objects.flatMap((object) => object.properties)) {
    const before = byName.get(property.name);
    if (before !== undefined && !sameShape(before.node, property.node)) return property.name;
    byName.set(property.name, before === undefined ? property : { ...before, required: before.required || property.required });
  }
  return joined(objects, [...byName.values()]);
}

function joined(objects: readonly ObjectNode[], properties: readonly Property[]): ObjectNode {
  const rules = objects.flatMap((object) => object.rules ?? []);
  return {
    node: 'object',
    properties,
    ...(objects.some((object) => object.preserveUnknown === true) ? { preserveUnknown: true } : {}),
    ...(objects.some((object) => object.embeddedResource === true) ? { embeddedResource: true } : {}),
    ...(rules.length === 0 ? {} : { rules }),
  };
}

/** Properties of a base, then its own: an own one of the same name wins and keeps the base's words where it has none. */
export function mergeObjects(bases: readonly ObjectNode[], own: ObjectNode): ObjectNode {
  const byName = new Map<string, Property>();
  for (const property of bases.flatMap((base) => base.properties)) byName.set(property.name, property);
  for (const property of own.properties) {
    const inherited = byName.get(property.name)?.node.description;
    const node =
      property.node.description === undefined && inherited !== undefined ? { ...property.node, description: inherited } : property.node;
    byName.set(property.name, { ...property, node });
  }
  return joined([...bases, own], [...byName.values()]);
}
