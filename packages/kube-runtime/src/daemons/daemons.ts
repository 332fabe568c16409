/**
 * Keeps a daemon for each object of a kind: {@link Daemons}. A watch says which objects there are.
 */
import { isDeepStrictEqual } from 'node:util';
import { keyOf, linkedAbort, type Api, type Clock, type KubeObject } from 'kube-core';
import { tell } from 'kube-core/support';
import { logFailure } from '../controller/failure/log-failure.js';
import { AbandonedError } from '../controller/failure/errors.js';
import { allSettled, feed, sharedWatch, type Feed, type Sink } from '../controller/feed.js';
import { join, type Host, type Member } from '../controller/host.js';
import { defaults as controller } from '../controller/options.js';
import { consoleLogger } from '../log/console-logger.js';
import type { Logger } from '../log/logger.js';
import type { Caches } from '../reflector/caches.js';
import { refOfKey } from '../reflector/object-ref.js';
import { SharedCache } from '../reflector/shared-cache.js';
import type { StoreChange } from '../reflector/store.js';
import type { OwnedShard } from '../sharding/shard.js';
import { answerOf, isCallbackError } from '../util/callbacks.js';
import { inTime } from '../util/in-time.js';
import { Life } from '../util/life.js';
import { orAborted } from '../util/or-aborted.js';
import { permission, watchVerbs, type Permission } from '../util/permission.js';
import type { RunOptions } from '../util/runnable.js';
import { untilAborted } from '../util/until-aborted.js';
import type { Cached } from '../watcher/event.js';
import { DaemonError } from './errors.js';
import { DaemonLife, type DaemonWork, type LifeSettings } from './life.js';
import type { DaemonFailure, Settings } from './options.js';

/** What is run for each object. */
export interface DaemonsOf<K extends KubeObject> {
  readonly api: Api<K>;
  readonly daemon: DaemonWork<K>;
  /** `website-daemon` */
  readonly label: string;
}

/** A daemon that was stopped, and has not ended, keeps the next one of its object waiting: two never work at once. */
export class Daemons<K extends KubeObject> implements Member, Sink {
  readonly name: string;
  readonly label: string;
  readonly clock: Clock;
  readonly #of: DaemonsOf<K>;
  readonly #settings: Settings<K>;
  readonly #life: Life;
  readonly #crash = new AbortController();
  readonly #lives = new Map<string, DaemonLife<K>>();
  /** What was stopped and has not ended, by the key of its object. */
  readonly #ending = new Map<string, Promise<void>>();
  /** All that have not ended, stopped or not. */
  readonly #alive = new Set<DaemonLife<K>>();
  readonly #shards = new Map<number, OwnedShard>();
  #cache: SharedCache<K>;
  #host: Host = {};
  #isRunning = false;

  constructor(of: DaemonsOf<K>, settings: Settings<K>) {
    this.#of = of;
    this.#settings = settings;
    this.label = settings.name ?? of.label;
    this.name = this.label;
    this.clock = settings.clock;
    this.#cache = new SharedCache(of.api, { ...this.#watched, clock: this.clock });
    this.#life = new Life({ code: 'controller', name: this.name });
  }

  get permissions(): readonly Permission[] {
    return [permission(this.#of.api, watchVerbs)];
  }

  get caches(): Caches | undefined {
    return this.#host.caches;
  }

  [join](host: Host): void {
    this.#host = host;
    this.#cache = host.caches?.of(this.#of.api, this.#watched) ?? this.#cache;
    host.shards?.each((shard) => this.#share(shard));
  }

  run(options: RunOptions = {}): Promise<void> {
    return this.#life.run(options, async (stop) => {
      try {
        if (!stop.signal.aborted) await this.#watch(stop.signal);
      } finally {
        await this.#stopAll(options.force);
      }
    });
  }

  request(): readonly [] {
    return []; // nothing is reconciled for it
  }

  fail(failure: DaemonFailure): void {
    const { onFailure } = this.#settings;
    if (onFailure === undefined) tell('log', () => logFailure(this.#log(), failure));
    else tell('onFailure', () => onFailure(failure));
  }

  crash(defect: unknown): void {
    this.#crash.abort(defect);
  }

  get #watched(): Pick<Settings<K>, 'labelSelector' | 'fieldSelector' | 'initialList' | 'pageSize'> {
    const { name: _, when: __, on: ___, gracefulStopMs: _4, onFailure: _5, log: _6, clock: _7, ...watched } = this.#settings;
    return watched;
  }

  #log(): Logger {
    return (this.#settings.log ?? this.#host.log ?? consoleLogger()).child({ controller: this.label });
  }

  async #watch(stop: AbortSignal): Promise<void> {
    const over = linkedAbort(stop, this.#crash.signal);
    this.#isRunning = true;
    const open = sharedWatch(this.#cache, (changes) => changes.forEach((change) => this.#changed(change)));
    const feeds: readonly Feed[] = [feed(this.#of.api, { sink: this, role: 'needed', open })];
    try {
      await allSettled(feeds, this, { timeoutMs: controller.syncTimeoutMs, signal: over.signal });
      await untilAborted(over.signal);
    } finally {
      this.#isRunning = false;
      for (const each of feeds) each.end();
      over[Symbol.dispose]();
    }
    this.#crash.signal.throwIfAborted();
  }

  #changed(change: StoreChange<K>): void {
    const { object } = change;
    const key = keyOf(object);
    const life = this.#lives.get(key);
    if (change.type === 'deleted' || !this.#isWanted(object, life !== undefined)) return this.#stop(key);
    if (life?.uid !== object.metadata.uid || this.#matters(life.object, object)) {
      this.#stop(key);
      return this.#start(key, object);
    }
    life.update(object);
  }

  #start(key: string, object: Cached<K>): void {
    const shard = this.#shardOf(object);
    const after = this.#ending.get(key);
    const life = new DaemonLife(object, this.#lifeSettings, { ...(shard && { shard }), ...(after && { after }) });
    this.#lives.set(key, life);
    this.#alive.add(life);
    void life.ended.then(() => this.#alive.delete(life));
  }

  #stop(key: string): void {
    const life = this.#lives.get(key);
    if (life === undefined) return;
    this.#lives.delete(key);
    life.stop();
    this.#ending.set(key, life.ended);
    void life.ended.then(() => this.#ending.get(key) === life.ended && this.#ending.delete(key));
  }

  get #lifeSettings(): LifeSettings<K> {
    const { api, daemon } = this.#of;
    const { kind } = api.definition;
    return {
      api,
      daemon,
      clock: this.clock,
      log: (object) => this.#log().child({ ...refOfKey(keyOf(object)) }),
      failed: (object, error, retryInMs) =>
        this.fail(new DaemonError({ label: this.label, kind, ref: refOfKey(keyOf(object)), retryInMs }, error)),
    };
  }

  #shardOf(object: Cached<K>): OwnedShard | undefined {
    const { shards } = this.#host;
    return shards && this.#shards.get(shards.shardOf(object));
  }

  /** A function of the user that throws leaves things as they are. */
  #isWanted(object: Cached<K>, isRunning: boolean): boolean {
    if (this.#host.shards !== undefined && this.#shardOf(object) === undefined) return false;
    const { when } = this.#settings;
    return when === undefined || this.#answer({ from: 'when', object, otherwise: isRunning }, () => when(object));
  }

  #matters(before: Cached<K>, after: Cached<K>): boolean {
    const { on } = this.#settings;
    return (
      on !== undefined && this.#answer({ from: 'on', object: after, otherwise: true }, () => !isDeepStrictEqual(on(before), on(after)))
    );
  }

  #answer({ from, object, otherwise }: { from: string; object: Cached<K>; otherwise: boolean }, ask: () => boolean): boolean {
    try {
      return answerOf({ from, subject: `${this.#of.api.definition.kind} ${keyOf(object)}` }, ask);
    } catch (error) {
      if (!isCallbackError(error)) throw error;
      this.fail(error);
      return otherwise;
    }
  }

  /** A shard is given back when the daemons of its objects have ended, also those that were stopped for another reason. */
  async #share(shard: OwnedShard): Promise<void> {
    this.#shards.set(shard.index, shard);
    if (this.#isRunning) for (const object of this.#cache.store.list()) this.#changed({ type: 'applied', object, previous: undefined });
    await untilAborted(shard.signal);
    this.#shards.delete(shard.index);
    for (const [key, life] of [...this.#lives]) if (life.shard === shard) this.#stop(key);
    await Promise.all([...this.#alive].filter((life) => life.shard === shard).map(({ ended }) => ended));
  }

  async #stopAll(force: AbortSignal | undefined): Promise<void> {
    for (const key of [...this.#lives.keys()]) this.#stop(key);
    const { gracefulStopMs, clock } = this.#settings;
    const all = Promise.all(this.#ending.values());
    const options = force === undefined ? { clock } : { clock, signal: force };
    if (await inTime(gracefulStopMs, (limit) => orAborted(all, limit), options)) return;
    for (const key of this.#ending.keys()) this.fail(new AbandonedError(this.#of.api.definition.kind, refOfKey(key)));
  }
}
