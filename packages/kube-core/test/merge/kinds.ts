/**
 * How the built-in kinds merge, out of the OpenAPI facts: {@link topologyOfKind}, {@link zeroOfKind}. Each is read once.
 */
import { schemaNameOf, schemaOf } from '../../src/openapi/facts.js';
import type { GroupVersionKindFact } from '../../src/openapi/schema.js';
import { zeroObject, type TopologySource } from '../../src/schema/topology-source.js';
import { topologyOf, type Topology } from '../../src/schema/topology.js';
import type { JsonObject } from '../../src/testing/apiserver/json.js';

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
