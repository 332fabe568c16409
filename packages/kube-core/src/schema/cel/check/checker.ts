/**
 * The types of an expression, as the API server's checker finds them. Enter at {@link checkTypes}.
 *
 * cel-js has a checker too, which lets much pass that the server refuses, and refuses some that it takes; so this one decides.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { own } from '../../../util/json/json.js';
import { propertyOf } from '../names.js';
import { overloadsOf } from './declarations.js';
import { isMacro, checkMacro } from './macros.js';
import { typeNames, typeOfLiteral } from './literal-types.js';
import { type CelType, bool, dyn, isDynamic, isVariable, listOf, mapOf, optionalOf, shown, wrong } from './type.js';
import { Unifier } from './unify.js';

/** What expressions can name. */
export interface Names {
  /** The types of variables. */
  readonly variables: Readonly<Record<string, CelType>>;
  /** The fields of a class of objects by their names, each with its type; undefined where there is no such class. */
  readonly fieldsOf: (type: string) => Readonly<Record<string, CelType>> | undefined;
}

/** What is wrong, and at which node. */
export interface TypeProblem {
  readonly node: ASTNode;
  readonly says: string;
  readonly lacks?: Lacking;
}

/** A field or a name that there is not. */
export interface Lacking {
  readonly what: 'field' | 'name';
  readonly name: string;
}

/** The type of an expression, or what is wrong with it. */
export type Checked = { readonly type: CelType } | { readonly problem: TypeProblem };

/** Checks an expression. */
export function checkTypes(root: ASTNode, names: Names): Checked {
  const checker = new Checker(names);
  const type = checker.unifier.resolved(checker.check(root, names.variables), true);
  const [problem = checker.mixedLiteral()] = checker.problems;
  return problem === undefined ? { type } : { problem };
}

/** The variables that are known at a place. */
export type Scope = Readonly<Record<string, CelType>>;

/** Walks an expression once; what is wrong is gathered, since the server says the first thing by place, not by depth. */
export class Checker {
  readonly unifier = new Unifier();
  readonly problems: TypeProblem[] = [];
  readonly #names: Names;
  readonly #neighbours: { readonly first: CelType; readonly next: CelType; readonly node: ASTNode }[] = [];
  /** How many calls of `format` are open: their arguments may be of many types. */
  #formats = 0;

  constructor(names: Names) {
    this.#names = names;
  }

  /** The type of a node. */
  check(node: ASTNode, scope: Scope): CelType {
    switch (node.op) {
      case 'value':
        return typeOfLiteral(node.args);
      case 'id':
        return this.#name(node.args, node, scope);
      case '.':
        return this.#qualified(node, scope) ?? this.select(node, scope);
      case '.?':
        return optionalOf(unwrapped(this.select(node, scope)));
      case 'call':
        return this.#call(node, node.args[0], { args: node.args[1], scope });
      case 'rcall':
        return this.#member(node, scope);
      case 'list':
        return this.#list(node.args, scope);
      case 'map':
        return this.#map(node.args, scope);
      case '?:':
        return this.apply('_?_:_', this.#all(node.args, scope), node);
      case '!_':
      case '-_':
        return this.apply(node.op, [this.check(node.args, scope)], node);
      default:
        return this.apply(operatorNames.get(node.op) ?? `_${node.op}_`, this.#all(node.args, scope), node);
    }
  }

  /** Notes what is wrong. */
  fail(node: ASTNode, says: string, lacks?: Lacking): CelType {
    this.problems.push({ node, says, ...(lacks !== undefined && { lacks }) });
    return wrong;
  }

  /** The type that a function gives for arguments of these types. */
  apply(name: string, types: readonly CelType[], node: ASTNode): CelType {
    return this.#overload(name, types, false) ?? this.fail(node, this.#noOverload(name, types, false));
  }

  /** The same for a member, whose receiver is the first of the types. */
  applyMember(name: string, types: readonly CelType[], node: ASTNode): CelType {
    return this.#overload(name, types, true) ?? this.fail(node, this.#noOverload(name, types, true));
  }

  #overload(name: string, types: readonly CelType[], isMember: boolean): CelType | undefined {
    const overloads = overloadsOf(name) ?? [];
    let result: CelType | undefined;
    for (const overload of overloads) {
      if (overload.isMember !== isMember) continue;
      const fresh = new Map<string, CelType>();
      const instance = (type: CelType): CelType => this.#instance(type, fresh);
      if (!this.unifier.fits(types, overload.takes.map(instance))) continue;
      const gives = this.unifier.resolved(instance(overload.gives));
      result = result === undefined || shown(result) === shown(gives) ? gives : dyn;
    }
    return result;
  }

  #noOverload(name: string, types: readonly CelType[], isMember: boolean): string {
    const words = types.map((type) => shown(this.unifier.resolved(type, true)));
    const given = isMember ? `${words[0] ?? ''}.(${words.slice(1).join(', ')})` : `(${words.join(', ')})`;
    return `found no matching overload for '${name}' applied to '${given}'`;
  }

  /** A parameter of a signature becomes a variable of its own in each call. */
  #instance(type: CelType, fresh: Map<string, CelType>): CelType {
    if (!isVariable(type)) return type.of.length === 0 ? type : { name: type.name, of: type.of.map((part) => this.#instance(part, fresh)) };
    const known = fresh.get(type.name) ?? this.unifier.fresh();
    fresh.set(type.name, known);
    return known;
  }

  #all(nodes: readonly ASTNode[], scope: Scope): readonly CelType[] {
    return nodes.map((node) => this.check(node, scope));
  }

  #name(name: string, node: ASTNode, scope: Scope): CelType {
    const type = typeNames.get(name);
    const found = own(scope, name) ?? (type === undefined ? undefined : { name: 'type', of: [type] });
    return found ?? this.fail(node, `undeclared reference to '${name}' (in container '')`, { what: 'name', name });
  }

  /** `google.protobuf.Duration` is a name, not a field of a field. */
  #qualified(node: ASTNode, scope: Scope): CelType | undefined {
    const name = pathOf(node);
    const type = name === undefined || own(scope, name.split('.')[0] ?? '') !== undefined ? undefined : typeNames.get(name);
    return type === undefined ? undefined : { name: 'type', of: [type] };
  }

  /** The type of a field, which is optional if what it is selected from is. */
  select(node: ASTNode, scope: Scope): CelType {
    if (node.op !== '.' && node.op !== '.?') return wrong;
    const [operand, field] = node.args;
    const type = this.unifier.resolved(this.check(operand, scope));
    if (type.name !== 'optional') return this.#field(type, field, node);
    return optionalOf(unwrapped(this.#field(unwrapped(type), field, node)));
  }

  #field(type: CelType, field: string, node: ASTNode): CelType {
    if (type.name === 'map') return type.of[1] ?? dyn;
    if (isDynamic(type)) return dyn;
    if (isVariable(type)) {
      this.unifier.fits([dyn], [type]);
      return dyn;
    }
    const fields = this.#names.fieldsOf(type.name);
    if (fields === undefined) return this.fail(node, `type '${shown(type)}' does not support field selection`);
    const found = own(fields, field);
    if (found === undefined) return this.fail(node, `undefined field '${field}'`, { what: 'field', name: field });
    if (node.op === '.' || node.op === '.?') node.args[1] = propertyOf(field);
    return found;
  }

  #call(node: ASTNode, name: string, { args, scope }: { readonly args: readonly ASTNode[]; readonly scope: Scope }): CelType {
    if (name === 'has' && args.length === 1) return this.#has(args[0], node, scope);
    const types = this.#all(args, scope);
    if (overloadsOf(name) === undefined)
      return this.fail(node, `undeclared reference to '${name}' (in container '')`, { what: 'name', name });
    return this.apply(name, types, node);
  }

  #has(field: ASTNode | undefined, node: ASTNode, scope: Scope): CelType {
    if (field?.op !== '.') return this.fail(field ?? node, 'invalid argument to has() macro');
    this.select(field, scope);
    return bool;
  }

  #member(node: ASTNode & { readonly op: 'rcall' }, scope: Scope): CelType {
    const [name, receiver, args] = node.args;
    const full = `${pathOf(receiver) ?? ''}.${name}`;
    const isQualified = overloadsOf(full)?.some(({ isMember }) => !isMember) === true;
    if (isQualified) return this.apply(full, this.#all(args, scope), node);
    if (isMacro(name, args.length)) return checkMacro(this, node, scope);
    const types = [this.check(receiver, scope), ...this.#arguments(name, args, scope)];
    if (overloadsOf(name) === undefined)
      return this.fail(node, `undeclared reference to '${name}' (in container '')`, { what: 'name', name });
    return this.applyMember(name, types, node);
  }

  #arguments(name: string, args: readonly ASTNode[], scope: Scope): readonly CelType[] {
    this.#formats += name === 'format' ? 1 : 0;
    const types = this.#all(args, scope);
    this.#formats -= name === 'format' ? 1 : 0;
    return types;
  }

  #list(items: readonly ASTNode[], scope: Scope): CelType {
    return listOf(this.#joined(items, scope));
  }

  #map(entries: readonly (readonly [ASTNode, ASTNode])[], scope: Scope): CelType {
    const side = (which: 0 | 1): CelType =>
      this.#joined(
        entries.map((entry) => entry[which]),
        scope,
      );
    return mapOf(side(0), side(1));
  }

  /** The type of all items of a literal. */
  #joined(items: readonly ASTNode[], scope: Scope): CelType {
    let joined: CelType | undefined;
    let first: CelType | undefined;
    for (const node of items) {
      const next = this.check(node, scope);
      if (first !== undefined && this.#formats === 0) this.#neighbours.push({ first, next, node });
      first ??= next;
      joined = this.unifier.joined(joined, next);
    }
    return joined ?? this.unifier.fresh();
  }

  /** The first item of a literal that has another type than the item before it, which the server does not take. */
  mixedLiteral(): TypeProblem | undefined {
    for (const { first, next, node } of this.#neighbours) {
      const [wanted, found] = [shown(this.unifier.resolved(first, true)), shown(this.unifier.resolved(next, true))];
      if (wanted !== found) return { node, says: `expected type '${wanted}' but found '${found}'` };
    }
    return undefined;
  }
}

const operatorNames: ReadonlyMap<string, string> = new Map([
  ['in', '@in'],
  ['[]', '_[_]'],
  ['[?]', '_[?_]'],
]);

/** What is in an optional; any other type as it is. */
export function unwrapped(type: CelType): CelType {
  return type.name === 'optional' ? (type.of[0] ?? dyn) : type;
}

/** `a.b.c` of names alone. */
function pathOf(node: ASTNode): string | undefined {
  if (node.op === 'id') return node.args;
  if (node.op !== '.') return undefined;
  const before = pathOf(node.args[0]);
  return before === undefined ? undefined : `${before}.${node.args[1]}`;
}
