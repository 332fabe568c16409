/**
 * What a manager runs: {@link Runnable}. Controllers are, and anything else that starts, goes on and can be stopped.
 */

/** How a run is ended from outside. */
export interface RunOptions {
  /** Ends the run in good order: nothing new begins, what runs may finish within its time. */
  readonly signal?: AbortSignal;
  /** Ends the run at once: what still runs is aborted. */
  readonly force?: AbortSignal;
}

/** Something that runs until it is told to stop. */
export interface Runnable {
  /**
   * Resolves when it has ended in good order.
   *
   * @throws whatever ended it otherwise.
   */
  run(options?: RunOptions): Promise<void>;
}
