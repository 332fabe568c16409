/** Kubernetes quantities in CEL: `quantity('1500m')`, exact to a billionth. Enter at {@link registerQuantities}. */
import type { Environment } from '@marcbachmann/cel-js';
import { parseQuantity } from '../../resource/values/quantity.js';

/** One, in billionths. */
const one = 1_000_000_000n;

/** A quantity, in billionths. */
class Quantity {
  readonly billionths: bigint;
  constructor(billionths: bigint) {
    this.billionths = billionths;
  }
}

function parse(text: string): Quantity | undefined {
  const value = parseQuantity(text);
  return value && new Quantity(value.billionths);
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
    .registerFunction(`sign(${type}): int`, (a: Quantity) => order(a, new Quantity(0n)))
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
