/**
 * The objects that a controller may reconcile where several processes share them: {@link Lots}. A lot is what it has of one shard.
 */
import { type Clock, type KubeObject } from 'kube-core';
import type { OwnedShard, Shards } from './shard.js';
import { inTime } from '../util/in-time.js';
import { Ready } from '../util/ready.js';
import { untilAborted } from '../util/until-aborted.js';
import type { Cached } from '../watcher/event.js';

/** How a lot is ended, and who hears of a new one. */
export interface LotsOptions {
  readonly clock: Clock;
  /** How long reconciles may go on when a shard is given up, in milliseconds; then they are aborted. */
  readonly graceMs: number;
  /** Hears of a shard that is this process's from now on: all its objects are to be reconciled. */
  readonly gained: (index: number) => void;
}

/** The reconciles of one shard while this process owns it. */
export class Lot {
  readonly shard: OwnedShard;
  readonly #abort = new AbortController();
  readonly #idle = new Ready();
  /** The same for whoever waits without an end: that alone does not keep the process alive. */
  readonly #ended: Promise<void>;
  #end: () => void = () => undefined;
  #running = 0;
  #isClosed = false;

  constructor(shard: OwnedShard) {
    this.shard = shard;
    this.#ended = new Promise((resolve) => (this.#end = resolve));
  }

  /** Aborts what runs, when it has to end. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** A reconcile begins. @returns what says that it has ended. */
  begin(): () => void {
    this.#running++;
    return () => {
      this.#running--;
      this.#openIfIdle();
    };
  }

  /** Resolves when nothing runs any more. What does not end in time is aborted, and waited for. */
  async end({ clock, graceMs }: LotsOptions): Promise<void> {
    this.#isClosed = true;
    this.#openIfIdle();
    const { force, index } = this.shard;
    if (!(await inTime(graceMs, (limit) => this.#idle.wait(limit), { clock, signal: force })))
      this.#abort.abort(new DOMException(`shard ${index} is not this process's any more`, 'AbortError'));
    await this.#ended;
  }

  #openIfIdle(): void {
    if (!this.#isClosed || this.#running > 0) return;
    this.#idle.open();
    this.#end();
  }
}

/** What this process owns, by shard. The lease of a shard is held until the reconciles of its objects have ended. */
export class Lots {
  readonly #shards: Shards;
  readonly #options: LotsOptions;
  readonly #lots = new Map<number, Lot>();

  constructor(shards: Shards, options: LotsOptions) {
    this.#shards = shards;
    this.#options = options;
    shards.each((shard) => this.#work(shard));
  }

  /** The lot that an object is in; `undefined`: it is another process's, or may soon be. */
  of(object: Cached<KubeObject>): Lot | undefined {
    const lot = this.#lots.get(this.#shards.shardOf(object));
    return lot?.shard.isHeld() === true ? lot : undefined;
  }

  /** Whether an object is in a shard. */
  isIn(index: number, object: Cached<KubeObject>): boolean {
    return this.#shards.shardOf(object) === index;
  }

  async #work(shard: OwnedShard): Promise<void> {
    const lot = new Lot(shard);
    this.#lots.set(shard.index, lot);
    this.#options.gained(shard.index);
    await untilAborted(shard.signal);
    this.#lots.delete(shard.index);
    await lot.end(this.#options);
  }
}
