/**
 * Unions whose arms cannot be told apart, or contradict each other: {@link checkUnion}.
 */
import type { Diagnostic } from '../diagnostics.js';
import type { Property, UnionNode } from '../model/schema-node.js';
import { sameShape } from '../model/same-shape.js';
import { discriminatorOf, tagsOf } from '../model/union.js';
import type { Shape } from './walk.js';

/** What is wrong with a union. */
export function checkUnion({ node, origin }: Shape): readonly Diagnostic[] {
  if (node.node !== 'union') return [];
  const discriminator = discriminatorOf(node);
  if (discriminator !== undefined)
    return contradictions(node, discriminator).map((property) => contradiction(property, property.origin ?? origin));
  if (tagsOf(node) !== undefined) return [];
  return [
    {
      code: 'KC306',
      message: 'nothing tells the members of this union apart',
      help: "give each a literal property, kind: 'git' for example, or make each an object with one property of its own",
      origin,
    },
  ];
}

function contradictions({ arms }: UnionNode, discriminator: string): readonly Property[] {
  const known = new Map<string, Property>();
  const found: Property[] = [];
  for (const property of arms.flatMap((arm) => arm.properties)) {
    const before = known.get(property.name);
    known.set(property.name, before ?? property);
    const bothEnums = before?.node.node === 'enum' && property.node.node === 'enum' && before.node.type === property.node.type;
    if (before !== undefined && property.name !== discriminator && !bothEnums && !sameShape(before.node, property.node))
      found.push(property);
  }
  return found;
}

const contradiction = (property: Property, origin: Diagnostic['origin']): Diagnostic => ({
  code: 'KC307',
  message: `${property.name} has another type in another member of the union`,
  help: 'a property of a kind has one type: give the two different names',
  origin,
});
