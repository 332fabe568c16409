/**
 * What is known of one message: its fields, and how Go writes each in JSON. Enter at {@link Message}.
 */

/** How one value stands on the wire and in JSON. */
export const shapes = {
  string: 0,
  bool: 1,
  int32: 2,
  int64: 3,
  double: 4,
  /** Base64 in JSON. */
  bytes: 5,
  message: 6,
  /** A message whose fields stand among those of the object around it. */
  inline: 7,
  time: 8,
  microtime: 9,
  quantity: 10,
  intorstring: 11,
  /** A message around bytes that are JSON: RawExtension, FieldsV1, JSON. */
  json: 12,
  /** A message around a list of strings, so that an empty list is not none. */
  strings: 13,
  schemaorarray: 14,
  schemaorbool: 15,
  schemaorstrings: 16,
} as const;

export type Shape = (typeof shapes)[keyof typeof shapes];

/** One, a list, or a map from strings. */
export const counts = { one: 0, list: 1, map: 2 } as const;

export type Count = (typeof counts)[keyof typeof counts];

/** Whether a field that is not on the wire is in JSON. */
export interface Presence {
  /** Whether Go tells an absent value from an empty one. */
  readonly pointer: boolean;
  /** Whether an empty value is left out of JSON: `omitempty` in Go. */
  readonly omitsEmpty: boolean;
  /** Whether a struct of zeros is left out of JSON: `omitzero` in Go. */
  readonly omitsZero: boolean;
}

/** One field of a message. */
export interface Field extends Presence {
  readonly number: number;
  /** Its name in JSON; empty where its fields stand in the object around it. */
  readonly name: string;
  readonly shape: Shape;
  readonly count: Count;
  /** Whether JSON always has the field. */
  readonly constant: boolean;
  /** Its message, if its values are messages of their own; that of a schema where they may be schemas; else {@link noMessage}. */
  readonly message: Message;
  /** What its objects say that they are, which no message does: those of a list of a kind say nothing. */
  readonly typed: TypeMeta | undefined;
}

/** What an object is. */
export interface TypeMeta {
  readonly kind: string;
  readonly apiVersion: string;
}

/** One message. */
export interface Message {
  /** `core.v1.PodSpec`. */
  readonly name: string;
  /** Its fields by their numbers. */
  readonly fields: readonly (Field | undefined)[];
  /** Those that JSON always has. */
  readonly constants: readonly Field[];
  /** A plain empty object with room for its fields. */
  readonly blank: () => Record<string, unknown>;
}

/** What a value that is no message of its own has for its message. */
export const noMessage: Message = { name: '', fields: [], constants: [], blank: () => ({}) };
