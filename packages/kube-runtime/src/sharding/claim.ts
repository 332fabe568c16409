/**
 * One shard from the wish to have it to its end: {@link Claim}. It holds the Lease while the work on the shard goes on.
 */
import { linkedAbort, type Client } from 'kube-core';
import type { LeadershipLostError } from '../lease/errors.js';
import { Term } from '../lease/leadership.js';
import type { CandidacySettings } from '../lease/options.js';
import type { OwnedShard, ShardWork } from './shard.js';
import { untilAborted } from '../util/until-aborted.js';

/** Who is told how a claim goes. */
export interface ClaimListener {
  claimed(): void;
  /** Another may own the shard now, though the work on it has not ended. */
  overdue(loss: LeadershipLostError): void;
}

/** One shard, asked for, owned and given back. */
export class Claim {
  readonly #index: number;
  readonly #term: Term;
  readonly #withdraw = new AbortController();
  readonly #stop = new AbortController();
  readonly #force = new AbortController();

  constructor(client: Client, index: number, settings: CandidacySettings) {
    this.#index = index;
    this.#term = new Term(client, settings, () => undefined);
  }

  /** Whether others may own the shard though the work on it has not ended. */
  get isOverdue(): boolean {
    return this.#term.isOverdue;
  }

  /** Ceases to ask for the shard. */
  withdraw(): void {
    this.#withdraw.abort();
  }

  /** Ends the work, then gives the lease back. */
  giveUp(): void {
    this.#stop.abort();
  }

  /** Ends at once, and lets the lease run out: the work may not have ended. */
  abandon(): void {
    this.#term.abandon();
    this.#withdraw.abort();
    this.#stop.abort();
    this.#force.abort();
  }

  /** Resolves when the shard is given back, lost, or not asked for any more. @throws what the work throws. */
  async run(work: readonly ShardWork[], listener: ClaimListener): Promise<void> {
    try {
      await this.#term.begin(this.#withdraw.signal);
    } catch (error) {
      if (this.#withdraw.signal.aborted || this.#term.loss !== undefined) return;
      throw error;
    }
    listener.claimed();
    try {
      await this.#work(work, listener);
    } finally {
      await this.#term.release();
    }
  }

  async #work(work: readonly ShardWork[], listener: ClaimListener): Promise<void> {
    const term = this.#term;
    using stop = linkedAbort(term.signal, this.#stop.signal);
    using force = linkedAbort(term.signal, this.#force.signal);
    const done = new AbortController();
    const { fencingToken, isHeld } = term;
    const shard: OwnedShard = { index: this.#index, fencingToken, isHeld, signal: stop.signal, force: force.signal };
    term.overdue(done.signal).then(
      () => term.loss !== undefined && listener.overdue(term.loss),
      () => undefined, // the work has ended
    );
    try {
      await Promise.all([untilAborted(stop.signal), ...work.map(async (each) => each(shard))]);
    } catch (error) {
      this.abandon(); // what else works on the shard takes its time to end: no other is to have it at once
      throw error;
    } finally {
      done.abort();
    }
  }
}
