/**
 * What a kind says about its objects, built-in or custom: {@link conform} brings a body into shape, {@link findingsOf} says what is wrong
 * with it, {@link tracked} notes who set what.
 */
import { applyDefaults } from '../../schema/default.js';
import { prune, unknownFields } from '../../schema/prune.js';
import type { Finding, Schema } from '../../schema/types.js';
import { validate } from '../../schema/validate.js';
import { crdId, definitionFindings, withDefaults } from './crd.js';
import { isObject, type KubeJson } from './json.js';
import { trackUpdate } from './managed-fields-update.js';
import { emptyOf, writingOf } from './merging.js';
import type { FieldValidation } from './options.js';
import { badRequest } from './refusal.js';
import type { Resource } from './registry.js';
import { builtinShape } from './shape.js';
import type { Author, Target } from './target.js';

/** An object in shape, and what its author should know. */
export interface Conformed {
  readonly object: KubeJson;
  readonly warnings: readonly string[];
}

/**
 * The object with unknown fields dropped and defaults filled in.
 *
 * @throws Refusal 400 for unknown fields under strict validation, or a value of the wrong type.
 */
export function conform(object: KubeJson, resource: Resource, validation: FieldValidation): Conformed {
  const { object: shaped, unknown } =
    resource.custom === undefined ? builtinShape(object, resource) : customShape(object, resource.custom.schema);
  const words = unknown.map((path) => `unknown field ${JSON.stringify(path)}`);
  if (validation === 'Strict' && words.length > 0) {
    const { kind, version } = resource;
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${words.join(', ')}`);
  }
  return { object: resource.id === crdId ? withDefaults(shaped) : shaped, warnings: validation === 'Warn' ? words : [] };
}

/** What is wrong with an object. */
export function findingsOf(object: KubeJson, { custom, id }: Resource, current?: KubeJson): readonly Finding[] {
  if (id === crdId) return definitionFindings(object);
  return custom === undefined ? [] : validate(object, custom.schema, { root: true, ...(current !== undefined && { old: current }) });
}

/** The object with its managedFields brought up to date for an update. */
export function tracked(
  before: KubeJson | undefined,
  after: KubeJson,
  who: { readonly target: Target; readonly author: Author },
): KubeJson {
  const { resource } = who.target;
  return kube(trackUpdate(before ?? emptyOf(resource), after, writingOf(who.target, who.author)), after);
}

/** Pruning, defaults and managedFields change none of what makes an object one of Kubernetes. */
function kube(value: unknown, like: KubeJson): KubeJson {
  const { apiVersion, kind, metadata } = like;
  if (!isObject(value)) return like;
  return { ...value, apiVersion, kind, metadata: isObject(value.metadata) ? value.metadata : metadata };
}

/** Unknown fields are dropped and named, defaults filled in. */
function customShape(object: KubeJson, schema: Schema): { readonly object: KubeJson; readonly unknown: readonly string[] } {
  const unknown = unknownFields(object, schema, { root: true });
  return { object: kube(applyDefaults(prune(object, schema, { root: true }), schema), object), unknown };
}
