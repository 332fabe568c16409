/**
 * What a manager runs: {@link Runnable}. A controller is one, and so is anything else that runs until it is told to stop.
 */

import { KubeError } from 'kube-core';
import { isObject } from 'kube-core/json';
import { rules, type Rules } from 'kube-core/support';
import type { Permission } from './permission.js';

/** How a run is ended from outside. */
export interface RunOptions {
  /** Ends the run in good order: nothing new begins, what runs may finish within its time. */
  readonly signal?: AbortSignal;
  /** Ends the run at once: what still runs is aborted. */
  readonly force?: AbortSignal;
}

/** What each option of `run()` has to be. */
export const runRules: Rules<RunOptions> = { signal: rules.signal, force: rules.signal };

/**
 * The phases of a manager, in the order in which they start. A stop goes the other way: what depends on others ends before these.
 *
 * - `servers`: what others call: health, metrics, webhooks. They answer before anything is read.
 * - `caches`: what reads the cluster for others. They are complete before anything works with them.
 * - `services`: what works whether or not this process leads.
 * - `election`: what decides whether this process leads. It ends, and gives its lease back, when all that needed it has ended.
 * - `controllers`: what only a leader may do.
 */
export const phases = ['servers', 'caches', 'services', 'election', 'controllers'] as const;

/** When a manager starts something. */
export type Phase = (typeof phases)[number];

/**
 * Says whether something is well.
 *
 * @param signal - Aborts when the answer is no longer waited for.
 * @throws why it is not; a promise that rejects is the same.
 */
export type Check = (signal: AbortSignal) => void | Promise<void>;

/** What a health endpoint asks. */
export interface HealthCheck {
  /** What it is called: `/readyz/NAME` asks it alone. Letters, digits, `-`, `_` and `.`. */
  readonly name: string;
  /** Whether the process can go on. If not, a kubelet starts it again. */
  readonly live?: Check;
  /** Whether the process does its work. If not, it gets no requests, and a rollout waits for it. */
  readonly ready?: Check;
}

/** Something that runs until it is told to stop. */
export interface Runnable {
  /** What messages call it: `the controller of ConfigMap`. */
  readonly name?: string;
  /** When a manager starts it. @defaultValue `controllers`: what says nothing may write, so it waits for whatever decides who leads */
  readonly phase?: Phase;
  /** What the health endpoint of a manager asks of it. */
  readonly health?: HealthCheck;
  /** What it asks of the API by itself, for the roles that a manager gives. Absent: nothing that is known. */
  readonly permissions?: readonly Permission[];
  /**
   * Resolves when the phases after its own may start: a server listens, a cache is complete, the lease is held. It is called once, after
   * `run()`. Absent: they may start at once.
   *
   * @throws the signal's reason, as soon as it aborts; anything else stops the manager as a failure of the run does.
   */
  started?(signal: AbortSignal): Promise<void>;
  /**
   * Resolves when it has ended in good order.
   *
   * @throws whatever ended it otherwise.
   */
  run(options?: RunOptions): Promise<void>;
}

/**
 * @throws KubeError `manager` for what cannot run. A controller before its `reconcile()` looks like one that can.
 */
export function checkRunnable(runnable: Runnable): void {
  if (isObject(runnable) && typeof runnable.run === 'function') return;
  throw new KubeError('manager', 'add() takes what has run({ signal }): what Controller.for(…).reconcile(…) gives, for example');
}
