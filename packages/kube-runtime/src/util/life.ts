/**
 * The life of something that runs once: not begun, running, ended. Enter at {@link Life}; controllers and managers have one each.
 */
import { KubeError, linkedAbort, type LinkedAbort } from 'kube-core';
import { checkOptions } from 'kube-core/support';
import { keepAlive } from './keep-alive.js';
import { runRules, type RunOptions } from './runnable.js';

/** The work of a life. It ends in good order when `stop` aborts, and at once when `force` does; it may abort either itself. */
export type Work = (stop: LinkedAbort, force: LinkedAbort) => Promise<void>;

/** What errors say. */
export interface LifeOptions {
  /** The code of an error: `manager`. */
  readonly code: 'controller' | 'manager' | 'webhook';
  /** The subject of a sentence: `the manager`. */
  readonly name: string;
}

/** Runs work once. The process stays alive until the work has ended. */
export class Life {
  readonly #options: LifeOptions;
  readonly #closed = new AbortController();
  #ended: Promise<void> | undefined;

  constructor(options: LifeOptions) {
    this.#options = options;
  }

  /** Whether the work was begun, whether or not it has ended. */
  get hasBegun(): boolean {
    return this.#ended !== undefined;
  }

  /** @throws whatever the work throws; KubeError where the work was begun before, where this was closed, or where an option is wrong. */
  async run(options: RunOptions, work: Work): Promise<void> {
    const { code, name } = this.#options;
    checkOptions('run()', options, runRules);
    if (this.hasBegun) throw new KubeError(code, `${name} has run: make another`);
    if (this.#closed.signal.aborted) throw new KubeError(code, `${name} is closed: make another`);
    const run = this.#live(options, work);
    this.#ended = run.catch(() => undefined); // whoever called run() hears of it
    return run;
  }

  /** Stops the work in good order, and resolves when it has ended. What has not begun never does. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#ended;
  }

  async #live({ signal, force }: RunOptions, work: Work): Promise<void> {
    const letGo = keepAlive();
    const stop = linkedAbort(signal, force, this.#closed.signal);
    const cut = linkedAbort(force);
    try {
      await work(stop, cut);
    } finally {
      stop[Symbol.dispose]();
      cut[Symbol.dispose]();
      letGo();
    }
  }
}
