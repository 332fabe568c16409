/**
 * What a recorder can be told, and the constants it works by: {@link RecorderOptions}.
 */
import { hostname } from 'node:os';
import { systemClock, type Clock, type KubeError } from 'kube-core';
import { checkOptions, checkValue, rules, type Rule, type Rules } from 'kube-core/support';
import { cutTo } from './text.js';

/** Options of a recorder. */
export interface RecorderOptions {
  /** Who tells: `website`, or with a domain `example.com/website`. */
  readonly controller: string;
  /** Which replica tells. @defaultValue the controller, `-` and the name of the host */
  readonly instance?: string;
  /** Hears of events that could not be written, or were left out. @defaultValue writes its message to the standard error stream */
  readonly onFailure?: (error: KubeError) => void;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** The options with every default filled in. */
export type Settings = Required<RecorderOptions>;

/** The constants of a recorder. */
export const defaults = {
  /** client-go's: what happens again so long after the last time is a new event. */
  seriesMs: 360_000,
  /** How long a count may be behind: the second time is written at once, then it doubles, since each write costs the server as much. */
  refresh: { firstMs: 10_000, longestMs: 300_000 },
  /** client-go's: so many different events of one object at once, then one in five minutes. */
  burst: 25,
  refillMs: 300_000,
  /** client-go's: of so many series and objects something is remembered, 4 KB each at most. */
  remembered: 4096,
  /** A write that got no answer is tried again, after a second at first; an event is of no use for much longer. */
  tries: 5,
  retry: { firstMs: 1000, longestMs: 30_000 },
  /** How long one write may take, and how long a stop waits for all of them: nobody waits longer for what is only told. */
  callMs: 10_000,
  closeMs: 5000,
} as const;

/** What the API takes as the name of a controller: the name of a label. */
const controllerRule: Rule = {
  fits: (value) =>
    typeof value === 'string' && /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/.test(value),
  wanted: 'a name of at most 63 letters, digits, -, _ and ., with a domain and a slash in front if need be',
};
const instanceRule: Rule = { fits: (value) => typeof value === 'string' && value !== '', wanted: 'a text' };

const recorderRules: Rules<RecorderOptions> = {
  controller: controllerRule,
  instance: instanceRule,
  onFailure: rules.call,
  clock: rules.clock,
};

/** @throws KubeError `option` for an option that there is not, or that cannot be meant. */
export function settingsOf(options: RecorderOptions): Settings {
  const given = checkOptions('recorder()', options, recorderRules);
  checkValue('controller of recorder()', given.controller, controllerRule);
  const onFailure = (error: KubeError): void => console.error(error.message);
  const settings = { instance: `${given.controller}-${hostname()}`, onFailure, clock: systemClock, ...given };
  return { ...settings, instance: cutTo(128, settings.instance) };
}
