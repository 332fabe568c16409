/**
 * What a manager gives to the controllers and webhooks that it runs: {@link Host}. A controller that runs alone makes its own.
 */
import type { WebhookMeters } from '../http/webhook-meter.js';
import type { Caches } from '../reflector/caches.js';
import type { Logger } from '../log/logger.js';
import type { ControllerMeter, ControllerSubject } from './meter.js';
import type { Shards } from '../sharding/shard.js';
import type { Runnable } from '../util/runnable.js';

/** What the runnables of a manager share. */
export interface Host {
  /** Absent: each controller writes with its own. */
  readonly log?: Logger;
  /** The caches that all of them use. Absent: each has its own. */
  readonly caches?: Caches;
  /** Says which objects are this process's. Absent: all of them. */
  readonly shards?: Shards;
  /** Makes what measures a controller. Absent: nothing is measured. */
  readonly meter?: (subject: ControllerSubject) => ControllerMeter;
  /** Makes what measures webhooks. Absent: nothing is measured. */
  readonly webhooks?: () => WebhookMeters;
}

/** The method that takes the host; by `Symbol.for`, so that controllers of a second installed copy are members too. */
export const join: unique symbol = Symbol.for('kube-runtime.join');

/** A runnable that takes part in what its manager shares. It joins before anything has started. */
export interface Member extends Runnable {
  /** What log lines and metrics call it: two members of one manager have two. */
  readonly label: string;
  [join](host: Host): void;
}

/** Whether a runnable takes part. */
export const isMember = (runnable: Runnable): runnable is Member => typeof Reflect.get(runnable, join) === 'function';
