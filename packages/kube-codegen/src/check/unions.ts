/**
 * Unions whose arms cannot be told apart, or contradict each other: {@link checkUnion}, {@link checkMembers}.
 */
import type { Diagnostic } from '../diagnostics.js';
import type { ObjectNode, Origin, Property, SchemaNode, UnionNode } from '../model/schema-node.js';
import { commonNode, discriminatorOf, tellingOf } from '../model/union.js';
import type { Shape } from './walk.js';

/** Why a union has no schema. */
export function checkUnion({ node, origin }: Shape): readonly Diagnostic[] {
  if (node.node !== 'union') return [];
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

/** Whether a union has a schema: something tells its members apart, and they do not contradict each other. */
export const isTold = (union: UnionNode): boolean => tellingOf(union) !== undefined && contradictions(union).length === 0;

function contradictions(union: UnionNode): readonly Property[] {
  const discriminator = discriminatorOf(union);
  const known = new Map<string, SchemaNode>();
  return union.arms
    .flatMap((arm) => arm.properties)
    .filter(({ name, node }) => {
      const before = known.get(name);
      const common = before === undefined ? node : commonNode(before, node);
      known.set(name, common ?? before ?? node);
      return common === undefined && name !== discriminator;
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
