/**
 * The steps of a process that would like to lead: {@link campaign}. It looks at the lease again and again, takes it when nobody holds it or
 * when its holder has not renewed it for as long as it lasts, and waits otherwise.
 */
import type { Stored } from 'kube-core';
import type { Lease } from 'kube-core/k8s';
import { microTime } from '../util/micro-time.js';
import { defaults } from './options.js';
import { firstLease, isClaim, renewed, taken, type LeasePlace } from './record.js';
import { look } from './seen.js';
import type { Effect, ElectionContext, ElectionInput, ElectionState, Happening, Notice, Step } from './state.js';

type Candidate = ElectionState & { at: 'candidate' };

/** @see step */
export function campaign(state: Candidate, input: ElectionInput, context: ElectionContext): Step {
  const { what, now } = input;
  switch (what.type) {
    case 'started':
    case 'woken':
    case 'late':
      return { next: state, emit: [], effect: { do: 'read' } };
    case 'read':
      return what.lease === undefined ? onNone(state, input, context) : onLease(state, what.lease, { input, context });
    case 'written':
      return onWritten(state, what, { input, context });
    case 'refused':
      return again(withoutClaim(state), [], { input, context });
    case 'failed':
      return again(state, [{ type: 'failed', purpose: what.purpose, error: what.error }], { input, context });
    case 'leave':
      return onLeave(what.giveBack ? state : withoutClaim(state), now + context.renewDeadlineMs * defaults.callShare);
    default:
      return what satisfies never;
  }
}

interface Setting {
  readonly input: ElectionInput;
  readonly context: ElectionContext;
}

/** A Lease that was held and is gone was deleted by somebody: its holder may not know yet, and is respected as before. */
function onNone(state: Candidate, input: ElectionInput, context: ElectionContext): Step {
  const { now } = input;
  if (state.seen !== undefined && now < state.seen.busyUntil) return again(state, [], { input, context });
  return {
    next: { ...state, claim: microTime(now) },
    emit: [],
    effect: { do: 'create', lease: firstLease(placeOf(context), context, now) },
  };
}

const placeOf = ({ name, namespace, labels }: ElectionContext): LeasePlace =>
  labels === undefined ? { name, namespace } : { name, namespace, labels: { ...labels } };

function onLease(state: Candidate, lease: Stored<Lease>, { input, context }: Setting): Step {
  const { now } = input;
  const seen = look(state.seen, lease, { now, leaseDurationMs: context.leaseDurationMs });
  const emit: Notice[] = seen.holder === state.seen?.holder ? [] : [{ type: 'leader', identity: seen.holder }];
  const next = { ...state, seen };
  if (state.claim !== undefined && isClaim(lease, context, state.claim))
    return { next, emit, effect: write(renewed(lease, context, now), 'renew') };
  if (now < seen.busyUntil) return again(next, emit, { input, context });
  return { next: { ...next, claim: microTime(now) }, emit, effect: write(taken(lease, context, now), 'take') };
}

const write = (lease: Stored<Lease>, purpose: 'take' | 'renew'): Effect => ({ do: 'replace', lease, purpose });

/** An answer that comes so late that a leader would have to give up counts for nothing: the lease is looked at anew. */
function onWritten(state: Candidate, { lease, sentAt }: Happening & { type: 'written' }, { input, context }: Setting): Step {
  const claim = lease.spec?.acquireTime;
  if (claim === undefined || input.now >= sentAt + context.renewDeadlineMs) return { next: state, emit: [], effect: { do: 'read' } };
  const same = state.seen?.holder === context.identity;
  const leads: readonly Notice[] = same ? [] : [{ type: 'leader', identity: context.identity }];
  return {
    next: { at: 'leader', lease, claim, renewedAt: sentAt },
    emit: [...leads, { type: 'acquired', lease }],
    effect: { do: 'wait', ms: Math.max(0, sentAt + context.retryPeriodMs - input.now) },
  };
}

const withoutClaim = ({ claim: _, ...state }: Candidate): Candidate => state;

/** Several that wait look at different times, so that the first to see a free lease has it before the others look. */
function again(next: Candidate, emit: readonly Notice[], { input, context }: Setting): Step {
  return { next, emit, effect: { do: 'wait', ms: context.retryPeriodMs * (1 + defaults.jitter * input.chance) } };
}

/** A claim whose answer has not come may have been granted, and would keep others waiting. */
function onLeave({ claim }: Candidate, until: number): Step {
  if (claim === undefined) return { next: { at: 'over' }, emit: [] };
  return { next: { at: 'leaving', claim, until }, emit: [], effect: { do: 'read' } };
}
