/**
 * The shape of a type, whatever language it was written in: the treaty between the front ends (TypeScript, CRD YAML, OpenAPI),
 * the checks and the printers. Plain data; enter at {@link SchemaNode}.
 */

/** Where in a source text something was written. */
export interface Origin {
  /** The path of the file, as the user named it. */
  readonly file: string;
  /** Offsets into the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** A JSON value, as defaults and enums hold it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** One `x-kubernetes-validations` rule. */
export interface CelRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
  readonly origin?: Origin;
  /** Where the text of the rule stands, if it stands in the source word for word. */
  readonly text?: Origin;
  /** For a rule that nobody wrote: what it was made for, and the properties that it speaks of. */
  readonly made?: { readonly by: 'immutable' | 'union' | 'keys' | 'tag'; readonly properties: readonly string[] };
}

/** What any node may carry. */
interface NodeBase {
  readonly origin?: Origin;
  readonly description?: string;
  /** Why nobody should use it any more, and what instead; may be empty. */
  readonly deprecated?: string;
  readonly title?: string;
  readonly example?: JsonValue;
  readonly nullable?: boolean;
  /** In a box of its own, since `null` and `false` are defaults too. */
  readonly default?: { readonly value: JsonValue; readonly origin?: Origin };
  readonly rules?: readonly CelRule[];
  /** Once set, never changed: `self == oldSelf`, and the parent keeps an optional property from going. */
  readonly immutable?: boolean;
  /** The name that the source gave the type, if it gave one: printers make a declaration of it. */
  readonly declared?: Declared;
  /** Keywords of the schema that are written as they are, instead of those that the shape comes to; null leaves one out. */
  readonly patch?: { readonly keywords: Readonly<Record<string, JsonValue>>; readonly origin?: Origin };
  /** Where each limit was written, by its name: `minimum`, `pattern`, `listMapKey`. */
  readonly spans?: Readonly<Record<string, Origin>>;
}

/** A type under its name. */
export interface Declared {
  readonly name: string;
  /** The file that declares it. */
  readonly file: string;
  /** The type as it was declared; what is said where it is used does not count. It may be another name for a declared type. */
  readonly node: SchemaNode;
}

/** Bounds of a value; which of them mean something depends on its type. */
export interface Constraints {
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
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

/** A string, number or boolean; an integer is a number that TypeScript cannot tell apart. */
export interface ScalarNode extends NodeBase {
  readonly node: 'scalar';
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: string;
  readonly constraints?: Constraints;
}

/** One of some values. `open`: others may come in later versions of the server. */
export interface EnumNode extends NodeBase {
  readonly node: 'enum';
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'mixed';
  readonly values: readonly JsonValue[];
  readonly format?: string;
  readonly open?: boolean;
}

/** A number or a string (`x-kubernetes-int-or-string`). */
export interface IntOrStringNode extends NodeBase {
  readonly node: 'int-or-string';
  readonly values?: readonly JsonValue[];
  readonly constraints?: Constraints;
}

/** Any JSON, kept as it is (`x-kubernetes-preserve-unknown-fields`). */
export interface JsonNode extends NodeBase {
  readonly node: 'json';
  /** It stands for a type that could not be read, which was reported. */
  readonly unread?: boolean;
}

/** One property of an object. */
export interface Property {
  readonly name: string;
  /** Its name in the source, where it has another one in JSON. */
  readonly written?: string;
  readonly required: boolean;
  readonly node: SchemaNode;
  readonly origin?: Origin;
  /** Columns of `kubectl get` that were asked for at the property: its path is the column's. */
  readonly columns?: readonly FieldColumn[];
  /** Where selecting by the property was asked for. */
  readonly selectable?: Origin;
  /** What the property is to the scale subresource. */
  readonly scale?: FieldScale;
}

/** A property that the scale subresource reads or writes: its path is the subresource's. */
export interface FieldScale {
  readonly as: 'specReplicasPath' | 'statusReplicasPath' | 'labelSelectorPath';
  readonly origin: Origin;
}

/** A column whose path and type follow from the property it stands at. */
export interface FieldColumn {
  readonly name?: string;
  readonly priority?: number;
  readonly format?: string;
  readonly description?: string;
  readonly origin: Origin;
}

/** Properties with names of their own. */
export interface ObjectNode extends NodeBase {
  readonly node: 'object';
  readonly properties: readonly Property[];
  /** Properties that the type names to say that it has none of them (`image?: never`), so that TypeScript tells the arms of a union apart. */
  readonly excludes?: readonly string[];
  readonly preserveUnknown?: boolean;
  readonly embeddedResource?: boolean;
  readonly mapType?: 'granular' | 'atomic';
  readonly constraints?: Constraints;
}

/** Any names, one kind of value. */
export interface MapNode extends NodeBase {
  readonly node: 'map';
  readonly values: SchemaNode;
  /** Limits of the keys, which OpenAPI has no word for: they become rules. */
  readonly keys?: Pick<Constraints, 'minLength' | 'maxLength' | 'pattern'>;
  readonly mapType?: 'granular' | 'atomic';
  readonly constraints?: Constraints;
}

/** A list of one kind of item. */
export interface ListNode extends NodeBase {
  readonly node: 'list';
  readonly items: SchemaNode;
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly mapKeys?: readonly string[];
  readonly constraints?: Constraints;
}

/** One of several objects, told apart by a property that is another literal in each, or by which properties there are. */
export interface UnionNode extends NodeBase {
  readonly node: 'union';
  readonly arms: readonly ObjectNode[];
  /** What says which properties belong to which arm: rules with words of their own by default, `oneOf`, or `anyOf` of arms that overlap. */
  readonly mode?: 'cel' | 'oneOf' | 'anyOf';
  /** The property that tells the arms apart, where it was named. */
  readonly discriminator?: string;
}

/** A type that stands elsewhere under a name of its own. */
export interface RefNode extends NodeBase {
  readonly node: 'ref';
  /** The name that the printer of the target language resolves: `io.k8s.api.core.v1.PodSpec`, `Condition`. */
  readonly to: string;
  /** Whether servers keep what it holds as it is, and check nothing of it. */
  readonly preserveUnknown?: boolean;
}

/** The shape of a type. */
export type SchemaNode = ScalarNode | EnumNode | IntOrStringNode | JsonNode | ObjectNode | MapNode | ListNode | UnionNode | RefNode;

/** What a node is made of, one step down. */
export function childrenOf(node: SchemaNode): readonly SchemaNode[] {
  switch (node.node) {
    case 'object':
      return node.properties.map((property) => property.node);
    case 'map':
      return [node.values];
    case 'list':
      return [node.items];
    case 'union':
      return node.arms;
    default:
      return [];
  }
}

/** What TypeScript calls a property. */
export const writtenName = ({ name, written }: Property): string => written ?? name;
