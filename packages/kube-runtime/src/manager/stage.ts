/**
 * What a manager runs in one phase: {@link Stage}. It is started and stopped as one.
 */
import { Ready } from '../util/ready.js';
import type { Runnable } from '../util/runnable.js';

/** What a stage tells, and what cuts it short. */
export interface StageOptions {
  /** Ends at once whatever still runs. */
  readonly force: AbortSignal;
  /** Hears that something failed, and of nothing once everything has ended. */
  readonly failed: (error: unknown) => void;
  /** Hears that everything has ended. */
  readonly ended: () => void;
}

/** Some runnables, from their start to the end of the last. */
export class Stage {
  readonly #runnables: readonly Runnable[];
  readonly #options: StageOptions;
  readonly #stop = new AbortController();
  readonly #running = new Map<Runnable, Ready>();
  readonly #ended = new Ready();

  constructor(runnables: readonly Runnable[], options: StageOptions) {
    this.#runnables = runnables;
    this.#options = options;
  }

  /** What has not ended. */
  get running(): readonly Runnable[] {
    return [...this.#running.keys()];
  }

  /** Starts everything. */
  start(): void {
    const fresh = this.#runnables.map((runnable) => ({ runnable, ended: new Ready() }));
    for (const { runnable, ended } of fresh) this.#running.set(runnable, ended);
    for (const { runnable, ended } of fresh) void this.#run(runnable).then(() => this.#done(runnable, ended));
  }

  /** Resolves when what comes after this stage may start. Whatever has ended by then is not waited for. */
  async started(signal: AbortSignal): Promise<void> {
    const waits = this.#runnables.map((runnable) => this.#startedOne(runnable, signal));
    await Promise.all(waits);
  }

  /** Tells everything to end in good order. */
  stop(): void {
    this.#stop.abort();
    if (this.#running.size === 0) this.#ended.open();
  }

  /** Whether everything has ended; before a stop it has not. */
  get hasEnded(): boolean {
    return this.#ended.isOpen;
  }

  /** Resolves when everything has ended after a stop. @throws the signal's reason, as soon as it aborts. */
  ended(signal: AbortSignal): Promise<void> {
    return this.#ended.wait(signal);
  }

  async #startedOne(runnable: Runnable, signal: AbortSignal): Promise<void> {
    if (runnable.started === undefined) return;
    try {
      await Promise.race([runnable.started(signal), this.#running.get(runnable)?.wait(signal)]);
    } catch (error) {
      if (!signal.aborted) this.#options.failed(error);
    }
  }

  async #run(runnable: Runnable): Promise<void> {
    try {
      await runnable.run({ signal: this.#stop.signal, force: this.#options.force });
    } catch (error) {
      this.#options.failed(error);
    }
  }

  #done(runnable: Runnable, ended: Ready): void {
    this.#running.delete(runnable);
    ended.open();
    if (this.#running.size > 0) return;
    if (this.#stop.signal.aborted) this.#ended.open();
    this.#options.ended();
  }
}
