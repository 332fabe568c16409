/**
 * Decides which key is to be worked on next. A key waits once however often it is added, it may be added with a delay, and it is never
 * given out while it is being worked on or held. Enter at {@link WorkQueue}.
 *
 * The queue does no work. Its owner takes a key, works on it, and calls `done`; `onReady` tells the owner when there is a key to take.
 */
import { systemClock, type Clock } from 'kube-core';
import { checkValue, rules } from 'kube-core/support';
import { DelayQueue } from '../util/delay-queue.js';
import { Lane, type Waiting } from './lane.js';
import type { QueueMeter, QueueState } from './meter.js';
import { Pace, type PaceOptions } from './pace.js';

/** Options of a {@link WorkQueue}. */
export interface WorkQueueOptions {
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** Called whenever there may be a key to take where there was none. */
  readonly onReady?: () => void;
  /** How fast keys are given out. @defaultValue as fast as they are taken */
  readonly pace?: PaceOptions;
}

/** How a key is put in. */
export interface AddOptions {
  /** @defaultValue 0: at once */
  readonly afterMs?: number;
  /** Keys of a higher priority come first; a key that is added with two priorities keeps the higher one. @defaultValue 0 */
  readonly priority?: number;
}

/** Each eighth take gives the key that has had its priority longest, whatever that is. So no key of a low priority waits for ever. */
const fairEvery = 8;

/**
 * A work queue.
 *
 * @remarks Guarantees: a key that was taken is not given out again before `done`; a key that is added is taken at some time after that,
 * also when it was being worked on; a key that is added with two delays keeps the earlier one; keys of one priority come in the order in
 * which they fell due with that priority: one whose priority is raised comes after those that have it already.
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #onReady: () => void;
  /** The keys that are due: under each priority those that have it. */
  readonly #lanes = new Map<number, Lane>();
  readonly #due = new Map<string, Waiting>();
  readonly #delayed = new DelayQueue<string>();
  /** The keys that are being worked on, and since when. */
  readonly #running = new Map<string, number>();
  /** What was added to a key that was being worked on, or held: when it is to run again, and how urgently. */
  readonly #again = new Map<string, { readonly due: number; readonly priority: number }>();
  /** The keys that are not given out, whatever is added to them. */
  readonly #held = new Set<string>();
  readonly #pace: Pace;
  /** The priorities of keys that were due, and were put off. */
  readonly #putOff = new Map<string, number>();
  #cancelPause: (() => void) | undefined;
  #order = 0;
  #takes = 0;
  #meter: QueueMeter | undefined;
  #timer: { readonly due: number; readonly cancel: () => void } | undefined;

  constructor(options: WorkQueueOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#onReady = options.onReady ?? (() => undefined);
    this.#pace = new Pace(options.pace ?? {}, this.#clock.now());
  }

  /** How many keys could be taken now. */
  get depth(): number {
    return this.#due.size;
  }

  /** How many keys are being worked on. */
  get running(): number {
    return this.#running.size;
  }

  /** The keys that are being worked on. */
  get runningKeys(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** How it stands. */
  get state(): QueueState {
    const now = this.#clock.now();
    return {
      depths: new Map([...this.#lanes].map(([priority, lane]) => [priority, lane.size])),
      runningMs: [...this.#running.values()].map((since) => now - since),
    };
  }

  /** Tells a meter of all that happens from now on. */
  measure(meter: QueueMeter): void {
    this.#meter = meter;
  }

  /**
   * Asks for a key to be worked on, now or later.
   *
   * @throws KubeError `option` for a delay that is negative, infinite or not a number.
   */
  add(key: string, options: AddOptions = {}): void {
    const { afterMs = 0, priority = 0 } = options;
    const due = this.#clock.now() + checkValue('afterMs', afterMs, rules.delayMs);
    if (afterMs > 0) this.#meter?.delayed();
    if (this.#running.has(key) || this.#held.has(key)) this.#addAgain(key, due, priority);
    else this.#schedule(key, due, priority);
  }

  /** The next key, which then counts as being worked on until {@link done}; `undefined` if no key is due. */
  take(): string | undefined {
    this.#collectDue();
    const now = this.#clock.now();
    if (this.#isPaused(now)) return undefined;
    for (let next = this.#nextLane()?.first; next !== undefined; next = this.#nextLane()?.first) {
      if (this.#isPutOff(next, now)) continue;
      const { key, since } = next;
      this.#takes++;
      this.#pace.taken(key, now);
      this.#meter?.taken(now - since);
      this.#removeDue(key);
      this.#running.set(key, now);
      return key;
    }
    return undefined;
  }

  /** The key is no longer being worked on; what was added meanwhile takes its turn. */
  done(key: string): void {
    const now = this.#clock.now();
    this.#meter?.done(now - (this.#running.get(key) ?? now));
    this.#running.delete(key);
    this.#goOn(key);
  }

  /** Does not give a key out until it is released, also when {@link done} says that work on it has ended. What is added meanwhile is kept. */
  hold(key: string): void {
    this.#held.add(key);
  }

  /** The key may be given out again; what was added meanwhile takes its turn. */
  release(key: string): void {
    if (this.#held.delete(key)) this.#goOn(key);
  }

  /** Forgets what was asked for a key; if it is being worked on, that goes on. */
  remove(key: string): void {
    this.#again.delete(key);
    this.#removeDue(key);
    this.#delayed.remove(key);
    this.#putOff.delete(key);
    this.#arm();
  }

  /** Forgets everything that was asked for. */
  clear(): void {
    this.#again.clear();
    this.#due.clear();
    this.#lanes.clear();
    this.#delayed.clear();
    this.#putOff.clear();
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    this.#arm();
  }

  #goOn(key: string): void {
    if (this.#running.has(key) || this.#held.has(key)) return;
    const again = this.#again.get(key);
    this.#again.delete(key);
    if (again !== undefined) this.#schedule(key, again.due, again.priority);
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

  /** Whether the pace of all forbids to give out any; then the owner hears of its end. */
  #isPaused(now: number): boolean {
    if (this.#due.size === 0) return false;
    const wait = this.#pace.waitMs(now);
    if (wait > 0 && this.#cancelPause === undefined)
      this.#cancelPause = this.#clock.after(wait, () => {
        this.#cancelPause = undefined;
        this.#onReady();
      });
    return wait > 0;
  }

  /** Whether the pace of one key forbids to give it out; then it is due again when it may be. */
  #isPutOff({ key, priority }: Waiting, now: number): boolean {
    const wait = this.#pace.waitMsOf(key, now);
    if (wait === 0) return false;
    this.#removeDue(key);
    this.#putOff.set(key, priority);
    this.#delayed.put(key, now + wait);
    this.#arm();
    return true;
  }

  /** Moves the keys whose delay is over to those that are due, with priority 0: failures and requeues ask for delays, lists do not. */
  #collectDue(): void {
    const now = this.#clock.now();
    for (let key = this.#delayed.takeDue(now); key !== undefined; key = this.#delayed.takeDue(now))
      this.#putDue(key, this.#putOff.get(key) ?? 0);
  }

  #putDue(key: string, asked: number): void {
    const priority = Math.max(asked, this.#putOff.get(key) ?? asked);
    this.#putOff.delete(key);
    const known = this.#due.get(key);
    if (known !== undefined && known.priority >= priority) return;
    if (known === undefined) this.#meter?.added();
    else this.#removeDue(key);
    const waiting = { key, priority, order: this.#order++, since: known?.since ?? this.#clock.now() };
    this.#due.set(key, waiting);
    const lane = this.#lanes.get(priority) ?? new Lane();
    this.#lanes.set(priority, lane);
    lane.add(waiting);
  }

  #removeDue(key: string): void {
    const known = this.#due.get(key);
    if (known === undefined) return;
    this.#due.delete(key);
    const lane = this.#lanes.get(known.priority);
    lane?.remove(key);
    if (lane?.size === 0) this.#lanes.delete(known.priority);
  }

  #nextLane(): Lane | undefined {
    if (this.#lanes.size === 0) return undefined;
    const fair = (this.#takes + 1) % fairEvery === 0;
    let best: { readonly rank: number; readonly lane: Lane } | undefined;
    for (const [priority, lane] of this.#lanes) {
      const rank = fair ? -(lane.first?.order ?? 0) : priority;
      if (best === undefined || rank > best.rank) best = { rank, lane };
    }
    return best?.lane;
  }

  /** Sets the one timer to the key that falls due first. */
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
