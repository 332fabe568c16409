/**
 * `tsx --conditions=kube-source bench/sharding/main.ts [SEED] [REPLICAS] [SHARDS] [FAULTS]`: how well 10,000 namespaces are shared by 50 replicas of
 * which some are killed, cut off, stopped and started at random, in time that costs none: how even the shares are, and how long nobody has an
 * object. It fails when two replicas ever had one object at once.
 */
import { simulate } from './simulation.js';

const [seed = 1, replicas = 50, shards = 250, faults = 40] = process.argv.slice(2).map(Number);
const result = await simulate({ seed, replicas, shards, namespaces: 10_000, faults, everyMs: 10_000 });

function spread(numbers: readonly number[], unit: number): string {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (share: number): string => ((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN) / unit).toFixed(1);
  return `least ${at(0)}, median ${at(0.5)}, nine in ten ${at(0.9)}, most ${at(1)} (${sorted.length})`;
}

console.log(
  `${replicas} replicas, ${shards} shards, 10,000 namespaces, ${faults} faults in ${(result.simulatedMs / 60_000).toFixed(1)} minutes`,
);
console.log(`shards of a replica:                ${spread(result.shards, 1)}`);
console.log(`namespaces of a replica:            ${spread(result.namespaces, 1)}`);
console.log(`nobody's after a loss, in seconds:  ${spread(result.takenAfterMs, 1000)}`);
console.log(`nobody's in a handover, in seconds: ${spread(result.handedOverAfterMs, 1000)}`);
console.log(`shards that changed their owner:    ${result.moves}`);
console.log(`requests a second:                  ${(result.requests / (result.simulatedMs / 1000)).toFixed(0)}`);
console.log(`two owners at once:                 ${result.overlaps.length}`);
if (result.overlaps.length > 0) throw new Error(result.overlaps.join('\n'));
