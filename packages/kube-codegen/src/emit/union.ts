/**
 * A union of objects as one object that structural schemas can hold: all properties together, and rules that say which belong to
 * which arm. Enter at {@link lowerUnion}.
 */
import { celAccess, celLiteral } from '../model/cel-names.js';
import type { CelRule, EnumNode, ObjectNode, Property, SchemaNode, UnionNode } from '../model/schema-node.js';
import { type Arm, armsBy, discriminatorOf, tagsOf } from '../model/union.js';

/** The object that takes every arm, and nothing between them. */
export function lowerUnion(union: UnionNode): ObjectNode {
  const discriminator = discriminatorOf(union);
  const arms = discriminator === undefined ? undefined : armsBy(union, discriminator);
  const rules = discriminator === undefined || arms === undefined ? tagRules(tagsOf(union) ?? []) : armRules(discriminator, arms);
  const { description, title, nullable, origin, rules: own = [] } = union;
  return {
    node: 'object',
    properties: mergedProperties(union),
    rules: [...rules, ...own],
    ...(description !== undefined && { description }),
    ...(title !== undefined && { title }),
    ...(nullable !== undefined && { nullable }),
    ...(origin !== undefined && { origin }),
  };
}

function mergedProperties({ arms }: UnionNode): readonly Property[] {
  const merged = new Map<string, Property>();
  for (const property of arms.flatMap((arm) => arm.properties)) {
    const known = merged.get(property.name);
    merged.set(property.name, known === undefined ? property : { ...known, node: mergedNode(known.node, property.node) });
  }
  const inAll = (name: string): boolean =>
    arms.every(({ properties }) => properties.some((property) => property.name === name && property.required));
  return [...merged.values()].map((property) => ({ ...property, required: inAll(property.name) }));
}

/** Values of both; checks have made sure that there is nothing else to merge. */
function mergedNode(a: SchemaNode, b: SchemaNode): SchemaNode {
  if (a.node !== 'enum' || b.node !== 'enum') return a;
  const merged: EnumNode = { ...a, values: [...new Set([...a.values, ...b.values])] };
  return merged;
}

function armRules(discriminator: string, arms: readonly Arm[]): readonly CelRule[] {
  const names = new Set(arms.flatMap(({ node }) => node.properties.map(({ name }) => name)));
  names.delete(discriminator);
  return [...names].flatMap((name) => propertyRules(name, discriminator, arms));
}

function propertyRules(name: string, discriminator: string, arms: readonly Arm[]): readonly CelRule[] {
  const has = `has(${celAccess('self', name)})`;
  const having = arms.filter(({ node }) => node.properties.some((property) => property.name === name));
  const requiring = having.filter(({ node }) => node.properties.some((property) => property.name === name && property.required));
  const is = (some: readonly Arm[]): string => isOneOf(celAccess('self', discriminator), some);
  const when = (some: readonly Arm[]): string =>
    `${discriminator} is ${some.map(({ value }) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' or ')}`;
  if (requiring.length === arms.length) return [];
  if (requiring.length === having.length) {
    return [{ rule: `${is(having)} ? ${has} : !${has}`, message: `${name} is required when ${when(having)}, and forbidden otherwise` }];
  }
  const required = { rule: `!(${is(requiring)}) || ${has}`, message: `${name} is required when ${when(requiring)}` };
  const allowed = { rule: `!${has} || ${is(having)}`, message: `${name} is forbidden unless ${when(having)}` };
  return [...(requiring.length > 0 ? [required] : []), ...(having.length < arms.length ? [allowed] : [])];
}

function isOneOf(access: string, arms: readonly Arm[]): string {
  const values = arms.map(({ value }) => celLiteral(value));
  return values.length === 1 ? `${access} == ${values[0] ?? ''}` : `${access} in [${values.join(', ')}]`;
}

function tagRules(tags: readonly string[]): readonly CelRule[] {
  if (tags.length === 0) return [];
  const set = tags.map((tag) => `has(${celAccess('self', tag)})`).join(', ');
  return [{ rule: `[${set}].filter(x, x).size() == 1`, message: `exactly one of ${tags.join(', ')} must be set` }];
}
