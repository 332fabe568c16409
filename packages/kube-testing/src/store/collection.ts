/**
 * The objects of one resource, and the changes that led to them: {@link Collection}. Watches, and lists at an earlier version, are
 * answered from those changes.
 */
import { expired } from '../refusal.js';
import { itemKey, type Item } from './item.js';

/** One change of one object. */
export interface Change {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The new state; of a deletion the last one, with the version of the deletion. */
  readonly item: Item;
  readonly previous: Item | undefined;
}

/** How many lists that go on at once are each rewound once only. */
const mostPasts = 8;

const keyOf = (item: Item): string => itemKey(item.namespace, item.name);

/** The index of the first item whose key is not below the one given; items stand in the order of their keys. */
export function placeOf(items: readonly Item[], key: string): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && keyOf(item) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The objects of one resource, and how they came to be. */
export class Collection {
  /** `deployments.apps`. */
  readonly resource: string;
  readonly #limit: number;
  readonly #items = new Map<string, Item>();
  readonly #listeners = new Set<() => void>();
  #changes: Change[] = [];
  #sorted: Item[] = [];
  /** Whether somebody outside holds the sorted items, so that a change must leave them as they are. */
  #lent = false;
  /** The objects at the earlier versions that were asked for last: pages of one list ask for one version, and several lists go on at once. */
  readonly #pasts = new Map<number, readonly Item[]>();
  /** Changes up to this version are forgotten. */
  #floor: number;

  constructor(resource: string, floor: number, limit: number) {
    this.resource = resource;
    this.#floor = floor;
    this.#limit = limit;
  }

  get(namespace: string | undefined, name: string): Item | undefined {
    return this.#items.get(itemKey(namespace, name));
  }

  /** Every object as it is now, in the order of namespace and name. The list never changes. */
  items(): readonly Item[] {
    this.#lent = true;
    return this.#sorted;
  }

  /**
   * Every object as it was at a version.
   *
   * @throws Refusal 410 when that version is forgotten.
   */
  itemsAt(version: number): readonly Item[] {
    if (version < this.#floor) throw expired('The resourceVersion for the provided list is too old.');
    if ((this.#changes.at(-1)?.version ?? 0) <= version) return this.items();
    const items = this.#pasts.get(version) ?? this.#rewound(version);
    this.#pasts.delete(version); // the last one asked for comes last
    this.#pasts.set(version, items);
    const [oldest] = this.#pasts.keys();
    if (this.#pasts.size > mostPasts && oldest !== undefined) this.#pasts.delete(oldest);
    return items;
  }

  /** Whether a namespace has any object of the resource. */
  reaches(namespace: string): boolean {
    return this.#sorted[placeOf(this.#sorted, itemKey(namespace, ''))]?.namespace === namespace;
  }

  #rewound(version: number): readonly Item[] {
    const items = new Map(this.#items);
    for (let index = this.#changes.length - 1; index >= 0; index--) {
      const change = this.#changes[index];
      if (change === undefined || change.version <= version) break;
      if (change.previous === undefined) items.delete(keyOf(change.item));
      else items.set(keyOf(change.item), change.previous);
    }
    return [...items.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  }

  /**
   * What happened after a version.
   *
   * @throws Refusal 410 when some of it is forgotten.
   */
  changesAfter(version: number): readonly Change[] {
    if (version < this.#floor) throw expired(`too old resource version: ${version} (${this.#floor})`);
    let from = this.#changes.length;
    while (from > 0 && (this.#changes[from - 1]?.version ?? 0) > version) from--;
    return this.#changes.slice(from);
  }

  /** Calls back after each change; returns what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Forgets the changes up to a version. */
  compact(version: number): void {
    this.#changes = this.#changes.filter((change) => change.version > version);
    this.#floor = Math.max(this.#floor, version);
    this.#pasts.clear();
  }

  /** Notes a change; only the store calls it. */
  record(change: Change): void {
    this.#place(change);
    this.#changes.push(change);
    if (this.#changes.length > this.#limit * 2) this.compact(this.#changes[this.#changes.length - this.#limit]?.version ?? 0);
    for (const listener of [...this.#listeners]) listener();
  }

  #place({ type, item }: Change): void {
    const key = keyOf(item);
    const known = this.#items.has(key) ? 1 : 0;
    if (this.#lent) this.#sorted = [...this.#sorted];
    this.#lent = false;
    const place = placeOf(this.#sorted, key);
    if (type === 'DELETED') {
      this.#items.delete(key);
      this.#sorted.splice(place, known);
    } else {
      this.#items.set(key, item);
      this.#sorted.splice(place, known, item);
    }
  }
}
