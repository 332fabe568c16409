/**
 * What the parts of the TypeScript front end hand to each other: where a type stands ({@link Scope}) and how to go on from there
 * ({@link Reader}). A part that cannot read something reports and answers undefined.
 */
import type { ts } from 'ts-morph';
import type { DiagnosticCode, Report } from '../diagnostics.js';
import type { Origin, SchemaNode } from '../model/schema-node.js';
import type { Project, Unit } from './project.js';

/** A type argument, with the scope it was written in. */
export interface Bound {
  readonly node: ts.TypeNode;
  readonly scope: Scope;
}

/** Where a type stands. */
export interface Scope {
  readonly unit: Unit;
  /** What the type parameters of the declaration stand for. */
  readonly parameters: ReadonlyMap<string, Bound>;
  /** The declarations being read, outermost first: one that comes again is a recursion. */
  readonly path: readonly string[];
  /** How many types the one that is read stands in. */
  readonly depth: number;
}

/** How many types may stand in each other: the deepest schemas in use have 38, and every level costs some frames of the stack. */
export const maxDepth = 128;

/** Reports where types stand in each other too deeply. @returns whether they do. */
export function isTooDeep(reader: Reader, node: ts.Node, scope: Scope): boolean {
  if (scope.depth <= maxDepth) return false;
  const message = `more than ${maxDepth} types stand in each other here`;
  const help = 'servers and people want it flatter: use fewer levels, or @preserveUnknownFields';
  reader.report({ code: 'KC312', message, help, origin: originOf(scope, node) });
  return true;
}

/** How many types a kind may be made of: the 1.5 MiB that etcd stores leave 50 bytes for each. */
export const maxTypes = 30_000;

/** A declaration without type parameters, and where it is used. */
export interface DeclaredName {
  readonly unit: Unit;
  readonly name: string;
  readonly at: ts.Node;
}

/** Counts a type that is read. @returns whether there are too many by now, which is reported once. */
export function isTooMany(reader: Reader, node: ts.Node, scope: Scope): boolean {
  if (++reader.count.types <= maxTypes) return false;
  const message = `the kind is made of more than ${maxTypes} types`;
  const help = 'a definition has at most 1.5 MiB: a type that is used twice counts twice';
  if (reader.count.types === maxTypes + 1) reader.report({ code: 'KC312', message, help, origin: originOf(scope, node) });
  return true;
}

/** Reads on. */
export interface Reader {
  readonly project: Project;
  readonly report: Report;
  readonly comments: CommentLedger;
  /** How many types were read for a kind. */
  readonly count: { types: number; asked: number };
  /** Takes the reader to go on with: one that keeps findings to itself for example. */
  readonly read: (reader: Reader, node: ts.TypeNode, scope: Scope) => SchemaNode | undefined;
  /** Reads what a file declares under a name; `at` is where it is used. */
  readonly declared: (reader: Reader, named: DeclaredName, scope: Scope) => SchemaNode | undefined;
}

/** Which comments were taken for something, and which declarations were read: what is left over was written in vain. */
export interface CommentLedger {
  readonly attached: Set<string>;
  readonly visited: Map<string, { readonly unit: Unit; readonly start: number; readonly end: number }>;
}

export function originOf(scope: Pick<Scope, 'unit'>, node: ts.Node): Origin {
  return { file: scope.unit.path, start: node.getStart(scope.unit.ast), end: node.end };
}

/** JavaScript means something else by it, in every tool that reads the object later. */
export const protoRefused = { code: 'KC306', message: '__proto__ cannot be the name of a property' } as const;

/** Reports at a node, and answers undefined for the caller to pass on. */
export function refuse(reader: Reader, at: Origin, problem: { code: DiagnosticCode; message: string; help?: string }): undefined {
  reader.report({ ...problem, origin: at });
  return undefined;
}
