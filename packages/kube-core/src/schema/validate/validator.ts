/** Validates objects of a user against a schema, as the API server will. Enter at {@link validator}. */
import { applyDefaults } from '../admit/default.js';
import { prune, unknownFields } from '../admit/prune.js';
import type { Finding, Schema } from '../types.js';
import { validate } from './validate.js';

/** A schema ready to judge whole objects. */
export interface Validator {
  /**
   * What the API server would find wrong; empty when it would take the object. Nothing is changed: fields that it would prune and
   * defaults that it would fill in are taken into account and thrown away.
   *
   * @param object - The whole object, with apiVersion, kind and metadata.
   * @param old - What is stored, for an update: transition rules run, and what did not change is tolerated.
   */
  validate(object: unknown, old?: unknown): readonly Finding[];
  /** The object as the server would store it: pruned, and with its defaults. */
  admit(object: unknown): unknown;
  /** The fields that the server would drop, which strict field validation refuses: `spec.nmae`. */
  unknownFields(object: unknown): readonly string[];
}

/**
 * A validator for a schema, of one version of a CustomResourceDefinition (`openAPIV3Schema`).
 *
 * @example
 * ```ts
 * import { validator } from 'kube-core/schema';
 *
 * const websites = validator({ type: 'object', properties: { spec: { type: 'object', required: ['host'] } } });
 * for (const { path, message } of websites.validate({ spec: {} })) console.error(`${path}: ${message}`); // spec.host: Required value
 * ```
 */
export function validator(schema: Schema): Validator {
  const admit = (object: unknown): unknown => applyDefaults(prune(object, schema, { root: true }), schema);
  return {
    admit,
    unknownFields: (object) => unknownFields(object, schema, { root: true }),
    validate: (object, old) => validate(admit(object), schema, { root: true, ...(old === undefined ? {} : { old: admit(old) }) }),
  };
}
