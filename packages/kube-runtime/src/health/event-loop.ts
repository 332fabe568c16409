/**
 * Whether the event loop is held up: {@link EventLoopWatch}. A process that computes for seconds on end renews no lease and answers no watch.
 */
import type { IntervalHistogram } from 'node:perf_hooks';
import { durationText } from '../util/duration.js';
import type { Check } from '../util/runnable.js';

/** How often Node looks, in milliseconds: a hold-up of seconds is seen by rare looks, which cost nothing. */
const resolutionMs = 100;

/** Node's own measure, while somebody asks for it. */
export class EventLoopWatch {
  readonly #longestMs: number;
  #histogram: IntervalHistogram | undefined;

  /** @param longestMs - What is too long. */
  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  async start(): Promise<void> {
    const { monitorEventLoopDelay } = await import('node:perf_hooks');
    this.#histogram = monitorEventLoopDelay({ resolution: resolutionMs });
    this.#histogram.enable();
  }

  stop(): void {
    this.#histogram?.disable();
  }

  /** Fails for the longest hold-up since it was last asked. */
  readonly check: Check = () => {
    const histogram = this.#histogram;
    if (histogram === undefined || histogram.count === 0) return;
    const longestMs = histogram.max / 1e6;
    histogram.reset();
    if (longestMs > this.#longestMs) throw new Error(`the event loop was held up for ${durationText(longestMs)}`);
  };
}
