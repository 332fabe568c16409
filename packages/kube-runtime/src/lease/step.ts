/**
 * What a process does next in an election, as a pure function: {@link step} takes where it stands and what happened, and gives where it
 * stands then, what to tell, and what to do. Time and chance come in with what happened, so every hard case is a row of a table.
 *
 * Three things keep two processes from leading at once. Nobody takes a lease before it has seen the same record for as long as the lease
 * lasts, by its own clock. A leader counts from the moment at which it *sent* its last renewal, and gives up earlier than others may take.
 * Every write names the version that was read, so of two that are faster than the other, one is refused.
 */
import type { ElectionContext, ElectionInput, ElectionState, Step } from './state.js';
import { campaign } from './campaign.js';
import { lead } from './lead.js';
import { leave } from './leave.js';

/**
 * @param state - Where the process stands.
 * @param input - What happened.
 * @param context - What does not change.
 */
export function step(state: ElectionState, input: ElectionInput, context: ElectionContext): Step {
  switch (state.at) {
    case 'candidate':
      return campaign(state, input, context);
    case 'leader':
      return lead(state, input, context);
    case 'leaving':
      return leave(state, input, context);
    case 'over':
      return { next: state, emit: [] };
    default:
      return state satisfies never;
  }
}
