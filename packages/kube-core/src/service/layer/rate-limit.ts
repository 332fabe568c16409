/**
 * A limit to how many calls a client makes: {@link rateLimit}. API servers share themselves out among their clients (priority and fairness),
 * so most programs need none; it is for servers without, and for programs that must stay quiet.
 */
import { onAbort } from '../../util/async/abort.js';
import { systemClock, type Clock } from '../../util/async/clock.js';
import { checkOptions, checkValue, rules } from '../../util/options.js';
import { TokenBucket } from '../../util/token-bucket.js';
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

/**
 * Calls wait for their turn: first come, first served. Watches, followed logs and upgrades are not counted, as in client-go.
 *
 * @param options - Calls a second, and how many at once.
 * @remarks Guarantee: a call that is aborted while it waits is not counted.
 * @throws KubeError `option` for numbers that make no sense.
 */
export function rateLimit(options: RateLimitOptions): Layer {
  const given = checkOptions('rateLimit()', options, { qps: rules.rate, burst: rules.count, closing: rules.signal, clock: rules.clock });
  checkValue('qps', given.qps, rules.rate); // it may not be left out
  const turns = new Turns(given);
  return (inner) => async (request) => {
    if (request.streaming !== true && request.upgrade === undefined) await turns.take(request.signal);
    return inner(request);
  };
}

interface Waiting {
  readonly go: () => void;
}

/** Calls in the order in which they came; each takes one of the bucket. */
class Turns {
  readonly #clock: Clock;
  readonly #closing: AbortSignal | undefined;
  readonly #bucket: TokenBucket;
  readonly #queue = new Set<Waiting>();
  #cancelAlarm: (() => void) | undefined;

  constructor({ qps, burst = Math.max(1, Math.ceil(2 * qps)), closing, clock = systemClock }: RateLimitOptions) {
    this.#clock = clock;
    this.#closing = closing;
    this.#bucket = new TokenBucket({ perSecond: qps, burst }, clock.now());
  }

  /** @throws the reason of a signal that aborts first. */
  async take(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    this.#closing?.throwIfAborted();
    if (this.#queue.size === 0 && this.#bucket.tryTake(this.#clock.now())) return;
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

  #arm(): void {
    if (this.#cancelAlarm !== undefined || this.#queue.size === 0) return;
    this.#cancelAlarm = this.#clock.after(this.#bucket.waitMs(this.#clock.now()), () => this.#ring());
  }

  #disarm(): void {
    this.#cancelAlarm?.();
    this.#cancelAlarm = undefined;
  }

  #ring(): void {
    this.#cancelAlarm = undefined;
    for (const waiting of this.#queue) {
      if (!this.#bucket.tryTake(this.#clock.now())) break;
      waiting.go();
    }
    this.#arm();
  }
}
