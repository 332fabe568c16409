/** What a schema of a CustomResourceDefinition may say: {@link schemaKeywords}. Servers drop anything else, or refuse it. */
import type { Schema } from 'kube-core/schema';

/** Every keyword, so that a new one of kube-core is missed here by the compiler. */
const all: Readonly<Record<keyof Schema, true>> = {
  type: true,
  format: true,
  title: true,
  description: true,
  default: true,
  example: true,
  nullable: true,
  enum: true,
  minimum: true,
  maximum: true,
  exclusiveMinimum: true,
  exclusiveMaximum: true,
  multipleOf: true,
  minLength: true,
  maxLength: true,
  pattern: true,
  minItems: true,
  maxItems: true,
  uniqueItems: true,
  minProperties: true,
  maxProperties: true,
  required: true,
  properties: true,
  additionalProperties: true,
  items: true,
  allOf: true,
  anyOf: true,
  oneOf: true,
  not: true,
  externalDocs: true,
  'x-kubernetes-preserve-unknown-fields': true,
  'x-kubernetes-embedded-resource': true,
  'x-kubernetes-int-or-string': true,
  'x-kubernetes-list-type': true,
  'x-kubernetes-list-map-keys': true,
  'x-kubernetes-map-type': true,
  'x-kubernetes-validations': true,
};

/** By name. */
export const schemaKeywords: readonly string[] = Object.keys(all);
