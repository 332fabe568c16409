/**
 * What is measured of a queue: {@link QueueMeter} hears of each key, {@link QueueState} is looked at when somebody wants to know.
 */

/** Hears what happens to keys; times are in milliseconds. */
export interface QueueMeter {
  /** A key that did not wait is to be worked on; it may have to wait until what is done to it now has ended. */
  added(): void;
  /** A key was added with a delay: after a failure, or because its work asked for it. */
  delayed(): void;
  /** Work on a key begins, after it was due for so long. */
  taken(waitedMs: number): void;
  /** Work on a key has ended. */
  done(workedMs: number): void;
}

/** How a queue stands. */
export interface QueueState {
  /** How many keys of each priority could be taken now. */
  readonly depths: ReadonlyMap<number, number>;
  /** For how long each key that is being worked on has been, in milliseconds. */
  readonly runningMs: readonly number[];
}
