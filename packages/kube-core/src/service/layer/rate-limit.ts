/**
 * A limit to how many calls a client makes: {@link rateLimit}. API servers share themselves out among their clients (priority and fairness),
 * so most programs need none; it is for servers without, and for programs that must stay quiet.
 */
import { onAbort } from '../../util/async/abort.js';
import { systemClock, type Clock } from '../../util/async/clock.js';
import { checkOptions, checkValue, rules, type Rule } from '../../util/options.js';
import type { Layer } from '../service.js';

/** How many calls. */
export interface RateLimit {
  /** Calls a second, on average. */
  readonly qps: number;
  /** So many at once after a pause. @defaultValue twice `qps`, at least one */
  readonly burst?: number;
}

/** What {@link rateLimit} may be told. */
export interface RateLimitOptions extends RateLimit {
  /** Ends every wait with its reason. @defaultValue none */
  readonly closing?: AbortSignal;
  readonly clock?: Clock;
}

const positive: Rule = { fits: (value) => typeof value === 'number' && value > 0 && value < Infinity, wanted: 'a number above 0' };

/**
 * Calls wait for their turn: first come, first served. Watches, followed logs and upgrades are not counted, as in client-go.
 *
 * @param options - Calls a second, and how many at once.
 * @remarks Guarantee: a call that is aborted while it waits is not counted.
 * @throws KubeError `option` for numbers that make no sense.
 */
export function rateLimit(options: RateLimitOptions): Layer {
  const given = checkOptions('rateLimit()', options, { qps: positive, burst: rules.count, closing: rules.signal, clock: rules.clock });
  checkValue('qps', given.qps, positive); // it may not be left out
  const bucket = new TokenBucket(given);
  return (inner) => async (request) => {
    if (request.streaming !== true && request.upgrade === undefined) await bucket.take(request.signal);
    return inner(request);
  };
}

interface Waiting {
  readonly go: () => void;
}

/** Fills steadily, up to a brim; each call takes one token. */
class TokenBucket {
  readonly #clock: Clock;
  readonly #closing: AbortSignal | undefined;
  readonly #perMs: number;
  readonly #burst: number;
  readonly #queue = new Set<Waiting>();
  #tokens: number;
  #filledAt: number;
  #cancelAlarm: (() => void) | undefined;

  constructor({ qps, burst = Math.max(1, Math.ceil(2 * qps)), closing, clock = systemClock }: RateLimitOptions) {
    this.#clock = clock;
    this.#closing = closing;
    this.#perMs = qps / 1000;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledAt = clock.now();
  }

  /** @throws the reason of a signal that aborts first. */
  async take(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    this.#closing?.throwIfAborted();
    if (this.#queue.size === 0 && this.#takeOne()) return;
    await this.#wait(signal);
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const releases: (() => void)[] = [];
      const leave = (): void => {
        this.#queue.delete(waiting);
        for (const release of releases) release();
      };
      const waiting: Waiting = {
        go: () => {
          leave();
          resolve();
        },
      };
      const give = (reason: unknown): void => {
        leave();
        if (this.#queue.size === 0) this.#disarm();
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- whoever aborted chose the reason
        reject(reason);
      };
      this.#queue.add(waiting);
      releases.push(onAbort(signal, give), onAbort(this.#closing, give));
      this.#arm();
    });
  }

  #takeOne(): boolean {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#filledAt) * this.#perMs);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  #arm(): void {
    if (this.#cancelAlarm !== undefined || this.#queue.size === 0) return;
    const ms = Math.max(0, Math.ceil((1 - this.#tokens) / this.#perMs));
    this.#cancelAlarm = this.#clock.after(ms, () => this.#ring());
  }

  #disarm(): void {
    this.#cancelAlarm?.();
    this.#cancelAlarm = undefined;
  }

  #ring(): void {
    this.#cancelAlarm = undefined;
    for (const waiting of this.#queue) {
      if (!this.#takeOne()) break;
      waiting.go();
    }
    this.#arm();
  }
}
