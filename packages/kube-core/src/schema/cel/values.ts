/** Equality and order of CEL's values: bigint, number, string, Date, Duration, Map, arrays and objects with fields. Enter at {@link same}. */
import { Duration } from '@marcbachmann/cel-js/evaluator';
import { isList } from '../../util/json/json.js';

/** Equality of two values of CEL. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a === 'bigint' || typeof b === 'bigint') return Number(a) === Number(b) && typeof a !== 'string' && typeof b !== 'string';
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (a instanceof Map && b instanceof Map) return a.size === b.size && [...a].every(([key, item]) => b.has(key) && same(item, b.get(key)));
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (a instanceof Duration && b instanceof Duration) return a.seconds === b.seconds && a.nanos === b.nanos;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.from(a).equals(b);
  return a.constructor === b.constructor && sameFields(a, b);
}

/** Equality of two objects of one class, field by field. */
export function sameFields(a: object, b: object): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(Reflect.get(a, key), Reflect.get(b, key)))
  );
}

/** Which of two values of one type comes first: negative, zero or positive. */
export function compare(a: unknown, b: unknown): number {
  const [left, right] = [orderable(a), orderable(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function orderable(value: unknown): string | number | bigint {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  return Number(value);
}
