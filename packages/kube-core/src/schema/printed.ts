/** JSON values as the messages of the API server quote them. Enter at {@link printed}. */
import { canonicalJson } from '../util/json/json.js';
import { quoted } from '../util/text/quoted.js';

/** A value as a message quotes it: strings in Go's quotes, numbers in Go's short form, the rest as JSON with sorted keys. */
export function printed(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' || typeof value === 'bigint' ? printedNumber(value) : canonicalJson(value);
}

const [leastInt64, greatestInt64] = [-(2n ** 63n), 2n ** 63n - 1n];

/** Whether the server holds a number as an integer: a whole one of 64 bits. It holds all others as floats. */
export function isInt64(value: number | bigint): boolean {
  if (Number.isSafeInteger(value)) return true;
  return (typeof value === 'bigint' || Number.isInteger(value)) && value >= leastInt64 && value <= greatestInt64;
}

/** Integers are printed in full; floats have an exponent from a million on, as in Go. */
function printedNumber(value: number | bigint): string {
  return isInt64(value) ? BigInt(value).toString() : printedFloat(Number(value));
}

function printedFloat(value: number): string {
  const exponent = Number(value.toExponential().split('e')[1]);
  if (exponent >= -4 && exponent < 6) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
