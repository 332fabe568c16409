/**
 * One candidacy, from the first look at the lease to its end: a loop that runs an effect, puts what happens to the step function, and tells
 * what that says. Enter at {@link Candidacy}.
 */
import { isAlreadyExists, isConflict, isNotFound, linkedAbort, type Api, type Stored } from 'kube-core';
import type { Lease } from 'kube-core/k8s';
import { tell } from 'kube-core/support';
import { durationText } from '../util/duration.js';
import { keepAlive } from '../util/keep-alive.js';
import { orAborted } from '../util/or-aborted.js';
import { orLate, timeoutError } from '../util/or-late.js';
import { callFailure, LeadershipLostError, type CallPurpose } from './errors.js';
import { callLimitMs, type CandidacySettings } from './options.js';
import { deadlineOf, type Effect, type ElectionState, type Happening, type Notice } from './state.js';
import { step } from './step.js';

/** Who is told how a candidacy goes. */
export interface CandidacyListener {
  /** Somebody else leads than before. */
  leader(identity: string | undefined): void;
  /** This process leads. */
  acquired(lease: Stored<Lease>): void;
  /** It does not any more. */
  lost(error: LeadershipLostError): void;
}

/** It ends when it has given the lease back, or lost it. */
export class Candidacy {
  readonly #api: Api<Lease>;
  readonly #settings: CandidacySettings;
  readonly #listener: CandidacyListener;
  readonly #leaving = new AbortController();
  #state: ElectionState;
  #renewedAt = -Infinity;
  #giveBack = true;

  constructor(api: Api<Lease>, settings: CandidacySettings, listener: CandidacyListener) {
    const { seen } = settings;
    this.#state = seen === undefined ? { at: 'candidate' } : { at: 'candidate', seen };
    this.#api = api;
    this.#settings = settings;
    this.#listener = listener;
  }

  /** Whether the lease is held now. It looks at the clock: a process that stood still may ask before it is told. */
  get holds(): boolean {
    const { clock } = this.#settings;
    return this.#state.at === 'leader' && clock.now() < deadlineOf(this.#state, this.#settings);
  }

  /** When others may take the lease, as of the last renewal. */
  get freeAt(): number {
    return this.#renewedAt + this.#settings.leaseDurationMs;
  }

  /** Gives the lease back, or ceases to ask for it. */
  leave(): void {
    this.#leaving.abort();
  }

  /** Ends at once, and lets the lease run out: its work may not have ended. */
  abandon(): void {
    this.#giveBack = false;
    this.#leaving.abort();
  }

  /** Rejects for a defect only, of the clock for example: failures of calls are told, and tried again. */
  async run(): Promise<void> {
    const { clock, random } = this.#settings;
    const letGo = keepAlive();
    try {
      let what: Happening = { type: 'started' };
      for (;;) {
        const { next, emit, effect } = step(this.#state, { what, now: clock.now(), chance: random() }, this.#settings);
        this.#state = next;
        if (next.at === 'leader') this.#renewedAt = next.renewedAt;
        for (const notice of emit) this.#tell(notice);
        if (effect === undefined) return;
        what = await this.#outcome(effect);
      }
    } finally {
      letGo();
    }
  }

  #tell(notice: Notice): void {
    const { onFailure } = this.#settings;
    switch (notice.type) {
      case 'leader':
        return this.#listener.leader(notice.identity);
      case 'acquired':
        return this.#listener.acquired(notice.lease);
      case 'lost':
        return this.#listener.lost(new LeadershipLostError(this.#lease, notice.reason));
      case 'failed':
        return tell('onFailure', () => onFailure(callFailure(notice.purpose, this.#lease, notice.error)));
      default:
        return notice satisfies never;
    }
  }

  get #lease(): string {
    const { namespace, name } = this.#settings;
    return `${namespace}/${name}`;
  }

  /** What comes of an effect, unless it is time to leave, or too late for anything. Then it is aborted, and not waited for. */
  async #outcome(effect: Effect): Promise<Happening> {
    const { clock } = this.#settings;
    const deadline = deadlineOf(this.#state, this.#settings);
    const leaving = this.#state.at === 'leaving' ? undefined : this.#leaving.signal;
    const cut = linkedAbort(leaving);
    const cancel = deadline === Infinity ? () => undefined : clock.after(deadline - clock.now(), () => cut.abort());
    try {
      return await orAborted(this.#run(effect, cut.signal), cut.signal);
    } catch (error) {
      if (!cut.signal.aborted) throw error;
      return leaving?.aborted === true ? { type: 'leave', giveBack: this.#giveBack } : { type: 'late' };
    } finally {
      cancel();
      cut.abort();
      cut[Symbol.dispose]();
    }
  }

  async #run(effect: Effect, signal: AbortSignal): Promise<Happening> {
    const { clock } = this.#settings;
    switch (effect.do) {
      case 'wait':
        await clock.sleep(effect.ms, signal);
        return { type: 'woken' };
      case 'read':
        return this.#call('read', signal, async (limit, sentAt) => {
          const lease = await this.#api.find(this.#settings.name, { signal: limit });
          return { type: 'read', lease, sentAt };
        });
      case 'create':
        return this.#call('create', signal, async (limit, sentAt) => {
          const lease = await this.#api.create(effect.lease, { signal: limit });
          return { type: 'written', lease, sentAt };
        });
      case 'replace':
        return this.#call(effect.purpose, signal, async (limit, sentAt) => {
          const lease = await this.#api.replace(effect.lease, { signal: limit });
          return { type: 'written', lease, sentAt };
        });
      default:
        return effect satisfies never;
    }
  }

  /** A call, and what its failure means. */
  async #call(
    purpose: CallPurpose,
    signal: AbortSignal,
    send: (signal: AbortSignal, sentAt: number) => Promise<Happening>,
  ): Promise<Happening> {
    const { clock } = this.#settings;
    const sentAt = clock.now();
    const ms = callLimitMs(this.#settings);
    try {
      return await orLate((limit) => send(limit, sentAt), {
        ms,
        late: () => timeoutError(`no answer within ${durationText(ms)}`),
        clock,
        signal,
      });
    } catch (error) {
      if (isConflict(error) || isAlreadyExists(error)) return { type: 'refused', why: 'conflict', sentAt };
      if (isNotFound(error) && purpose !== 'create') return { type: 'refused', why: 'missing', sentAt };
      return { type: 'failed', purpose, error, sentAt };
    }
  }
}
