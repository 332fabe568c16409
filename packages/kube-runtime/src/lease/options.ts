/**
 * What a leader election can be told, and the constants it works by: {@link LeaderElectionOptions}.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { KubeError, systemClock, type Client, type Clock } from 'kube-core';
import { checkOptions, checkValue, rules, type Rule, type Rules } from 'kube-core/support';
import { durationText } from '../util/duration.js';
import { reportElection, type LeadershipLostError } from './errors.js';
import type { Seen } from './seen.js';

/** Options of a leader election. All that compete for one Lease should be given the same times. */
export interface LeaderElectionOptions {
  /** The name of the Lease. Those that compete for one name have one leader. */
  readonly name: string;
  /** The namespace of the Lease. @defaultValue the client's: that of the pod, or of the kubeconfig's context */
  readonly namespace?: string;
  /** Who this process is. No two processes may have the same. @defaultValue the name of the host, `_` and a random UUID */
  readonly identity?: string;
  /**
   * How long others wait for a leader that does not renew, in milliseconds: whole seconds, as the Lease says it in these.
   *
   * @defaultValue 15000
   */
  readonly leaseDurationMs?: number;
  /**
   * How long a leader that cannot renew goes on, in milliseconds. The rest of the lease is what its work has to end in.
   *
   * @defaultValue 10000
   */
  readonly renewDeadlineMs?: number;
  /**
   * How long until the next try, in milliseconds. A leader renews this often; others look after one to 2.2 times as long.
   *
   * @defaultValue 2000
   */
  readonly retryPeriodMs?: number;
  /** Hears who leads, whenever that changes; `undefined`: nobody does. This process leads if it is its own identity. */
  readonly onLeader?: (identity: string | undefined) => void;
  /** Hears that this process no longer leads though it did not give the lease back. The signal of the leadership aborts as well. */
  readonly onLost?: (error: LeadershipLostError) => void;
  /** Hears of every call that failed. It is tried again. @defaultValue writes its message to the standard error stream */
  readonly onFailure?: (error: KubeError) => void;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** The source of chance, from 0 up to but not including 1. @defaultValue Math.random */
  readonly random?: () => number;
}

/** The options with every default filled in. */
export type Settings = Required<LeaderElectionOptions>;

/** The settings of one candidacy, and what it is given beside. */
export interface CandidacySettings extends Settings {
  /** What a Lease that is made anew is labelled with. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What was seen of the holder before the candidacy begins: the wait for it has begun as well. */
  readonly seen?: Seen;
}

/** The constants of a leader election. */
export const defaults = {
  /** client-go's: long enough for an API server to be restarted, short enough for people to wait. */
  leaseDurationMs: 15_000,
  /** client-go's: the remaining five seconds are for the work to end, before another may lead. */
  renewDeadlineMs: 10_000,
  /** client-go's: five tries before a leader gives up. */
  retryPeriodMs: 2000,
  /** client-go's: of several that wait, one is first; the others see its lease. */
  jitter: 1.2,
  /** client-go's: a call gets this share of the renew deadline, so that one that hangs leaves time for another. */
  callShare: 0.5,
  /** client-go's: no call gets less, however short the renew deadline. */
  shortestCallMs: 1000,
} as const;

/** A name of an object or a namespace; the server has the last word. */
const nameRule: Rule = {
  fits: (value) => typeof value === 'string' && /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(value),
  wanted: 'a name of lower case letters, digits, - and .',
};
const identityRule: Rule = { fits: (value) => typeof value === 'string' && value !== '', wanted: 'a text that no other process has' };
const wholeSeconds: Rule = {
  fits: (value) => typeof value === 'number' && value >= 1000 && Number.isSafeInteger(value / 1000),
  wanted: 'whole seconds in milliseconds, from 1000',
};

/** What each option of an election has to be. */
export const electionRules: Rules<LeaderElectionOptions> = {
  name: nameRule,
  namespace: nameRule,
  identity: identityRule,
  leaseDurationMs: wholeSeconds,
  renewDeadlineMs: rules.limitMs,
  retryPeriodMs: rules.limitMs,
  onLeader: rules.call,
  onLost: rules.call,
  onFailure: rules.call,
  clock: rules.clock,
  random: rules.call,
};

/**
 * @throws KubeError `option` for an option that there is not, or that cannot be meant, and for times that do not fit together.
 */
export function settingsOf(client: Client, options: LeaderElectionOptions): Settings {
  const given = checkOptions('leaderElection()', options, electionRules);
  checkValue('name of leaderElection()', given.name, nameRule);
  const { leaseDurationMs, renewDeadlineMs, retryPeriodMs } = defaults;
  const quiet = { onLeader: () => undefined, onLost: () => undefined, onFailure: reportElection };
  const rest = { namespace: client.defaultNamespace, identity: newIdentity(), clock: systemClock, random: Math.random };
  const settings = { leaseDurationMs, renewDeadlineMs, retryPeriodMs, ...quiet, ...rest, ...given };
  checkTimes(settings);
  return settings;
}

/** How long one call of a Lease may take, in milliseconds: one that hangs leaves time for another. */
export const callLimitMs = ({ renewDeadlineMs }: { readonly renewDeadlineMs: number }): number =>
  Math.max(defaults.shortestCallMs, renewDeadlineMs * defaults.callShare);

/** As client-go makes it. Two processes on one host, or one that is started again, are not taken for each other. */
export const newIdentity = (): string => `${hostname()}_${randomUUID()}`;

/** @throws KubeError `option` for times that do not fit together. */
export function checkTimes({ leaseDurationMs, renewDeadlineMs, retryPeriodMs }: Settings): void {
  if (leaseDurationMs <= renewDeadlineMs) throw tooLong({ renewDeadlineMs }, { leaseDurationMs });
  if (renewDeadlineMs <= retryPeriodMs * defaults.jitter)
    throw tooLong({ [`${defaults.jitter} times retryPeriodMs`]: retryPeriodMs }, { renewDeadlineMs });
}

function tooLong(shorter: Readonly<Record<string, number>>, longer: Readonly<Record<string, number>>): KubeError {
  const text = (times: Readonly<Record<string, number>>): string =>
    Object.entries(times)
      .map(([name, ms]) => `${name} (${durationText(ms)})`)
      .join();
  return new KubeError('option', `${text(shorter)} has to be shorter than ${text(longer)}`);
}
