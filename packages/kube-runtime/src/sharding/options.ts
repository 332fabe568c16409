/**
 * What a sharding can be told, and the constants it works by: {@link ShardingOptions}.
 */
import { systemClock, type Client, type KubeObject } from 'kube-core';
import { checkOptions, checkValue, rules, type Rule, type Rules } from 'kube-core/support';
import { reportElection } from '../lease/errors.js';
import {
  checkTimes,
  defaults as lease,
  electionRules,
  newIdentity,
  type LeaderElectionOptions,
  type Settings as LeaseSettings,
} from '../lease/options.js';
import type { Cached } from '../watcher/event.js';

/** Says by what an object is put into a shard: all objects with the same text are in the same. It has to be a text that never changes. */
export type ShardKey = (object: Cached<KubeObject>) => string;

/** Options of a sharding. All replicas have to be given the same name, number of shards and key. */
export interface ShardingOptions extends Omit<LeaderElectionOptions, 'name' | 'onLeader' | 'onLost'> {
  /** What the names of the Leases begin with. Those that name the same share the same objects. At most 63 letters. */
  readonly name: string;
  /**
   * How many shards there are. More than two for each replica divide well; no more replicas than shards have work. Each is a Lease that its
   * owner renews every `retryPeriodMs`.
   *
   * @defaultValue 16
   */
  readonly shards?: number;
  /**
   * What puts an object into a shard. `uid`: the objects are spread evenly; `namespace`: the objects of a namespace are in one shard, and those
   * of a cluster-scoped kind go by their name; a function: its text. One that throws is reported, and the uid counts.
   *
   * @defaultValue `'uid'`
   */
  readonly by?: 'uid' | 'namespace' | ShardKey;
  /** Hears which shards this process owns, whenever that changes. */
  readonly onShards?: (owned: readonly number[]) => void;
}

/** The options with every default filled in. */
export interface Settings extends LeaseSettings {
  readonly shards: number;
  readonly by: 'uid' | 'namespace' | ShardKey;
  readonly onShards: (owned: readonly number[]) => void;
}

/** The constants of a sharding. */
export const defaults = {
  /** Divides among up to eight replicas within a quarter, and costs the server eight small writes a second. */
  shards: 16,
  /** A thousand Leases cost the server 500 writes a second. */
  mostShards: 1000,
  /** Replicas that were started together do not ask together. */
  jitter: 0.2,
  /** A replica that has not renewed its record for so many periods gets nothing more: it is seen each 1.2 periods, and may be late once. */
  lateAfter: 3,
  /** The record of a replica that ended without a word is deleted after so many times its duration: nobody counts it for long before. */
  forgetAfter: 4,
} as const;

const labelName: Rule = {
  fits: (value) => typeof value === 'string' && /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/.test(value),
  wanted: 'a name of at most 63 lower case letters, digits, - and .',
};
const shardCount: Rule = {
  fits: (value) => rules.count.fits(value) && Number(value) <= defaults.mostShards,
  wanted: `a whole number from 1 to ${defaults.mostShards}`,
};
const keyRule: Rule = {
  fits: (value) => value === 'uid' || value === 'namespace' || typeof value === 'function',
  wanted: "'uid', 'namespace' or a function that returns a text",
};

const { onLeader: _, onLost: __, ...leaseRules } = electionRules;
const shardingRules: Rules<ShardingOptions> = { ...leaseRules, name: labelName, shards: shardCount, by: keyRule, onShards: rules.call };

/**
 * @throws KubeError `option` for an option that there is not, or that cannot be meant, and for times that do not fit together.
 */
export function settingsOf(client: Client, options: ShardingOptions): Settings {
  const given = checkOptions('sharding()', options, shardingRules);
  checkValue('name of sharding()', given.name, labelName);
  const { leaseDurationMs, renewDeadlineMs, retryPeriodMs } = lease;
  const nothing = (): void => undefined;
  const settings: Settings = {
    ...{ leaseDurationMs, renewDeadlineMs, retryPeriodMs, namespace: client.defaultNamespace, identity: newIdentity() },
    ...{ clock: systemClock, random: Math.random, onLeader: nothing, onLost: nothing, onFailure: reportElection },
    ...{ shards: defaults.shards, by: 'uid', onShards: nothing },
    ...given,
  };
  checkTimes(settings);
  return settings;
}
