/** What we do with an object of a case: prune, default, validate, as the in-process server does. */
import { applyDefaults, prune, unknownFields, validate } from '../../src/schema/index.js';
import type { Finding, Schema } from '../../src/schema/types.js';
import type { ObjectCase } from './case.js';

/** What became of one object. */
export interface Admitted {
  /** Without apiVersion, kind and metadata. */
  readonly stored: unknown;
  readonly findings: readonly Finding[];
  readonly unknown: readonly string[];
}

/** Takes one object of a case in, as the server does. */
export function admit({ object, old }: ObjectCase['objects'][string], schema: Schema): Admitted {
  const whole = wholeOf(object);
  const read = (value: unknown): unknown => applyDefaults(prune(value, schema, { root: true }), schema);
  const value = read(whole);
  const findings = validate(value, schema, { root: true, ...(old === undefined ? {} : { old: read(wholeOf(old)) }) });
  const { apiVersion: _a, kind: _k, metadata: _m, ...stored } = value as Record<string, unknown>;
  return { stored, findings, unknown: unknownFields(whole, schema, { root: true }) };
}

function wholeOf(object: Record<string, unknown>): Record<string, unknown> {
  return {
    apiVersion: 'schema.kube.test/v1',
    kind: 'Kind',
    ...object,
    metadata: { name: 'o', ...(object.metadata as object | undefined) },
  };
}
