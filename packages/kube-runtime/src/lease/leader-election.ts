/**
 * One leader among several processes: {@link leaderElection}.
 */
import { Api, KubeError, linkedAbort, onAbort, type Client } from 'kube-core';
import { Lease } from 'kube-core/k8s';
import { checkOptions, checkValue, rules, tell, type Rules } from 'kube-core/support';
import { orAborted } from '../util/or-aborted.js';
import { permission, type Permission } from '../util/permission.js';
import { Ready } from '../util/ready.js';
import { runRules, type Runnable, type RunOptions } from '../util/runnable.js';
import { untilAborted } from '../util/until-aborted.js';
import { electionVerbs, isLeadershipLost } from './errors.js';
import { Term, type Leadership } from './leadership.js';
import { settingsOf, type LeaderElectionOptions, type Settings } from './options.js';

/** How a leadership ends. */
export interface CampaignOptions {
  /** Ends the wait for the leadership. In `runAsLeader()` it ends the work as well: the signal that the work has aborts with it. */
  readonly signal?: AbortSignal;
}

const campaignRules: Rules<CampaignOptions> = { signal: rules.signal };

/** Takes part in an election, as often as it is asked to, one time after the other. */
export interface LeaderElection extends Runnable {
  readonly name: string;
  /** A manager starts controllers when this process leads. */
  readonly phase: 'election';
  /** Who this process is. */
  readonly identity: string;
  /** Who leads, as far as this process has seen; `undefined`: nobody, or it has not looked. */
  readonly leader: string | undefined;
  /**
   * Waits until this process leads, does the work, and gives the lease back when the work has ended. While the work goes on the lease is
   * renewed, also after `options.signal` has aborted: nobody else leads before the work has ended.
   *
   * @param work - What only a leader may do. It has to end soon when `leadership.signal` aborts.
   * @param options - What ends it.
   * @returns what the work returned.
   * @throws LeadershipLostError where the lease was lost before the work had ended. It does so when the work has ended, or when another may
   *   lead, whichever is first: let it end the process. The signal's reason when it aborts before this process leads; what the work
   *   throws; KubeError `leader-election` while another leadership of this election lasts.
   */
  runAsLeader<T>(work: (leadership: Leadership) => Promise<T>, options?: CampaignOptions): Promise<T>;
  /**
   * The same step by step: waits until this process leads. The lease is renewed until the leadership is released or lost.
   *
   * @throws the signal's reason, when it aborts before that; KubeError `leader-election` while another leadership of this election lasts.
   */
  acquire(options?: CampaignOptions): Promise<Leadership>;
  /**
   * As part of a manager: leads until `signal` aborts, then gives the lease back. When `force` aborts the lease is left to run out, since
   * what needed it may not have ended.
   *
   * @throws LeadershipLostError when the lease was lost.
   */
  run(options?: RunOptions): Promise<void>;
  /** Resolves when this process leads by way of {@link LeaderElection.run}. @throws the signal's reason. */
  started(signal: AbortSignal): Promise<void>;
  /**
   * For a health check: whether the process is to be restarted.
   *
   * @throws KubeError `leader-election` when others may lead though the work of this process has not ended.
   */
  check(): void;
}

class LeaseElection implements LeaderElection {
  readonly name: string;
  readonly phase = 'election';
  readonly health = { name: 'leader-election', live: (): void => this.check() };
  readonly #client: Client;
  readonly #settings: Settings;
  readonly #started = new Ready();
  #leader: string | undefined;
  #term: Term | undefined;

  constructor(client: Client, settings: Settings) {
    this.#client = client;
    this.#settings = settings;
    this.name = `the leader election of ${settings.namespace}/${settings.name}`;
  }

  get identity(): string {
    return this.#settings.identity;
  }

  get leader(): string | undefined {
    return this.#leader;
  }

  get permissions(): readonly Permission[] {
    const { name, namespace } = this.#settings;
    return [permission(Api.namespaced(this.#client, Lease, namespace), electionVerbs, { names: [name] })];
  }

  async runAsLeader<T>(work: (leadership: Leadership) => Promise<T>, options: CampaignOptions = {}): Promise<T> {
    const { signal } = checkOptions('runAsLeader()', options, campaignRules);
    checkValue('the first argument of runAsLeader()', work, rules.call);
    const term = await this.#begin(signal);
    try {
      return await this.#lead(term, work, signal);
    } finally {
      await this.#end(term);
    }
  }

  async acquire(options: CampaignOptions = {}): Promise<Leadership> {
    const { signal } = checkOptions('acquire()', options, campaignRules);
    const term = await this.#begin(signal);
    const release = (): Promise<void> => this.#end(term);
    return leadershipOf(term, term.signal, release);
  }

  async run(options: RunOptions = {}): Promise<void> {
    const { signal, force } = checkOptions('run()', options, runRules);
    const leading = this.runAsLeader(
      async (leadership) => {
        this.#started.open();
        await untilAborted(leadership.signal);
      },
      signal === undefined ? {} : { signal },
    );
    const stop = onAbort(force, () => this.#term?.abandon());
    try {
      await orAborted(leading, force);
    } catch (error) {
      const asked = signal?.aborted === true || force?.aborted === true;
      if (!asked || isLeadershipLost(error)) throw error;
    } finally {
      stop();
    }
  }

  started(signal: AbortSignal): Promise<void> {
    return this.#started.wait(signal);
  }

  check(): void {
    if (this.#term?.isOverdue !== true) return;
    const { namespace, name } = this.#settings;
    throw new KubeError('leader-election', `the Lease ${namespace}/${name} ran out, and the work that it was for has not ended`);
  }

  async #begin(signal: AbortSignal | undefined): Promise<Term> {
    signal?.throwIfAborted();
    if (this.#term !== undefined) throw new KubeError('leader-election', `${this.name} is under way: end it first, or make another`);
    const term = new Term(this.#client, this.#settings, (identity) => this.#lookAt(identity));
    this.#term = term;
    try {
      await term.begin(signal);
      return term;
    } catch (error) {
      this.#term = undefined;
      throw error;
    }
  }

  async #end(term: Term): Promise<void> {
    await term.release();
    if (this.#term === term) this.#term = undefined;
  }

  async #lead<T>(term: Term, work: (leadership: Leadership) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const link = linkedAbort(term.signal, signal);
    const done = new AbortController();
    const running = (async () => work(leadershipOf(term, link.signal, () => term.release())))();
    try {
      await Promise.race([running, term.overdue(done.signal)]);
      if (term.loss !== undefined) throw term.loss;
      return await running;
    } catch (error) {
      throw term.loss ?? error;
    } finally {
      done.abort();
      link[Symbol.dispose]();
    }
  }

  #lookAt(identity: string | undefined): void {
    const { onLeader } = this.#settings;
    this.#leader = identity;
    tell('onLeader', () => onLeader(identity));
  }
}

/** A leadership with another signal, or another end, than the term has. */
const leadershipOf = (term: Term, signal: AbortSignal, release: () => Promise<void>): Leadership => ({
  identity: term.identity,
  fencingToken: term.fencingToken,
  signal,
  isHeld: () => term.isHeld(),
  release,
  [Symbol.asyncDispose]: release,
});

/**
 * One leader among all processes that name the same Lease.
 *
 * @param client - Where the Lease is. The user needs `get`, `create` and `update` of `leases` of `coordination.k8s.io` in its namespace.
 * @param options - Which Lease, who this process is, and how long things take.
 * @throws KubeError `option` for an option that there is not, or that cannot be meant; for times that do not fit together:
 *   `leaseDurationMs` > `renewDeadlineMs` > 1.2 × `retryPeriodMs`.
 *
 * @remarks
 * Guarantees: while one process is led to believe that it leads (its signal has not aborted, `isHeld()` says so), no other is. Nobody's
 * wall clock is compared with another's. A process that was killed is succeeded after `leaseDurationMs` and one to 2.2 `retryPeriodMs`;
 * one that gives its lease back, within the latter. A lease is given back only by who holds it. It is taken from a Lease that was deleted
 * while it was held only after its time. Replicas of client-go's leader election may compete for the same Lease.
 *
 * Caveats: what a process sent before it lost the lease may still arrive afterwards: see {@link FencingToken}. A process that has never
 * seen a Lease that is deleted while it is held takes its place at once. A clock that stands still while the machine is suspended
 * makes a leader late by as much: it finds out with its first call.
 *
 * @example
 * ```ts
 * import { Client } from 'kube-core';
 * import { leaderElection } from 'kube-runtime';
 *
 * await using client = await Client.tryDefault();
 * const election = leaderElection(client, { name: 'website', namespace: 'web' });
 * await election.runAsLeader(async ({ signal, fencingToken }) => {
 *   console.log(`${election.identity} leads, number ${fencingToken.transitions}`);
 *   while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 1000));
 * }, { signal: AbortSignal.timeout(60_000) });
 * ```
 */
export function leaderElection(client: Client, options: LeaderElectionOptions): LeaderElection {
  return new LeaseElection(client, settingsOf(client, options));
}
