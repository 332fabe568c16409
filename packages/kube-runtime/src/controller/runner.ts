/**
 * Works off a queue, a few keys at a time, and ends in good order. Enter at {@link Runner}.
 */
import { linkedAbort, onAbort, type Clock } from 'kube-core';
import { WorkQueue, type AddOptions } from '../queue/queue.js';
import { defaults } from './options.js';

/** What a {@link Runner} works with. */
export interface RunnerOptions {
  /** How many keys at once. */
  readonly concurrency: number;
  readonly clock: Clock;
  /** The work on one key. It reports its own failures and never rejects. */
  readonly work: (key: string, signal: AbortSignal) => Promise<void>;
}

/** Starts work as keys fall due, never two at once on one key. Nothing starts before {@link Runner.start}, or after a stop. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #queue: WorkQueue;
  readonly #kill = new AbortController();
  #state: 'new' | 'started' | 'stopped' = 'new';
  #onIdle: (() => void) | undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#queue = new WorkQueue({ clock: options.clock, onReady: () => this.#pump() });
  }

  /** Asks for a key to be worked on. After a stop it does nothing. */
  add(key: string, options?: AddOptions): void {
    if (this.#state !== 'stopped') this.#queue.add(key, options);
  }

  /** Forgets what was asked for a key. */
  remove(key: string): void {
    this.#queue.remove(key);
  }

  start(): void {
    if (this.#state === 'new') this.#state = 'started';
    this.#pump();
  }

  /**
   * Starts nothing more, waits for what runs, and aborts what does not end in time.
   *
   * @param graceMs - How long to wait before aborting.
   * @param force - Aborts at once when it aborts.
   */
  async stop(graceMs: number, force?: AbortSignal): Promise<void> {
    this.#state = 'stopped';
    this.#queue.clear();
    const idle = new Promise<void>((resolve) => (this.#onIdle = resolve));
    if (this.#queue.running === 0) return;
    if (await this.#within(graceMs, idle, force)) return;
    this.#kill.abort(new DOMException('the controller stops', 'AbortError'));
    await this.#within(defaults.abortedMs, idle);
  }

  /** Whether it became idle in time. */
  async #within(ms: number, idle: Promise<void>, force?: AbortSignal): Promise<boolean> {
    const over = linkedAbort();
    const late = new Promise<void>((resolve) => {
      const release = onAbort(force, () => resolve());
      onAbort(over.signal, release);
    });
    const waited = this.#options.clock.sleep(ms, over.signal).catch(() => undefined);
    await Promise.race([idle, late, waited]);
    over.abort();
    return this.#queue.running === 0;
  }

  #pump(): void {
    while (this.#state === 'started' && this.#queue.running < this.#options.concurrency) {
      const key = this.#queue.take();
      if (key === undefined) return;
      void this.#work(key);
    }
  }

  async #work(key: string): Promise<void> {
    const link = linkedAbort(this.#kill.signal);
    try {
      await this.#options.work(key, link.signal);
    } finally {
      link[Symbol.dispose]();
      this.#queue.done(key);
      if (this.#queue.running === 0) this.#onIdle?.();
      this.#pump();
    }
  }
}
