/**
 * Which key is to be worked on next: deduplicated, delayed, and never one that is being worked on. Enter at {@link WorkQueue}.
 *
 * It is a data structure with one timer: whoever works takes keys, says when each is done, and is told when there may be more.
 */
import { systemClock, type Clock } from 'kube-core';
import { DelayQueue } from '../util/delay-queue.js';

/** Options of a {@link WorkQueue}. */
export interface WorkQueueOptions {
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** Called whenever there may be a key to take where there was none. */
  readonly onReady?: () => void;
}

/** How a key is put in. */
export interface AddOptions {
  /** @defaultValue 0: at once */
  readonly afterMs?: number;
  /** Higher comes first; of two priorities for one key the higher survives. @defaultValue 0 */
  readonly priority?: number;
}

interface Waiting {
  readonly priority: number;
  readonly order: number;
}

/** Every so many takes the key that has waited longest is next, whatever its priority: none waits for ever. */
const fairEvery = 8;

/**
 * A work queue.
 *
 * @remarks Guarantees: a key is never taken twice at once; a key that is added is taken at some time after that, also when it was
 * being worked on; of two delays for one key the earlier survives; keys of one priority come in the order in which they fell due.
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #onReady: () => void;
  /** Due keys by priority, each lane in order. */
  readonly #lanes = new Map<number, Map<string, Waiting>>();
  readonly #due = new Map<string, Waiting>();
  readonly #delayed = new DelayQueue<string>();
  readonly #running = new Set<string>();
  /** What was added to a key that was being worked on: when it is to run again, and how urgently. */
  readonly #again = new Map<string, { readonly due: number; readonly priority: number }>();
  #order = 0;
  #takes = 0;
  #timer: { readonly due: number; readonly cancel: () => void } | undefined;

  constructor(options: WorkQueueOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#onReady = options.onReady ?? (() => undefined);
  }

  /** Keys that could be taken now. */
  get depth(): number {
    return this.#due.size;
  }

  /** Keys that are being worked on. */
  get running(): number {
    return this.#running.size;
  }

  /** Asks for a key to be worked on, now or later. */
  add(key: string, options: AddOptions = {}): void {
    const { afterMs = 0, priority = 0 } = options;
    const due = this.#clock.now() + Math.max(afterMs, 0);
    if (this.#running.has(key)) this.#addAgain(key, due, priority);
    else this.#schedule(key, due, priority);
  }

  /** The next key, which is then being worked on until {@link done}; `undefined` if there is none. */
  take(): string | undefined {
    this.#collectDue();
    const lane = this.#nextLane();
    const key = lane?.keys().next().value;
    if (lane === undefined || key === undefined) return undefined;
    this.#removeDue(key);
    this.#running.add(key);
    return key;
  }

  /** The key is no longer being worked on; what was added meanwhile takes its turn. */
  done(key: string): void {
    this.#running.delete(key);
    const again = this.#again.get(key);
    this.#again.delete(key);
    if (again !== undefined) this.#schedule(key, again.due, again.priority);
  }

  /** Forgets what was asked for a key; if it is being worked on, that goes on. */
  remove(key: string): void {
    this.#again.delete(key);
    this.#removeDue(key);
    this.#delayed.remove(key);
    this.#arm();
  }

  /** Forgets everything that was asked for. */
  clear(): void {
    this.#again.clear();
    this.#due.clear();
    this.#lanes.clear();
    this.#delayed.clear();
    this.#arm();
  }

  #addAgain(key: string, due: number, priority: number): void {
    const known = this.#again.get(key);
    this.#again.set(key, { due: Math.min(due, known?.due ?? due), priority: Math.max(priority, known?.priority ?? priority) });
  }

  #schedule(key: string, due: number, priority: number): void {
    if (due <= this.#clock.now()) {
      this.#delayed.remove(key);
      this.#putDue(key, priority);
      this.#onReady();
    } else if (!this.#due.has(key)) {
      this.#delayed.put(key, due);
    }
    this.#arm();
  }

  /** Delays are asked for by failures and requeues: they fall due with the ordinary priority. */
  #collectDue(): void {
    const now = this.#clock.now();
    for (let key = this.#delayed.takeDue(now); key !== undefined; key = this.#delayed.takeDue(now)) this.#putDue(key, 0);
  }

  #putDue(key: string, priority: number): void {
    const known = this.#due.get(key);
    if (known !== undefined && known.priority >= priority) return;
    if (known !== undefined) this.#removeDue(key);
    const waiting = { priority, order: known?.order ?? this.#order++ };
    this.#due.set(key, waiting);
    const lane = this.#lanes.get(priority) ?? new Map<string, Waiting>();
    this.#lanes.set(priority, lane.set(key, waiting));
  }

  #removeDue(key: string): void {
    const known = this.#due.get(key);
    if (known === undefined) return;
    this.#due.delete(key);
    const lane = this.#lanes.get(known.priority);
    lane?.delete(key);
    if (lane?.size === 0) this.#lanes.delete(known.priority);
  }

  #nextLane(): Map<string, Waiting> | undefined {
    if (this.#lanes.size === 0) return undefined;
    const fair = ++this.#takes % fairEvery === 0;
    const rank = ([priority, lane]: [number, Map<string, Waiting>]): number =>
      fair ? -(lane.values().next().value?.order ?? 0) : priority;
    return [...this.#lanes].reduce((best, next) => (rank(next) > rank(best) ? next : best))[1];
  }

  /** One timer, for the key that falls due first. */
  #arm(): void {
    const due = this.#delayed.nextDue;
    if (this.#timer?.due === due) return;
    this.#timer?.cancel();
    this.#timer = due === undefined ? undefined : { due, cancel: this.#clock.after(due - this.#clock.now(), () => this.#ring()) };
  }

  #ring(): void {
    this.#timer = undefined;
    this.#collectDue();
    this.#arm();
    if (this.#due.size > 0) this.#onReady();
  }
}
