/**
 * The health endpoint of a manager: {@link healthOf} says what is asked beside the user's own checks, and serves it.
 */
import type { Pages } from '../http/server.js';
import type { Logger } from '../log/logger.js';
import type { HealthCheck, Runnable, RunOptions } from '../util/runnable.js';
import { untilAborted } from '../util/until-aborted.js';
import { EventLoopWatch } from './event-loop.js';
import type { healthSettings } from './options.js';
import { healthPages } from './pages.js';

/** Where a manager stands. */
export type Progress = 'starting' | 'started' | 'stopping';

/** What a health endpoint speaks of. */
export interface HealthSubject {
  runnables(): readonly Runnable[];
  readonly log: Logger;
  progress(): Progress;
}

/**
 * @param settings - The user's checks, and what is too long.
 * @param subject - What the manager knows.
 * @returns the pages, and what has to run so that they can answer.
 */
export function healthOf(
  settings: ReturnType<typeof healthSettings>,
  subject: HealthSubject,
): { readonly pages: Pages; readonly watch: Runnable } {
  const loop = new EventLoopWatch(settings.longestBlockMs);
  const own: HealthCheck[] = [
    { name: 'event-loop', live: loop.check },
    { name: 'manager', ready: () => checkProgress(subject.progress()) },
  ];
  const asked = (): readonly HealthCheck[] => [...own, ...subject.runnables().flatMap(({ health }) => health ?? []), ...settings.checks];
  return { pages: healthPages(asked, subject.log), watch: watchOf(loop) };
}

/** A process that stops gets no new requests, though it still answers those that it has. */
function checkProgress(progress: Progress): void {
  if (progress !== 'started') throw new Error(`the manager is ${progress}`);
}

const watchOf = (loop: EventLoopWatch): Runnable => ({
  name: 'the watch of the event loop',
  phase: 'servers',
  run: async ({ signal }: RunOptions = {}) => {
    await loop.start();
    await untilAborted(signal);
    loop.stop();
  },
});
