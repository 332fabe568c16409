/**
 * Which fields a value holds: {@link fieldsOf}; which it loses: {@link removeFields}. Also the choice that every walk over a value
 * and its topology makes: {@link shapeOf}.
 */
import { isList, isObject, put, type JsonObject } from 'kube-core/json';
import { deduced, type ListTopology, type MapTopology, type Topology } from 'kube-core/schema';
import { elementOf, itemElement, type Element } from './element.js';
import { FieldSet } from './field-set.js';
import { type Draft } from '../patch/draft.js';

/** What a value is taken for: a topology may allow several, an `IntOrString` for example a number and a text. */
export type Shape =
  | { readonly as: 'scalar'; readonly scalar: NonNullable<Topology['scalar']> }
  | { readonly as: 'list'; readonly list: ListTopology }
  | { readonly as: 'map'; readonly map: MapTopology };

/**
 * The one of its topology's shapes that a value has; where it has none of them (or is `null` or absent), the first that the
 * topology allows, so that a walk meets the mismatch where the schema expects a value.
 */
export function shapeOf(value: unknown, topology: Topology): Shape {
  const { scalar, list, map } = topology;
  if (scalar !== undefined && ['string', 'number', 'boolean'].includes(typeof value)) return { as: 'scalar', scalar };
  if (list !== undefined && isList(value)) return { as: 'list', list };
  if (map !== undefined && isObject(value)) return { as: 'map', map };
  if (map !== undefined) return { as: 'map', map };
  if (scalar !== undefined || list === undefined) return { as: 'scalar', scalar: scalar ?? 'untyped' };
  return { as: 'list', list };
}

/** The topology of a field; what the schema does not know is taken as it comes. */
export const fieldTopology = (map: MapTopology, name: string): Topology => map.field(name) ?? deduced;

/** The step into an item, or undefined for one that has no place of its own: such items are no one's. */
export function stepInto(item: unknown, list: ListTopology): Element | undefined {
  const step = itemElement(item, list);
  return typeof step === 'string' ? step : undefined;
}

/** A set of fields below a value, and whether the value itself belongs to it. */
interface Found {
  readonly self: boolean;
  readonly below: FieldSet;
}

const itself: Found = { self: true, below: FieldSet.empty };
const nothing: Found = { self: false, below: FieldSet.empty };

/**
 * The fields that a value holds: scalars and whatever merges as one value, items of lists, entries of maps, empty objects. Objects
 * that a schema declares are not in the set themselves, only what they hold.
 */
export function fieldsOf(value: unknown, topology: Topology): FieldSet {
  return find(value, topology).below;
}

function find(value: unknown, topology: Topology): Found {
  const shape = shapeOf(value, topology);
  switch (shape.as) {
    case 'scalar':
      return itself;
    case 'list':
      if (shape.list.merge === 'atomic') return itself;
      return isList(value) ? findItems(value, shape.list) : nothing;
    case 'map':
      if (shape.map.atomic) return itself;
      return isObject(value) ? findFields(value, shape.map) : nothing;
  }
}

function findItems(items: readonly unknown[], list: ListTopology): Found {
  const byStep = new Map<Element, FieldSet>();
  for (const item of items) {
    const step = stepInto(item, list);
    if (step !== undefined) byStep.set(step, byStep.has(step) ? FieldSet.empty : fieldsOf(item, list.items));
  }
  return { self: false, below: FieldSet.node(byStep.keys(), byStep) };
}

function findFields(object: JsonObject, map: MapTopology): Found {
  const members: Element[] = [];
  const children: [Element, FieldSet][] = [];
  for (const [name, value] of Object.entries(object)) {
    const found = find(value, fieldTopology(map, name));
    const step = elementOf(name);
    const empty = value === null || (isObject(value) && Object.keys(value).length === 0);
    if (found.self || empty || !map.declares(name)) members.push(step);
    children.push([step, found.below]);
  }
  return { self: false, below: FieldSet.node(members, children) };
}

/**
 * The value without the fields of a set. A list or object of which nothing is left is `null`, which decoding the object afterwards
 * drops; what merges as one value goes as a whole.
 */
export function removeFields(value: unknown, fields: FieldSet, topology: Topology): unknown {
  const shape = shapeOf(value, topology);
  if (shape.as === 'scalar') return value;
  if (shape.as === 'list') return isList(value) && shape.list.merge !== 'atomic' ? removeItems(value, fields, shape.list) : null;
  return isObject(value) && !shape.map.atomic ? removeEntries(value, fields, shape.map) : null;
}

function removeItems(items: readonly unknown[], fields: FieldSet, list: ListTopology): unknown {
  const kept = items.flatMap((item) => {
    const step = stepInto(item, list);
    if (step === undefined) return [item];
    if (fields.members.has(step)) return [];
    return [fields.children.has(step) ? removeFields(item, fields.below(step), list.items) : item];
  });
  return kept.length > 0 ? kept : null;
}

function removeEntries(object: JsonObject, fields: FieldSet, map: MapTopology): unknown {
  const kept: Draft = {};
  for (const [name, value] of Object.entries(object)) {
    const step = elementOf(name);
    if (fields.members.has(step)) continue;
    put(kept, name, fields.children.has(step) ? removeFields(value, fields.below(step), fieldTopology(map, name)) : value);
  }
  return Object.keys(kept).length > 0 ? kept : null;
}

/** The set, and each declared field of which the set has a part: where it has `.spec.replicas`, it then has `.spec` as well. */
export function withDeclaredFields(fields: FieldSet, topology: Topology): FieldSet {
  const declared = [...fields.children.keys()].filter((step) => step.startsWith('f:') && topology.map?.declares(step.slice(2)) === true);
  return FieldSet.node(
    [...fields.members, ...declared],
    [...fields.children].map(([step, child]) => [step, withDeclaredFields(child, topologyBelow(topology, step))]),
  );
}

function topologyBelow(topology: Topology, step: Element): Topology {
  if (step.startsWith('f:') && topology.map !== undefined) return fieldTopology(topology.map, step.slice(2));
  return topology.list?.items ?? deduced;
}
