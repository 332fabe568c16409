/**
 * Works off a queue, a few keys at a time, and ends in good order. Enter at {@link Runner}.
 */
import type { Clock } from 'kube-core';
import { warn } from 'kube-core/support';
import type { QueueMeter, QueueState } from '../queue/meter.js';
import type { PaceOptions } from '../queue/pace.js';
import { WorkQueue, type AddOptions } from '../queue/queue.js';
import { inTime } from '../util/in-time.js';
import { Ready } from '../util/ready.js';
import { Turn } from '../util/turn.js';
import { defaults } from './options.js';

/** What a {@link Runner} works with. */
export interface RunnerOptions {
  /** How many keys at once. */
  readonly concurrency: number;
  readonly clock: Clock;
  /** How fast work is started. @defaultValue as fast as keys fall due */
  readonly pace?: PaceOptions;
  /** The work on one key, until the signal aborts. It reports its own failures. */
  readonly work: (key: string, signal: AbortSignal) => Promise<void>;
}

/**
 * Starts work as keys fall due, never two at once on one key. Nothing starts before {@link Runner.start}, or after a stop.
 * Timers and sockets get their turn after 10 ms of work at the latest, also when no work ever waits.
 */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #queue: WorkQueue;
  readonly #turn = new Turn(() => this.#pump());
  readonly #kill = new AbortController();
  /** Opens when nothing runs after a stop. */
  readonly #idle = new Ready();
  #state: 'new' | 'started' | 'stopped' = 'new';

  constructor(options: RunnerOptions) {
    this.#options = options;
    const { clock, pace = {} } = options;
    this.#queue = new WorkQueue({ clock, pace, onReady: () => this.#pump() });
  }

  /** Asks for a key to be worked on. After a stop it does nothing. */
  add(key: string, options?: AddOptions): void {
    if (this.#state !== 'stopped') this.#queue.add(key, options);
  }

  /** How the queue stands. */
  get queueState(): QueueState {
    return this.#queue.state;
  }

  /** Tells a meter of what happens in the queue from now on. */
  measure(meter: QueueMeter): void {
    this.#queue.measure(meter);
  }

  /** Forgets what was asked for a key. */
  remove(key: string): void {
    this.#queue.remove(key);
  }

  /** Starts no more work on a key that is being worked on, until it is released. */
  hold(key: string): void {
    this.#queue.hold(key);
  }

  /** Work on the key may start again: what was asked for meanwhile is due. */
  release(key: string): void {
    if (this.#state !== 'stopped') this.#queue.release(key);
  }

  start(): void {
    if (this.#state === 'new') this.#state = 'started';
    this.#pump();
  }

  /**
   * Starts nothing more, waits for what runs, and aborts what does not end in time.
   *
   * @param graceMs - How long to wait before aborting, in milliseconds.
   * @param force - Aborts at once when it aborts.
   * @returns the keys whose work has not ended even then. Nobody waits for them any more.
   */
  async stop(graceMs: number, force?: AbortSignal): Promise<readonly string[]> {
    this.#state = 'stopped';
    this.#queue.clear();
    this.#openIfIdle();
    if (!(await this.#isIdleWithin(graceMs, force))) {
      this.#kill.abort(new DOMException('the controller stops', 'AbortError'));
      await this.#isIdleWithin(defaults.abortedMs);
    }
    return this.#queue.runningKeys;
  }

  #isIdleWithin(ms: number, signal?: AbortSignal): Promise<boolean> {
    const { clock } = this.#options;
    return inTime(ms, (limit) => this.#idle.wait(limit), signal === undefined ? { clock } : { clock, signal });
  }

  #openIfIdle(): void {
    if (this.#state === 'stopped' && this.#queue.running === 0) this.#idle.open();
  }

  #pump(): void {
    while (this.#state === 'started' && this.#queue.running < this.#options.concurrency && this.#turn.hasTime()) {
      const key = this.#queue.take();
      if (key === undefined) return;
      void this.#work(key);
    }
  }

  async #work(key: string): Promise<void> {
    try {
      await this.#options.work(key, this.#kill.signal);
    } catch (defect) {
      warn('reconcile()', defect);
    }
    this.#queue.done(key);
    this.#openIfIdle();
    this.#pump();
  }
}
