/**
 * Watch streams, stores and controllers for Kubernetes: {@link Controller} and {@link Manager} to run one, {@link watcher} and
 * {@link createStore} for the same pieces as streams.
 */

// Controllers
export { Action, type Actions } from './controller/action.js';
export type { Reconcile, ReconcileContext } from './controller/context.js';
export { Controller, type ControllerBuilder } from './controller/controller.js';
export {
  AbandonedError,
  isAbandonedError,
  isReconcileError,
  isTerminalError,
  ReconcileError,
  TerminalError,
  type ReconcileFailure,
} from './controller/failure/errors.js';
export { isSyncError, SyncError, type SourceRole, type SyncConsequence, type UnsyncedSource } from './controller/failure/sync-error.js';
export type {
  ControllerFailure,
  ForOptions,
  OwnsOptions,
  RateLimits,
  ReconcileOptions,
  SourceOptions,
  WatchedOptions,
} from './controller/options.js';
export type { Outcome } from './controller/planned.js';
export type { HotLoop, LoopingField } from './controller/writes/hot-loops.js';
export {
  childSet,
  type ApplyChildrenOptions,
  type Child,
  type ChildKinds,
  type ChildOwner,
  type ChildrenResult,
  type ChildSet,
  type ChildSetOptions,
  type WantedChildren,
} from './children/child-set.js';
export { conditionOf, isConditionTrue, setCondition, type ConditionUpdate } from './conditions.js';
export { finalizer, type FinalizerHandlers } from './finalizer.js';
export type { HealthOptions } from './health/options.js';
export { consoleLogger, type ConsoleLoggerOptions } from './log/console-logger.js';
export type { Logger, LogLevel } from './log/logger.js';
export { Metrics, type MetricsOptions } from './metrics/metrics.js';
export type { CacheOptions } from './manager/cache.js';
export type { Cache, Source } from './reflector/cache.js';
export type { Fields, FieldsOf, Kept } from './reflector/keep.js';
export type { OwnedObjects } from './controller/owned.js';
export { optionsFromEnv } from './manager/environment.js';
export { Manager } from './manager/manager.js';
export type { ManagerOptions, SignalSource } from './manager/options.js';
export type { RbacOptions, Roles, RolesOptions } from './rbac/roles.js';
export { CallbackError, isCallbackError } from './util/callbacks.js';
export type { Environment } from './util/environment.js';
export type { Rate } from './util/rate.js';
export { permission, type Permission, type PermissionOptions, type Verb } from './util/permission.js';
export type { Check, HealthCheck, Phase, Runnable, RunOptions } from './util/runnable.js';
export { defaults } from './defaults.js';

// Daemons, timers, and what is outside of the cluster
export type { Daemon, DaemonContext } from './daemons/context.js';
export { daemon, timer } from './daemons/daemon.js';
export { DaemonError, isDaemonError, type DaemonFailed } from './daemons/errors.js';
export type { DaemonFailure, DaemonOptions, TimerOptions } from './daemons/options.js';
export { isSourceError, SourceError } from './controller/failure/source-error.js';
export type { ExternalSource } from './controller/outside.js';
export { poll, type Ask, type PollOptions } from './sources/poll.js';
export { webhookSource, type WebhookSource, type WebhookSourceOptions } from './sources/webhook.js';

// Events
export type { EventNote, EventSubject } from './events/event.js';
export type { RecorderOptions } from './events/options.js';
export { recorder, type Recorder } from './events/recorder.js';

// Leader election
export { isLeadershipLost, LeadershipLostError, type LossReason } from './lease/errors.js';
export { leaderElection, type CampaignOptions, type LeaderElection } from './lease/leader-election.js';
export type { FencingToken, Leadership } from './lease/leadership.js';
export type { LeaderElectionOptions } from './lease/options.js';

// Sharding
export type { ShardingOptions, ShardKey } from './sharding/options.js';
export type { OwnedShard, Shards, ShardWork } from './sharding/shard.js';
export { sharding, type Sharding } from './sharding/sharding.js';

// Waiting
export { allOf, anyOf, created, deleted, hasCondition, not, present, type Verdict, type WaitCondition } from './wait/condition.js';
export { established, ingressReady, jobCompleted, jobFailed, loadBalancerReady, podReady, podRunning } from './wait/kinds.js';
export { daemonSetRolledOut, deploymentRolledOut, statefulSetRolledOut } from './wait/rollout.js';
export { isWaitTimeout, waitFor, type WaitLimits, type WaitOptions } from './wait/wait-for.js';

// Watch streams
export { isWatcherError, WatcherError, type WatcherPhase } from './watcher/errors.js';
export { mapObject, type Cached, type WatcherEvent } from './watcher/event.js';
export type { WatcherOptions } from './watcher/options.js';
export { watcher } from './watcher/watcher.js';
export { watchObject, type WatchObjectOptions } from './watcher/watch-object.js';
export { appliedObjects } from './operators/applied-objects.js';
export { changedObjects } from './operators/changed-objects.js';
export { modify } from './operators/modify.js';
export { annotations, finalizers, generation, labels, resourceVersion, type Aspect } from './operators/predicates.js';
export { touchedObjects } from './operators/touched-objects.js';

// Stores
export type { ObjectRef } from './reflector/object-ref.js';
export { reflector } from './reflector/reflector.js';
export {
  createStore,
  type Indexes,
  type Store,
  type StoreChange,
  type StoreListOptions,
  type StoreOptions,
  type StoreWriter,
  type Versioned,
} from './reflector/store.js';
