/**
 * Several processes that share the work, each with objects of its own: {@link sharding}.
 */
import { Api, KubeError, linkedAbort, onAbort, type Client, type KubeObject } from 'kube-core';
import { Lease } from 'kube-core/k8s';
import { checkOptions, checkValue, rules, tell } from 'kube-core/support';
import type { CandidacySettings } from '../lease/options.js';
import type { Seen } from '../lease/seen.js';
import { keepAlive } from '../util/keep-alive.js';
import { orAborted } from '../util/or-aborted.js';
import { permission, type Permission } from '../util/permission.js';
import { Ready } from '../util/ready.js';
import { runRules, type Runnable, type RunOptions } from '../util/runnable.js';
import { untilAborted } from '../util/until-aborted.js';
import type { Cached } from '../watcher/event.js';
import { Claim } from './claim.js';
import { dividedFailure, shardingVerbs } from './errors.js';
import { hashOf } from './plan/hash.js';
import { shardKeyOf } from './key.js';
import { Layout } from './plan/layout.js';
import { ShardingLeases } from './leases.js';
import { beCounted } from './membership.js';
import { defaults, settingsOf, type Settings, type ShardingOptions } from './options.js';
import type { Shards, ShardWork } from './shard.js';
import type { Effect, Happening, ShardingState } from './plan/state.js';
import { beginning, step } from './plan/step.js';

/** Takes part in a sharding, once. */
export interface Sharding extends Runnable, Shards {
  readonly name: string;
  /** A manager starts controllers when this process takes part. */
  readonly phase: 'election';
  /** Who this process is. */
  readonly identity: string;
  /** How many shards there are. */
  readonly shards: number;
  /** The shards that this process owns now, in order. */
  readonly owned: readonly number[];
  /** The shard of an object, in every replica the same: from 0. */
  shardOf(object: Cached<KubeObject>): number;
  /**
   * Calls this for each shard that this process owns, whenever it gets one. The lease is held until the promise has settled.
   *
   * @param work - What to do while it owns the shard; it ends when `shard.signal` aborts.
   * @throws KubeError `sharding` when it runs already.
   */
  each(work: ShardWork): void;
  /**
   * Takes part until `signal` aborts; then all work is ended and all leases are given back. When `force` aborts they are left to run out.
   *
   * @throws LeadershipLostError when another may own a shard though the work on it has not ended; what the work throws; KubeError `sharding`
   *   when it has run before.
   */
  run(options?: RunOptions): Promise<void>;
  /** Resolves when the other replicas count this one. @throws the signal's reason. */
  started(signal: AbortSignal): Promise<void>;
}

class LeaseSharding implements Sharding {
  readonly name: string;
  readonly phase = 'election';
  readonly health = { name: 'sharding', live: (): void => this.#check() };
  readonly #client: Client;
  readonly #settings: Settings;
  readonly #layout: Layout;
  readonly #leases: ShardingLeases;
  readonly #works: ShardWork[] = [];
  readonly #claims = new Map<number, Claim>();
  /** Claims that have not ended. */
  readonly #running = new Set<Promise<void>>();
  readonly #started = new Ready();
  readonly #crash = new AbortController();
  #state: ShardingState = beginning;
  /** How often this process was counted anew: a list that was asked for before does not count. */
  #joined = 0;
  #hasRun = false;

  constructor(client: Client, settings: Settings) {
    this.#client = client;
    this.#settings = settings;
    this.#layout = new Layout(settings);
    this.#leases = new ShardingLeases(client, settings, this.#layout);
    this.name = `the sharding of ${settings.namespace}/${settings.name}`;
  }

  get identity(): string {
    return this.#settings.identity;
  }

  get shards(): number {
    return this.#settings.shards;
  }

  get owned(): readonly number[] {
    return [...this.#state.mine].flatMap(([index, stage]) => (stage === 'owned' ? index : [])).sort((a, b) => a - b);
  }

  /** The names of its Leases are those of processes: they are not known before. */
  get permissions(): readonly Permission[] {
    return [permission(Api.namespaced(this.#client, Lease, this.#settings.namespace), shardingVerbs)];
  }

  shardOf(object: Cached<KubeObject>): number {
    return hashOf(shardKeyOf(object, this.#settings)) % this.#settings.shards;
  }

  each(work: ShardWork): void {
    if (this.#hasRun) throw new KubeError('sharding', `${this.name} runs already: call each() before run()`);
    this.#works.push(checkValue('the first argument of each()', work, rules.call));
  }

  started(signal: AbortSignal): Promise<void> {
    return this.#started.wait(signal);
  }

  async run(options: RunOptions = {}): Promise<void> {
    const { signal, force } = checkOptions('run()', options, runRules);
    if (this.#hasRun) throw new KubeError('sharding', `${this.name} has run: make another`);
    this.#hasRun = true;
    const letGo = keepAlive();
    using cut = linkedAbort(force, this.#crash.signal);
    using over = linkedAbort(signal, cut.signal);
    try {
      await this.#takePart(over.signal, cut.signal);
    } finally {
      letGo();
    }
    this.#crash.signal.throwIfAborted();
  }

  /** The record of this process outlasts its shards: the others are not to count it out before it has given these back. */
  async #takePart(over: AbortSignal, cut: AbortSignal): Promise<void> {
    const end = new AbortController();
    const crash = (defect: unknown): void => this.#crash.abort(defect);
    const counted = this.#beCounted(end.signal, cut).catch(crash);
    await this.#look(over).catch(crash);
    await untilAborted(over);
    this.#put({ type: 'leave' });
    const stop = onAbort(cut, () => this.#abandon());
    await orAborted(this.#allEnded(), cut).catch(() => undefined);
    stop();
    end.abort();
    await counted;
  }

  async #beCounted(end: AbortSignal, force: AbortSignal): Promise<void> {
    const joined = (): void => {
      this.#joined++;
      this.#put({ type: 'joined' });
      this.#started.open();
    };
    const settings = this.#leaseOf(this.#layout.member, 'member');
    await beCounted(this.#client, settings, { joined, parted: () => this.#put({ type: 'parted' }), end, force });
    if (!force.aborted) await this.#leases.discardOwn();
  }

  /** Looks at the Leases again and again, until the signal aborts. */
  async #look(signal: AbortSignal): Promise<void> {
    const { clock, random, retryPeriodMs } = this.#settings;
    const isOver = (): boolean => signal.aborted;
    const unlessOver = (): void => undefined;
    await this.#started.wait(signal).catch(unlessOver);
    while (!isOver()) {
      const before = this.#joined;
      const leases = await this.#leases.list(signal);
      if (leases !== undefined && before === this.#joined && !isOver()) this.#put({ type: 'listed', leases });
      await clock.sleep(retryPeriodMs * (1 + defaults.jitter * random()), signal).catch(unlessOver);
    }
  }

  #abandon(): void {
    for (const claim of this.#claims.values()) claim.abandon();
  }

  async #allEnded(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #put(what: Happening): void {
    const { clock, onShards, onFailure } = this.#settings;
    const before = this.owned;
    const divided = this.#state.others.join();
    const { next, effects } = step(this.#state, { what, now: clock.now() }, { ...this.#settings, layout: this.#layout });
    this.#state = next;
    for (const effect of effects) this.#do(effect);
    const { owned } = this;
    const { others } = next;
    if (others.length > 0 && others.join() !== divided)
      tell('onFailure', () => onFailure(dividedFailure(this.#settings, { others, own: this.#layout.words() })));
    if (before.join() !== owned.join()) tell('onShards', () => onShards(owned));
  }

  #do(effect: Effect): void {
    switch (effect.do) {
      case 'claim':
        return this.#claim(effect.index, effect.seen);
      case 'withdraw':
        return this.#claims.get(effect.index)?.withdraw();
      case 'give up':
        return this.#claims.get(effect.index)?.giveUp();
      case 'discard':
        return void this.#leases.discard(effect.lease);
      default:
        return effect satisfies never;
    }
  }

  #claim(index: number, seen: Seen | undefined): void {
    const settings = this.#leaseOf(this.#layout.shard(index), 'shard');
    const claim = new Claim(this.#client, index, seen === undefined ? settings : { ...settings, seen });
    this.#claims.set(index, claim);
    const listener = { claimed: () => this.#put({ type: 'claimed', index }), overdue: (loss: unknown) => this.#crash.abort(loss) };
    const running = claim
      .run(this.#works, listener)
      .catch((error: unknown) => this.#crash.abort(error))
      .then(() => {
        this.#claims.delete(index);
        this.#running.delete(running);
        this.#put({ type: 'ended', index });
      });
    this.#running.add(running);
  }

  #leaseOf(name: string, role: 'member' | 'shard'): CandidacySettings {
    return { ...this.#settings, name, labels: this.#layout.labels(role) };
  }

  #check(): void {
    const late = [...this.#claims].flatMap(([index, claim]) => (claim.isOverdue ? index : []));
    if (late.length > 0) throw new KubeError('sharding', `the leases of shards ran out whose work has not ended: ${late.join(', ')}`);
  }
}

/**
 * Divides objects among all processes that name the same Leases: each object is in one shard, each shard has one owner.
 *
 * @param client - Where the Leases are. The user needs `get`, `list`, `create`, `update` and `delete` of `leases` of `coordination.k8s.io` in
 *   their namespace.
 * @param options - Which Leases, how the objects are divided, and how long things take.
 * @throws KubeError `option` for an option that there is not, or that cannot be meant.
 *
 * @remarks
 * Guarantees: while one process is led to believe that it owns a shard (its signal has not aborted, `isHeld()` says so), or its work on the
 * shard has not ended, no other owns it. Each replica has the shards of all, divided by their number, up to one. A replica that joins gets its
 * share from the others, each of which ends its work on a shard first; the shards of one that was killed are taken after `leaseDurationMs`
 * and two `retryPeriodMs`; those of one that stops, within two `retryPeriodMs`. No more shards move than shares ask for. Replicas that divide the
 * objects otherwise (another number of shards, another key) never work at the same time: those that come later wait until the others are gone,
 * and each tells `onFailure` how they divide them.
 *
 * Caveats: as those of {@link leaderElection}. A function as key that changes from one version of a program to the next is not noticed: change
 * the number of shards as well.
 *
 * @example
 * ```ts
 * import { Client } from 'kube-core';
 * import { sharding } from 'kube-runtime';
 *
 * await using client = await Client.tryDefault();
 * const shards = sharding(client, { name: 'website', shards: 32 });
 * shards.each(async ({ index, signal }) => {
 *   console.log(`shard ${index} is ours`);
 *   while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 1000));
 * });
 * await shards.run({ signal: AbortSignal.timeout(60_000) });
 * ```
 */
export function sharding(client: Client, options: ShardingOptions): Sharding {
  return new LeaseSharding(client, settingsOf(client, options));
}
