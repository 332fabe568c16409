/**
 * What a manager can be told, and the constants it works by: {@link ManagerOptions}.
 */
import type { Clock } from 'kube-core';
import { rules, type Rules } from 'kube-core/support';
import type { LeaderElectionOptions } from '../lease/options.js';
import type { ShardingOptions } from '../sharding/options.js';
import type { HealthOptions } from '../health/options.js';
import type { Metrics, MetricsOptions } from '../metrics/metrics.js';
import { loggerRule, type Logger } from '../log/logger.js';

/** Where signals of the operating system come from: `process` is one. */
export interface SignalSource {
  on(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  off(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
}

/** Options of a {@link Manager}. */
export interface ManagerOptions {
  /** Where SIGTERM and SIGINT come from; `false`: they are left to the program. @defaultValue the process */
  readonly signals?: SignalSource | false;
  /** How long everything may take to end after a stop, in milliseconds. @defaultValue 30000 */
  readonly gracefulStopMs?: number;
  /**
   * Starts controllers only while this process leads: of several replicas, one works. When the lease is lost, everything is aborted and
   * `run()` rejects with a `LeadershipLostError`, so that the process ends and is started anew. After a stop the lease is given back when
   * every controller has ended.
   *
   * @defaultValue controllers start in every replica
   */
  readonly leaderElection?: LeaderElectionOptions;
  /**
   * Shares the objects among all replicas: each is reconciled by one, and every controller watches and caches all. When a shard comes, its
   * objects are reconciled; when it goes, what runs on them ends first. `context.shard` says which it is. Not beside `leaderElection`.
   *
   * @defaultValue every replica reconciles every object
   */
  readonly sharding?: ShardingOptions;
  /** What controllers write their lines with, unless they have one of their own: a logger of pino for example. @defaultValue `consoleLogger()` */
  readonly log?: Logger;
  /**
   * Answers a kubelet's `/healthz`, `/livez` and `/readyz` on this port, as the page on observability tells. Ready is a process that has
   * started all but what waits for leadership, whose controllers have listed what they watch, and which does not stop.
   *
   * @defaultValue no such endpoint
   */
  readonly health?: number | HealthOptions;
  /**
   * Answers Prometheus' `/metrics` on this port, with the metrics of controller-runtime. It needs the package `prom-client`. On the port of
   * the health endpoint both are served.
   *
   * @defaultValue no such endpoint; then nothing is measured
   */
  readonly metrics?: number | MetricsOptions | Metrics;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** What each option of a manager has to be. */
export const managerRules: Rules<ManagerOptions> = {
  signals: { fits: (value) => value === false || rules.emitter.fits(value), wanted: `false, or ${rules.emitter.wanted}` },
  gracefulStopMs: rules.graceMs,
  leaderElection: rules.object,
  sharding: rules.object,
  log: loggerRule,
  health: rules.anything,
  metrics: rules.anything,
  clock: rules.clock,
};

/** The constants of a manager. */
export const defaults = {
  /** controller-runtime's; a pod is given 30 s to end by default. */
  gracefulStopMs: 30_000,
  /** What does not end within this time of being aborted is left behind, so that the process can end. A controller takes 1 s to say which. */
  abortedMs: 2000,
} as const;
