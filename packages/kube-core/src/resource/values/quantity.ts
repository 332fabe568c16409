/**
 * Quantities as Kubernetes writes them (`100m`, `1Gi`, `1e3`): {@link parseQuantity} reads one exactly, {@link printQuantity} writes it in
 * the short form that the API server answers with.
 *
 * The rules are those of `k8s.io/apimachinery/pkg/api/resource`.
 */

import { KubeError } from '../../errors.js';
import { unwanted } from '../../util/arguments.js';
import { isObject } from '../../util/json/json.js';

/** How a quantity was written, which decides how it is written again. */
export type QuantityFormat = 'binary' | 'decimal' | 'exponent';

/** An amount, exact to a billionth. */
export interface QuantityValue {
  readonly billionths: bigint;
  readonly format: QuantityFormat;
}

/** One, in billionths. */
const one = 1_000_000_000n;

const decimalSuffixes = new Map<string, number>([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

/** More digits and greater exponents than any quantity can mean. */
const longestText = 64;
const greatestExponent = 64;

const form = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+)|([KMGTPE]i|[numkMGTPE]))?$/;

/**
 * @param text - `1.5Gi`, `100m`, `1e3`, `-2`.
 * @returns undefined for a text that is no quantity. What is below a billionth is rounded up, away from zero.
 */
export function parseQuantity(text: string): QuantityValue | undefined {
  if (typeof text !== 'string') return undefined;
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] = text.length > longestText ? [] : (form.exec(text) ?? []);
  if (sign === undefined) return undefined;
  const power = exponent === undefined ? (decimalSuffixes.get(suffix) ?? 0) : Number(exponent);
  if (Math.abs(power) > greatestExponent) return undefined;
  const binary = binarySuffixes.findIndex((known) => known !== '' && known === suffix);
  const digits = BigInt(whole + fraction) << BigInt(10 * Math.max(binary, 0));
  const size = scaled(digits, power - fraction.length + 9);
  return { billionths: sign === '-' ? -size : size, format: exponent !== undefined ? 'exponent' : binary > 0 ? 'binary' : 'decimal' };
}

/** Digits times a power of ten; a digit below the last place rounds up. */
function scaled(digits: bigint, power: number): bigint {
  if (power >= 0) return digits * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (digits + divisor - 1n) / divisor;
}

/**
 * The shortest way to write a quantity in its format: `1000m` is `1`, `1024Mi` is `1Gi`, `0.5` is `500m`. A binary quantity below 1024, or one
 * that is not whole, is written as a decimal one.
 */
export function printQuantity(value: QuantityValue): string {
  if (!isObject(value) || typeof value.billionths !== 'bigint') throw unwanted('printQuantity takes what parseQuantity gives', value);
  const { billionths, format } = value;
  if (billionths === 0n) return '0';
  const sign = billionths < 0n ? '-' : '';
  const size = billionths < 0n ? -billionths : billionths;
  const binary = format === 'binary' && size >= 1024n * one && size % one === 0n;
  return sign + (binary ? printBinary(size / one) : printDecimal(size, format === 'exponent'));
}

function printBinary(size: bigint): string {
  let [rest, step] = [size, 0];
  while (step < binarySuffixes.length - 1 && rest % 1024n === 0n) [rest, step] = [rest / 1024n, step + 1];
  return `${rest}${binarySuffixes[step] ?? ''}`;
}

function printDecimal(size: bigint, asExponent: boolean): string {
  let [rest, power] = [size, -9];
  while ((asExponent || power < 18) && rest % 1000n === 0n) [rest, power] = [rest / 1000n, power + 3];
  if (asExponent) return power === 0 ? `${rest}` : `${rest}e${power}`;
  const suffix = [...decimalSuffixes].find(([, exponent]) => exponent === power)?.[0] ?? '';
  return `${rest}${suffix}`;
}

/** A quantity of the API: a text, or the number that servers take as well. */
export type QuantityLike = string | number;

function valueOf(quantity: QuantityLike): QuantityValue {
  const value = parseQuantity(String(quantity));
  if (value !== undefined) return value;
  throw new KubeError('params', `${JSON.stringify(quantity)} is no quantity; one looks like 500m, 2Gi or 1.5`);
}

/**
 * Which of two quantities is the greater: to sort by, `quantities.sort(compareQuantities)`.
 *
 * @returns below 0 where `a` is less, above where it is more, 0 where both are the same amount: `1` and `1000m` are.
 * @throws KubeError `params` for what is no quantity.
 */
export function compareQuantities(a: QuantityLike, b: QuantityLike): -1 | 0 | 1 {
  const [left, right] = [valueOf(a).billionths, valueOf(b).billionths];
  return left === right ? 0 : left < right ? -1 : 1;
}

/**
 * The sum of quantities in its shortest form, exact to a billionth: the requests of all containers of a pod.
 *
 * @returns written as the first of them that is not zero; `0` for none.
 * @throws KubeError `params` for what is no quantity.
 */
export function addQuantities(...quantities: readonly QuantityLike[]): string {
  return sumOf(quantities.map(valueOf));
}

/** What is left of a quantity when another is taken away. @throws KubeError `params` for what is no quantity. */
export function subtractQuantities(from: QuantityLike, taken: QuantityLike): string {
  const { billionths, format } = valueOf(taken);
  return sumOf([valueOf(from), { billionths: -billionths, format }]);
}

function sumOf(values: readonly QuantityValue[]): string {
  const billionths = values.reduce((sum, value) => sum + value.billionths, 0n);
  return printQuantity({ billionths, format: values.find((value) => value.billionths !== 0n)?.format ?? 'decimal' });
}

/** A quantity as a number: `500m` is 0.5, `1Ki` is 1024. Not exact where it has more than 15 digits. @throws KubeError `params`. */
export const quantityAsNumber = (quantity: QuantityLike): number => Number(valueOf(quantity).billionths) / Number(one);
