/**
 * A configuration merged into a live object, item by item and field by field as the topology says. Enter at {@link mergeConfig}.
 */
import { isList, isObject, put } from 'kube-core/json';
import type { ListTopology, MapTopology, Topology } from 'kube-core/schema';
import { mergeKeyed, type Keyed } from './merge-list.js';
import { fieldTopology, shapeOf, stepInto, type Shape } from '../fields/of.js';
import { type Draft } from '../patch/draft.js';

/** The live value with the configuration merged in; where one side is undefined, the other is the result. */
export function mergeConfig(live: unknown, config: unknown, topology: Topology): unknown {
  const shape = shapeOf(config ?? live, topology);
  return isWhole(shape, live, config)
    ? whole(live, config)
    : shape.as === 'list'
      ? mergeList(live, config, shape.list)
      : mergeMap(live, config, mapOf(shape));
}

const whole = (live: unknown, config: unknown): unknown => (config === undefined ? live : config);

/** Whether the configuration replaces the live value as one: also where both sides are empty, so that `[]` over `null` gives `[]`. */
function isWhole(shape: Shape, live: unknown, config: unknown): boolean {
  if (shape.as === 'scalar') return true;
  if (shape.as === 'list') return shape.list.merge === 'atomic' || (isEmptyList(live) && isEmptyList(config));
  return shape.map.atomic || (isEmptyMap(live) && isEmptyMap(config));
}

const isEmptyList = (value: unknown): boolean => !isList(value) || value.length === 0;
const isEmptyMap = (value: unknown): boolean => !isObject(value) || Object.keys(value).length === 0;

function mapOf(shape: Shape): MapTopology {
  if (shape.as === 'map') return shape.map;
  throw new Error('only maps merge field by field');
}

function mergeMap(live: unknown, config: unknown, map: MapTopology): unknown {
  const [left, right] = [isObject(live) ? live : {}, isObject(config) ? config : {}];
  const merged: Draft = {};
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const own = (side: Readonly<Draft>): unknown => (Object.hasOwn(side, name) ? side[name] : undefined);
    const value = mergeConfig(own(left), own(right), fieldTopology(map, name));
    if (value !== undefined) put(merged, name, value);
  }
  return Object.keys(merged).length > 0 ? merged : undefined;
}

function mergeList(live: unknown, config: unknown, list: ListTopology): unknown {
  const merged = mergeKeyed(keyed(live, list), keyed(config, list), (left, right) => mergeConfig(left, right, list.items));
  return merged.length > 0 ? merged : undefined;
}

/** The items of a list with the steps to them; an item that has none is left out. */
function keyed(items: unknown, list: ListTopology): readonly Keyed[] {
  if (!isList(items)) return [];
  return items.flatMap((item) => {
    const step = stepInto(item, list);
    return step === undefined ? [] : [{ step, item }];
  });
}
