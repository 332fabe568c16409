/**
 * What changed between two states of an object, as sets of fields. Enter at {@link compareFields}.
 */
import { equal, isList, isObject } from 'kube-core/json';
import { fieldTopology, shapeOf, stepInto, type Shape } from './of.js';
import { elementOf, type Element } from './element.js';
import { FieldSet } from './field-set.js';
import type { ListTopology, MapTopology, Topology } from 'kube-core/schema';

/** No field is in two of the three. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

type Change = keyof Comparison;

/** What changed below a node, and how the node itself did. */
interface Found {
  readonly self: ReadonlySet<Change>;
  readonly below: Comparison;
}

const changes = ['added', 'modified', 'removed'] as const;
const noBelow: Comparison = { added: FieldSet.empty, modified: FieldSet.empty, removed: FieldSet.empty };

/** Compares two states; `undefined` stands for an object that is not there. */
export function compareFields(before: unknown, after: unknown, topology: Topology): Comparison {
  return before === undefined && after === undefined ? noBelow : compare(before, after, topology).below;
}

function compare(before: unknown, after: unknown, topology: Topology): Found {
  const [shapeBefore, shapeAfter] = [shapeOf(before, topology), shapeOf(after, topology)];
  if (after === undefined) return compareAs(shapeBefore, before, after);
  if (before === undefined || shapeBefore.as === shapeAfter.as) return compareAs(shapeAfter, before, after);
  return both(compareAs(shapeBefore, before, after), compareAs(shapeAfter, before, after));
}

function both(a: Found, b: Found): Found {
  const unite = (change: Change): FieldSet => a.below[change].union(b.below[change]);
  return {
    self: new Set([...a.self, ...b.self]),
    below: { added: unite('added'), modified: unite('modified'), removed: unite('removed') },
  };
}

function compareAs(shape: Shape, before: unknown, after: unknown): Found {
  if (shape.as === 'scalar') return compareWhole(before, after);
  const empty = shape.as === 'list' ? isEmptyList(before) && isEmptyList(after) : isEmptyMap(before) && isEmptyMap(after);
  const atomic = shape.as === 'list' ? shape.list.merge === 'atomic' : shape.map.atomic;
  if (atomic || empty) return compareWhole(before, after);
  const below = shape.as === 'list' ? compareItems(shape.list, before, after) : compareEntries(shape.map, before, after);
  return { self: presence(before, after), below };
}

const isEmptyList = (value: unknown): boolean => !isList(value) || value.length === 0;
const isEmptyMap = (value: unknown): boolean => !isObject(value) || Object.keys(value).length === 0;

function presence(before: unknown, after: unknown): ReadonlySet<Change> {
  return new Set(before === undefined ? ['added'] : after === undefined ? ['removed'] : []);
}

function compareWhole(before: unknown, after: unknown): Found {
  const there = presence(before, after);
  return { self: there.size > 0 || equal(before, after) ? there : new Set(['modified']), below: noBelow };
}

function compareEntries(map: MapTopology, before: unknown, after: unknown): Comparison {
  const [left, right] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const found = new Map<Element, Found>();
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const [old, now] = [Object.hasOwn(left, name) ? left[name] : undefined, Object.hasOwn(right, name) ? right[name] : undefined];
    found.set(elementOf(name), compare(old, now, fieldTopology(map, name)));
  }
  return collect(found);
}

function compareItems(list: ListTopology, before: unknown, after: unknown): Comparison {
  const [left, right] = [bySteps(list, before), bySteps(list, after)];
  const found = new Map<Element, Found>();
  for (const step of new Set([...left.keys(), ...right.keys()])) {
    found.set(step, compareSameItems(left.get(step) ?? [], right.get(step) ?? [], list.items));
  }
  return collect(found);
}

function bySteps(list: ListTopology, items: unknown): Map<Element, unknown[]> {
  const found = new Map<Element, unknown[]>();
  for (const item of isList(items) ? items : []) {
    const step = stepInto(item, list);
    if (step !== undefined) found.set(step, [...(found.get(step) ?? []), item]);
  }
  return found;
}

/** Items with one key: usually one on each side; several count as one value. */
function compareSameItems(before: readonly unknown[], after: readonly unknown[], topology: Topology): Found {
  if (before.length <= 1 && after.length <= 1) return compare(before[0], after[0], topology);
  if (before.length >= 2 && after.length >= 2) return { self: new Set(equal(before, after) ? [] : ['modified']), below: noBelow };
  const rest =
    before.length >= 2
      ? after.length > 0
        ? compare(undefined, after[0], topology)
        : none
      : before.length > 0
        ? compare(before[0], undefined, topology)
        : none;
  return both(rest, { self: new Set([before.length >= 2 ? 'removed' : 'added']), below: noBelow });
}

const none: Found = { self: new Set(), below: noBelow };

function collect(found: ReadonlyMap<Element, Found>): Comparison {
  const setOf = (change: Change): FieldSet =>
    FieldSet.node(
      [...found].filter(([, { self }]) => self.has(change)).map(([step]) => step),
      [...found].map(([step, { below }]) => [step, below[change]]),
    );
  const [added, modified, removed] = changes.map(setOf);
  return { added: added ?? FieldSet.empty, modified: modified ?? FieldSet.empty, removed: removed ?? FieldSet.empty };
}
