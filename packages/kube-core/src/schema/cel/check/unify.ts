/** Which type fits where another is wanted, and what the variables of both stand for then. Enter at {@link Unifier}. */
import { type CelType, isDynamic, isSame, isVariable, dyn, wrong } from './type.js';

/** Types without parts that null cannot stand for; it can stand for objects, times, durations, quantities and optionals. */
const neverNull: ReadonlySet<string> = new Set(['bool', 'int', 'uint', 'double', 'string', 'bytes', 'list', 'map', 'type']);

/** Finds out what variables stand for, as the server's checker does. */
export class Unifier {
  #found = new Map<string, CelType>();
  #next = 0;

  /** A variable that nothing is known of. */
  fresh(): CelType {
    return { name: `%${this.#next++}`, of: [] };
  }

  /** The type with its variables replaced by what they stand for; with `free`, the others by dyn. */
  resolved(type: CelType, free = false): CelType {
    const known = this.#found.get(type.name);
    if (known !== undefined) return this.resolved(known, free);
    if (isVariable(type)) return free ? dyn : type;
    return type.of.length === 0 ? type : { name: type.name, of: type.of.map((part) => this.resolved(part, free)) };
  }

  /** Whether each given type fits the wanted one at its place. What is found out on the way is kept only if all fit. */
  fits(given: readonly CelType[], wanted: readonly CelType[]): boolean {
    if (given.length !== wanted.length) return false;
    const before = new Map(this.#found);
    const fit = given.every((type, index) => this.#assignable(type, wanted[index] ?? wrong));
    if (!fit) this.#found = before;
    return fit;
  }

  /** The more general one of two types; dyn where they have nothing in common. */
  joined(before: CelType | undefined, next: CelType): CelType {
    if (before === undefined) return next;
    return this.fits([before], [next]) ? moreGeneral(before, next) : dyn;
  }

  #assignable(a: CelType, b: CelType): boolean {
    if (isVariable(b)) {
      const { valid, known } = this.#substitute(a, b);
      if (valid) return true;
      if (known) return false;
    }
    if (isVariable(a)) return this.#substitute(b, a).valid;
    if (isDynamic(a) || isDynamic(b)) return true;
    if (a.name === 'null' || b.name === 'null') return isSame(a, b) || !neverNull.has(a.name === 'null' ? b.name : a.name);
    if (a.name === 'type') return b.name === 'type';
    return a.name === b.name && a.of.length === b.of.length && a.of.every((part, index) => this.#assignable(part, b.of[index] ?? wrong));
  }

  /** Lets a variable stand for a type, or for the more general one of that and what it stands for already. */
  #substitute(type: CelType, variable: CelType): { readonly valid: boolean; readonly known: boolean } {
    if (type.name === variable.name) return { valid: true, known: true };
    const found = this.#found.get(variable.name);
    if (found === undefined) return { valid: this.#set(variable, type), known: false };
    if (isSame(type, found)) return { valid: true, known: true };
    if (!this.#assignable(type, found)) return { valid: false, known: true };
    this.#set(variable, moreGeneral(type, found));
    return { valid: true, known: true };
  }

  #set(variable: CelType, type: CelType): boolean {
    if (this.#mentions(type, variable)) return false;
    this.#found.set(variable.name, type);
    return true;
  }

  #mentions(type: CelType, variable: CelType): boolean {
    if (type.name === variable.name) return true;
    const known = isVariable(type) ? this.#found.get(type.name) : undefined;
    return known === undefined ? type.of.some((part) => this.#mentions(part, variable)) : this.#mentions(known, variable);
  }
}

function moreGeneral(a: CelType, b: CelType): CelType {
  return isAsGeneral(a, b) ? a : b;
}

function isAsGeneral(a: CelType, b: CelType): boolean {
  if (isDynamic(a) || isVariable(a)) return true;
  if (isDynamic(b) || isVariable(b) || a.name !== b.name || a.of.length !== b.of.length) return false;
  return a.name === 'type' || a.of.every((part, index) => isAsGeneral(part, b.of[index] ?? wrong));
}
