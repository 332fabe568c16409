/**
 * What tells the arms of a union apart: a literal property in each, or a property that no other has. Enter at {@link tellingOf}; what a
 * property of several arms is in all of them, at {@link commonNode}.
 */
import { sameShape } from './same-shape.js';
import type { Constraints, EnumNode, JsonValue, ObjectNode, Property, ScalarNode, SchemaNode, UnionNode } from './schema-node.js';

/** One arm, and what chooses it: the value of the discriminator, or the name of the property that only it has. */
export interface Arm {
  readonly value: JsonValue;
  readonly node: ObjectNode;
}

/** How a union is read: by the value of a property, or by which property is set. */
export type Telling =
  | { readonly by: 'value'; readonly property: string; readonly arms: readonly Arm[] }
  | { readonly by: 'presence'; readonly arms: readonly Arm[]; /** Whether none may be set. */ readonly none: boolean };

/** What tells the arms apart, or undefined where nothing does. */
export function tellingOf(union: UnionNode): Telling | undefined {
  return byValue(union) ?? (union.discriminator === undefined ? (byPresence(union) ?? byAbsence(union)) : undefined);
}

/** Whether a property is a required literal in each arm, another in each. */
export const tellsApart = (union: UnionNode, property: string): boolean => armsBy(union, property) !== undefined;

/** The property that tells the arms apart: a required literal in each, another in each. */
export function discriminatorOf(union: UnionNode): string | undefined {
  return byValue(union)?.property;
}

function byValue(union: UnionNode): Extract<Telling, { by: 'value' }> | undefined {
  const [first] = union.arms;
  const named = union.discriminator;
  for (const { name } of named === undefined ? (first?.properties ?? []) : [{ name: named }]) {
    const arms = armsBy(union, name);
    if (arms !== undefined) return { by: 'value', property: name, arms };
  }
  return undefined;
}

/** The arms with their values of a property, or undefined where it does not tell them apart. */
function armsBy(union: UnionNode, name: string): readonly Arm[] | undefined {
  const arms = union.arms.map((node) => ({ node, value: literalOf(propertyIn(node, name)) }));
  const values = new Set(arms.map(({ value }) => value));
  return values.has(undefined) || values.size !== arms.length
    ? undefined
    : arms.flatMap(({ node, value }) => (value === undefined ? [] : [{ node, value }]));
}

function literalOf(property: Property | undefined): JsonValue | undefined {
  if (property?.required !== true || property.node.node !== 'enum') return undefined;
  return property.node.values.length === 1 ? property.node.values[0] : undefined;
}

/** Each arm has a required property that no other has: which one is set tells. */
function byPresence({ arms }: UnionNode): Telling | undefined {
  const told = arms.flatMap((node) => {
    const own = node.properties.find(
      ({ name, required }) => required && arms.every((arm) => arm === node || propertyIn(arm, name) === undefined),
    );
    return own === undefined ? [] : [{ node, value: own.name }];
  });
  return told.length === arms.length ? { by: 'presence', arms: told, none: false } : undefined;
}

/** `{ a?: A; b?: never } | { b?: B; a?: never }`: each arm has an optional property that all others exclude, and nothing else of its own. */
function byAbsence({ arms }: UnionNode): Telling | undefined {
  const told = arms.flatMap((node) => {
    const others = arms.filter((arm) => arm !== node);
    const own = node.properties.filter(({ name }) => others.some((arm) => propertyIn(arm, name) === undefined));
    const [only] = own;
    const isTold = only?.required === false && own.length === 1 && others.every(({ excludes = [] }) => excludes.includes(only.name));
    return isTold ? [{ node, value: only.name }] : [];
  });
  const isSame = ({ name, required }: Property): boolean =>
    arms.every((arm) => propertyIn(arm, name) === undefined || propertyIn(arm, name)?.required === required);
  return arms.length > 1 && told.length === arms.length && arms.every(({ properties }) => properties.every(isSame))
    ? { by: 'presence', arms: told, none: true }
    : undefined;
}

/** A union whose arms have something in common that was written once: `Common & (A | B)`. */
export interface Factored {
  readonly common: ObjectNode;
  readonly arms: readonly ObjectNode[];
}

/** The union with what all arms share, the very same properties, taken out; undefined where that is nothing, or an arm has a name. */
export function factored({ arms }: UnionNode): Factored | undefined {
  const [first, ...others] = arms;
  if (first === undefined || arms.some(({ declared }) => declared !== undefined)) return undefined;
  const shared = new Set(first.properties.filter((property) => others.every((arm) => arm.properties.includes(property))));
  if (shared.size === 0) return undefined;
  const own = arms.map((arm): ObjectNode => ({ ...arm, properties: arm.properties.filter((property) => !shared.has(property)) }));
  return { common: { node: 'object', properties: [...shared] }, arms: own };
}

export const propertyIn = ({ properties }: ObjectNode, name: string): Property | undefined => properties.find((each) => each.name === name);

/**
 * What a property of two arms is in both: their type, with the limits that hold in each. Undefined where they are of different types.
 */
export function commonNode(a: SchemaNode, b: SchemaNode): SchemaNode | undefined {
  if (sameShape(a, b)) return a;
  if (a.nullable === true || b.nullable === true || isNoText(a)) return undefined;
  if (a.node === 'enum' && b.node === 'enum' && a.type === b.type) return mergedEnum(a, b);
  const [one, other] = [bare(a), bare(b)];
  if (one === undefined || other === undefined || !sameShape(one, other)) return undefined;
  const limits = commonLimits('constraints' in a ? a.constraints : undefined, 'constraints' in b ? b.constraints : undefined);
  const words = { ...(a.description !== undefined && { description: a.description }), ...(a.origin !== undefined && { origin: a.origin }) };
  return { ...one, ...words, ...(limits !== undefined && { constraints: limits }) };
}

/** Formats whose values are no texts to CEL, so that no rule of an arm can limit their letters. */
const readFormats: readonly unknown[] = ['date', 'datetime', 'duration', 'byte'];

const isNoText = (node: SchemaNode): boolean => 'format' in node && readFormats.includes(node.format.replaceAll('-', ''));

const mergedEnum = (a: EnumNode, b: EnumNode): EnumNode => ({ ...a, values: [...new Set([...a.values, ...b.values])] });

type Limited = Extract<SchemaNode, { readonly node: 'scalar' | 'list' | 'map' }>;

/** The type without its limits: what rules of an arm can say is left out, and nothing else. */
function bare(node: SchemaNode): Limited | undefined {
  if (node.node === 'enum') return node.type === 'mixed' || node.open === true ? undefined : scalarOf(node.type, node.format);
  if (node.node !== 'scalar' && node.node !== 'list' && node.node !== 'map') return undefined;
  if (node.constraints?.multipleOf !== undefined && node.node === 'scalar' && node.type === 'number') return undefined; // CEL has no remainder of fractions
  const { constraints: _constraints, ...rest } = node;
  return rest;
}

const scalarOf = (type: ScalarNode['type'], format: string | undefined): ScalarNode => ({
  node: 'scalar',
  type,
  ...(format !== undefined && { format }),
});

/** The looser of two limits, where both have one. */
function commonLimits(a: Constraints | undefined, b: Constraints | undefined): Constraints | undefined {
  if (a === undefined || b === undefined) return undefined;
  const limits: { -readonly [K in keyof Constraints]: Constraints[K] } = {};
  for (const low of ['minLength', 'minItems', 'minProperties'] as const)
    if (a[low] !== undefined && b[low] !== undefined) limits[low] = Math.min(a[low], b[low]);
  for (const high of ['maxLength', 'maxItems', 'maxProperties'] as const)
    if (a[high] !== undefined && b[high] !== undefined) limits[high] = Math.max(a[high], b[high]);
  if (a.pattern !== undefined && a.pattern === b.pattern) limits.pattern = a.pattern;
  return Object.keys(limits).length === 0 ? undefined : limits;
}
