/**
 * How objects of a kind merge, and who a write is noted for: what patches, apply and managedFields need to know. Enter at
 * {@link topologyFor} and {@link writingOf}.
 */
import type { JsonObject } from 'kube-core/json';
import { schemaNameOf, schemaOf } from 'kube-core/openapi';
import { deduced, type Topology, topologyOf, topologyOfCustomResource, zeroObject } from 'kube-core/schema';
import { notWritten, type Writing } from './update.js';
import { apiVersionOf } from 'kube-core';
import { has, type Resource } from '../../registry/resource.js';
import type { Author, Target } from '../../request/write-target.js';

const prefix = '#/components/schemas/';
const lookup = (ref: string): ReturnType<typeof schemaOf> => schemaOf(ref.startsWith(prefix) ? ref.slice(prefix.length) : ref);

const topologies = new WeakMap<Resource, Topology>();
const zeros = new WeakMap<Resource, JsonObject>();

/** How objects of a kind merge. */
export function topologyFor(resource: Resource): Topology {
  const known = topologies.get(resource) ?? readTopology(resource);
  topologies.set(resource, known);
  return known;
}

function readTopology(resource: Resource): Topology {
  if (resource.custom !== undefined) return topologyOfCustomResource(resource.custom.schema);
  const name = schemaNameOf(resource);
  return name === undefined ? deduced : topologyOf({ $ref: prefix + name }, lookup);
}

/** What an object of a kind is with nothing set: built-in kinds have zeros that the server takes for set, custom ones have none. */
export function emptyOf(resource: Resource): JsonObject {
  const known = zeros.get(resource) ?? readZero(resource);
  zeros.set(resource, known);
  return known;
}

function readZero(resource: Resource): JsonObject {
  const name = resource.custom === undefined ? schemaNameOf(resource) : undefined;
  return name === undefined ? {} : zeroObject({ $ref: prefix + name }, lookup);
}

/** Who writes what, for managedFields. */
export function writingOf(target: Target, author: Author): Writing {
  const { resource, subresource } = target;
  return {
    manager: author.manager,
    apiVersion: apiVersionOf(resource),
    subresource,
    now: author.time,
    topology: topologyFor(resource),
    ...(has(resource, 'status') && { ignored: notWritten(resource.kind, subresource) }),
  };
}
