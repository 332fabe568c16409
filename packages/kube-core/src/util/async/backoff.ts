/**
 * How long to wait before the next try: exponential, capped, with jitter. Enter at {@link exponentialBackoff}.
 */
import { KubeError } from '../../errors.js';

/** Shape of an exponential backoff. */
export interface BackoffOptions {
  /** The first wait, in milliseconds. */
  readonly initialMs: number;
  /** The longest wait before jitter, in milliseconds. */
  readonly maxMs: number;
  /** What each wait is multiplied by to give the next. @defaultValue 2 */
  readonly factor?: number;
  /** The share of the wait that may be added at random: with 1 a wait of d lasts between d and 2d. @defaultValue 0 */
  readonly jitter?: number;
  /** The source of chance, from 0 up to but not including 1. @defaultValue Math.random */
  readonly random?: () => number;
}

/** The wait before try number `attempt`, in milliseconds. */
export type Backoff = (attempt: number) => number;

/**
 * @param options - Start, cap, factor and jitter.
 * @throws KubeError `params` for a number that is negative or none.
 * @returns a pure function of the number of failures so far: 1 gives the first wait.
 */
export function exponentialBackoff(options: BackoffOptions): Backoff {
  const { initialMs, maxMs, factor = 2, jitter = 0, random = Math.random } = options;
  for (const [name, value] of Object.entries({ initialMs, maxMs, factor, jitter }))
    if (!(value >= 0)) throw new KubeError('params', `${name} of a backoff is ${value}; it is a number from 0`);
  return (attempt) => {
    const growth = Math.min(factor ** (Math.max(attempt, 1) - 1), Number.MAX_VALUE); // 0 times infinity is no number
    const base = Math.min(initialMs * growth, maxMs);
    return base * (1 + jitter * random());
  };
}
