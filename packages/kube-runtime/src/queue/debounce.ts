/**
 * Lets changes come to rest before their key is added: {@link Debounce}.
 */
import type { Clock } from 'kube-core';
import type { AddOptions } from './queue.js';

/** What a {@link Debounce} works with. */
export interface DebounceOptions {
  readonly clock: Clock;
  /** How long a key must not have been asked for, in milliseconds; 0: it is added at once. */
  readonly quietMs: number;
  /** How long it waits at most since it was first asked for, in milliseconds. */
  readonly maxMs: number;
  /** Adds a key that has waited. */
  readonly add: (key: string, options: AddOptions) => void;
}

/** A key that waits. */
interface Waiting {
  readonly since: number;
  readonly priority: number;
  readonly cancel: () => void;
}

/** The keys that wait, each with a timer of its own. */
export class Debounce {
  readonly #options: DebounceOptions;
  readonly #waiting = new Map<string, Waiting>();

  constructor(options: DebounceOptions) {
    this.#options = options;
  }

  /** Asks for a key; of several priorities the highest counts. */
  add(key: string, options: AddOptions): void {
    const { clock, quietMs, maxMs, add } = this.#options;
    if (quietMs === 0) return add(key, options);
    const now = clock.now();
    const known = this.#waiting.get(key);
    known?.cancel();
    const since = known?.since ?? now;
    const asked = options.priority ?? 0;
    const priority = known === undefined ? asked : Math.max(known.priority, asked);
    const due = Math.min(now + quietMs, since + maxMs);
    const cancel = clock.after(Math.max(due - now, 0), () => {
      this.#waiting.delete(key);
      add(key, { priority });
    });
    this.#waiting.set(key, { since, priority, cancel });
  }

  /** Forgets a key. */
  remove(key: string): void {
    this.#waiting.get(key)?.cancel();
    this.#waiting.delete(key);
  }

  /** Forgets all of them. */
  clear(): void {
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }
}
