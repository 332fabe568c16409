/**
 * `A & B`: objects merge; with a union, each of its arms gets the rest. Enter at {@link readIntersection}, {@link mergeObjects}.
 */
import type { ts } from 'ts-morph';
import { withoutReference } from '../builtin/expand.js';
import type { Problem } from '../diagnostics.js';
import type { ObjectNode, Origin, Property, SchemaNode, UnionNode } from '../model/schema-node.js';
import { originOf, type Reader, refuse, type Scope } from './reader.js';
import { narrowed } from './values/narrow.js';

export function readIntersection(reader: Reader, node: ts.IntersectionTypeNode, scope: Scope): SchemaNode | undefined {
  const parts: SchemaNode[] = [];
  for (const type of node.types) {
    const part = reader.read(reader, type, scope);
    if (part !== undefined) parts.push(withoutReference(part));
  }
  const [first, ...rest] = parts;
  if (first === undefined || parts.length < node.types.length) return undefined;
  const whole = rest.every(isShaped) && isShaped(first) ? joinShaped([first, ...rest].filter(isShaped)) : joinValues(first, rest);
  return 'code' in whole ? refuse(reader, originOf(scope, node), whole) : whole;
}

const isShaped = (part: SchemaNode): part is ObjectNode | UnionNode => part.node === 'object' || part.node === 'union';

function joinValues(first: SchemaNode, rest: readonly SchemaNode[]): SchemaNode | Problem {
  const joined = rest.reduce<SchemaNode | undefined>((before, part) => before && narrowed(before, part, mergeBoth), first);
  if (joined !== undefined) return joined;
  return { code: 'KC302', message: 'no value is of all these types', help: 'write the type that it comes to' };
}

/** The objects together; with unions, each arm of one with each of the other. */
function joinShaped(parts: readonly (ObjectNode | UnionNode)[]): SchemaNode | Problem {
  const unions = parts.filter((part) => part.node === 'union');
  const merged = mergeAll(parts.filter((part) => part.node === 'object'));
  if ('code' in merged) return merged;
  const [union, ...others] = unions;
  if (union === undefined) return merged;
  const crossed = others.reduce<UnionNode | Problem>((before, other) => ('code' in before ? before : crossedUnions(before, other)), union);
  return 'code' in crossed ? crossed : distributed(merged, crossed);
}

/** How many arms two unions may come to together. */
const maxArms = 64;

/** Arms that contradict each other are no arm: `kind` cannot be two things. */
function crossedUnions(a: UnionNode, b: UnionNode): UnionNode | Problem {
  const arms = a.arms.flatMap((one) => b.arms.map((other) => mergeAll([one, other]))).flatMap((arm) => ('code' in arm ? [] : [arm]));
  if (arms.length > maxArms)
    return { code: 'KC302', message: `these unions come to ${arms.length} members`, help: 'put one of them into a property of its own' };
  if (arms.length > 0) return { ...a, arms };
  return { code: 'KC302', message: 'no member of one union fits a member of the other', help: 'write the arms that they come to' };
}

/** The union whose arms all have what the object has; what cannot change is the whole value, not one arm. */
function distributed({ immutable, ...object }: ObjectNode, union: UnionNode): UnionNode | Problem {
  const arms = union.arms.map((arm) => mergeAll([object, arm]));
  const clash = arms.find((arm) => 'code' in arm);
  if (clash !== undefined) return clash;
  const fixed = immutable === true ? { immutable, spans: { ...spanOf(object, 'immutable'), ...union.spans } } : {};
  return { ...union, ...fixed, arms: arms.flatMap((arm) => ('code' in arm ? [] : [arm])) };
}

function mergeBoth(a: ObjectNode, b: ObjectNode): ObjectNode | undefined {
  const merged = mergeAll([a, b]);
  return 'code' in merged ? undefined : merged;
}

/** One object, or what two of them contradict each other in. */
function mergeAll(objects: readonly ObjectNode[]): ObjectNode | Problem {
  const byName = new Map<string, Property>();
  for (const property of objects.flatMap((object) => object.properties)) {
    const before = byName.get(property.name);
    const node = before === undefined ? property.node : narrowed(before.node, property.node, mergeBoth);
    if (node === undefined) return { code: 'KC302', message: `no value is of both types of ${property.name}`, help: 'give it one type' };
    byName.set(property.name, before === undefined ? property : { ...before, node, required: before.required || property.required });
  }
  return mapTypeClash(objects) ?? joined(objects, [...byName.values()]);
}

/** What is wrong where one object is owned as a whole and another by fields. */
export function mapTypeClash(objects: readonly ObjectNode[]): Problem | undefined {
  if (new Set(objects.flatMap(({ mapType }) => mapType ?? [])).size < 2) return undefined;
  return { code: 'KC302', message: 'one part is @mapType atomic, another @mapType granular', help: 'give all of them one @mapType' };
}

/** What the parts say of themselves holds for the whole; of two limits it is the stricter. */
function joined(objects: readonly ObjectNode[], properties: readonly Property[]): ObjectNode {
  const rules = objects.flatMap((object) => object.rules ?? []);
  const is = (flag: 'preserveUnknown' | 'embeddedResource') => objects.some((object) => object[flag] === true) && { [flag]: true };
  const immutable = objects.find((object) => object.immutable === true);
  const typed = objects.find((object) => object.mapType !== undefined);
  const excludes = excludedBy(objects, properties);
  return withLimits(objects, {
    node: 'object',
    properties,
    ...(excludes.length > 0 && { excludes }),
    ...is('preserveUnknown'),
    ...is('embeddedResource'),
    ...(rules.length === 0 ? {} : { rules }),
    ...(immutable !== undefined && { immutable: true }),
    ...(typed?.mapType !== undefined && { mapType: typed.mapType }),
    spans: { ...spanOf(immutable, 'immutable'), ...spanOf(typed, 'mapType') },
  });
}

/** What one of them excludes and none has. */
function excludedBy(objects: readonly ObjectNode[], properties: readonly Property[]): readonly string[] {
  const names = new Set(objects.flatMap(({ excludes = [] }) => excludes));
  return [...names].filter((name) => properties.every((property) => property.name !== name));
}

function withLimits(objects: readonly ObjectNode[], whole: ObjectNode): ObjectNode {
  return (['minProperties', 'maxProperties'] as const).reduce((before, name) => {
    const [strictest] = objects.filter((object) => object.constraints?.[name] !== undefined).toSorted(stricterFirst(name));
    const limit = strictest?.constraints?.[name];
    if (limit === undefined) return before;
    return { ...before, constraints: { ...before.constraints, [name]: limit }, spans: { ...before.spans, ...spanOf(strictest, name) } };
  }, whole);
}

const stricterFirst =
  (name: 'minProperties' | 'maxProperties') =>
  (a: ObjectNode, b: ObjectNode): number => {
    const difference = (a.constraints?.[name] ?? 0) - (b.constraints?.[name] ?? 0);
    return name === 'minProperties' ? -difference : difference;
  };

function spanOf(node: ObjectNode | undefined, name: string): Readonly<Record<string, Origin>> {
  const span = node?.spans?.[name];
  return span === undefined ? {} : { [name]: span };
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
