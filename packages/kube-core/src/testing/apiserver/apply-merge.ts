/**
 * A configuration merged into a live object, item by item and field by field as the topology says. Enter at {@link mergeConfig}.
 */
import type { ListTopology, MapTopology, Topology } from '../../schema/topology.js';
import { fieldTopology, shapeOf, stepInto, type Shape } from './field-set-of.js';
import type { Element } from './field-set-element.js';
import { isObject } from './json.js';
import { isList, setField, type Draft } from './patch.js';

/** The live value with the configuration merged in; undefined on one side means that it has nothing to say. */
export function mergeConfig(live: unknown, config: unknown, topology: Topology): unknown {
  const shape = shapeOf(config ?? live, topology);
  return isWhole(shape, live, config)
    ? whole(live, config)
    : shape.as === 'list'
      ? mergeList(live, config, shape.list)
      : mergeMap(live, config, mapOf(shape));
}

const whole = (live: unknown, config: unknown): unknown => (config === undefined ? live : config);

/** What merges as one value; empty and `null` are told apart only where both sides are one of them. */
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
    if (value !== undefined) setField(merged, name, value);
  }
  return Object.keys(merged).length > 0 ? merged : undefined;
}

/** An item and the step to it; an item without a step of its own has itself for one. */
interface Keyed {
  readonly step: Element;
  readonly item: unknown;
}

function keyed(items: unknown, list: ListTopology): readonly Keyed[] {
  if (!isList(items)) return [];
  return items.flatMap((item) => {
    const step = stepInto(item, list);
    return step === undefined ? [] : [{ step, item }];
  });
}

/**
 * Items of both lists. The configuration's keep their order; those that only the live list has stand after the shared item that
 * they followed, and new ones before the shared item that they precede.
 */
function mergeList(live: unknown, config: unknown, list: ListTopology): unknown {
  const merged = new ListMerge(keyed(live, list), keyed(config, list), list).run();
  return merged.length > 0 ? merged : undefined;
}

/** Items by their steps; of several with one step none is merged into, so `null` stands for them. */
function once(items: readonly Keyed[]): ReadonlyMap<Element, unknown> {
  const found = new Map<Element, unknown>();
  for (const { step, item } of items) found.set(step, found.has(step) ? null : item);
  return found;
}

/** One walk along both lists at once. */
class ListMerge {
  readonly #left: readonly Keyed[];
  readonly #right: readonly Keyed[];
  readonly #list: ListTopology;
  readonly #ofLeft: ReadonlyMap<Element, unknown>;
  readonly #ofRight: ReadonlyMap<Element, unknown>;
  /** The shared items that are yet to come, in the order of the configuration. */
  readonly #shared: Element[];
  readonly #done = new Set<Element>();
  readonly #out: unknown[] = [];

  constructor(left: readonly Keyed[], right: readonly Keyed[], list: ListTopology) {
    this.#left = left;
    this.#right = right;
    this.#list = list;
    this.#ofLeft = once(left);
    this.#ofRight = new Map(right.map(({ step, item }) => [step, item]));
    this.#shared = right.map(({ step }) => step).filter((step) => this.#ofLeft.has(step));
  }

  run(): readonly unknown[] {
    let [l, r] = [0, 0];
    while (l < this.#left.length || r < this.#right.length) {
      const [left, right] = [this.#left[l], this.#right[r]];
      if (left !== undefined && right?.step !== left.step && this.#passes(left, right)) {
        l += 1;
        continue;
      }
      if (left !== undefined && (right?.step === left.step || this.#done.has(left.step))) l += 1;
      if (right === undefined) continue;
      this.#take(right.step);
      r += 1;
    }
    return this.#out;
  }

  /** Whether the walk goes on along the live list alone: past an item of its own, or a shared one that the configuration has later. */
  #passes({ step, item }: Keyed, right: Keyed | undefined): boolean {
    const isShared = this.#ofRight.has(step);
    if (!isShared) this.#push(item, undefined);
    return !isShared || (right !== undefined && this.#shared[0] !== undefined && this.#shared[0] !== step);
  }

  #take(step: Element): void {
    this.#done.add(step);
    if (this.#shared[0] === step) this.#shared.shift();
    this.#push(this.#ofLeft.get(step), this.#ofRight.get(step));
  }

  #push(left: unknown, right: unknown): void {
    const item = mergeConfig(left, right, this.#list.items);
    if (item !== undefined) this.#out.push(item);
  }
}
