/**
 * Names for the types of a kind: what is the same in two places is one type, under the name of the first. Enter at {@link namesFor}.
 */
import { childrenOf, type ObjectNode, type SchemaNode, type UnionNode } from '../model/schema-node.js';
import { isTypeName } from '../model/type-names.js';
import { isNamed } from './tags.js';

/** A type that is to be declared. */
export interface NamedNode {
  readonly name: string;
  readonly node: ObjectNode | UnionNode;
  /** Whether its comment stands at the declaration; that of a property's type stands at the property. */
  readonly commented: boolean;
}

/** The types of a kind. */
export interface Names {
  readonly of: (node: SchemaNode) => string | undefined;
  /** In the order in which they are met. */
  readonly declared: readonly NamedNode[];
}

/** A part of a kind: its name is given. */
export interface NamedPart {
  readonly name: string;
  readonly node: ObjectNode | UnionNode;
  /** What stands in the names of the types below it. */
  readonly path: readonly string[];
}

/** @param taken - Names that mean something else in the module. */
export function namesFor(kind: string, parts: readonly NamedPart[], taken: Iterable<string>): Names {
  const naming = new Naming(kind, taken);
  for (const { name } of parts) naming.take(name);
  for (const part of parts) naming.visitPart(part);
  return { of: (node) => naming.names.get(node), declared: naming.declared };
}

class Naming {
  readonly names = new Map<SchemaNode, string>();
  readonly declared: NamedNode[] = [];
  readonly #kind: string;
  readonly #taken: Set<string>;
  readonly #keys = new Keys();
  readonly #byKey = new Map<string, string>();

  constructor(kind: string, taken: Iterable<string>) {
    this.#kind = kind;
    this.#taken = new Set(taken);
  }

  visitPart({ name, node, path }: NamedPart): void {
    this.#declare(node, { name, commented: true });
    this.#visitBelow(node, path);
  }

  #visitBelow(node: SchemaNode, path: readonly string[]): void {
    const objects = node.node === 'union' ? node.arms : node.node === 'object' ? [node] : [];
    if (objects.length > 0)
      for (const { name, node: child } of new Set(objects.flatMap(({ properties }) => properties)))
        this.#visit(child, { path: [...path, name], commented: false });
    else for (const child of childrenOf(node)) this.#visit(child, { path, commented: true });
  }

  #visit(node: SchemaNode, { path, commented }: { readonly path: readonly string[]; readonly commented: boolean }): void {
    if (!isNamed(node)) return this.#visitBelow(node, path);
    const key = `${commented ? 'whole' : 'shape'} ${commented ? this.#keys.whole(node) : this.#keys.shape(node)}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      this.names.set(node, known);
      return;
    }
    const name = this.take(this.#nameFor(path));
    this.#byKey.set(key, name);
    this.#declare(node, { name, commented });
    this.#visitBelow(node, path);
  }

  #declare(node: ObjectNode | UnionNode, { name, commented }: { readonly name: string; readonly commented: boolean }): void {
    this.names.set(node, name);
    this.declared.push({ name, node, commented });
  }

  /** The path of the type; where that is long, the end of it. */
  #nameFor(path: readonly string[]): string {
    const whole = this.#kind + path.map(pascal).join('');
    return whole.length <= longest ? whole : this.#kind + path.slice(-2).map(pascal).join('');
  }

  take(name: string): string {
    for (let n = 1; ; n++) {
      const free = n === 1 ? name : `${name}${n}`;
      if (!isTypeName(free) || this.#taken.has(free)) continue;
      this.#taken.add(free);
      return free;
    }
  }
}

/** Longer names are harder to read than short ones with a number. */
const longest = 60;

/** `max-size` → `MaxSize`; what no name can hold is left out. */
const pascal = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .slice(0, longest);

/** Short keys for equal nodes: places do not count. */
class Keys {
  readonly #whole = new Map<SchemaNode, number>();
  readonly #shape = new Map<SchemaNode, number>();
  readonly #ids = new Map<string, number>();

  /** With the words, limits and rules of the node itself. */
  whole(node: SchemaNode): number {
    return this.#known(this.#whole, node, () => {
      const { origin: _origin, spans: _spans, patch, default: fallback, rules, ...rest } = node;
      const words = {
        ...rest,
        patch: patch?.keywords,
        default: fallback && { value: fallback.value },
        rules: rules?.map(({ origin: _, ...rule }) => rule),
      };
      return JSON.stringify({ ...words, ...this.#parts(node) });
    });
  }

  /** Of an object, or of several, without what its comment says. */
  shape(node: ObjectNode | UnionNode): number {
    const isOpen = node.node === 'object' && node.preserveUnknown === true;
    return this.#known(this.#shape, node, () => JSON.stringify([isOpen, this.#parts(node)]));
  }

  #parts(node: SchemaNode): object {
    if (node.node === 'object')
      return { properties: node.properties.map(({ name, required, node: child }) => [name, required, this.whole(child)]) };
    if (node.node === 'union') return { arms: node.arms.map((arm) => this.whole(arm)) };
    if (node.node === 'list') return { items: this.whole(node.items) };
    return node.node === 'map' ? { values: this.whole(node.values) } : {};
  }

  #known(memory: Map<SchemaNode, number>, node: SchemaNode, text: () => string): number {
    const known = memory.get(node);
    if (known !== undefined) return known;
    const key = text();
    const id = this.#ids.get(key) ?? this.#ids.size;
    this.#ids.set(key, id);
    memory.set(node, id);
    return id;
  }
}
