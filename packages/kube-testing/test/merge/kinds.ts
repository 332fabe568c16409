/**
 * How the built-in kinds merge, out of the OpenAPI facts: {@link topologyOfKind}, {@link zeroOfKind}. Each is read once.
 */
import type { JsonObject } from 'kube-core/json';
import { type GroupVersionKindFact, schemaNameOf, schemaOf } from 'kube-core/openapi';
import { type Topology, topologyOf, type TopologySource, zeroObject } from 'kube-core/schema';

const reference = '#/components/schemas/';
const lookup = (ref: string): TopologySource | undefined => schemaOf(ref.slice(reference.length));

interface Known {
  readonly topology: Topology;
  readonly zero: JsonObject;
}

const known = new Map<string, Known>();

function read(kind: GroupVersionKindFact): Known | undefined {
  const name = schemaNameOf(kind);
  if (name === undefined) return undefined;
  const source = { $ref: `${reference}${name}` };
  const found = known.get(name) ?? { topology: topologyOf(source, lookup), zero: zeroObject(source, lookup) };
  known.set(name, found);
  return found;
}

/** The topology of a built-in kind; undefined for any other. */
export const topologyOfKind = (kind: GroupVersionKindFact): Topology | undefined => read(kind)?.topology;

/** A built-in kind's object with nothing set: what a new one is compared with; undefined for any other kind. */
export const zeroOfKind = (kind: GroupVersionKindFact): JsonObject | undefined => read(kind)?.zero;
