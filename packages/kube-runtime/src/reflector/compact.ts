/**
 * Makes objects small and safe to share: {@link compactor}. managedFields are dropped, equal texts and equal subtrees are stored
 * once, and everything is frozen. Pods of one Deployment differ in little but their names, so most of each is shared.
 */
/** Options of {@link compactor}. */
export interface CompactOptions {
  /** How many subtrees, and as many texts, are remembered for sharing; a power of two. @defaultValue 32768 */
  readonly slots?: number;
}

/** Gives a small copy, frozen all the way down and without managedFields. The object given is not touched. */
export type Compact = <T extends object>(object: T) => T;

/** Enough for the subtrees of some ten thousand objects of a few shapes; an empty slot costs 8 bytes. */
const defaultSlots = 32_768;
/** Longer texts are rarely equal, and their hash costs what their length is. */
const longestText = 128;

/**
 * A copier with a bounded memory of its own: of two equal subtrees the later is replaced by the earlier, unless another has taken
 * its slot meanwhile. Use one for each store.
 */
export function compactor(options: CompactOptions = {}): Compact {
  const copier = new Copier(options.slots ?? defaultSlots);
  return (object) => copier.root(object);
}

interface Shared {
  readonly hash: number;
  readonly node: object;
}

/** Both tables are direct-mapped: one slot a hash, the last comer stays. A table that grows would keep more than it saves. */
class Copier {
  readonly #mask: number;
  readonly #nodes: (Shared | undefined)[];
  readonly #texts: (string | undefined)[];
  /** The hash of what was visited last: a second return value that costs no object. */
  #hash = 0;

  constructor(slots: number) {
    this.#mask = slots - 1;
    this.#nodes = new Array<Shared | undefined>(slots);
    this.#texts = new Array<string | undefined>(slots);
  }

  /** The object and its metadata are unique: to look for their like would only push others out. */
  root<T extends object>(object: T): T {
    const copy: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(object))
      set(copy, name, name === 'metadata' && isRecord(value) ? this.#metadata(value) : this.#visit(value));
    return Object.freeze(copy) as T; // the same fields with equal values, but for managedFields, which are optional
  }

  #metadata(metadata: Readonly<Record<string, unknown>>): object {
    const copy: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(metadata)) if (name !== 'managedFields') set(copy, name, this.#visit(value));
    return Object.freeze(copy);
  }

  #visit(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) return this.#array(value);
    if (isRecord(value)) return this.#record(value);
    this.#hash = typeof value === 'number' ? Math.imul(value * 1000, 0x9e3779b1) : value === true ? 1 : value === false ? 2 : 3;
    return value;
  }

  #text(text: string): string {
    if (text.length > longestText) {
      this.#hash = hashText(text.slice(0, longestText)) ^ text.length;
      return text;
    }
    const hash = hashText(text);
    this.#hash = hash;
    const slot = hash & this.#mask;
    const known = this.#texts[slot];
    if (known === text) return known;
    this.#texts[slot] = text;
    return text;
  }

  #array(items: readonly unknown[]): object {
    const copy: unknown[] = [];
    let hash = 5;
    for (const item of items) {
      copy.push(this.#visit(item));
      hash = mix(hash, this.#hash);
    }
    return this.#share(copy, hash);
  }

  #record(record: Readonly<Record<string, unknown>>): object {
    const copy: Record<string, unknown> = {};
    let hash = 7;
    for (const name of Object.keys(record)) {
      set(copy, name, this.#visit(record[name]));
      hash = mix(mix(hash, hashText(name)), this.#hash);
    }
    return this.#share(copy, hash);
  }

  /** The children were shared before, so equal ones are identical and one level is all there is to compare. */
  #share(node: object, hash: number): object {
    this.#hash = hash;
    const slot = hash & this.#mask;
    const known = this.#nodes[slot];
    if (known?.hash === hash && sameChildren(known.node, node)) return known.node;
    this.#nodes[slot] = { hash, node: Object.freeze(node) };
    return node;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** Assigning to `__proto__` would change the prototype; in JSON it is a name like any other. */
function set(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

function sameChildren(a: object, b: object): boolean {
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  const others = Object.keys(b);
  return (
    names.length === others.length && names.every((name, i) => name === others[i] && Object.is(Reflect.get(a, name), Reflect.get(b, name)))
  );
}

/** FNV-1a, the usual constants. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return spread(hash);
}

const mix = (hash: number, next: number): number => spread(Math.imul(hash, 31) ^ next);

/** Brings the high bits down, since a slot is chosen by the low ones (the finalizer of MurmurHash3, shortened). */
function spread(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return once ^ (once >>> 13);
}
