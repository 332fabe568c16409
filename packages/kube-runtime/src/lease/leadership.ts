/**
 * The time in which this process leads: {@link Leadership}, as its work sees it.
 */
import { Api, onAbort, type Client, type Stored } from 'kube-core';
import { Lease } from 'kube-core/k8s';
import { tell } from 'kube-core/support';
import { Ready } from '../util/ready.js';
import { untilAborted } from '../util/until-aborted.js';
import { Candidacy } from './candidacy.js';
import { isLeadershipLost, type LeadershipLostError } from './errors.js';
import type { CandidacySettings } from './options.js';

/**
 * Which leadership something was done in. No signal reaches a process that stands still, and what it sent before may still be under way
 * when the next leader works. Where that matters, hand these numbers on with each write, and let whoever is written to refuse lower ones.
 */
export interface FencingToken {
  /** How often the lease changed hands: one more with each leadership. It begins anew with a Lease that was deleted and made again. */
  readonly transitions: number;
  /** The uid of the Lease. */
  readonly leaseUid: string;
  /** The version of the Lease when it was taken: `compareResourceVersions` says which is later, also of two Leases of one name. */
  readonly resourceVersion: string;
}

/** This process leads. Disposing it gives the lease back. */
export interface Leadership extends AsyncDisposable {
  readonly identity: string;
  readonly fencingToken: FencingToken;
  /**
   * Aborts when this process does not lead any more, with a `LeadershipLostError` where the lease was lost. It does so earlier than
   * another may lead: by the difference of `leaseDurationMs` and `renewDeadlineMs` of the options, five seconds by default. All work has to
   * end in that time.
   */
  readonly signal: AbortSignal;
  /**
   * Whether this process leads, by its clock. Unlike the signal, which a timer sets off, this is right also in the first moment after the
   * process stood still: ask before what must not be done by two.
   */
  isHeld(this: void): boolean;
  /** Gives the lease back, so that another may lead at once. Call it when the work has ended, and not before. It does not reject. */
  release(): Promise<void>;
}

/** A leadership in the making, then a leadership, then what is left of one. */
export class Term implements Leadership {
  readonly #settings: CandidacySettings;
  readonly #candidacy: Candidacy;
  readonly #acquired = new Ready();
  readonly #over = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #lease: Stored<Lease> | undefined;
  #released = false;

  /** @param onLeader - Hears who leads. */
  constructor(client: Client, settings: CandidacySettings, onLeader: (identity: string | undefined) => void) {
    this.#settings = settings;
    this.#candidacy = new Candidacy(Api.namespaced(client, Lease, settings.namespace), settings, {
      leader: onLeader,
      acquired: (lease) => {
        this.#lease = lease;
        this.#acquired.open();
      },
      lost: (error) => this.#lost(error),
    });
  }

  get identity(): string {
    return this.#settings.identity;
  }

  get fencingToken(): FencingToken {
    const { spec, metadata } = this.#lease ?? { metadata: { uid: '', resourceVersion: '' } };
    return { transitions: spec?.leaseTransitions ?? 0, leaseUid: metadata.uid, resourceVersion: metadata.resourceVersion };
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Why the lease was lost, if it was. */
  get loss(): LeadershipLostError | undefined {
    const reason: unknown = this.#over.signal.reason;
    return isLeadershipLost(reason) ? reason : undefined;
  }

  /** Whether others may lead though the work of this leadership has not ended. */
  get isOverdue(): boolean {
    return this.#lease !== undefined && !this.#released && this.#settings.clock.now() >= this.#candidacy.freeAt;
  }

  /** Resolves when this process leads. @throws the signal's reason, when it aborts before that. */
  async begin(signal: AbortSignal | undefined): Promise<void> {
    this.#ended = this.#candidacy
      .run()
      .catch((defect: unknown) => this.#over.abort(defect))
      .finally(() => this.#acquired.open()); // also where it ended before it led
    const stop = onAbort(signal, () => this.#candidacy.leave());
    await this.#acquired.wait();
    stop();
    if (signal?.aborted === true) await this.release();
    signal?.throwIfAborted();
    this.#over.signal.throwIfAborted();
  }

  readonly isHeld = (): boolean => !this.#over.signal.aborted && this.#candidacy.holds;

  /** Ends at once, and lets the lease run out. */
  abandon(): void {
    this.#candidacy.abandon();
  }

  async release(): Promise<void> {
    this.#released = true;
    this.#over.abort(new DOMException('the lease was given back', 'AbortError'));
    this.#candidacy.leave();
    await this.#ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  /** Resolves when the lease was lost and others may lead, unless the signal aborts first. */
  async overdue(signal: AbortSignal): Promise<void> {
    const { clock } = this.#settings;
    await untilAborted(this.#over.signal);
    await clock.sleep(this.#candidacy.freeAt - clock.now(), signal);
  }

  #lost(error: LeadershipLostError): void {
    const { onLost } = this.#settings;
    this.#over.abort(error);
    tell('onLost', () => onLost(error));
  }
}
