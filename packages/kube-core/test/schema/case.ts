/** What a schema case is: a schema and objects put to it, or a schema that a CRD may not have. The cases stand in `cases*.ts`. */
import type { Finding, Schema } from '../../src/schema/types.js';

/** Objects put to one schema. */
export interface ObjectCase {
  readonly name: string;
  /** The root schema, as a CRD has it. */
  readonly schema: Schema;
  /** By name: what is sent (without apiVersion, kind and name), and for an update what is stored before. */
  readonly objects: Readonly<Record<string, { readonly object: Record<string, unknown>; readonly old?: Record<string, unknown> }>>;
}

/** A schema put to the server as (part of) a CRD. */
export interface CrdCase {
  readonly name: string;
  readonly schema: Schema;
  readonly statusSubresource?: boolean;
}

/** What the server answered to one object. */
export interface ObjectVerdict {
  /** What it would have stored, without metadata, where it accepted. */
  readonly stored?: unknown;
  /** Its causes, sorted, where it refused. */
  readonly findings?: readonly Finding[];
  /** The message of strict decoding, where it refused. */
  readonly strict?: string;
}

/** A case about one property, `spec.x`: `good` and `bad` are the values it is given. */
export function field(name: string, x: Schema, values: Readonly<Record<string, unknown>>): ObjectCase {
  const objects = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { object: { spec: { x: value } } }]));
  return { name, schema: root({ x }), objects };
}

/** A case about updates of one property, `spec.x`: what was stored, and what is sent. */
export function change(name: string, x: Schema, values: Readonly<Record<string, readonly [old: unknown, value: unknown]>>): ObjectCase {
  const objects = Object.fromEntries(
    Object.entries(values).map(([key, [old, value]]) => [key, { old: { spec: { x: old } }, object: { spec: { x: value } } }]),
  );
  return { name, schema: root({ x }), objects };
}

/** A root schema whose spec has these properties. */
export function root(properties: Readonly<Record<string, Schema>>, spec: Schema = {}): Schema {
  return { type: 'object', properties: { spec: { type: 'object', properties, ...spec } } };
}

/** A CRD whose `spec.x` has this schema. */
export function crd(name: string, x: unknown): CrdCase {
  // The server is asked about schemas that the type would not let anybody write.
  return { name, schema: root({ x: x as Schema }) };
}

/** What a server says of findings, in an order of its own: the server walks maps in random order. */
export function sorted(findings: readonly Finding[]): Finding[] {
  const key = (finding: Finding): string => `${finding.path}\n${finding.code}\n${finding.message}`;
  return findings.map(({ path, code, message }) => ({ path, code, message })).sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
