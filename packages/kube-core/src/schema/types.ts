/**
 * The schema language of CustomResourceDefinitions (apiextensions/v1 JSONSchemaProps), and what a check of it finds.
 * Plain data, as it stands in a CRD.
 */

/** One `x-kubernetes-validations` rule. */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** One node of an OpenAPI v3 schema as CRDs may use it. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly externalDocs?: { readonly description?: string; readonly url?: string };
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map' | (string & {});
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'granular' | 'atomic' | (string & {});
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
}

/**
 * What a finding is about, for programs that explain it in words of their own: the keyword that a value breaks, or the rule that a schema
 * breaks. New ones may come.
 */
export type FindingRule =
  // of a value: the keyword of the schema
  | 'type' | 'enum' | 'required' | 'unknown-field' | 'format' | 'pattern' | 'minLength' | 'maxLength' | 'minimum' | 'maximum'
  | 'multipleOf' | 'minItems' | 'maxItems' | 'minProperties' | 'maxProperties' | 'unique' | 'junctor' | 'cel'
  // of a schema
  | 'pattern-syntax' | 'list-map-keys-without-map' | 'list-map-without-keys' | 'list-map-key-twice' | 'list-map-key-missing'
  | 'list-map-key-scalar' | 'list-map-key-required' | 'list-map-key-nullable' | 'list-map-items-object' | 'list-items-nullable'
  | 'set-items-atomic' | 'embedded-empty' | 'embedded-type'
  // of an expression
  | 'cel-syntax' | 'cel-field' | 'cel-name' | 'cel-result' | 'cel-old-self' | 'cel-types'; // prettier-ignore

/** One thing that is wrong, in the words of the API server. */
export interface Finding {
  /** Where, as the server writes it: `spec.ports[0].name`, `spec.labels[app]`. */
  readonly path: string;
  /** The server's cause: `FieldValueRequired`, `FieldValueInvalid`, `FieldValueNotSupported`, `FieldValueDuplicate`, … */
  readonly code: string;
  /** What a person reads: `Required value`, `Invalid value: -1: spec.replicas in body should be greater than or equal to 0`. */
  readonly message: string;
  /** What it is about; absent for what has no name yet. */
  readonly rule?: FindingRule;
  /**
   * What the rule asks for: the limit, the type, the values of an enum, the message of a rule in CEL; for a pattern or an expression that
   * does not compile what the compiler says; for `cel-field` and `cel-name` the name that there is not.
   */
  readonly wanted?: unknown;
  /** Where in an expression, both from 1; and what the compiler says of it. */
  readonly compilation?: Compilation;
}

/** Why an expression does not compile. */
export interface Compilation {
  readonly line: number;
  readonly column: number;
  readonly says: string;
}
