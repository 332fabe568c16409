/**
 * Makes objects small and safe to share: {@link compactor}. managedFields are dropped, equal texts and equal subtrees are stored
 * once, and everything is frozen. Pods of one Deployment differ in little but their names, so most of each is shared.
 */
import { incomplete, isIncomplete } from 'kube-core';
import { copied, freeze, isObject, put } from 'kube-core/json';

/** Options of {@link compactor}. */
export interface CompactOptions {
  /** How many subtrees, and as many texts, are remembered for sharing; a power of two. @defaultValue 32768 */
  readonly slots?: number;
}

/**
 * Gives a small copy, frozen all the way down and without managedFields. The object given is not touched. What lies deeper than 200
 * levels is copied and frozen as well, however deep it is, but not shared.
 */
export type Compact = <T extends object>(object: T) => T;

/** Enough for the subtrees of some ten thousand objects of a few shapes; an empty slot costs 12 bytes. */
const defaultSlots = 32_768;
/** Longer texts are rarely equal: their beginning is hashed, and they are not remembered. */
const longestText = 128;
/** Each level costs a frame or two of the stack, which holds some thousands. Schemas of Kubernetes go 20 levels deep, JSON 10,000. */
const deepest = 200;

/**
 * A copier with a bounded memory of its own: of two equal subtrees the later is replaced by the earlier, unless another has taken
 * its slot meanwhile. Use one for each store.
 */
export function compactor(options: CompactOptions = {}): Compact {
  const copier = new Copier(options.slots ?? defaultSlots);
  return (object) => copier.root(object);
}

/**
 * Both tables are direct-mapped: one slot a hash, the last comer stays. A table that grows would keep more than it saves.
 *
 * A subtree is looked up before it is copied: its children are visited first and laid on a stack, and only if no equal subtree is
 * known they become the children of a copy. Equal children are identical by then, so one level is all there is to compare.
 */
class Copier {
  readonly #mask: number;
  readonly #nodes: (object | undefined)[];
  /** The hashes of `#nodes`, slot by slot. */
  readonly #hashes: Int32Array;
  readonly #texts: (string | undefined)[];
  /** Children of the containers that are being visited, those of the innermost below `#top`. */
  readonly #children: unknown[] = [];
  #top = 0;
  /** The hash of what was visited last: a second return value that costs no object. */
  #hash = 0;

  constructor(slots: number) {
    this.#mask = slots - 1;
    this.#nodes = new Array<object | undefined>(slots);
    this.#hashes = new Int32Array(slots);
    this.#texts = new Array<string | undefined>(slots);
  }

  /** The object and its metadata are unique: to look for their like would only push others out. */
  root<T extends object>(object: T): T {
    this.#top = 0;
    const copy: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(object))
      put(copy, name, name === 'metadata' && isObject(value) ? this.#metadata(value) : this.#visit(value, 1));
    if (isIncomplete(object)) Object.assign(copy, { [incomplete]: true });
    return Object.freeze(copy) as T; // the same fields with equal values, but for managedFields, which are optional
  }

  #metadata(metadata: Readonly<Record<string, unknown>>): object {
    const copy: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(metadata)) if (name !== 'managedFields') put(copy, name, this.#visit(value, 2));
    return Object.freeze(copy);
  }

  #visit(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value === 'object' && value !== null) {
      if (depth > deepest) return this.#deep(value);
      return Array.isArray(value) ? this.#array(value, depth) : this.#record(value as Readonly<Record<string, unknown>>, depth);
    }
    this.#hash = typeof value === 'number' ? Math.imul(value * 1000, 0x9e3779b1) : value === true ? 1 : value === false ? 2 : 3;
    return value;
  }

  #deep(value: object): unknown {
    this.#hash = 4;
    return freeze(copied(value));
  }

  #text(text: string): string {
    if (text.length > longestText) {
      this.#hash = hashText(text, longestText);
      return text;
    }
    const hash = hashText(text, text.length);
    this.#hash = hash;
    const slot = hash & this.#mask;
    const known = this.#texts[slot];
    if (known === text) return known;
    this.#texts[slot] = text;
    return text;
  }

  #array(items: readonly unknown[], depth: number): object {
    const base = this.#top;
    let hash = 5;
    for (const item of items) {
      this.#push(this.#visit(item, depth + 1));
      hash = mix(hash, this.#hash);
    }
    this.#top = base;
    const known = this.#known(hash);
    if (known !== undefined && this.#isSameArray(known, items.length)) return known;
    return this.#keep(this.#children.slice(base, base + items.length), hash);
  }

  #record(record: Readonly<Record<string, unknown>>, depth: number): object {
    const base = this.#top;
    const names = Object.keys(record);
    let hash = 7;
    for (const name of names) {
      this.#push(this.#visit(record[name], depth + 1));
      hash = mix(hash ^ hashName(name), this.#hash);
    }
    this.#top = base;
    const known = this.#known(hash);
    if (known !== undefined && this.#isSameRecord(known, names)) return known;
    return this.#keep(this.#recordOf(names), hash);
  }

  #push(child: unknown): void {
    this.#children[this.#top++] = child;
  }

  /** A record of the children that begin at `#top`. */
  #recordOf(names: readonly string[]): object {
    const copy: Record<string, unknown> = {};
    let at = this.#top;
    for (const name of names) put(copy, name, this.#children[at++]);
    return copy;
  }

  #isSameArray(known: object, length: number): boolean {
    if (!Array.isArray(known) || known.length !== length) return false;
    for (let i = 0; i < length; i++) if (!Object.is(known[i], this.#children[this.#top + i])) return false;
    return true;
  }

  #isSameRecord(known: object, names: readonly string[]): boolean {
    if (!isObject(known)) return false;
    let i = 0;
    for (const name in known) {
      if (name !== names[i] || !Object.is(known[name], this.#children[this.#top + i])) return false;
      i++;
    }
    return i === names.length;
  }

  /** What was last kept under this hash. */
  #known(hash: number): object | undefined {
    this.#hash = hash;
    const slot = hash & this.#mask;
    return this.#hashes[slot] === hash ? this.#nodes[slot] : undefined;
  }

  #keep(node: object, hash: number): object {
    const slot = hash & this.#mask;
    this.#hashes[slot] = hash;
    return (this.#nodes[slot] = Object.freeze(node));
  }
}

/** FNV-1a, the usual constants. */
function hashText(text: string, length: number): number {
  let hash = 0x811c9dc5 ^ text.length;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return spread(hash);
}

/** Names are few; their length and three of their characters tell most of them apart. */
function hashName(name: string): number {
  const { length } = name;
  return (name.charCodeAt(0) << 16) ^ (name.charCodeAt(length >> 1) << 8) ^ name.charCodeAt(length - 1) ^ (length << 24);
}

const mix = (hash: number, next: number): number => spread(Math.imul(hash, 31) ^ next);

/** Brings the high bits down, since a slot is chosen by the low ones (the finalizer of MurmurHash3, shortened). */
function spread(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return once ^ (once >>> 13);
}
