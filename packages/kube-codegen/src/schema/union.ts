/**
 * A union of objects as one object that structural schemas can hold: all properties together, and what says which belong to which
 * arm: rules, or `oneOf` where that was asked for. Enter at {@link lowerUnion} and {@link armSchemas}.
 */
import type { Schema } from 'kube-core/schema';
import { celAccess, celLiteral } from '../model/cel-names.js';
import { sameShape } from '../model/same-shape.js';
import type { CelRule, JsonValue, ObjectNode, Property, UnionNode } from '../model/schema-node.js';
import { type Arm, commonNode, propertyIn, type Telling, tellingOf } from '../model/union.js';
import { conditionsOf, limitsSchema } from './limits.js';

/** The object that takes every arm, and nothing between them. */
export function lowerUnion(union: UnionNode): ObjectNode {
  const telling = union.mode === 'anyOf' ? undefined : tellingOf(union);
  const properties = mergedProperties(union);
  const { description, deprecated, title, nullable, origin, rules: own = [] } = union;
  return {
    node: 'object',
    properties,
    rules: [...(telling === undefined ? [] : rulesOf(union, telling, properties)), ...own],
    ...(description !== undefined && { description }),
    ...(deprecated !== undefined && { deprecated }),
    ...(title !== undefined && { title }),
    ...(nullable !== undefined && { nullable }),
    ...(origin !== undefined && { origin }),
  };
}

/** Values and limits of all; checks have made sure that the types are the same. */
function mergedProperties({ arms }: UnionNode): readonly Property[] {
  const merged = new Map<string, Property>();
  for (const property of arms.flatMap((arm) => arm.properties)) {
    const known = merged.get(property.name);
    const node = known === undefined ? property.node : (commonNode(known.node, property.node) ?? known.node);
    merged.set(property.name, { ...(known ?? property), node });
  }
  const inAll = (name: string): boolean => arms.every((arm) => propertyIn(arm, name)?.required === true);
  return [...merged.values()].map((property) => ({ ...property, required: inAll(property.name) }));
}

function rulesOf({ mode }: UnionNode, telling: Telling, properties: readonly Property[]): readonly CelRule[] {
  const own = telling.arms.flatMap((arm) => rulesOfArm(arm.node, isOneOf(telling, [arm])));
  if (mode === 'oneOf') return own;
  const told = toldBy(telling);
  const shared = properties.filter(({ name }) => !told.includes(name));
  return [
    ...(telling.by === 'presence' ? [oneOfThem(told, telling.none)] : []),
    ...shared.flatMap(({ name }) => propertyRules(name, telling)),
    ...shared.flatMap((property) => limitRules(property, telling)),
    ...own,
  ];
}

/** The properties that tell the arms apart. */
const toldBy = (telling: Telling): readonly string[] =>
  telling.by === 'value' ? [telling.property] : telling.arms.map(({ value }) => tagOf(value));

/** What chooses an arm by presence is the name of a property. */
const tagOf = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

function oneOfThem(tags: readonly string[], none: boolean): CelRule {
  const set = tags.map((tag) => `has(${celAccess('self', tag)})`).join(', ');
  const message = none ? `at most one of ${tags.join(', ')} may be set` : `exactly one of ${tags.join(', ')} must be set`;
  return { rule: `[${set}].filter(x, x).size() ${none ? '<=' : '=='} 1`, message, made: { by: 'union', properties: tags } };
}

function propertyRules(name: string, telling: Telling): readonly CelRule[] {
  const { arms } = telling;
  const has = `has(${celAccess('self', name)})`;
  const having = arms.filter(({ node }) => propertyIn(node, name) !== undefined);
  const requiring = having.filter(({ node }) => propertyIn(node, name)?.required === true);
  const made = { by: 'union', properties: [name, ...toldBy(telling)] } as const;
  if (requiring.length === arms.length) return [];
  if (requiring.length === having.length) {
    const message = `${name} is required when ${when(telling, having)}, and forbidden otherwise`;
    return [{ rule: `${isOneOf(telling, having)} ? ${has} : !${has}`, message, made }];
  }
  const required = {
    rule: `!(${isOneOf(telling, requiring)}) || ${has}`,
    message: `${name} is required when ${when(telling, requiring)}`,
    made,
  };
  const allowed = { rule: `!${has} || ${isOneOf(telling, having)}`, message: `${name} is forbidden unless ${when(telling, having)}`, made };
  return [...(requiring.length > 0 ? [required] : []), ...(having.length < arms.length ? [allowed] : [])];
}

/** Limits that an arm has of its own, where others have the property too. */
function limitRules({ name, node: common }: Property, telling: Telling): readonly CelRule[] {
  const access = celAccess('self', name);
  const inAll = conditionsOf(common, access).map(({ condition }) => condition);
  return telling.arms.flatMap((arm) => {
    const property = propertyIn(arm.node, name);
    if (property === undefined || sameShape(property.node, common)) return [];
    const made = { by: 'union', properties: [name, ...toldBy(telling)] } as const;
    const own = conditionsOf(property.node, access).filter(({ condition }) => !inAll.includes(condition));
    return own.map(({ condition, words }) => ({
      rule: `!(${isOneOf(telling, [arm])})${property.required ? '' : ` || !has(${access})`} || ${condition}`,
      message: `${name} must ${words} when ${when(telling, [arm])}`,
      made,
    }));
  });
}

/** A value in a message, which is one line. */
const wordOf = (value: JsonValue): string => (typeof value === 'string' && /^\S+$/.test(value) ? value : JSON.stringify(value));

function when(telling: Telling, some: readonly Arm[]): string {
  const words = some.map(({ value }) => wordOf(value)).join(' or ');
  return telling.by === 'value' ? `${telling.property} is ${words}` : `${words} is set`;
}

/** The rules that one member says of itself, asked of that member alone. */
function rulesOfArm({ rules = [] }: ObjectNode, isArm: string): readonly CelRule[] {
  return rules.map(({ text: _text, ...rule }) => ({
    ...rule,
    rule: `!(${isArm}) || (${rule.rule})`,
    message: rule.message ?? `failed rule: ${rule.rule.replace(/\s+/g, ' ')}`,
  }));
}

function isOneOf(telling: Telling, arms: readonly Arm[]): string {
  if (telling.by === 'presence') return arms.map(({ value }) => `has(${celAccess('self', tagOf(value))})`).join(' || ');
  const access = celAccess('self', telling.property);
  const values = arms.map(({ value }) => celLiteral(value));
  return values.length === 1 ? `${access} == ${values[0] ?? ''}` : `${access} in [${values.join(', ')}]`;
}

/** The arms as OpenAPI has them: by `oneOf` what each requires and what it forbids of the others, by `anyOf` what each requires. */
export function armSchemas(union: UnionNode): Pick<Schema, 'oneOf' | 'anyOf'> {
  const all = mergedProperties(union);
  if (union.mode === 'anyOf') return { anyOf: union.arms.map((arm) => ({ required: requiredIn(arm, all) })) };
  const telling = union.mode === 'oneOf' ? tellingOf(union) : undefined;
  return telling === undefined ? {} : { oneOf: [...noneSchema(telling), ...telling.arms.map((arm) => armSchema(arm, { telling, all }))] };
}

/** Where none has to be set. */
function noneSchema(telling: Telling): readonly Schema[] {
  if (telling.by !== 'presence' || !telling.none) return [];
  return [{ not: { anyOf: telling.arms.map(({ value }) => ({ required: [tagOf(value)] })) } }];
}

/** What an arm requires and not all do. */
const requiredIn = ({ properties }: ObjectNode, all: readonly Property[]): readonly string[] =>
  properties
    .filter(({ name, required }) => required && !all.some((each) => each.required && each.name === name))
    .map(({ name }) => name)
    .toSorted();

function armSchema({ node, value }: Arm, { telling, all }: { telling: Telling; all: readonly Property[] }): Schema {
  const required = telling.by === 'presence' && telling.none ? [tagOf(value)] : requiredIn(node, all);
  const isTag = (name: string): boolean => telling.by === 'presence' && telling.arms.some((arm) => arm.value === name); // two of them match two arms
  const foreign = all.filter(({ name }) => propertyIn(node, name) === undefined && !isTag(name)).map(({ name }) => ({ required: [name] }));
  const [only] = foreign;
  const limited = node.properties.flatMap((property): [string, Schema][] => {
    const common = all.find(({ name }) => name === property.name);
    return common === undefined || sameShape(common.node, property.node) ? [] : [[property.name, limitsSchema(property.node)]];
  });
  const chosen: [string, Schema][] = telling.by === 'value' ? [[telling.property, { enum: [value] }]] : [];
  const properties = new Map([...limited, ...chosen]);
  return {
    ...(foreign.length > 0 && { not: foreign.length === 1 && only !== undefined ? only : { anyOf: foreign } }),
    ...(properties.size > 0 && { properties: Object.fromEntries([...properties].sort(([a], [b]) => (a < b ? -1 : 1))) }),
    ...(required.length > 0 && { required }),
  };
}
