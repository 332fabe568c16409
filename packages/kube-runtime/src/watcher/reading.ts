/**
 * Reads one watch, with an eye on silence and abort. Enter at {@link Reading}.
 */
import { onAbort, type Clock, type KubeObject, type Stored, type WatchEvent } from 'kube-core';
import { silentAt, type Happening, type WatcherState } from './state.js';

/** What a {@link Reading} looks at beside the events. */
export interface ReadingContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Where the watcher stands now: it decides how long a silence may be. */
  readonly state: () => WatcherState;
}

/**
 * One open watch. Neither silence nor abort waits for the iterator to notice: a dead connection may never answer.
 * One timer and one listener serve the whole watch, not one an event.
 */
export class Reading<K extends KubeObject> {
  readonly #context: ReadingContext;
  readonly #events: AsyncIterator<WatchEvent<Stored<K>>> | { readonly error: unknown };
  readonly #release: () => void;
  #timer: { readonly due: number; readonly cancel: () => void } | undefined;
  #heardAt: number;
  #settle: ((happening: Happening<K> | undefined) => void) | undefined;

  constructor(open: () => AsyncIterator<WatchEvent<Stored<K>>>, context: ReadingContext) {
    this.#context = context;
    this.#heardAt = context.clock.now();
    this.#events = attempt(open);
    this.#release = onAbort(context.signal, () => this.#settle?.(undefined));
  }

  /** What happens next; `undefined` when it was aborted. */
  next(): Promise<Happening<K> | undefined> {
    const events = this.#events;
    if ('error' in events) return Promise.resolve({ type: 'failed', error: events.error });
    return new Promise((resolve) => {
      this.#settle = resolve;
      if (silentAt(this.#context.state(), this.#heardAt) < (this.#timer?.due ?? Infinity)) this.#watchSilence();
      events.next().then(
        (result) => {
          this.#heardAt = this.#context.clock.now();
          resolve(result.done === true ? { type: 'ended' } : { type: 'event', event: result.value });
        },
        (error: unknown) => resolve({ type: 'failed', error }),
      );
    });
  }

  /** Lets go of the timer, the listener and the watch; does not wait for it. */
  end(): void {
    this.#timer?.cancel();
    this.#release();
    if (!('error' in this.#events)) this.#events.return?.().catch(() => undefined);
  }

  /** The timer is set once, not for each event: when it rings, it looks how long the silence has been. */
  #watchSilence(): void {
    const { clock, state } = this.#context;
    this.#timer?.cancel();
    const due = silentAt(state(), this.#heardAt);
    const left = due - clock.now();
    this.#timer = left > 0 && left !== Infinity ? { due, cancel: clock.after(left, () => this.#watchSilence()) } : undefined;
    if (left <= 0) this.#settle?.({ type: 'silent' });
  }
}

function attempt<T extends object>(open: () => T): T | { readonly error: unknown } {
  try {
    return open();
  } catch (error) {
    return { error };
  }
}
