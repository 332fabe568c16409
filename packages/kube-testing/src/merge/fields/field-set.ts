/**
 * Sets of fields, as managedFields keeps them (FieldsV1, KEP 555). Enter at {@link FieldSet.parse}; sets of what an object holds
 * or of what changed in it come from `of.ts` and `compare.ts`.
 *
 * A set is a tree. At each node some steps are members (the field itself is in the set) and some have children (fields below it
 * are); a step may be both, which FieldsV1 writes as a `.` among its children.
 */
import { isObject, type JsonObject } from 'kube-core/json';
import { compareElements, parseElement, type Element } from './element.js';

/** A set of fields that never changes; every operation gives another one. */
export class FieldSet {
  static readonly empty = new FieldSet(new Set(), new Map());

  readonly members: ReadonlySet<Element>;
  /** No child is empty. */
  readonly children: ReadonlyMap<Element, FieldSet>;

  private constructor(members: ReadonlySet<Element>, children: ReadonlyMap<Element, FieldSet>) {
    this.members = members;
    this.children = children;
  }

  /** A node with its members and children; children that are empty are left out. */
  static node(members: Iterable<Element>, children: Iterable<readonly [Element, FieldSet]>): FieldSet {
    return new FieldSet(new Set(members), new Map([...children].filter(([, child]) => !child.isEmpty)));
  }

  /** The set of these paths; the fields above them are not in it. */
  static of(...paths: readonly (readonly Element[])[]): FieldSet {
    return paths.reduce((set, path) => set.union(FieldSet.#ofPath(path)), FieldSet.empty);
  }

  static #ofPath([first, ...rest]: readonly Element[]): FieldSet {
    if (first === undefined) return FieldSet.empty;
    return rest.length === 0 ? FieldSet.node([first], []) : FieldSet.node([], [[first, FieldSet.#ofPath(rest)]]);
  }

  /**
   * Reads FieldsV1. Steps of a kind that is not known are left out, as the server does.
   *
   * @throws Error where a step is no path element.
   */
  static parse(fieldsV1: unknown): FieldSet {
    const members: Element[] = [];
    const children: [Element, FieldSet][] = [];
    for (const [text, inner] of isObject(fieldsV1) ? Object.entries(fieldsV1) : []) {
      const element = text === '.' ? undefined : parseElement(text);
      if (element === undefined) continue;
      const child = FieldSet.parse(inner);
      if (child.isEmpty || (isObject(inner) && Object.hasOwn(inner, '.'))) members.push(element);
      children.push([element, child]);
    }
    return FieldSet.node(members, children);
  }

  /** FieldsV1, its keys in the canonical order. */
  toJSON(): JsonObject {
    const steps = [...new Set([...this.members, ...this.children.keys()])].sort(compareElements);
    return Object.fromEntries(steps.map((step) => [step, this.#childJson(step)]));
  }

  #childJson(step: Element): JsonObject {
    const child = this.children.get(step);
    if (child === undefined) return {};
    return this.members.has(step) ? { '.': {}, ...child.toJSON() } : child.toJSON();
  }

  get isEmpty(): boolean {
    return this.members.size === 0 && this.children.size === 0;
  }

  /** Whether the field at the end of the path is in the set. */
  has(path: readonly Element[]): boolean {
    const [first, ...rest] = path;
    if (first === undefined) return false;
    return rest.length === 0 ? this.members.has(first) : this.below(first).has(rest);
  }

  /** What the set has below a step. */
  below(step: Element): FieldSet {
    return this.children.get(step) ?? FieldSet.empty;
  }

  /** What is in one of the two. */
  union(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    const children = new Map(this.children);
    for (const [step, child] of other.children) children.set(step, this.below(step).union(child));
    return FieldSet.node([...this.members, ...other.members], children);
  }

  /** What is in both. */
  intersection(other: FieldSet): FieldSet {
    return FieldSet.node(
      [...this.members].filter((step) => other.members.has(step)),
      [...this.children].map(([step, child]) => [step, child.intersection(other.below(step))]),
    );
  }

  /** What is in this one and not in the other. Fields below one that the other has stay: only they themselves count. */
  difference(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    return FieldSet.node(
      [...this.members].filter((step) => !other.members.has(step)),
      [...this.children].map(([step, child]) => [step, child.difference(other.below(step))]),
    );
  }

  /** What is neither in the other nor below a field that is. */
  without(other: FieldSet): FieldSet {
    return FieldSet.node(
      [...this.members].filter((step) => !other.members.has(step)),
      [...this.children].filter(([step]) => !other.members.has(step)).map(([step, child]) => [step, child.without(other.below(step))]),
    );
  }

  /** What is in the other or below a field that is. */
  within(other: FieldSet): FieldSet {
    return FieldSet.node(
      [...this.members].filter((step) => other.members.has(step)),
      [...this.children].map(([step, child]) => [step, other.members.has(step) ? child : child.within(other.below(step))]),
    );
  }

  /** Whether both have the same fields. */
  equals(other: FieldSet): boolean {
    if (this.members.size !== other.members.size || this.children.size !== other.children.size) return false;
    return (
      [...this.members].every((step) => other.members.has(step)) &&
      [...this.children].every(([step, child]) => child.equals(other.below(step)))
    );
  }

  /** Every field in the set as its path, in the canonical order: members of a node before what is below it. */
  paths(): readonly (readonly Element[])[] {
    const below = [...this.children]
      .sort(([a], [b]) => compareElements(a, b))
      .flatMap(([step, child]) => child.paths().map((path) => [step, ...path]));
    return [...[...this.members].sort(compareElements).map((step) => [step]), ...below];
  }
}
