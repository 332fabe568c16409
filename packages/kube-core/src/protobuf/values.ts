/**
 * Large integers in JSON: {@link integerOf}.
 */

/** A number, or a bigint where a number would be another one: as `parseJson` reads it. */
export function integerOf(value: bigint): number | bigint {
  const number = Number(value);
  return String(number) === String(value) ? number : value;
}
