/** The types of what stands in an expression as it is: literals and the names of types. Enter at {@link typeOfLiteral}. */
import { type CelType, bool, dyn, int, listOf, mapOf, simple, string } from './type.js';

/** Names of types, which are values as well. */
export const typeNames: ReadonlyMap<string, CelType> = new Map([
  ...['bool', 'bytes', 'double', 'int', 'string', 'uint'].map((name) => [name, simple(name)] as const),
  ['list', listOf(dyn)],
  ['map', mapOf(dyn, dyn)],
  ['null_type', simple('null')],
  ['type', simple('type')],
  ['google.protobuf.Timestamp', simple('google.protobuf.Timestamp')],
  ['google.protobuf.Duration', simple('google.protobuf.Duration')],
]);

/** The type of a literal. */
export function typeOfLiteral(value: unknown): CelType {
  switch (typeof value) {
    case 'bigint':
      return int;
    case 'number':
      return simple('double');
    case 'string':
      return string;
    case 'boolean':
      return bool;
    default:
      return value === null ? simple('null') : simple(value instanceof Uint8Array ? 'bytes' : 'uint');
  }
}
