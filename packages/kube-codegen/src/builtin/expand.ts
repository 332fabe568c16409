/** What a reference stands for: {@link expanded}. */
import type { ObjectNode, RefNode, SchemaNode } from '../model/schema-node.js';
import { kubernetesType } from './kubernetes.js';
import { shared } from './shared.js';

/**
 * The object that a reference names; what is said beside the name stays.
 *
 * @throws Error for a name that no front end makes a reference to.
 */
export function expanded(to: string): ObjectNode {
  const known = Object.hasOwn(shared, to) ? shared[to] : kubernetesType(to);
  if (known === undefined) throw new Error(`no type is known by the name ${to}`);
  return known;
}

/** The node, and for a reference the object it names, with what is said of it here. */
export function withoutReference(node: SchemaNode): Exclude<SchemaNode, RefNode> {
  if (node.node !== 'ref') return node;
  const { node: _kind, to, declared: _declared, ...said } = node;
  return { ...expanded(to), ...said };
}
