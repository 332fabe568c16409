/** Validates objects of a user against a schema, as the API server will. Enter at {@link validator} and {@link validatorOf}. */
import { KubeError } from '../../errors.js';
import type { CustomResourceDefinition } from '../../k8s/apiextensions-v1.js';
import { isObject } from '../../util/json/json.js';
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

/** A kind that brings its definition: a class that kube-codegen made. */
export interface DefinedKind {
  readonly kind: string;
  readonly version: string;
  /** The CustomResourceDefinition that installs the kind. */
  crd(): Promise<CustomResourceDefinition>;
}

/**
 * A validator for a class that kube-codegen made, by the schema of its version.
 *
 * @throws KubeError `definition` where the definition has no schema for the version.
 *
 * @example
 * ```ts
 * import { validatorOf } from 'kube-core/schema';
 * import { Website } from './website.gen.js';
 *
 * const websites = await validatorOf(Website);
 * const site = new Website('shop', { host: 'shop.example.com', source: { kind: 'inline', html: 'Hello' } });
 * console.log(websites.validate(site)); // []
 * ```
 */
export async function validatorOf(kind: DefinedKind): Promise<Validator> {
  const { versions } = (await kind.crd()).spec;
  const schema: unknown = versions.find(({ name }) => name === kind.version)?.schema?.openAPIV3Schema;
  if (isSchema(schema)) return validator(schema);
  throw new KubeError('definition', `the definition of ${kind.kind} has no schema for its version ${kind.version}`);
}

/** The same data under another type: every field of a schema may be left out. */
const isSchema = (schema: unknown): schema is Schema => isObject(schema);
