/**
 * What a process does next in a sharding, as a pure function: {@link step} takes where it stands and what happened, and gives where it stands
 * then, and what to do.
 *
 * Two processes never own one shard, since a Lease has one holder: what is worked out here says only who should ask for it. A shard that
 * is another's is not asked for before that one has given it up, or has not renewed its lease for as long as that lasts.
 */
import { shareOut } from './share.js';
import type { Effect, ShardingContext, ShardingInput, ShardingState, Stage, Standing, Step } from './state.js';
import { viewOf, type View } from './view.js';

/** Where a process begins. */
export const beginning: ShardingState = { at: 'apart', seen: new Map(), mine: new Map(), others: [] };

/**
 * @param state - Where the process stands.
 * @param input - What happened.
 * @param context - What does not change.
 */
export function step(state: ShardingState, { what, now }: ShardingInput, context: ShardingContext): Step {
  switch (what.type) {
    case 'joined':
      return { next: state.at === 'leaving' ? state : { ...state, at: 'member' }, effects: [] };
    case 'parted':
      return { next: state.at === 'leaving' ? state : { ...state, at: 'apart' }, effects: [] };
    case 'listed': {
      const view = viewOf(what.leases, state.seen, { now, context });
      return onView({ ...state, seen: view.seen, others: view.others }, view, { now, context });
    }
    case 'claimed':
      return state.at === 'leaving' ? endOne(state, what.index) : { next: withStage(state, what.index, 'owned'), effects: [] };
    case 'ended':
      return { next: withStage(state, what.index, undefined), effects: [] };
    case 'leave':
      return endAll({ ...state, at: 'leaving' });
    default:
      return what satisfies never;
  }
}

interface Setting {
  readonly now: number;
  readonly context: ShardingContext;
}

/** Only the first of the members tidies up, so that one delete is sent and not one a replica. */
function onView(state: ShardingState, view: View, { now, context }: Setting): Step {
  if (state.at !== 'member') return { next: state, effects: [] };
  const { identity } = context;
  const members = view.members.includes(identity) ? view.members : [...view.members, identity];
  const wanted = shareOut(members, holdersFor(state, view, identity));
  const isFirst = members.every((member) => member >= identity);
  const steps: Step = { next: state, effects: isFirst ? view.stale.map((lease): Effect => ({ do: 'discard', lease })) : [] };
  return wanted.reduce<Step>(({ next, effects }, owner, index) => {
    const more = onShard(next, { index, isWanted: owner === identity }, { view, now, context });
    return { next: more.next, effects: [...effects, ...more.effects] };
  }, steps);
}

/** What this process holds it knows better than any list. */
function holdersFor({ mine }: Standing, { holders }: View, identity: string): readonly (string | undefined)[] {
  return holders.map((holder, index) => {
    const stage = mine.get(index);
    return stage === 'owned' || stage === 'ending' ? identity : holder;
  });
}

function onShard(
  state: ShardingState,
  { index, isWanted }: { readonly index: number; readonly isWanted: boolean },
  { view, now, context }: Setting & { readonly view: View },
): Step {
  const stage = state.mine.get(index);
  const nothing: Step = { next: state, effects: [] };
  const holder = view.holders[index];
  const isDivided = view.others.length > 0;
  const isFree = holder === undefined || holder === context.identity;
  if (stage === undefined) {
    if (!isWanted || !isFree || isDivided) return nothing;
    const seen = state.seen.get(context.layout.shard(index));
    if (seen !== undefined && now < seen.busyUntil) return nothing; // its own claim from before: not known to be over
    return { next: withStage(state, index, 'claiming'), effects: [{ do: 'claim', index, seen }] };
  }
  if (stage === 'claiming') return isWanted && isFree && !isDivided ? nothing : { next: state, effects: [{ do: 'withdraw', index }] };
  return isWanted || stage === 'ending' ? nothing : endOne(state, index);
}

function endOne(state: ShardingState, index: number): Step {
  return { next: withStage(state, index, 'ending'), effects: [{ do: 'give up', index }] };
}

function endAll(state: ShardingState): Step {
  const effects = [...state.mine].flatMap(([index, stage]): Effect[] => {
    if (stage === 'ending') return [];
    return [stage === 'claiming' ? { do: 'withdraw', index } : { do: 'give up', index }];
  });
  const mine = new Map([...state.mine].map(([index, stage]) => [index, stage === 'owned' ? 'ending' : stage]));
  return { next: { ...state, mine }, effects };
}

function withStage(state: ShardingState, index: number, stage: Stage | undefined): ShardingState {
  const mine = new Map(state.mine);
  if (stage === undefined) mine.delete(index);
  else mine.set(index, stage);
  return { ...state, mine };
}
