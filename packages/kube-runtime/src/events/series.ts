/**
 * One event and how often it happened, as far as the server knows and as far as we do: {@link Series}.
 */
import type { Event } from 'kube-core/k8s/events-v1';
import { microTime } from '../util/micro-time.js';
import { eventOf, type EventMaking, type Told } from './event.js';
import { defaults } from './options.js';

/** It is written as a new Event at first, then as a count. */
export class Series {
  readonly told: Told;
  #event: Event;
  #count = 1;
  #lastAt: number;
  /** Which count the server has; 0: it has none. */
  #stored = 0;
  #writes = 0;
  #failures = 0;
  /** When it may be written next. */
  #from: number;

  constructor(told: Told, making: EventMaking) {
    this.told = told;
    this.#event = eventOf(told, making);
    this.#lastAt = making.at;
    this.#from = making.at;
  }

  /** Whether the server does not know all of it. */
  get isDirty(): boolean {
    return this.#stored < this.#count;
  }

  /** When it may be written next. */
  get due(): number {
    return this.#from;
  }

  /** Whether it is over: what happens now is a new event. */
  isOver(now: number): boolean {
    return now - this.#lastAt >= defaults.seriesMs;
  }

  /** It happened again. */
  again(now: number): void {
    this.#count++;
    this.#lastAt = now;
  }

  /** What is to be written, and what to call when the server has it. */
  write(): { readonly event: Event; readonly isNew: boolean; readonly written: (now: number) => void } {
    const count = this.#count;
    const series = { count, lastObservedTime: microTime(this.#lastAt) };
    const event = count === 1 ? this.#event : { ...this.#event, series };
    return { event, isNew: this.#stored === 0, written: (now) => this.#written(count, now) };
  }

  /** The server does not know it any more, so it is a new Event. */
  restart(making: EventMaking): void {
    this.#event = eventOf(this.told, making);
    this.#stored = 0;
    this.#from = making.at;
  }

  /** The write failed. @returns whether it is tried again. */
  failed(now: number): boolean {
    this.#failures++;
    const { firstMs, longestMs } = defaults.retry;
    this.#from = now + Math.min(firstMs * 2 ** (this.#failures - 1), longestMs);
    return this.#failures < defaults.tries;
  }

  #written(count: number, now: number): void {
    this.#stored = count;
    this.#failures = 0;
    const { firstMs, longestMs } = defaults.refresh;
    this.#from = this.#writes === 0 ? now : now + Math.min(firstMs * 2 ** (this.#writes - 1), longestMs);
    this.#writes++;
  }
}
