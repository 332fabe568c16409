/**
 * What can go wrong with a leader election: {@link LeadershipLostError} ends a leadership, everything else is tried again.
 */
import { hasCode, isForbidden, KubeError, messageOf } from 'kube-core';
import { Lease } from 'kube-core/k8s';
import { durationText } from '../util/duration.js';
import { permission, ruleText, type Verb } from '../util/permission.js';

/** Why a leadership ended that was not given back. */
export type LossReason =
  /** The lease could not be renewed in time: the server was not reached, or this process stood still. */
  | { readonly type: 'expired'; readonly afterMs: number; readonly failure: unknown }
  /** Somebody else holds the lease. */
  | { readonly type: 'taken'; readonly by: string | undefined }
  /** Somebody deleted the Lease. */
  | { readonly type: 'deleted' };

/** This process does not lead any more, though it did not give the lease back. It should end, and be started anew. */
export class LeadershipLostError extends KubeError {
  /** The Lease: `web/website`. */
  readonly lease: string;
  readonly reason: LossReason['type'];

  /**
   * @param lease - The Lease: `web/website`.
   * @param reason - Why.
   */
  constructor(lease: string, reason: LossReason) {
    const cause = reason.type === 'expired' ? reason.failure : undefined;
    super('leadership-lost', `this process no longer leads: ${textOf(lease, reason)}`, { cause });
    this.lease = lease;
    this.reason = reason.type;
  }
}

/** Whether a leadership ended that was not given back. */
export const isLeadershipLost = (error: unknown): error is LeadershipLostError => hasCode(error, 'leadership-lost');

function textOf(lease: string, reason: LossReason): string {
  switch (reason.type) {
    case 'expired': {
      const why = reason.failure === undefined ? '' : `; last, ${messageOf(reason.failure)}`;
      return `the Lease ${lease} could not be renewed for ${durationText(reason.afterMs)}${why}`;
    }
    case 'taken':
      return `the Lease ${lease} is held by ${reason.by ?? 'nobody'}`;
    case 'deleted':
      return `the Lease ${lease} was deleted`;
    default:
      return reason satisfies never;
  }
}

/** What a call of an election was to do. */
export type CallPurpose = 'read' | 'create' | 'renew' | 'take' | 'give back';

/**
 * @param purpose - What the call was to do.
 * @param lease - The Lease: `web/website`.
 * @param cause - Why it failed.
 */
export function callFailure(purpose: CallPurpose, lease: string, cause: unknown): KubeError {
  const remedy = isForbidden(cause) ? remedyIn(lease) : '';
  return new KubeError('leader-election', `cannot ${purpose} the Lease ${lease}, trying again: ${messageOf(cause)}${remedy}`, { cause });
}

/** What an election asks of its Lease. */
export const electionVerbs: readonly Verb[] = ['get', 'create', 'update'];

const remedyIn = (lease: string): string =>
  `\nAdd this rule to a Role in namespace ${lease.replace(/\/.*/, '')}, for the user that the process runs as:\n${ruleText(permission(Lease, electionVerbs))}`;

/** What an election does with a failure when it is told nothing else. */
export const reportElection = (error: KubeError): void => console.error(error.message);
