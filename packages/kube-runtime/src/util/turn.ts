/**
 * Gives the event loop its turn between pieces of work that never wait: {@link Turn}.
 *
 * Promises that settle at once run one after the other before any timer, signal or socket is looked at. Work that goes on by such
 * promises alone would hold up the whole process.
 */

/** How long work may go on before timers and sockets are looked at: a person does not notice it, and the switch costs a thousandth of it. */
const turnMs = 10;

/** Measures the work that was done since the event loop last came round. */
export class Turn {
  readonly #goOn: () => void;
  #since: number | undefined;
  #refused = false;

  /** @param goOn - Called when work may go on after {@link Turn.hasTime} refused it. */
  constructor(goOn: () => void) {
    this.#goOn = goOn;
  }

  /** Whether another piece of work may begin now. If not, the event loop comes round first, and then `goOn` is called. */
  hasTime(): boolean {
    if (this.#since === undefined) this.#begin();
    else if (performance.now() - this.#since >= turnMs) this.#refused = true;
    return !this.#refused;
  }

  #begin(): void {
    this.#since = performance.now();
    setImmediate(() => {
      const waiting = this.#refused;
      this.#since = undefined;
      this.#refused = false;
      if (waiting) this.#goOn();
    });
  }
}

/**
 * For work that may wait between its pieces.
 *
 * @returns what to await between two pieces: it lets the event loop come round where the work has gone on for too long.
 */
export function rests(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < turnMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  };
}
