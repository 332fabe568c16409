/**
 * What a daemon and a timer can be told, and the constants they work by: {@link DaemonOptions}, {@link TimerOptions}.
 */
import { systemClock, type Clock } from 'kube-core';
import { checkOptions, checkValue, rules, type Rules } from 'kube-core/support';
import { defaults as controller, watchedRules, type ControllerFailure, type WatchedOptions } from '../controller/options.js';
import { loggerRule, type Logger } from '../log/logger.js';
import type { Aspect } from '../operators/predicates.js';
import type { Cached } from '../watcher/event.js';
import type { DaemonError } from './errors.js';

/** What a daemon or a timer tells of failures. None of them stops it: the SyncError that does rejects its run. */
export type DaemonFailure = ControllerFailure | DaemonError;

/** Which objects have a daemon, and how it is run. */
export interface DaemonOptions<K> extends WatchedOptions {
  /** What log lines call it. @defaultValue the kind in lower case, and `-daemon` or `-timer` */
  readonly name?: string;
  /** Whether an object has one now; it is asked at each change. One that throws is reported, and leaves things as they are. @defaultValue each has */
  readonly when?: (object: Cached<K>) => boolean;
  /** What of the object it depends on, compared by value: when that changes, it is stopped and started anew. @defaultValue nothing */
  readonly on?: Aspect<Cached<K>>;
  /** How long all of them may take to end, in milliseconds, after a stop; then they are left behind. @defaultValue 30000 */
  readonly gracefulStopMs?: number;
  /** Hears of every failure, in place of the log. */
  readonly onFailure?: (failure: DaemonFailure) => void;
  /** @defaultValue that of the manager, else `consoleLogger()` */
  readonly log?: Logger;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** When a timer calls. */
export interface TimerOptions<K> extends DaemonOptions<K> {
  /** How long after the end of a call the next one begins, in milliseconds. */
  readonly everyMs: number;
  /** How long after the object appeared the first call begins, in milliseconds. @defaultValue 0 */
  readonly firstAfterMs?: number;
  /** For how many objects it is called at once. @defaultValue 10 */
  readonly concurrency?: number;
}

/** The options with every default filled in. */
export type Settings<K> = DaemonOptions<K> & Required<Pick<DaemonOptions<K>, 'gracefulStopMs' | 'clock'>>;

/** The constants of daemons. */
export const defaults = {
  /** A daemon that fails at once is started a second later; one that goes on failing, each five minutes. */
  backoff: { initialMs: 1000, maxMs: 300_000 },
  /** One that ran this long before it failed was well: its failures are counted anew. */
  settledMs: 60_000,
} as const;

const daemonRules: Rules<DaemonOptions<unknown>> = {
  ...watchedRules,
  name: rules.text,
  when: rules.call,
  on: rules.call,
  gracefulStopMs: rules.graceMs,
  onFailure: rules.call,
  log: loggerRule,
  clock: rules.clock,
};
const timerRules: Rules<TimerOptions<unknown>> = {
  ...daemonRules,
  everyMs: { fits: (value) => rules.delayMs.fits(value) && value !== 0, wanted: 'a number of milliseconds above 0' },
  firstAfterMs: rules.delayMs,
  concurrency: rules.count,
};

const filled = <O extends DaemonOptions<never>>(given: O): O & { gracefulStopMs: number; clock: Clock } => ({
  ...given,
  gracefulStopMs: given.gracefulStopMs ?? controller.gracefulStopMs,
  clock: given.clock ?? systemClock,
});

/** @throws KubeError `option` for an option that there is not, or that cannot be meant. */
export const daemonSettings = <K>(options: DaemonOptions<K>): Settings<K> => filled(checkOptions('daemon()', options, daemonRules));

/** @throws KubeError `option` for an option that there is not, or that cannot be meant. */
export function timerSettings<K>(
  options: TimerOptions<K>,
): Settings<K> & Required<Pick<TimerOptions<K>, 'everyMs' | 'firstAfterMs' | 'concurrency'>> {
  const given = checkOptions('timer()', options, timerRules);
  checkValue('everyMs of timer()', given.everyMs, timerRules.everyMs);
  return { ...filled(given), firstAfterMs: given.firstAfterMs ?? 0, concurrency: given.concurrency ?? controller.concurrency };
}
