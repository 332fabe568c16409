/** Kubernetes quantities in CEL: `quantity('1500m')`, exact to a billionth. Enter at {@link registerQuantities}. */
import type { Environment } from '@marcbachmann/cel-js';

/** One, in billionths. */
const one = 1_000_000_000n;

/** A quantity, in billionths. */
class Quantity {
  readonly billionths: bigint;
  constructor(billionths: bigint) {
    this.billionths = billionths;
  }
}

const decimalExponents: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binaryExponents: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** More digits and greater exponents than any quantity can mean. */
const longestText = 64;
const greatestExponent = 64;

function parse(text: string): Quantity | undefined {
  if (text.length > longestText) return undefined;
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] =
    /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+)|([KMGTPE]i|[numkMGTPE]))?$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const power = exponent === undefined ? (decimalExponents[suffix] ?? 0) : Number(exponent);
  if (Math.abs(power) > greatestExponent) return undefined;
  const size = scale(BigInt(whole + fraction) << BigInt(binaryExponents[suffix] ?? 0), power - fraction.length + 9);
  return new Quantity(sign === '-' ? -size : size);
}

/** A digit below a billionth rounds up. */
function scale(digits: bigint, power: number): bigint {
  if (power >= 0) return digits * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (digits + divisor - 1n) / divisor;
}

function parsed(text: string): Quantity {
  const quantity = parse(text);
  if (quantity === undefined) {
    throw new Error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  }
  return quantity;
}

function integerOf({ billionths }: Quantity): bigint {
  if (billionths % one !== 0n) throw new Error('cannot convert value to integer');
  return billionths / one;
}

const order = (a: Quantity, b: Quantity): bigint => (a.billionths < b.billionths ? -1n : a.billionths > b.billionths ? 1n : 0n);

/** Adds `quantity`, `isQuantity` and what quantities can do. */
export function registerQuantities(environment: Environment): void {
  const type = 'kubernetes.Quantity';
  environment
    .registerType(type, { ctor: Quantity, fields: {} })
    .registerOperator(`${type} == ${type}`, (a: Quantity, b: Quantity) => a.billionths === b.billionths)
    .registerFunction('isQuantity(string): bool', (text: string) => parse(text) !== undefined)
    .registerFunction(`quantity(string): ${type}`, parsed)
    .registerFunction(`${type}.sign(): int`, (a: Quantity) => order(a, new Quantity(0n)))
    .registerFunction(`${type}.isInteger(): bool`, (a: Quantity) => a.billionths % one === 0n)
    .registerFunction(`${type}.asInteger(): int`, integerOf)
    .registerFunction(`${type}.asApproximateFloat(): double`, (a: Quantity) => Number(a.billionths) / Number(one))
    .registerFunction(`${type}.compareTo(${type}): int`, order)
    .registerFunction(`${type}.isGreaterThan(${type}): bool`, (a: Quantity, b: Quantity) => order(a, b) > 0n)
    .registerFunction(`${type}.isLessThan(${type}): bool`, (a: Quantity, b: Quantity) => order(a, b) < 0n)
    .registerFunction(`${type}.add(${type}): ${type}`, (a: Quantity, b: Quantity) => new Quantity(a.billionths + b.billionths))
    .registerFunction(`${type}.add(int): ${type}`, (a: Quantity, b: bigint) => new Quantity(a.billionths + b * one))
    .registerFunction(`${type}.sub(${type}): ${type}`, (a: Quantity, b: Quantity) => new Quantity(a.billionths - b.billionths))
    .registerFunction(`${type}.sub(int): ${type}`, (a: Quantity, b: bigint) => new Quantity(a.billionths - b * one));
}
