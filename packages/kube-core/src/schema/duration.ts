/** Durations as the API server reads them, in the format `duration` and in CEL. Enter at {@link parseDuration} or {@link parseGoDuration}. */

/** Nanoseconds of Go's units. */
const nanoseconds: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3_600e9 };

/** Go's duration, `1h30m`, `-1.5s`, in nanoseconds, or undefined. */
export function parseGoDuration(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  if (!/^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    total += Number(amount) * (nanoseconds[unit ?? ''] ?? 0);
  }
  return text.startsWith('-') ? -total : total;
}

/** Words for units, which may go on after the word (`weeks`), and letters, which may not. */
const words: readonly (readonly [letters: readonly string[], word: string, nanoseconds: number])[] = [
  [['ns'], 'nano', 1],
  [['us', 'µs'], 'micro', 1e3],
  [['ms'], 'milli', 1e6],
  [['s'], 'sec', 1e9],
  [['m'], 'min', 60e9],
  [['h', 'hr'], 'hour', 3_600e9],
  [['d'], 'day', 86_400e9],
  [['w', 'wk'], 'week', 604_800e9],
];

/**
 * What the format `duration` takes, in nanoseconds, or undefined: Go's durations, and every text in which a number stands before the name
 * of a unit, `PT1H` and `2 weeks` among them.
 */
export function parseDuration(text: string): number | undefined {
  const go = parseGoDuration(text);
  if (go !== undefined) return go;
  let total: number | undefined;
  for (const [, amount, name = ''] of text.matchAll(/(\d+)\s*([A-Za-zµ]+)/g)) {
    const unit = name.toLowerCase();
    const found = words.find(([letters, word]) => letters.includes(unit) || unit.startsWith(word));
    if (found !== undefined) total = (total ?? 0) + Number(amount) * found[2];
  }
  return total;
}
