/**
 * The daemon of one object, from its start to its end: {@link DaemonLife}.
 */
import { exponentialBackoff, type Api, type Clock, type KubeObject } from 'kube-core';
import { BehaviorSubject } from 'rxjs';
import { isTerminalError } from '../controller/failure/errors.js';
import type { Logger } from '../log/logger.js';
import type { OwnedShard } from '../sharding/shard.js';
import type { Cached } from '../watcher/event.js';
import type { DaemonContext } from './context.js';
import { defaults } from './options.js';

/** A daemon that does one thing after another. @param well - To be called when one went well: failures are counted anew. */
export type DaemonWork<K extends KubeObject> = (context: DaemonContext<K>, well: () => void) => Promise<void>;

/** What is the same for all objects. */
export interface LifeSettings<K extends KubeObject> {
  readonly api: Api<K>;
  readonly clock: Clock;
  readonly daemon: DaemonWork<K>;
  readonly log: (object: Cached<K>) => Logger;
  /** @param retryInMs - When it is started again; `undefined`: it is not. */
  readonly failed: (object: Cached<K>, error: unknown, retryInMs: number | undefined) => void;
}

const backoff = exponentialBackoff(defaults.backoff);

/** It starts the daemon again when that fails, until it is stopped. */
export class DaemonLife<K extends KubeObject> {
  readonly uid: string;
  readonly shard: OwnedShard | undefined;
  /** Resolves when the daemon has ended. It does not reject. */
  readonly ended: Promise<void>;
  readonly #settings: LifeSettings<K>;
  readonly #latest: BehaviorSubject<Cached<K>>;
  readonly #stop = new AbortController();

  /** @param after - What has to end before it begins: the daemon that the object had before. */
  constructor(
    object: Cached<K>,
    settings: LifeSettings<K>,
    { shard, after }: { readonly shard?: OwnedShard; readonly after?: Promise<void> },
  ) {
    this.uid = object.metadata.uid;
    this.shard = shard;
    this.#settings = settings;
    this.#latest = new BehaviorSubject(object);
    this.ended = this.#live(after);
  }

  /** Whether it is to end. */
  get isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** The object as it is now. */
  get object(): Cached<K> {
    return this.#latest.value;
  }

  /** The object has changed. */
  update(object: Cached<K>): void {
    this.#latest.next(object);
  }

  /** Ends it; `ended` says when. */
  stop(): void {
    this.#stop.abort();
    this.#latest.complete();
  }

  async #live(after: Promise<void> | undefined): Promise<void> {
    await after;
    const { clock, failed } = this.#settings;
    for (let failures = 1; !this.isStopped; failures++) {
      const begun = clock.now();
      try {
        return await this.#call(() => (failures = 1));
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        if (clock.now() - begun >= defaults.settledMs) failures = 1;
        const retryInMs = isTerminalError(error) ? undefined : backoff(failures);
        failed(this.object, error, retryInMs);
        if (retryInMs === undefined) return;
        await clock.sleep(retryInMs, this.#stop.signal).catch(() => undefined);
      }
    }
  }

  async #call(well: () => void): Promise<void> {
    const { object, shard } = this;
    const { api, daemon, log } = this.#settings;
    const changes = this.#latest.asObservable();
    const context: DaemonContext<K> = {
      object,
      changes,
      api,
      signal: this.#stop.signal,
      ...(shard !== undefined && { shard }),
      get log() {
        return log(object);
      },
    };
    await daemon(context, well);
  }
}
