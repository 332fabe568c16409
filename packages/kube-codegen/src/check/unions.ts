/**
 * Unions whose arms cannot be told apart, or contradict each other: {@link checkUnion}, {@link checkMembers}.
 */
import type { Diagnostic } from '../diagnostics.js';
import { sameShape } from '../model/same-shape.js';
import type { ObjectNode, Origin, Property, SchemaNode, UnionNode } from '../model/schema-node.js';
import { commonNode, discriminatorOf, propertyIn, tellingOf } from '../model/union.js';
import type { Shape } from './walk.js';

/** Why a union has no schema. */
export function checkUnion({ node, origin }: Shape): readonly Diagnostic[] {
  if (node.node !== 'union') return [];
  if (node.mode === 'anyOf')
    return [...contradictions(node).map((each) => contradiction(each, each.origin ?? origin)), ...overlaps(node, origin)];
  if (tellingOf(node) !== undefined) return contradictions(node).map((property) => contradiction(property, property.origin ?? origin));
  return [
    {
      code: 'KC306',
      message: 'nothing tells the members of this union apart',
      help: "give each a literal property, kind: 'git' for example, or a required property that no other has",
      origin,
    },
  ];
}

/** Of members that may overlap, each has to require something that not all require: what requires nothing more fits everything. */
function overlaps({ arms }: UnionNode, origin: Origin): readonly Diagnostic[] {
  const inAll = (name: string): boolean => arms.every((arm) => propertyIn(arm, name)?.required === true);
  const loose = arms.filter((arm) => !arm.properties.some(({ name, required }) => required && !inAll(name)));
  return loose.map((arm) => ({
    code: 'KC306',
    message: 'a member of this union requires nothing of its own, so that every object would be one',
    help: 'give it a required property, or leave @unionMode anyOf out',
    origin: arm.origin ?? origin,
  }));
}

/** Whether a union has a schema: something tells its members apart, and they do not contradict each other. */
export const isTold = (union: UnionNode): boolean =>
  (union.mode === 'anyOf' ? overlaps(union, nowhere).length === 0 : tellingOf(union) !== undefined) && contradictions(union).length === 0;

const nowhere: Origin = { file: '', start: 0, end: 0 };

function contradictions(union: UnionNode): readonly Property[] {
  const inBoth = (a: SchemaNode, b: SchemaNode): SchemaNode | undefined => {
    if (union.mode !== 'anyOf') return commonNode(a, b);
    return sameShape(a, b) ? a : undefined;
  };
  const discriminator = discriminatorOf(union);
  const known = new Map<string, SchemaNode>();
  return union.arms
    .flatMap((arm) => arm.properties)
    .filter(({ name, node }) => {
      const before = known.get(name);
      const common = before === undefined ? node : inBoth(before, node);
      known.set(name, common ?? before ?? node);
      return common === undefined && (name !== discriminator || union.mode === 'anyOf');
    });
}

const contradiction = (property: Property, origin: Origin): Diagnostic => ({
  code: 'KC307',
  message: `${property.name} has another type in another member of the union`,
  help: 'a property of a kind has one type, and one set of limits where it is a time, bytes or a multiple of a fraction: give the two different names',
  origin,
});

/** What the members of a union say of themselves that the object of all members cannot say. */
export function checkMembers({ node, origin }: Shape): readonly Diagnostic[] {
  return node.node === 'union' ? node.arms.flatMap((arm) => checkMember(arm, arm.origin ?? origin)) : [];
}

function checkMember(arm: ObjectNode, origin: Origin): readonly Diagnostic[] {
  const { preserveUnknown, embeddedResource, immutable, mapType, constraints } = arm;
  const said = { preserveUnknown, embeddedResource, immutable, mapType, ...constraints };
  if (Object.values(said).every((value) => value === undefined || value === false)) return [];
  return [
    {
      code: 'KC311',
      message: 'a member of a union cannot bound itself, be immutable, or keep unknown fields',
      help: 'say it of the union, or put the member into a property of its own',
      origin,
    },
  ];
}
