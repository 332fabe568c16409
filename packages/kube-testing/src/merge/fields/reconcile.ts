/**
 * Fields owned under an older schema, fitted to the one of today. Enter at {@link reconcileFields}.
 */
import { deduced, type Topology } from 'kube-core/schema';
import type { Element } from './element.js';
import { FieldSet } from './field-set.js';

/** Stands for the fields below a node that merges as one value now: whoever owned some of them owns the node. */
const whole = Symbol('whole');

/**
 * The set with every list and map that has become atomic since in place of the fields below it. A node that was atomic and is no
 * longer stays as it is, as on the server.
 */
export function reconcileFields(fields: FieldSet, topology: Topology): FieldSet {
  const found = reconcile(fields, topology, false);
  return found === whole ? fields : found;
}

function reconcile(fields: FieldSet, topology: Topology, owned: boolean): FieldSet | typeof whole {
  const { map, list, scalar } = topology;
  if (map !== undefined) {
    if (map.free) return fields;
    if (map.atomic && !owned) return fields.isEmpty ? fields : whole;
    return reconcileChildren(fields, (step) => (step.startsWith('f:') ? map.field(step.slice(2)) : undefined));
  }
  if (scalar !== undefined || list === undefined) return fields;
  if (list.merge === 'atomic' && !owned) return whole;
  return reconcileChildren(fields, () => list.items);
}

function reconcileChildren(fields: FieldSet, topologyOf: (step: Element) => Topology | undefined): FieldSet {
  const members = new Set(fields.members);
  const children: [Element, FieldSet][] = [];
  for (const [step, child] of fields.children) {
    const found = reconcile(child, topologyOf(step) ?? deduced, false);
    if (found === whole) members.add(step);
    else children.push([step, found]);
  }
  return FieldSet.node(members, children);
}
