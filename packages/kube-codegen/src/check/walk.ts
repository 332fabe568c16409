/**
 * Every shape of a kind, with where it stands: what the checks look at. Enter at {@link shapesOf}.
 */
import { type Resource, topProperties } from '../model/resource.js';
import type { Origin, Property, SchemaNode } from '../model/schema-node.js';

/** One node below spec or status. */
export interface Shape {
  readonly node: SchemaNode;
  /** The property that it is the type of, if it is one. */
  readonly property?: Property;
  /** Where to point: at the tag's or the type's own place, else at the nearest one around it. */
  readonly origin: Origin;
  /** Whether the property belongs to one arm of a union only. */
  readonly inArm: boolean;
}

/** Spec, status and what else stands at the top, and everything below them, outermost first. */
export function* shapesOf(resource: Resource): Generator<Shape, void, undefined> {
  for (const { node } of topProperties(resource)) yield* below({ node, origin: node.origin ?? resource.origin, inArm: false });
}

function* below(shape: Shape): Generator<Shape, void, undefined> {
  yield shape;
  const { node, origin } = shape;
  if (node.node === 'object') for (const property of node.properties) yield* below(ofProperty(property, origin, false));
  if (node.node === 'map') yield* below({ node: node.values, origin: node.values.origin ?? origin, inArm: false });
  if (node.node === 'list') yield* below({ node: node.items, origin: node.items.origin ?? origin, inArm: false });
  if (node.node === 'union') {
    for (const property of node.arms.flatMap((arm) => arm.properties)) yield* below(ofProperty(property, origin, true));
  }
}

function ofProperty(property: Property, around: Origin, inArm: boolean): Shape {
  return { node: property.node, property, origin: property.origin ?? property.node.origin ?? around, inArm };
}
