/**
 * The tries of one controller: {@link Tries} takes a key, calls the reconcile with the object that the store has, and puts the key back into
 * the queue where that is asked for, or where it failed.
 */
import { linkedAbort, type Api, type KubeObject } from 'kube-core';
import { checkValue, rules, tell, type TokenBucket } from 'kube-core/support';
import { RateLimit } from '../../queue/rate-limit.js';
import type { Logger } from '../../log/logger.js';
import { refOfKey, type ObjectRef } from '../../reflector/object-ref.js';
import type { Seeing, WrittenObject } from '../../reflector/written.js';
import type { Lot } from '../../sharding/lots.js';
import { once } from '../../util/once.js';
import type { Cached } from '../../watcher/event.js';
import type { Action } from '../action.js';
import type { Reconcile } from '../context.js';
import { isTerminalError, ReconcileError } from '../failure/errors.js';
import type { ControllerMeter } from '../meter.js';
import type { Settings } from '../options.js';
import type { OwnedCaches } from '../owned.js';
import type { Runner } from '../runner.js';
import { CatchUp } from '../writes/catch-up.js';
import { HotLoops, hotLoopText, type HotLoop } from '../writes/hot-loops.js';
import { Writes } from '../writes/writes.js';
import { attempt, type Attempt } from './attempt.js';
import { contextOf, resultOf, type Try } from './try.js';

/** What a controller is to its tries. */
export interface Tried<K extends KubeObject, R> {
  readonly api: Api<K>;
  readonly owned: OwnedCaches;
  readonly queue: Pick<Runner, 'add' | 'hold' | 'release'>;
  /** How often tries are made after failures, of all objects together; `undefined`: as often as each allows. */
  readonly retries: TokenBucket | undefined;
  /** What measures it; `undefined`: nothing. */
  readonly meter: ControllerMeter | undefined;
  log(): Logger;
  /** The object, as the store has it; `undefined`: there is none. */
  objectOf(ref: ObjectRef): Cached<K> | undefined;
  /** Where an object is among the shards: `undefined`: there are none; `others`: it is another process's. */
  lotOf(object: Cached<K>): Lot | 'others' | undefined;
  /** The caches that may have what was written. */
  cachesOf(written: WrittenObject): Iterable<Seeing>;
  succeeded(ref: ObjectRef, action: Action<R>, attempt: number): void;
  /** @param log - Names the try in each line. */
  failed(error: ReconcileError, log: () => Logger): void;
  looped(ref: ObjectRef, loop: HotLoop): void;
}

/** It remembers of each object what the next try needs: its failures in a row, and what it wrote. */
export class Tries<K extends KubeObject, R> {
  readonly #of: Tried<K, R>;
  readonly #reconcile: Reconcile<K, R>;
  readonly #settings: Settings;
  readonly #limit: RateLimit;
  readonly #loops = new HotLoops();
  readonly #catchUp: CatchUp;
  /** Reconciles that go on though their time is over, and the keys of their objects. */
  readonly #stuck = new Map<Promise<unknown>, string>();

  constructor(of: Tried<K, R>, reconcile: Reconcile<K, R>, settings: Settings) {
    this.#of = of;
    this.#reconcile = reconcile;
    this.#settings = settings;
    this.#limit = new RateLimit(of.retries);
    this.#catchUp = new CatchUp({
      clock: settings.clock,
      timeoutMs: settings.catchUpMs,
      cachesOf: (written) => of.cachesOf(written),
      hold: (key) => of.queue.hold(key),
      release: (key) => of.queue.release(key),
      late: (key, missing) => tell('log', () => of.log().debug({ ...refOfKey(key), missing }, 'a cache is late; going on without')),
    });
  }

  /** The keys of the objects whose reconcile goes on though it was aborted. */
  get stuck(): readonly string[] {
    return [...this.#stuck.values()];
  }

  /** Something asks for a key. @param version - That of the one change that does. */
  woken(key: string, version: string | undefined): void {
    this.#loops.woken(key, version);
  }

  /** The object has another's name: the failures were not its own. */
  renew(key: string): void {
    this.#limit.forget(key);
  }

  /** The object is gone. */
  forget(key: string): void {
    this.#limit.forget(key);
    this.#loops.forget(key);
  }

  /** No key is held back any more. */
  end(): void {
    this.#catchUp.end();
  }

  /** Tries one object, until the signal aborts. It reports its own failures. */
  async run(key: string, stop: AbortSignal): Promise<void> {
    const { clock } = this.#settings;
    const it = this.#tryOf(key);
    if (it === undefined) return;
    const { meter } = this.#of;
    meter?.began();
    const begun = clock.now();
    const result = await this.#attempt(it, stop);
    meter?.ended(resultOf(result), clock.now() - begun);
    if (result.type === 'done') this.#succeeded(it, result.action);
    if (result.type === 'failed') this.#failed(it, result.error);
  }

  /** `undefined`: the object is gone, or another process's by now. */
  #tryOf(key: string): Try<K> | undefined {
    const ref = refOfKey(key);
    const object = this.#of.objectOf(ref);
    if (object === undefined) return undefined;
    const lot = this.#of.lotOf(object);
    if (lot === 'others') return undefined;
    const log = once(() => this.#of.log().child({ ...ref, reconcileID: crypto.randomUUID() }));
    return { key, ref, object, attempt: this.#limit.failuresOf(key) + 1, lot, log };
  }

  /** A reconcile that is left behind is still one of its shard: that is not another's before it has ended. */
  async #attempt(it: Try<K>, stop: AbortSignal): Promise<Attempt<R>> {
    const { clock, reconcileTimeoutMs: timeoutMs, catchUpMs } = this.#settings;
    const { api, owned } = this.#of;
    const writes = new Writes();
    const round = this.#loops.begin(it.key, clock.now());
    const reconcile = (signal: AbortSignal): Promise<Action<R> | void> => this.#reconcile(contextOf(it, { api, owned, signal }));
    const call = catchUpMs > 0 ? (signal: AbortSignal): Promise<Action<R> | void> => writes.during(() => reconcile(signal)) : reconcile;
    const end = it.lot?.begin();
    let left: Promise<unknown> | undefined;
    const leftBehind = (running: Promise<unknown>): void => {
      left = running;
      this.#stuck.set(running, it.key);
      void running.then(() => this.#stuck.delete(running));
    };
    const over = linkedAbort(stop, it.lot?.signal);
    try {
      const result = await attempt(call, { clock, timeoutMs, stop: over.signal, leftBehind });
      if (result.type !== 'stopped') this.#catchUp.after(it.key, writes.objects);
      this.#look(it, this.#loops.end(it.key, round, result.type === 'done' ? writes.objects : []));
      return result;
    } finally {
      over[Symbol.dispose]();
      if (end !== undefined) void Promise.resolve(left).then(end);
    }
  }

  #look({ ref, log }: Try<K>, loop: HotLoop | undefined): void {
    if (loop === undefined) return;
    this.#of.meter?.looped();
    tell('log', () => log().warn({ ...loop }, hotLoopText(loop)));
    this.#of.looped(ref, loop);
  }

  #succeeded(it: Try<K>, action: Action<R>): void {
    try {
      this.#requeue(it, action);
    } catch (error) {
      return this.#failed(it, error);
    }
    this.#limit.forget(it.key);
    this.#of.succeeded(it.ref, action, it.attempt);
  }

  #requeue(it: Try<K>, { requeueAfterMs }: Action): void {
    if (requeueAfterMs === undefined) return;
    const afterMs = checkValue('requeueAfterMs', requeueAfterMs, rules.delayMs);
    if (!this.#isCurrent(it)) return;
    this.#loops.expect(it.key, this.#settings.clock.now() + afterMs);
    this.#of.queue.add(it.key, { afterMs });
  }

  #failed(it: Try<K>, error: unknown): void {
    const retryInMs = this.#retryIn(it, error);
    if (retryInMs !== undefined) this.#of.queue.add(it.key, { afterMs: retryInMs });
    const { kind } = this.#of.api.definition;
    this.#of.failed(new ReconcileError({ kind, ref: it.ref, attempt: it.attempt, retryInMs }, error), it.log);
  }

  #retryIn(it: Try<K>, error: unknown): number | undefined {
    if (!this.#isCurrent(it)) return undefined;
    if (!isTerminalError(error)) return this.#limit.fail(it.key, this.#settings.clock.now());
    this.#limit.forget(it.key);
    return undefined;
  }

  /** Whether the object is still there, and no other has taken its name since the try began. */
  #isCurrent({ ref, object }: Try<K>): boolean {
    return this.#of.objectOf(ref)?.metadata.uid === object.metadata.uid;
  }
}
