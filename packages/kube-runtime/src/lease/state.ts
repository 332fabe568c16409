/**
 * Where a process stands in an election, what can happen to it and what it can do: the words of `step`. Enter at {@link ElectionState}.
 */
import type { Stored } from 'kube-core';
import type { Lease } from 'kube-core/k8s';
import type { CallPurpose, LossReason } from './errors.js';
import type { Seen } from './seen.js';

/** Where a process stands. */
export type ElectionState =
  /** It would like to lead. `claim`: the time in a record by which it tried to, and may have succeeded without hearing of it. */
  | { readonly at: 'candidate'; readonly seen?: Seen; readonly claim?: string }
  /** It leads. */
  | {
      readonly at: 'leader';
      readonly lease: Stored<Lease>;
      /** The time of its acquisition, by which it knows its own records. */
      readonly claim: string;
      /** When the last renewal that the server confirmed was sent. The server had it later, and others saw it later still. */
      readonly renewedAt: number;
      /** Why the last try to renew failed. */
      readonly failure?: unknown;
    }
  /** It gives the lease back. Without a lease it is to find out first whether it has one. */
  | { readonly at: 'leaving'; readonly claim: string; readonly lease?: Stored<Lease>; readonly until: number }
  | { readonly at: 'over' };

/** What happened. */
export type Happening =
  | { readonly type: 'started' }
  /** The wait is over. */
  | { readonly type: 'woken' }
  /** Until {@link deadlineOf} nothing else happened. */
  | { readonly type: 'late' }
  /** The work is done, or is not to begin. Whose work may not have ended does not give the lease back: it runs out by itself. */
  | { readonly type: 'leave'; readonly giveBack: boolean }
  | { readonly type: 'read'; readonly lease: Stored<Lease> | undefined; readonly sentAt: number }
  | { readonly type: 'written'; readonly lease: Stored<Lease>; readonly sentAt: number }
  /** Nothing was written: somebody else has changed, or deleted, the Lease since it was read. */
  | { readonly type: 'refused'; readonly why: 'conflict' | 'missing'; readonly sentAt: number }
  /** Whether the server has done it is not known. */
  | { readonly type: 'failed'; readonly error: unknown; readonly purpose: CallPurpose; readonly sentAt: number };

/** What happened, when, and a number from 0 up to but not including 1, drawn for it. */
export interface ElectionInput {
  readonly what: Happening;
  readonly now: number;
  readonly chance: number;
}

/** What to do now; whatever was going on before is to be ended first. */
export type Effect =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'read' }
  | { readonly do: 'create'; readonly lease: Lease }
  | { readonly do: 'replace'; readonly lease: Stored<Lease>; readonly purpose: CallPurpose };

/** What others are to be told. */
export type Notice =
  /** Somebody else leads than before. */
  | { readonly type: 'leader'; readonly identity: string | undefined }
  /** This process leads from now on. */
  | { readonly type: 'acquired'; readonly lease: Stored<Lease> }
  | { readonly type: 'lost'; readonly reason: LossReason }
  | { readonly type: 'failed'; readonly purpose: CallPurpose; readonly error: unknown };

/** The outcome of one step. It has an effect unless the state is `over`. */
export interface Step {
  readonly next: ElectionState;
  readonly emit: readonly Notice[];
  readonly effect?: Effect;
}

/** What does not change during an election. */
export interface ElectionContext {
  readonly name: string;
  readonly namespace: string;
  readonly identity: string;
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
  /** What a Lease that is made anew is labelled with. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Until when something has to happen, by the clock of this process. */
export function deadlineOf(state: ElectionState, { renewDeadlineMs }: ElectionContext): number {
  switch (state.at) {
    case 'leader':
      return state.renewedAt + renewDeadlineMs;
    case 'leaving':
      return state.until;
    case 'candidate':
    case 'over':
      return Infinity;
    default:
      return state satisfies never;
  }
}
