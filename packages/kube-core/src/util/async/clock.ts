/**
 * Time as a dependency: {@link systemClock} in production, {@link ManualClock} in tests, so that a two-hour backoff takes a
 * test no time at all.
 */
import { onAbort } from './abort.js';

/** What tells the time and waits. Everything in this project that waits takes one. */
export interface Clock {
  /** Milliseconds since the epoch; never goes back while the process runs, for the clocks of this file. */
  now(): number;
  /**
   * Resolves after `ms` milliseconds. A process stays alive for as long as it sleeps.
   *
   * @throws the signal's reason, as soon as it aborts.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Calls back once after `ms` milliseconds; returns what cancels it.
   *
   * @remarks A process stays alive until the callback ran or was cancelled, as it does for an open connection: whoever sets an alarm
   * cancels it when nobody waits any more. So a watch of a server in the same process, which has no socket, holds the process as well.
   */
  after(ms: number, callback: () => void): () => void;
}

/** The longest delay a timer of Node holds, 24 days; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** A limit in milliseconds as a timer of Node takes it: what is longer than 24 days ends no sooner than that. */
export const timerMs = (ms: number): number => Math.min(ms, longestTimerMs);

function later(ms: number, callback: () => void): () => void {
  const due = performance.now() + ms;
  let timer: NodeJS.Timeout;
  const arm = (left: number): void => {
    timer = setTimeout(ring, Math.min(Math.max(left, 0), longestTimerMs));
  };
  const ring = (): void => {
    const left = due - performance.now(); // timers of Node ring up to a millisecond early
    if (left > 0) arm(left);
    else callback();
  };
  arm(ms);
  return () => clearTimeout(timer);
}

/** Rejects with the signal's reason when it aborts, else settles when the timer set by `start` fires. */
function sleepWith(start: (wake: () => void) => () => void, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const wake = (): void => {
      release();
      resolve();
    };
    const cancel = signal?.aborted === true ? () => undefined : start(wake);
    const release = onAbort(signal, (reason) => {
      cancel();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller chose the reason
      reject(reason);
    });
  });
}

/** The machine's clock, on the monotonic timer: a change of the wall clock neither shortens nor lengthens a wait. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms, signal) => sleepWith((wake) => later(ms, wake), signal),
  after: later,
};

interface Alarm {
  readonly due: number;
  readonly order: number;
  readonly ring: () => void;
}

/**
 * A clock that stands still until a test advances it.
 *
 * @example
 * ```ts
 * import { ManualClock } from 'kube-core/testing';
 *
 * const clock = new ManualClock();
 * let rang = false;
 * clock.after(60_000, () => { rang = true; });
 * await clock.advance(60_000);
 * console.log(rang); // true
 * ```
 */
export class ManualClock implements Clock {
  readonly #alarms = new Set<Alarm>();
  #now: number;
  #order = 0;

  /** @param startMs - What {@link ManualClock.now} says at first, in milliseconds since the epoch. */
  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepWith((wake) => this.after(ms, wake), signal);
  }

  after(ms: number, callback: () => void): () => void {
    const alarm: Alarm = { due: this.#now + Math.max(ms, 0), order: this.#order++, ring: callback };
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  }

  /** How many waits are pending: a test that expects one can say so before it advances. */
  get pending(): number {
    return this.#alarms.size;
  }

  /** The time of the next wait, if there is one. */
  get next(): number | undefined {
    return this.#first()?.due;
  }

  /**
   * Moves time forward and rings what falls due on the way, in order; what was woken runs, and may wait again, before the
   * next alarm rings.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let alarm = this.#first(); alarm !== undefined && alarm.due <= end; alarm = this.#first()) {
      this.#alarms.delete(alarm);
      this.#now = Math.max(this.#now, alarm.due);
      alarm.ring();
      await settle();
    }
    this.#now = end;
  }

  #first(): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (first === undefined || alarm.due < first.due || (alarm.due === first.due && alarm.order < first.order)) first = alarm;
    }
    return first;
  }
}

/** Lets every promise that can go on do so: a macrotask runs after all the microtasks that are due, some of which queue more. */
async function settle(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise<void>((resolve) => setImmediate(resolve));
}
