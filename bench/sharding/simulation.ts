/**
 * Many replicas that share many objects, on an API server in the same process and in time that costs none: {@link simulate}. Replicas are
 * killed, cut off, started and stopped at random; whoever works on a shard is noted, from its first moment to its last.
 */
import { Client, type Stored } from 'kube-core';
import { Namespace } from 'kube-core/k8s';
import { ManualClock } from 'kube-core/testing';
import { ApiServer } from 'kube-testing';
import { sharding, type OwnedShard, type Sharding } from 'kube-runtime';

/** What is simulated. */
export interface SimulationOptions {
  readonly seed: number;
  readonly replicas: number;
  readonly shards: number;
  readonly namespaces: number;
  /** How often something happens to a replica. */
  readonly faults: number;
  /** How long until the next, in milliseconds, at the most. */
  readonly everyMs: number;
}

/** What came of it. Times are in milliseconds. */
export interface SimulationResult {
  /** Moments at which a shard had two owners: none. */
  readonly overlaps: readonly string[];
  /** How many namespaces each replica had in the end. */
  readonly namespaces: readonly number[];
  /** How many shards each had. */
  readonly shards: readonly number[];
  /** From the last work of a replica that was killed or cut off to the first of the next owner, for each of its shards. */
  readonly takenAfterMs: readonly number[];
  /** The same, where the owner gave the shard up. */
  readonly handedOverAfterMs: readonly number[];
  /** Shards that changed their owner. */
  readonly moves: number;
  readonly requests: number;
  readonly simulatedMs: number;
}

type Network = 'up' | 'cut';

/** Who worked on a shard last. */
interface Owner {
  readonly replica: Replica;
  endedAt: number | undefined;
  how: 'gave up' | 'lost';
}

/** The world that the replicas are in. */
class Stage {
  readonly clock = new ManualClock();
  readonly owners = new Map<number, Owner>();
  readonly overlaps: string[] = [];
  readonly taken: number[] = [];
  readonly handedOver: number[] = [];
  moves = 0;
  requests = 0;
  /** Calls that the server has not answered yet. */
  open = 0;

  readonly server: ApiServer;
  readonly options: SimulationOptions;
  readonly chance: () => number;

  constructor(server: ApiServer, options: SimulationOptions) {
    this.server = server;
    this.options = options;
    this.chance = seeded(options.seed);
  }

  gained(replica: Replica, { index, isHeld }: OwnedShard): Owner {
    const now = this.clock.now();
    const before = this.owners.get(index);
    if (before !== undefined && before.endedAt === undefined)
      this.overlaps.push(`shard ${index}: ${before.replica.name} and ${replica.name} at ${now}`);
    if (!isHeld()) this.overlaps.push(`shard ${index}: ${replica.name} works on it and does not hold it at ${now}`);
    if (before?.endedAt !== undefined) {
      (before.how === 'lost' ? this.taken : this.handedOver).push(now - before.endedAt);
      if (before.replica !== replica) this.moves++;
    }
    const owner: Owner = { replica, endedAt: undefined, how: 'gave up' };
    this.owners.set(index, owner);
    return owner;
  }

  /** Lets time pass; whatever rings on the way has its calls answered before the next does. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    await this.#settle();
    while (this.clock.next !== undefined && this.clock.next <= end) {
      await this.clock.advance(this.clock.next - this.clock.now());
      await this.#settle();
    }
    await this.clock.advance(end - this.clock.now());
  }

  async #settle(): Promise<void> {
    while (this.open > 0) await this.clock.advance(0);
  }
}

/** A process that takes part. */
class Replica {
  readonly name: string;
  readonly sharding: Sharding;
  network: Network = 'up';
  readonly ended: Promise<void>;
  readonly #stage: Stage;
  readonly #stop = new AbortController();
  readonly #force = new AbortController();
  readonly #owned = new Set<Owner>();

  constructor(stage: Stage, name: string) {
    this.name = name;
    this.#stage = stage;
    const client = Client.of(async (request) => {
      stage.requests++;
      if (this.network === 'cut') return new Promise(() => undefined); // not even when its signal aborts
      stage.open++;
      try {
        return await stage.server.service(request);
      } finally {
        stage.open--;
      }
    });
    const { clock, chance: random, options } = stage;
    const onFailure = (): void => undefined;
    this.sharding = sharding(client, {
      ...{ name: 'simulation', shards: options.shards, by: 'namespace', identity: name },
      ...{ clock, random, onFailure },
    });
    this.sharding.each((shard) => this.#work(shard));
    this.ended = this.sharding.run({ signal: this.#stop.signal, force: this.#force.signal }).catch(() => undefined);
  }

  /** Ends it as the kernel would: nothing that it does counts from now on. */
  kill(): void {
    this.network = 'cut';
    for (const owner of this.#owned) Object.assign(owner, { endedAt: this.#stage.clock.now(), how: 'lost' });
    this.#owned.clear();
    this.#force.abort();
  }

  stop(): void {
    this.#stop.abort();
  }

  /** The work on a shard takes up to 3 s to end in good order; when it has to, it ends within 4 s. */
  async #work(shard: OwnedShard): Promise<void> {
    const { clock, chance } = this.#stage;
    const owner = this.#stage.gained(this, shard);
    this.#owned.add(owner);
    await aborted(shard.signal);
    await clock.sleep(chance() * 3000, shard.force).catch(() => undefined);
    if (shard.force.aborted) await clock.sleep(chance() * 4000);
    if (!this.#owned.delete(owner)) return;
    owner.endedAt = clock.now();
    owner.how = shard.force.aborted ? 'lost' : 'gave up';
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));

/** Lets things happen to replicas, then lets all come to rest. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  await using server = await ApiServer.start();
  const stage = new Stage(server, options);
  const begun = stage.clock.now();
  let made = 0;
  const start = (): Replica => new Replica(stage, `replica-${made++}`);
  const replicas = Array.from({ length: options.replicas }, start);
  await stage.pass(30_000);
  for (let fault = 0; fault < options.faults; fault++) {
    await happen(stage, replicas, start);
    await stage.pass(stage.chance() * options.everyMs);
  }
  for (const replica of replicas) replica.network = 'up';
  await stage.pass(60_000);
  const result = resultOf(stage, replicas, stage.clock.now() - begun);
  for (const replica of replicas) replica.stop();
  await stage.pass(10_000);
  await Promise.all(replicas.map(({ ended }) => ended));
  return result;
}

/** A replica is killed or stopped, and another is started in its place; or it is cut off, or comes back. */
async function happen(stage: Stage, replicas: Replica[], start: () => Replica): Promise<void> {
  const at = Math.floor(stage.chance() * replicas.length);
  const replica = replicas[at];
  if (replica === undefined) return;
  const what = stage.chance();
  if (what < 0.3) {
    replica.network = replica.network === 'up' ? 'cut' : 'up';
    return;
  }
  if (what < 0.7 || replica.network === 'cut') replica.kill();
  else replica.stop();
  await stage.pass(stage.chance() * 5000);
  replicas[at] = start();
}

function resultOf(stage: Stage, replicas: readonly Replica[], simulatedMs: number): SimulationResult {
  const count = new Map(replicas.map((replica) => [replica, 0]));
  for (let at = 0; at < stage.options.namespaces; at++) {
    const owner = stage.owners.get(replicas[0]?.sharding.shardOf(namespace(`namespace-${at}`)) ?? -1)?.replica;
    if (owner !== undefined) count.set(owner, (count.get(owner) ?? 0) + 1);
  }
  return {
    overlaps: stage.overlaps,
    namespaces: [...count.values()],
    shards: replicas.map(({ sharding: { owned } }) => owned.length),
    takenAfterMs: stage.taken,
    handedOverAfterMs: stage.handedOver,
    moves: stage.moves,
    requests: stage.requests,
    simulatedMs,
  };
}

const namespace = (name: string): Stored<Namespace> => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, uid: name, resourceVersion: '1', creationTimestamp: '' },
});

/** Numbers from 0 up to but not including 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
