/**
 * Two lists whose items are told apart by a step (a key, or the value itself) as one: {@link mergeKeyed}.
 *
 * The items of the configuration keep their order. An item that only the live list has stands after the shared item that it followed there.
 * A new item stands before the shared item that it precedes in the configuration.
 */
import type { Element } from '../fields/element.js';

/** An item and the step to it. */
export interface Keyed {
  readonly step: Element;
  readonly item: unknown;
}

/** Merges two items of one step; undefined on one side where only the other list has it. */
export type MergeItem = (live: unknown, config: unknown) => unknown;

/** What a walk along both lists knows. */
interface Walk {
  readonly ofLive: ReadonlyMap<Element, unknown>;
  readonly ofConfig: ReadonlyMap<Element, unknown>;
  /** The steps of shared items that are yet to come, in the order of the configuration. */
  readonly shared: Element[];
  /** The steps that have been taken. */
  readonly done: Set<Element>;
  readonly merged: unknown[];
  readonly mergeItem: MergeItem;
}

/** The merged items, without those that merge into nothing. */
export function mergeKeyed(live: readonly Keyed[], config: readonly Keyed[], mergeItem: MergeItem): readonly unknown[] {
  const walk = begin(live, config, mergeItem);
  let [l, c] = [0, 0];
  while (l < live.length || c < config.length) {
    const [left, right] = [live[l], config[c]];
    if (left !== undefined && right?.step !== left.step && passes(walk, left, right)) {
      l += 1;
      continue;
    }
    if (left !== undefined && (right?.step === left.step || walk.done.has(left.step))) l += 1;
    if (right === undefined) continue;
    take(walk, right.step);
    c += 1;
  }
  return walk.merged;
}

function begin(live: readonly Keyed[], config: readonly Keyed[], mergeItem: MergeItem): Walk {
  const ofLive = byStep(live);
  const shared = config.map(({ step }) => step).filter((step) => ofLive.has(step));
  return { ofLive, ofConfig: new Map(config.map(({ step, item }) => [step, item])), shared, done: new Set(), merged: [], mergeItem };
}

/** Where several live items have one step, a configured item replaces all of them: `null` stands for what it is merged with. */
function byStep(items: readonly Keyed[]): ReadonlyMap<Element, unknown> {
  const found = new Map<Element, unknown>();
  for (const { step, item } of items) found.set(step, found.has(step) ? null : item);
  return found;
}

/** Whether the walk goes on along the live list alone: past an item of its own, or a shared one that the configuration has later. */
function passes(walk: Walk, { step, item }: Keyed, right: Keyed | undefined): boolean {
  if (!walk.ofConfig.has(step)) {
    push(walk, item, undefined);
    return true;
  }
  const [next] = walk.shared;
  return right !== undefined && next !== undefined && next !== step;
}

function take(walk: Walk, step: Element): void {
  walk.done.add(step);
  if (walk.shared[0] === step) walk.shared.shift();
  push(walk, walk.ofLive.get(step), walk.ofConfig.get(step));
}

function push({ merged, mergeItem }: Walk, live: unknown, config: unknown): void {
  const item = mergeItem(live, config);
  if (item !== undefined) merged.push(item);
}
