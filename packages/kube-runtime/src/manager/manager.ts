/**
 * Runs controllers until the process is asked to end. Enter at {@link Manager}.
 */
import { Api, KubeError, onAbort, systemClock, type Client, type Clock, type KubeObject, type ResourceDefinition } from 'kube-core';
import { checkOptions } from 'kube-core/support';
import { isMember, join } from '../controller/host.js';
import type { ControllerSubject } from '../controller/meter.js';
import type { Progress } from '../health/health.js';
import { leaderElection } from '../lease/leader-election.js';
import type { LeaderElectionOptions } from '../lease/options.js';
import { consoleLogger } from '../log/console-logger.js';
import type { Logger } from '../log/logger.js';
import type { ProcessMetrics } from '../metrics/metrics.js';
import type { ShardingOptions } from '../sharding/options.js';
import { Caches } from '../reflector/caches.js';
import { sharding, type Sharding } from '../sharding/sharding.js';
import { rbacOf, type RbacOptions, type Roles } from '../rbac/roles.js';
import { Life } from '../util/life.js';
import { checkRunnable, type Runnable, type RunOptions } from '../util/runnable.js';
import type { Cache } from '../reflector/cache.js';
import type { FieldsOf, Kept, Mask } from '../reflector/keep.js';
import { ManagedCache, type CacheOptions } from './cache.js';
import { endpointsOf, type Endpoints } from './endpoints.js';
import { defaults, managerRules, type ManagerOptions, type SignalSource } from './options.js';
import { runStages } from './stages.js';

/** Runs controllers, and stops them all when one of them fails. Disposing it closes it. */
export interface Manager extends Runnable, AsyncDisposable {
  readonly client: Client;
  /** Where the health endpoint is reached from this machine: `http://127.0.0.1:8081`; `undefined` while there is none. */
  readonly healthUrl: string | undefined;
  /** Where the metrics are: `http://127.0.0.1:8080/metrics`; `undefined` while there are none. */
  readonly metricsUrl: string | undefined;
  /**
   * Adds what is to run: controllers, or anything else that runs until it is told to stop.
   *
   * @throws KubeError `manager` when it runs already, and for a second controller of one name: log lines and metrics tell them apart by it.
   */
  add(...runnables: readonly Runnable[]): Manager;
  /**
   * A cache of a kind. Everything in the manager that reads the same objects (one kind, namespace and selection), its controllers too,
   * shares one watch and one copy of them.
   *
   * @param of - An Api; or a kind, for all namespaces.
   * @param options - Which objects, and ways to find them.
   * @returns what reads it: complete before services and controllers start.
   * @throws KubeError `manager` when the manager runs already; `option` for an option that there is not.
   */
  cache<K extends KubeObject, I extends string = never>(of: Api<K> | ResourceDefinition<K>, options?: CacheOptions<K, I>): Cache<K, I>;
  cache<K extends KubeObject, const F extends FieldsOf<K>, I extends string = never>(
    of: Api<K> | ResourceDefinition<K>,
    options: CacheOptions<Kept<K, F>, I, F>,
  ): Cache<Kept<K, F>, I>;
  /**
   * The roles that its user needs, from what was added until now: what controllers, daemons and caches watch, the Leases of leader election
   * and sharding, events, and what webhook servers install. What reconciles write is for `writes` to say. It asks nothing of the cluster.
   *
   * What is watched in one namespace needs a Role there; what is watched in all of them, or has none, a ClusterRole.
   *
   * @param options - The name of the roles, and what is written.
   * @throws KubeError `option` for an option that there is not, or that cannot be meant.
   *
   * @example
   * ```ts
   * import { Api, Client } from 'kube-core';
   * import { Deployment } from 'kube-core/k8s';
   * import { Controller, Manager, permission } from 'kube-runtime';
   * import { Website } from './website.gen.js';
   *
   * await using client = await Client.tryDefault();
   * const deployments = Api.all(client, Deployment);
   * const controller = Controller.for(Api.all(client, Website)).owns(deployments).reconcile(async () => undefined);
   * const status = permission(Website, ['patch'], { subresource: 'status' });
   * const { clusterRole, roles } = new Manager(client).add(controller).rbac({ name: 'website', writes: [deployments, status] });
   * ```
   */
  rbac(options: RbacOptions): Roles;
  /**
   * Starts everything, and resolves when everything has ended: after SIGTERM, SIGINT or `signal`, or by itself. The process stays alive
   * until then.
   *
   * Things start phase by phase, as {@link Runnable} says: one phase when those before it have started; and they are stopped in the
   * reverse order: one phase when those after it have ended. When all services and controllers have ended by themselves, what served
   * them is stopped as well.
   *
   * The first signal stops in good order: reconciles that run may finish within 30 s. A second one aborts them at once. Whatever fails
   * stops the others in good order. The listeners for signals are removed at the end.
   *
   * @throws what the one that failed threw; KubeError `manager-stop` when something did not end in time; an AggregateError of these, the
   *   first failure first, where there are several; KubeError `manager` when there is nothing to run, or when it has run before or is closed.
   */
  run(options?: RunOptions): Promise<void>;
  /**
   * Stops in good order, as a first signal does, and resolves when everything has ended. A manager that has not begun to run never will.
   * It does not reject: whoever called `run()` hears of failures.
   */
  close(): Promise<void>;
}

class ProcessManager implements Manager {
  readonly client: Client;
  readonly #signals: SignalSource | false;
  readonly #gracefulStopMs: number;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #runnables: Runnable[] = [];
  /** Beside what was added: it serves that, and is nothing to run by itself. */
  readonly #kept: Runnable[] = [];
  readonly #caches: Caches;
  #election: { readonly name: string; readonly leads: () => boolean } | undefined;
  /** What shares the objects with other processes; `undefined`: nothing. */
  #shards: { readonly name: string; readonly sharding: Sharding } | undefined;
  readonly #life = new Life({ code: 'manager', name: 'the manager' });
  readonly #endpoints: Endpoints;
  #progress: Progress = 'starting';

  constructor(client: Client, options: ManagerOptions = {}) {
    const given = checkOptions('Manager', options, managerRules);
    const { signals = process, gracefulStopMs = defaults.gracefulStopMs, clock = systemClock, log = consoleLogger() } = given;
    this.client = client;
    this.#signals = signals;
    this.#gracefulStopMs = gracefulStopMs;
    this.#clock = clock;
    this.#log = log;
    this.#caches = new Caches(clock);
    if (given.leaderElection !== undefined && given.sharding !== undefined)
      throw new KubeError('option', 'a manager has leaderElection, by which one replica works, or sharding, by which all share; not both');
    if (given.leaderElection !== undefined) this.#elect({ clock, ...given.leaderElection });
    if (given.sharding !== undefined) this.#share({ clock, ...given.sharding });
    this.#endpoints = endpointsOf(given, { runnables: () => [...this.#kept, ...this.#runnables], log, progress: () => this.#progress });
  }

  get healthUrl(): string | undefined {
    return this.#endpoints.health?.url;
  }

  get metricsUrl(): string | undefined {
    const url = this.#endpoints.metrics?.url;
    return url === undefined ? undefined : `${url}/metrics`;
  }

  add(...runnables: readonly Runnable[]): Manager {
    this.#checkNew();
    for (const runnable of runnables) {
      checkRunnable(runnable);
      this.#checkLabel(runnable);
      this.#runnables.push(runnable);
    }
    return this;
  }

  cache<K extends KubeObject, I extends string = never>(
    of: Api<K> | ResourceDefinition<K>,
    options: CacheOptions<K, I, Mask> = {},
  ): Cache<K, I> {
    this.#checkNew();
    const api = 'definition' in of ? of : Api.all(this.client, of);
    const cache = new ManagedCache<K, I>(api, options, { caches: this.#caches, clock: this.#clock, log: this.#log });
    this.#kept.push(cache);
    return cache;
  }

  rbac(options: RbacOptions): Roles {
    const declared = [...this.#runnables, ...this.#kept].flatMap(({ permissions = [] }) => permissions);
    return rbacOf(declared, options);
  }

  run(options: RunOptions = {}): Promise<void> {
    return this.#life.run(options, async (stop, force) => {
      if ([...this.#runnables, ...this.#kept].every(({ phase }) => phase === 'election'))
        throw new KubeError('manager', 'the manager has nothing to run: add() a controller before run()');
      const release = this.#listen(() => (stop.signal.aborted ? force : stop).abort());
      try {
        if (stop.signal.aborted) return;
        const { measures, runnables } = this.#endpoints;
        if (measures !== undefined) await measures.load();
        this.#join(measures);
        onAbort(stop.signal, () => (this.#progress = 'stopping'));
        const started = (): void => void (this.#progress = 'started');
        const options = { clock: this.#clock, gracefulStopMs: this.#gracefulStopMs, stop, force, started };
        await runStages([...runnables, ...this.#kept, ...this.#runnables], options);
      } finally {
        release();
      }
    });
  }

  close(): Promise<void> {
    return this.#life.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #elect(options: LeaderElectionOptions): void {
    const election = leaderElection(this.client, options);
    this.#election = { name: options.name, leads: () => election.leader === election.identity };
    this.add(election);
  }

  #share(options: ShardingOptions): void {
    const shards = sharding(this.client, options);
    this.#shards = { name: options.name, sharding: shards };
    this.add(shards);
  }

  #join(measures: ProcessMetrics | undefined): void {
    if (this.#election !== undefined) measures?.leader(this.#election.name, this.#election.leads);
    const meter =
      measures === undefined
        ? {}
        : { meter: (subject: ControllerSubject) => measures.controller(subject), webhooks: () => measures.webhooks() };
    const { name, sharding: shared } = this.#shards ?? {};
    if (name !== undefined) measures?.sharding(name, () => shared?.owned.length ?? 0);
    const shards = shared === undefined ? {} : { shards: shared };
    const host = { log: this.#log, caches: this.#caches, ...shards, ...meter };
    for (const runnable of this.#runnables) if (isMember(runnable)) runnable[join](host);
  }

  #checkNew(): void {
    if (this.#life.hasBegun) throw new KubeError('manager', 'the manager runs already: add everything before run()');
  }

  #checkLabel(runnable: Runnable): void {
    if (!isMember(runnable)) return;
    const { label } = runnable;
    if (!this.#runnables.some((other) => isMember(other) && other.label === label)) return;
    throw new KubeError(
      'manager',
      `there are two controllers called ${label}: give one another name, reconcile(…, { name: '${label}-2' })`,
    );
  }

  /** Signals of the operating system, until they are released. */
  #listen(ask: () => void): () => void {
    const signals = this.#signals;
    if (signals === false) return () => undefined;
    signals.on('SIGTERM', ask);
    signals.on('SIGINT', ask);
    return () => {
      signals.off('SIGTERM', ask);
      signals.off('SIGINT', ask);
    };
  }
}

/**
 * Runs controllers until the process is asked to end.
 *
 * @example
 * ```ts
 * import { Client } from 'kube-core';
 * import { Manager, type Controller } from 'kube-runtime';
 *
 * declare const controller: Controller<{}>;
 * await using client = await Client.tryDefault({ fieldManager: 'website' });
 * await new Manager(client).add(controller).run();
 * ```
 */
export const Manager: new (client: Client, options?: ManagerOptions) => Manager = ProcessManager;
