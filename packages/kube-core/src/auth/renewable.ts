/**
 * What somebody else gives for a while: the token of a plugin, of an identity provider, of the program. It is asked for once for all who
 * wait, kept until shortly before it ends, and asked for again when a server refuses it. Enter at {@link Renewable}.
 */
import { codeOf, messageOf } from '../errors.js';
import { linkedAbort, onAbort, type LinkedAbort } from '../util/async/abort.js';
import type { Clock } from '../util/async/clock.js';

const defaults = { earlyMs: 60_000 } as const; // a slow clock, a long call: the server must still take what was good when it was sent

/** What was given, and until when it is good. */
export interface Grant<T> {
  readonly value: T;
  /** Milliseconds since the epoch. Missing: until it is refused. */
  readonly expiresAtMs?: number | undefined;
}

/** What a {@link Renewable} is made of. */
export interface RenewableOptions<T> {
  /** Asks for a new one; the signal aborts when nobody waits any more. */
  readonly ask: (signal: AbortSignal) => Promise<Grant<T>>;
  readonly clock: Clock;
  /** Whose failure a warning speaks of, `the credential plugin "aws"`. */
  readonly name: string;
}

interface Held<T> extends Required<Grant<T>> {
  readonly expiresAtMs: number;
  /** From here on a new one is asked for while this one is still given out. */
  readonly renewAtMs: number;
  readonly refused: boolean;
}

/** A question that is under way, and how many wait for its answer. */
interface Flight<T> {
  readonly answer: Promise<T>;
  readonly abort: LinkedAbort;
  waiting: number;
}

/** One value at a time, and one question. */
export class Renewable<T> {
  readonly #options: RenewableOptions<T>;
  #held: Held<T> | undefined;
  #flight: Flight<T> | undefined;

  constructor(options: RenewableOptions<T>) {
    this.#options = options;
  }

  /**
   * What is good now. Shortly before it ends a new one is asked for in the background; only when there is none does the caller wait.
   *
   * @throws the signal's reason; whatever the question failed with, while there is nothing else to give.
   */
  current(signal?: AbortSignal): Promise<T> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    const held = this.#held;
    const now = this.#options.clock.now();
    if (held === undefined || held.refused || now >= held.expiresAtMs) return this.#join(signal);
    if (now >= held.renewAtMs && this.#flight === undefined) this.#start().answer.catch(() => undefined); // it has told
    return Promise.resolve(held.value);
  }

  /**
   * The server did not take it: asks for another, unless there is one already. Where that fails, the one that was refused stays, and the
   * process is warned.
   *
   * @param isRefused - Whether a value is what the server did not take.
   */
  async refuse(isRefused: (value: T) => boolean, signal?: AbortSignal): Promise<void> {
    const held = this.#held;
    if (held === undefined || !isRefused(held.value)) return;
    this.#held = { ...held, refused: true };
    await this.#join(signal);
  }

  #start(): Flight<T> {
    const abort = linkedAbort();
    const flight: Flight<T> = { abort, waiting: 0, answer: this.#ask(abort.signal).finally(() => this.#land(flight)) };
    this.#flight = flight;
    return flight;
  }

  #land(flight: Flight<T>): void {
    if (this.#flight === flight) this.#flight = undefined;
  }

  async #ask(signal: AbortSignal): Promise<T> {
    try {
      const grant = await this.#options.ask(signal);
      this.#hold(grant, Infinity);
      return grant.value;
    } catch (error) {
      const held = this.#held;
      if (held === undefined || this.#options.clock.now() >= held.expiresAtMs) throw error;
      this.#hold(held, held.expiresAtMs);
      if (!signal.aborted) warn(`${this.#options.name} gave nothing new, so what it gave before is used on`, error);
      return held.value;
    }
  }

  #hold({ value, expiresAtMs = Infinity }: Grant<T>, latest: number): void {
    const now = this.#options.clock.now();
    const ends = Math.min(expiresAtMs, latest);
    // A tenth of what is left, at most: a plugin with a cache of its own gives the same token until that has ended.
    this.#held = { value, expiresAtMs: ends, renewAtMs: ends - Math.min(defaults.earlyMs, (ends - now) / 10), refused: false };
  }

  /** Waits for the question under way, or a new one. It ends when the last who waits for it leaves. */
  #join(signal: AbortSignal | undefined): Promise<T> {
    const flight = this.#flight ?? this.#start();
    flight.waiting++;
    return new Promise((resolve, reject) => {
      const release = onAbort(signal, (reason) => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller chose the reason
        reject(reason);
        if (--flight.waiting > 0) return;
        this.#land(flight);
        flight.abort.abort(reason);
      });
      flight.answer.then(resolve, reject).finally(release);
    });
  }
}

function warn(what: string, error: unknown): void {
  process.emitWarning(`${what}: ${messageOf(error)}`, { type: 'KubeWarning', code: `KUBE_${codeOf(error) ?? 'CREDENTIALS'}` });
}
