/**
 * Durations as Go writes them (`1h30m`, `250ms`): {@link parseGoDuration} and {@link printGoDuration} are exact to the nanosecond,
 * {@link parseDuration} and {@link printDuration} count milliseconds, as timers do.
 */
import { unwanted } from '../../util/arguments.js';

/** Nanoseconds of Go's units. */
const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
const second = 1_000_000_000n;
const nanosecondsInMillisecond = 1_000_000;

/** The longest duration, in nanoseconds: Go counts them in 64 bits. */
const longest = 2n ** 63n - 1n;

/** Digits of a fraction that matter: the longest unit has thirteen, and Go reads no more than this. */
const fractionDigits = 18;

/** Digits of the longest duration in nanoseconds. */
const longestDigits = 19;

/** Go's duration, `1h30m`, `-1.5s`, in nanoseconds; undefined for another text and for one that Go cannot hold (more than 292 years). */
export function parseGoDuration(text: string): bigint | undefined {
  const isNegative = text.startsWith('-');
  const unsigned = /^[+-]/.test(text) ? text.slice(1) : text;
  if (unsigned === '0') return 0n;
  const total = sumOfParts(unsigned);
  if (total === undefined || total > longest + (isNegative ? 1n : 0n)) return undefined;
  return isNegative ? -total : total;
}

/** The sum of `1h`, `30m` and so on; undefined where there is anything else. Reads each character once. */
function sumOfParts(text: string): bigint | undefined {
  const part = /(?:(\d+)(?:\.(\d*))?|\.(\d+))(ns|us|µs|μs|ms|s|m|h)/y;
  let total: bigint | undefined;
  while (part.lastIndex < text.length) {
    const [, whole = '', fraction, fractionAlone, unit = ''] = part.exec(text) ?? [];
    const amount = amountOf(whole, fraction ?? fractionAlone ?? '', units.get(unit));
    if (amount === undefined) return undefined;
    total = (total ?? 0n) + amount;
  }
  return total;
}

function amountOf(whole: string, fraction: string, unit: bigint | undefined): bigint | undefined {
  const digits = whole.replace(/^0+/, '');
  if (unit === undefined || digits.length > longestDigits) return undefined;
  const kept = fraction.slice(0, fractionDigits);
  return BigInt(digits) * unit + (BigInt(kept) * unit) / 10n ** BigInt(kept.length);
}

/** A duration in nanoseconds as Go writes it: `1h30m0s`, `250ms`, `0s`. */
export function printGoDuration(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size === 0n) return '0s';
  return sign + (size < second ? printSmall(size) : printLarge(size));
}

function printSmall(size: bigint): string {
  if (size < 1_000n) return `${size}ns`;
  return size < 1_000_000n ? `${decimal(size, 3)}µs` : `${decimal(size, 6)}ms`;
}

function printLarge(size: bigint): string {
  const minutes = size / (60n * second);
  const seconds = `${decimal(size % (60n * second), 9)}s`;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** The number with so many of its digits behind the point, without zeros at the end. */
function decimal(size: bigint, places: number): string {
  const digits = String(size).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return fraction === '' ? digits.slice(0, -places) : `${digits.slice(0, -places)}.${fraction}`;
}

/**
 * A duration in milliseconds, with a fraction where it is shorter.
 *
 * @param text - As Go writes it: `1h30m`, `250ms`, `-1.5s`.
 * @returns undefined for a text that is none.
 */
export function parseDuration(text: string): number | undefined {
  const nanoseconds = typeof text === 'string' ? parseGoDuration(text) : undefined;
  return nanoseconds === undefined ? undefined : Number(nanoseconds) / nanosecondsInMillisecond;
}

/**
 * A duration as Go writes it: 5_400_000 is `1h30m0s`.
 *
 * @param milliseconds - What is below a nanosecond is rounded.
 * @throws KubeError `params` for what is no finite number.
 */
export function printDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) throw unwanted('printDuration takes a number of milliseconds', milliseconds);
  return printGoDuration(BigInt(Math.round(milliseconds * nanosecondsInMillisecond)));
}
