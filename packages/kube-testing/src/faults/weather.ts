/**
 * Faults at random, from a seed: {@link badWeather}.
 */
import { checkOptions, type Rule } from 'kube-core/support';
import { checked, type NetworkFault, type Weather } from './network-fault.js';

/** How bad the weather is. */
export interface WeatherOptions {
  /** The same seed gives the same faults to the same order of requests. */
  readonly seed: number;
  /** How many of the requests meet a fault, from 0 to 1. @defaultValue 0.2 */
  readonly rate?: number;
  /** What they meet, one as likely as another; `on` and `times` count for nothing here. @defaultValue all ways to lose a connection, garbage, pages and delays */
  readonly faults?: readonly NetworkFault[];
}

/** A stall is not among them: only a deadline of the client ends one. */
const usual: readonly NetworkFault[] = [
  { harm: 'reset', when: 'request' },
  { harm: 'reset', when: 'answer' },
  { harm: 'reset', when: 'head' },
  { harm: 'reset', when: 'body' },
  { harm: 'end', when: 'answer' },
  { harm: 'end', when: 'head' },
  { harm: 'end', when: 'body' },
  { harm: 'half-close', when: 'body' },
  { harm: 'bad-chunk', when: 'body' },
  { harm: 'garbage' },
  { harm: 'page', status: 502 },
  { harm: 'page', status: 504 },
  { harm: 'delay', delayMs: 30 },
];

const share: Rule = { fits: (value) => typeof value === 'number' && value >= 0 && value <= 1, wanted: 'a number from 0 to 1' };
const someFaults: Rule = { fits: (value) => Array.isArray(value) && value.length > 0, wanted: 'a list of one fault or more' };

/** @throws KubeError `option`, `fault-option` for options that cannot be. */
export function badWeather(options: WeatherOptions): Weather {
  const {
    seed,
    rate = 0.2,
    faults = usual,
  } = checkOptions('badWeather()', options, {
    seed: { fits: Number.isSafeInteger, wanted: 'a whole number' },
    rate: share,
    faults: someFaults,
  });
  const possible = faults.map(checked);
  const random = randomFrom(seed);
  return () => (random() < rate ? possible[Math.floor(random() * possible.length)] : undefined);
}

/** Numbers from 0 to 1 that a seed decides (a linear congruential generator with Knuth's constants, of which the upper half is used). */
function randomFrom(seed: number): () => number {
  let state = BigInt.asUintN(64, BigInt(seed));
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 32n) / 2 ** 32;
  };
}
