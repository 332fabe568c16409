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
}

/** How many named types may stand in each other; a type that grows at each turn never repeats a name. */
export const maxDepth = 64;

/** Reads on. */
export interface Reader {
  readonly project: Project;
  readonly report: Report;
  readonly comments: CommentLedger;
  /** Takes the reader to go on with: one that keeps findings to itself for example. */
  readonly read: (reader: Reader, node: ts.TypeNode, scope: Scope) => SchemaNode | undefined;
}

/** Which comments were taken for something, and which declarations were read: what is left over was written in vain. */
export interface CommentLedger {
  readonly attached: Set<string>;
  readonly visited: Map<string, { readonly unit: Unit; readonly start: number; readonly end: number }>;
}

export function originOf(scope: Pick<Scope, 'unit'>, node: ts.Node): Origin {
  return { file: scope.unit.path, start: node.getStart(scope.unit.ast), end: node.end };
}

/** Reports at a node, and answers undefined for the caller to pass on. */
export function refuse(reader: Reader, at: Origin, problem: { code: DiagnosticCode; message: string; help?: string }): undefined {
  reader.report({ ...problem, origin: at });
  return undefined;
}
