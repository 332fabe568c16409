/**
 * The steps of a leader: {@link lead}. It renews its lease, and gives up when it could not for so long that others will soon take it, or
 * when the lease is another's.
 */
import type { Stored } from 'kube-core';
import type { Lease } from 'kube-core/k8s';
import type { LossReason } from './errors.js';
import { defaults } from './options.js';
import { givenBack, holderOf, isClaim, renewed } from './record.js';
import { deadlineOf, type Effect, type ElectionContext, type ElectionInput, type ElectionState, type Notice, type Step } from './state.js';

type Leader = ElectionState & { at: 'leader' };

/**
 * The deadline goes before everything else: a process that stood still finds an answer waiting when it wakes up, and another may lead by
 * then.
 *
 * @see step
 */
export function lead(state: Leader, { what, now }: ElectionInput, context: ElectionContext): Step {
  if (now >= deadlineOf(state, context)) return lost({ type: 'expired', afterMs: now - state.renewedAt, failure: state.failure });
  switch (what.type) {
    case 'started':
    case 'woken':
    case 'late':
      return { next: state, emit: [], effect: renewal(state.lease, context, now) };
    case 'written':
      return {
        next: { at: 'leader', lease: what.lease, claim: state.claim, renewedAt: what.sentAt },
        emit: [],
        effect: nextTry(what.sentAt, now, context),
      };
    case 'refused':
      return what.why === 'missing' ? lost({ type: 'deleted' }) : { next: state, emit: [], effect: { do: 'read' } };
    case 'read':
      return onRead(state, what.lease, { now, context });
    case 'failed': {
      const emit: Notice[] = [{ type: 'failed', purpose: what.purpose, error: what.error }];
      return { next: { ...state, failure: what.error }, emit, effect: nextTry(what.sentAt, now, context) };
    }
    case 'leave':
      return what.giveBack ? leaveWith(state, now, context) : { next: { at: 'over' }, emit: [] };
    default:
      return what satisfies never;
  }
}

function leaveWith({ lease, claim }: Leader, now: number, context: ElectionContext): Step {
  const until = now + context.renewDeadlineMs * defaults.callShare;
  const effect: Effect = { do: 'replace', lease: givenBack(lease, now), purpose: 'give back' };
  return { next: { at: 'leaving', claim, lease, until }, emit: [], effect };
}

/** A conflict may be with a renewal of our own whose answer was lost, or with somebody who changed a label. */
function onRead(state: Leader, lease: Stored<Lease> | undefined, { now, context }: { now: number; context: ElectionContext }): Step {
  if (lease?.metadata.uid !== state.lease.metadata.uid) return lost({ type: 'deleted' });
  if (!isClaim(lease, context, state.claim)) return lost({ type: 'taken', by: holderOf(lease) });
  return { next: { ...state, lease }, emit: [], effect: renewal(lease, context, now) };
}

const renewal = (lease: Stored<Lease>, context: ElectionContext, now: number): Effect => ({
  do: 'replace',
  lease: renewed(lease, context, now),
  purpose: 'renew',
});

/** A call that took longer than the period is followed by the next at once. */
const nextTry = (sentAt: number, now: number, { retryPeriodMs }: ElectionContext): Effect => ({
  do: 'wait',
  ms: Math.max(0, sentAt + retryPeriodMs - now),
});

function lost(reason: LossReason): Step {
  const emit: Notice[] = [{ type: 'lost', reason }];
  if (reason.type === 'taken') emit.unshift({ type: 'leader', identity: reason.by });
  return { next: { at: 'over' }, emit };
}
