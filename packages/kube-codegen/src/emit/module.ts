/**
 * The names of one generated module: the types of the source keep theirs, and each is declared once. Two that have the same name, or
 * one that is taken by a class or an import, get a number: `Endpoint2`. Enter at {@link openModule}.
 */
import { baseNameOf, homeOfReference } from '../builtin/modules.js';
import { sameType } from '../model/same-type.js';
import { isTypeName } from '../model/type-names.js';
import { classNameOf, type Resource, topProperties } from '../model/resource.js';
import { childrenOf, type Declared, type SchemaNode } from '../model/schema-node.js';
import { type NamedType, printDeclaration, type TypeDeclaration, type TypeNames } from './typescript.js';

/** The names of a module while it is printed. */
export interface Module {
  /** The name of a type of the source, which is printed by the next {@link Module.declarations}. */
  readonly declare: (declared: Declared) => string;
  /** How the module calls a type of kube-core; it is imported then. */
  readonly ref: (to: string) => string;
  /** The declarations of all types that were named since the last call, and of those that they name. */
  readonly declarations: () => string;
  /** What is imported from where. */
  readonly imports: () => ReadonlyMap<string, ReadonlySet<string>>;
}

/** Where the types of kube-core that have a name of their own here are exported. */
const homes: Readonly<Record<string, string>> = {
  Condition: 'kube-core',
  CustomResourceDefinition: 'kube-core/k8s',
  EmbeddedMeta: 'kube-core/types',
  LocalObjectRef: 'kube-core/types',
  ObjectMeta: 'kube-core',
};

/** A module in which the classes of these kinds have their names. */
export function openModule(resources: readonly Resource[]): Module {
  const taken = new Set(resources.map(classNameOf));
  const named = namesOf(resources, taken);
  const imported = new Map<string, string>();
  const printed = new Set<string>();
  const waiting: TypeDeclaration[] = [];
  const declare = (declared: Declared): string => {
    const name = named.get(keyOf(declared)) ?? take(declared.name, taken);
    if (!printed.has(name)) waiting.push({ name, node: declared.node });
    printed.add(name);
    return name;
  };
  const ref = (to: string): string => {
    const name = baseNameOf(to);
    const local = imported.get(to) ?? take(taken.has(name) ? `Kube${name}` : name, taken);
    imported.set(to, local);
    return local;
  };
  const names: TypeNames = { ref, named: (node) => namedType(node, declare) };
  return { declare, ref, declarations: () => printWaiting(waiting, names), imports: () => importsOf(imported) };
}

/** The names of all types of the source, those of specs and statuses first. */
function namesOf(resources: readonly Resource[], taken: Set<string>): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  const parts = resources.flatMap((resource) => topProperties(resource).map(({ node }) => node));
  const name = (declared: Declared): boolean => {
    const key = keyOf(declared);
    if (named.has(key)) return false;
    named.set(key, take(declared.name, taken));
    return true;
  };
  for (const { declared } of parts) if (declared !== undefined) name(declared);
  const visit = (node: SchemaNode): void => {
    if (node.declared !== undefined && name(node.declared)) visit(node.declared.node);
    childrenOf(node).forEach(visit);
  };
  parts.forEach(visit);
  return named;
}

function take(name: string, taken: Set<string>): string {
  const free = freeName(name, taken);
  taken.add(free);
  return free;
}

const keyOf = ({ file, name }: Declared): string => `${file}\0${name}`;

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (isTypeName(name) && !taken.has(name)) return name;
  for (let n = 2; ; n++) {
    const numbered = `${name.replace(/[^\w$]/g, '')}${n}`;
    if (!taken.has(numbered)) return numbered;
  }
}

/** The outermost of a type's names that still means what it was declared as: a tag at a property may have changed it. */
function namedType(node: SchemaNode, nameFor: (declared: Declared) => string): NamedType | undefined {
  for (let { declared } = node; declared !== undefined; { declared } = declared.node) {
    const nullable = declared.node.nullable === true;
    if (!sameType(node, declared.node) || (nullable && node.nullable !== true)) continue;
    return { name: nameFor(declared), nullable, words: declared.node };
  }
  return undefined;
}

/** Printing a declaration may name more. */
function printWaiting(waiting: TypeDeclaration[], names: TypeNames): string {
  const printed: string[] = [];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) printed.push(printDeclaration(next, names));
  return printed.join('\n');
}

function importsOf(imported: ReadonlyMap<string, string>): ReadonlyMap<string, ReadonlySet<string>> {
  const byHome = new Map<string, Set<string>>();
  for (const [to, local] of imported) {
    const home = Object.hasOwn(homes, to) ? (homes[to] ?? 'kube-core') : homeOfReference(to);
    const name = baseNameOf(to);
    byHome.set(home, (byHome.get(home) ?? new Set()).add(name === local ? name : `${name} as ${local}`));
  }
  return byHome;
}
