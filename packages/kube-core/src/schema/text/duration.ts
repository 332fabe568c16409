/** Durations as the API server reads them in the format `duration`, which is more than Go's. Enter at {@link parseDuration}. */
import { parseGoDuration } from '../../resource/values/duration.js';

/** The longest duration, in nanoseconds: Go counts them in 64 bits. */
const longest = 2n ** 63n - 1n;

/** Digits of the longest duration in nanoseconds. */
const longestDigits = 19;

const withoutZeros = (digits: string): string => digits.replace(/^0+/, '');

/** Words for units, which may go on after the word (`weeks`), and letters, which may not. */
const words: readonly (readonly [letters: readonly string[], word: string, nanoseconds: bigint])[] = [
  [['ns'], 'nano', 1n],
  [['us', 'µs'], 'micro', 1_000n],
  [['ms'], 'milli', 1_000_000n],
  [['s'], 'sec', 1_000_000_000n],
  [['m'], 'min', 60_000_000_000n],
  [['h', 'hr'], 'hour', 3_600_000_000_000n],
  [['d'], 'day', 86_400_000_000_000n],
  [['w', 'wk'], 'week', 604_800_000_000_000n],
];

/**
 * What the format `duration` takes, in nanoseconds, or undefined: Go's durations, and every text in which a number stands before the name
 * of a unit, `PT1H` and `2 weeks` among them. Such a number may have 63 bits; their product is cut to 64 bits, as the server cuts it.
 */
export function parseDuration(text: string): bigint | undefined {
  const go = parseGoDuration(text);
  if (go !== undefined) return go;
  let total: bigint | undefined;
  // Not begun inside of a number: else a long number would be read again from each of its digits.
  for (const [, amount = '', name = ''] of text.matchAll(/(?<!\d)(\d+)\s*([A-Za-zµ]+)/g)) {
    const factor = withoutZeros(amount);
    if (factor.length > longestDigits || BigInt(factor) > longest) return undefined;
    const unit = unitOf(name.toLowerCase());
    if (unit !== undefined) total = BigInt.asIntN(64, (total ?? 0n) + BigInt(factor) * unit);
  }
  return total;
}

function unitOf(name: string): bigint | undefined {
  return words.find(([letters, word]) => letters.includes(name) || name.startsWith(word))?.[2];
}
