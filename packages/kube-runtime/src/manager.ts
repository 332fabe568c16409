/**
 * Runs controllers until the process is asked to end. Enter at {@link Manager}.
 */
import { KubeError, linkedAbort, onAbort, systemClock, type Client, type Clock } from 'kube-core';
import type { Runnable, RunOptions } from './util/runnable.js';

/** Where signals of the operating system come from: `process` is one. */
export interface SignalSource {
  on(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  off(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
}

/** Options of a {@link Manager}. */
export interface ManagerOptions {
  /** Where SIGTERM and SIGINT come from; `false`: they are left to the program. @defaultValue the process */
  readonly signals?: SignalSource | false;
  /** How long everything may take to end after a stop, in milliseconds. @defaultValue 30000 */
  readonly gracefulStopMs?: number;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** Runs what it was given, all of it or nothing. */
export interface Manager extends Runnable {
  readonly client: Client;
  /**
   * Adds what is to run: controllers, or anything else that runs until it is told to stop.
   *
   * @throws KubeError `manager` when it runs already.
   */
  add(...runnables: readonly Runnable[]): Manager;
  /**
   * Starts everything, and resolves when everything has ended: after SIGTERM, SIGINT or `signal`, or by itself.
   *
   * The first signal stops in good order: reconciles that run may finish within 30 s. A second one aborts them at once. Whatever fails
   * stops the others in good order. The listeners for signals are removed at the end.
   *
   * @throws whatever the first that failed threw; KubeError `manager-stop` when something did not end in time.
   */
  run(options?: RunOptions): Promise<void>;
}

const defaults = {
  /** controller-runtime's; a pod is given 30 s to end by default. */
  gracefulStopMs: 30_000,
  /** What was aborted has to notice it; what does not is left behind, so that the process can end. */
  abortedMs: 2000,
} as const;

class ProcessManager implements Manager {
  readonly client: Client;
  readonly #options: ManagerOptions;
  readonly #clock: Clock;
  readonly #runnables: Runnable[] = [];
  #ran = false;

  constructor(client: Client, options: ManagerOptions = {}) {
    this.client = client;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  add(...runnables: readonly Runnable[]): Manager {
    if (this.#ran) throw new KubeError('manager', 'the manager runs already: add everything before run()');
    this.#runnables.push(...runnables);
    return this;
  }

  async run(options: RunOptions = {}): Promise<void> {
    if (this.#ran) throw new KubeError('manager', 'the manager has run: make another');
    this.#ran = true;
    const stop = linkedAbort(options.signal, options.force);
    const force = linkedAbort(options.force);
    const release = this.#listen(() => (stop.signal.aborted ? force : stop).abort());
    try {
      if (!stop.signal.aborted) await this.#runAll(stop, force);
    } finally {
      release();
      stop[Symbol.dispose]();
      force[Symbol.dispose]();
    }
  }

  /** Signals of the operating system, until they are released. */
  #listen(ask: () => void): () => void {
    const { signals = process } = this.#options;
    if (signals === false) return () => undefined;
    signals.on('SIGTERM', ask);
    signals.on('SIGINT', ask);
    return () => {
      signals.off('SIGTERM', ask);
      signals.off('SIGINT', ask);
    };
  }

  async #runAll(stop: Abort, force: Abort): Promise<void> {
    const failures: unknown[] = [];
    const running = new Set<Runnable>(this.#runnables);
    const runs = [...running].map(async (runnable) => {
      try {
        await runnable.run({ signal: stop.signal, force: force.signal });
      } catch (error) {
        failures.push(error);
        stop.abort();
      } finally {
        running.delete(runnable);
      }
    });
    const over = linkedAbort();
    const late = this.#late({ stop, force, over: over.signal });
    await Promise.race([Promise.all(runs), late]);
    over.abort();
    if (failures.length > 0) throw failures[0];
    if (running.size > 0) throw new KubeError('manager-stop', `${running.size} of ${runs.length} did not end in time and were left behind`);
  }

  /** Resolves when what was told to stop has had its time; never before a stop. */
  async #late({ stop, force, over }: { readonly stop: Abort; readonly force: Abort; readonly over: AbortSignal }): Promise<void> {
    await aborted(stop.signal, over);
    const grace = linkedAbort(force.signal, over);
    await this.#clock.sleep(this.#options.gracefulStopMs ?? defaults.gracefulStopMs, grace.signal).catch(() => undefined);
    grace[Symbol.dispose]();
    if (over.aborted) return;
    force.abort();
    await this.#clock.sleep(defaults.abortedMs, over).catch(() => undefined);
  }
}

interface Abort {
  readonly signal: AbortSignal;
  abort(): void;
}

/** Resolves when either signal aborts. */
function aborted(...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const releases = signals.map((signal) => onAbort(signal, () => finish()));
    const finish = (): void => {
      for (const release of releases) release();
      resolve();
    };
    if (signals.some((signal) => signal.aborted)) finish();
  });
}

/**
 * Runs controllers until the process is asked to end.
 *
 * @example
 * ```ts
 * import { Client } from 'kube-core';
 * import { Manager, type Controller } from 'kube-runtime';
 *
 * declare const controller: Controller<{}>;
 * await using client = await Client.tryDefault({ fieldManager: 'website' });
 * await new Manager(client).add(controller).run();
 * ```
 */
export const Manager: new (client: Client, options?: ManagerOptions) => Manager = ProcessManager;
