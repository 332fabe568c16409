/**
 * Who is to have which shard: {@link shareOut}. Every replica works it out for itself, and all that see the same come to the same.
 *
 * Each member has a quota, and these differ by one at most. Who holds shards keeps them up to its quota; the others go to members with
 * room, each to the one that ranks highest for it. So a shard moves only where a quota asks for it.
 */
import { hashOf } from './hash.js';

/** @param holders - Who holds each shard, by index; `undefined`: nobody. One who is no member is nobody. @returns who is to have each. */
export function shareOut(members: readonly string[], holders: readonly (string | undefined)[]): readonly (string | undefined)[] {
  const room = quotas(members, holders.length);
  const wanted = new Array<string | undefined>(holders.length).fill(undefined);
  for (const [member, shards] of heldBy(holders)) {
    const quota = room.get(member);
    if (quota === undefined) continue;
    const kept = shards.length <= quota ? shards : shards.toSorted((a, b) => rank(member, b) - rank(member, a) || a - b).slice(0, quota);
    for (const shard of kept) wanted[shard] = member;
    room.set(member, quota - kept.length);
  }
  for (const [shard, member] of wanted.entries()) wanted[shard] = member ?? take(room, shard);
  return wanted;
}

/** How many each member is to have: what cannot be divided goes to the first, one each. */
function quotas(members: readonly string[], count: number): Map<string, number> {
  const sorted = [...new Set(members)].sort((a, b) => hashOf(a) - hashOf(b) || (a < b ? -1 : 1));
  const least = Math.floor(count / sorted.length);
  return new Map(sorted.map((member, at) => [member, least + (at < count % sorted.length ? 1 : 0)]));
}

function heldBy(holders: readonly (string | undefined)[]): Map<string, number[]> {
  const held = new Map<string, number[]>();
  for (const [shard, holder] of holders.entries()) {
    if (holder === undefined) continue;
    const shards = held.get(holder);
    if (shards === undefined) held.set(holder, [shard]);
    else shards.push(shard);
  }
  return held;
}

const rank = (member: string, shard: number): number => hashOf(`${shard} ${member}`);

/** The member with room that ranks highest for a shard has it. */
function take(room: Map<string, number>, shard: number): string | undefined {
  let best: { readonly member: string; readonly rank: number } | undefined;
  for (const [member, left] of room) {
    if (left === 0) continue;
    const its = rank(member, shard);
    if (best === undefined || its > best.rank) best = { member, rank: its };
  }
  if (best !== undefined) room.set(best.member, (room.get(best.member) ?? 0) - 1);
  return best?.member;
}
