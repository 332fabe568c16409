/**
 * The steps of a process that gives its lease back: {@link leave}. It writes only what is still its own, so that it never wipes out the
 * record of its successor, and it does not take long over it: a lease that is not given back runs out by itself.
 */
import type { Stored } from 'kube-core';
import type { Lease } from 'kube-core/k8s';
import { givenBack, isClaim } from './record.js';
import { deadlineOf, type Effect, type ElectionContext, type ElectionInput, type ElectionState, type Step } from './state.js';

type Leaving = ElectionState & { at: 'leaving' };

const over: Step = { next: { at: 'over' }, emit: [] };

/** @see step */
export function leave(state: Leaving, { what, now }: ElectionInput, context: ElectionContext): Step {
  if (now >= deadlineOf(state, context)) return over;
  switch (what.type) {
    case 'written':
      return { ...over, emit: [{ type: 'leader', identity: undefined }] };
    case 'refused':
      return what.why === 'missing' ? over : { next: withoutLease(state), emit: [], effect: { do: 'read' } };
    case 'read':
      if (what.lease === undefined || !isClaim(what.lease, context, state.claim)) return over;
      return { next: { ...state, lease: what.lease }, emit: [], effect: giveBack(what.lease, now) };
    case 'failed': {
      const ms = Math.max(0, Math.min(what.sentAt + context.retryPeriodMs, state.until) - now);
      return { next: state, emit: [{ type: 'failed', purpose: what.purpose, error: what.error }], effect: { do: 'wait', ms } };
    }
    case 'started':
    case 'woken':
    case 'late':
    case 'leave':
      return { next: state, emit: [], effect: state.lease === undefined ? { do: 'read' } : giveBack(state.lease, now) };
    default:
      return what satisfies never;
  }
}

const withoutLease = ({ lease: _, ...state }: Leaving): Leaving => state;

const giveBack = (lease: Stored<Lease>, now: number): Effect => ({ do: 'replace', lease: givenBack(lease, now), purpose: 'give back' });
