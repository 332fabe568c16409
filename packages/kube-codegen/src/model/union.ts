/**
 * What tells the arms of a union apart: a literal property in each ({@link discriminatorOf}), or which property is set ({@link tagsOf}).
 */
import type { JsonValue, ObjectNode, Property, UnionNode } from './schema-node.js';

/** One arm, and the value of the discriminator that chooses it. */
export interface Arm {
  readonly value: JsonValue;
  readonly node: ObjectNode;
}

/** The property that tells the arms apart: a required literal in each, another in each. */
export function discriminatorOf(union: UnionNode): string | undefined {
  if (union.discriminator !== undefined) return union.discriminator;
  const [first] = union.arms;
  return first?.properties.find(({ name }) => armsBy(union, name) !== undefined)?.name;
}

/** The arms with their values of a property, or undefined where it does not tell them apart. */
export function armsBy(union: UnionNode, name: string): readonly Arm[] | undefined {
  const arms = union.arms.map((node) => ({ node, value: literalOf(node.properties.find((property) => property.name === name)) }));
  const values = new Set(arms.map(({ value }) => value));
  return values.has(undefined) || values.size !== arms.length
    ? undefined
    : arms.flatMap(({ node, value }) => (value === undefined ? [] : [{ node, value }]));
}

function literalOf(property: Property | undefined): JsonValue | undefined {
  if (property?.required !== true || property.node.node !== 'enum') return undefined;
  return property.node.values.length === 1 ? property.node.values[0] : undefined;
}

/** The names of the properties of which exactly one is set, where each arm is one required property. */
export function tagsOf(union: UnionNode): readonly string[] | undefined {
  const names = union.arms.map(({ properties }) =>
    properties.length === 1 && properties[0]?.required === true ? properties[0].name : undefined,
  );
  const tags = names.filter((name) => name !== undefined);
  return tags.length === union.arms.length && new Set(tags).size === tags.length ? tags : undefined;
}
