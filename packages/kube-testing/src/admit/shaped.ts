/**
 * The object in the shape of its kind: unknown fields dropped and named, defaults filled in. Enter at {@link shaped}.
 */
import { applyDefaults, prune, quoted, unknownFields, type Schema } from 'kube-core/schema';
import { isObject } from 'kube-core/json';
import type { KubeJson } from '../object.js';
import { badRequest } from '../refusal.js';
import { kindRules } from '../registry/kind-rules.js';
import type { Resource } from '../registry/resource.js';
import type { Attempt } from './attempt.js';
import { builtinShape, type Shaped } from './shape/shape.js';

/** How many fields too many are named: as many as kube-apiserver names. */
const mostNamed = 100;

/** @throws Refusal 400 for unknown fields under strict validation, or a value of the wrong type. */
export function shaped(attempt: Attempt): Attempt {
  const { target, options, object } = attempt;
  const { object: inShape, unknown } = shapeOf(object, target.resource);
  const words = unknown.slice(0, mostNamed).map((path) => `unknown field ${quoted(path)}`);
  if (options.fieldValidation === 'Strict' && words.length > 0) throw strictly(target.resource, words);
  const warnings = options.fieldValidation === 'Warn' ? [...attempt.warnings, ...words] : attempt.warnings;
  return { ...attempt, object: kindRules(target.resource).read?.(inShape) ?? inShape, warnings };
}

const strictly = ({ kind, version }: Resource, words: readonly string[]): Error =>
  badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${words.join(', ')}`);

const shapeOf = (object: KubeJson, resource: Resource): Shaped =>
  resource.custom === undefined ? builtinShape(object, resource) : customShape(object, resource.custom.schema);

function customShape(object: KubeJson, schema: Schema): Shaped {
  const unknown = unknownFields(object, schema, { root: true });
  const inShape = applyDefaults(prune(object, schema, { root: true }), schema);
  const { apiVersion, kind, metadata } = object;
  if (!isObject(inShape)) return { object, unknown };
  return { object: { ...inShape, apiVersion, kind, metadata: isObject(inShape.metadata) ? inShape.metadata : metadata }, unknown };
}
